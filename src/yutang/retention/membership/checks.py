"""What `yutang doctor` proves about membership: lots, ledger, growth and cards tell one story."""

import itertools
from collections.abc import Iterable

from django.db.models import Count, F, Sum

from yutang.foundation.ledger.api import balances
from yutang.kernel.doctor import Finding, check
from yutang.retention.membership import accounts
from yutang.retention.membership.contracts import UseStatus
from yutang.retention.membership.models import (
    BenefitUse,
    GrowthEntry,
    Level,
    Member,
    MemberCard,
    OrderReward,
    PointLot,
)
from yutang.retention.membership.rules import level_of
from yutang.retention.membership.selectors.levels import level_table

_CHUNK = 2000


@check(name="积分：批次、账本与会员一致")
def points_agree() -> Iterable[Finding]:
    """Spendable and frozen lots, the ledger's accounts and the member's row hold the same points."""
    open_lots = dict(_lots(is_frozen=False))
    frozen_lots = dict(_lots(is_frozen=True))
    rows = Member.objects.order_by("pk").values_list("customer_id", "points", "frozen", "owed")
    chunk: list[tuple[int, int, int, int]] = []
    known = set()
    for row in rows.iterator(chunk_size=_CHUNK):
        known.add(row[0])
        chunk.append(row)
        if len(chunk) == _CHUNK:
            yield from _compare(chunk, open_lots, frozen_lots)
            chunk = []
    yield from _compare(chunk, open_lots, frozen_lots)
    for pk in (open_lots.keys() | frozen_lots.keys()) - known:
        yield Finding(f"member:{pk}", "有积分批次而没有会员记录")


def _lots(*, is_frozen: bool) -> Iterable[tuple[int, int]]:
    rows = PointLot.objects.filter(left__gt=0, is_frozen=is_frozen).order_by()
    return rows.values_list("customer_id").annotate(total=Sum("left"))


def _compare(
    rows: list[tuple[int, int, int, int]], open_lots: dict[int, int], frozen_lots: dict[int, int]
) -> Iterable[Finding]:
    names = (accounts.available, accounts.frozen, accounts.debt)
    found = balances([name(row[0]) for row in rows for name in names]) if rows else {}
    for pk, points, frozen, owed in rows:
        booked = tuple(found[name(pk)].posted for name in names)
        if booked != (points, frozen, -owed):
            yield Finding(f"member:{pk}", f"账本 {booked}，会员记录 {(points, frozen, -owed)}")
        lots = (open_lots.get(pk, 0), frozen_lots.get(pk, 0))
        if lots != (points, frozen):
            yield Finding(f"member:{pk}", f"批次剩余 {lots}，会员记录 {(points, frozen)}")


@check(name="成长值与等级一致")
def growth_adds_up() -> Iterable[Finding]:
    """A member's growth is the sum of its entries, and his level is what that growth is worth."""
    sums = dict(GrowthEntry.objects.order_by().values_list("customer_id").annotate(total=Sum("delta")))
    table = level_table()
    rows = Member.objects.order_by("pk").values_list("customer_id", "growth", "level")
    for pk, growth, level in rows.iterator(chunk_size=_CHUNK):
        if growth != sums.get(pk, 0):
            yield Finding(f"member:{pk}", f"成长值 {growth}，明细合计 {sums.get(pk, 0)}")
        expected = level_of(table, growth).level
        if level != expected:
            yield Finding(f"member:{pk}", f"等级 {level}，按成长值 {growth} 应为 {expected}")


@check(name="订单积分按退款扣回")
def rewards_within() -> Iterable[Finding]:
    """What an order earned is the sum of its lines and its first-order bonus; nobody lost more than he got."""
    rows = OrderReward.objects.values_list("order_no", "lines", "bonus", "points", "growth")
    for no, lines, bonus, points, growth in rows.iterator(chunk_size=_CHUNK):
        earned = sum(line[1] for line in lines.values()) + bonus
        grown = sum(line[2] for line in lines.values())
        if (earned, grown) != (points, growth):
            yield Finding(f"order:{no}", f"积分与成长值 {(points, growth)}，各行合计 {(earned, grown)}")


@check(name="付费卡权益次数一致")
def card_uses_agree() -> Iterable[Finding]:
    """A card's counters and what it saved are those of its uses that were not given back."""
    uses = {
        row["card_id"]: (row["count"], row["saved"])
        for row in BenefitUse.objects.filter(status=UseStatus.USED)
        .order_by()
        .values("card_id")
        .annotate(count=Count("id"), saved=Sum("saved_fen"))
    }
    months = {
        (row["card_id"], row["month"]): row["count"]
        for row in BenefitUse.objects.filter(status=UseStatus.USED, month=F("card__month"))
        .order_by()
        .values("card_id", "month")
        .annotate(count=Count("id"))
    }
    rows = MemberCard.objects.values_list("pk", "no", "month", "month_used", "total_used", "saved_fen")
    for pk, no, month, month_used, total_used, saved in rows.iterator(chunk_size=_CHUNK):
        count, sum_saved = uses.get(pk, (0, 0))
        if (total_used, saved) != (count, sum_saved):
            yield Finding(f"card:{no}", f"已用与已省 {(total_used, saved)}，明细 {(count, sum_saved)}")
        if month_used != months.get((pk, month), 0):
            yield Finding(f"card:{no}", f"{month} 已用 {month_used}，明细 {months.get((pk, month), 0)}")


@check(name="等级门槛递增")
def levels_rise() -> Iterable[Finding]:
    """Level 0 begins at 0 and every further level asks for more growth."""
    rows = list(Level.objects.order_by("level").values_list("level", "threshold"))
    if rows and rows[0] != (0, 0):
        yield Finding("level:0", "最低等级的门槛须为 0")
    for (_, lower), (level, threshold) in itertools.pairwise(rows):
        if threshold <= lower:
            yield Finding(f"level:{level}", "等级门槛须逐级升高")
