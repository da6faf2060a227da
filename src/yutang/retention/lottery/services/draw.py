"""Drawing lots."""

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Count, F, Q

from yutang.kernel import clock, outbox
from yutang.kernel.batches import insert_columns, next_ids
from yutang.kernel.errors import Conflict, DomainError
from yutang.retention.lottery.contracts import (
    DrawFacts,
    DrawStatus,
    DrawWish,
    LotteryStatus,
    PayWith,
    PrizeKind,
    draw_limit,
    lottery_closed,
    lottery_unknown,
    no_chance,
)
from yutang.retention.lottery.events import LotteryDrawn
from yutang.retention.lottery.models import Chance, Draw, Lottery, Prize
from yutang.retention.lottery.rules import outcome, roll
from yutang.retention.lottery.selectors.lotteries import draw_facts
from yutang.retention.lottery.selectors.slots import budget_left, slots_of
from yutang.retention.membership.api import spend_points
from yutang.retention.membership.contracts import PointsSpend, Reason

type Answer = DrawFacts | DomainError


_COLUMNS = (
    "id",
    "lottery_id",
    "customer_id",
    "key",
    "number",
    "nonce",
    "roll",
    "prize_id",
    "missed_id",
    "pay_with",
    "day",
    "status",
    "receiver",
    "carrier",
    "waybill_no",
    "failure",
    "created_at",
)


@dataclass(slots=True)
class _Lot:
    """A wish on its way to being a draw."""

    place: int
    wish: DrawWish
    key: str
    number: int = 0
    roll: int = 0
    prize_id: int = 0
    missed_id: int | None = None

    @property
    def nonce(self) -> str:
        """The customer's part of the lot, short enough to be published."""
        return hashlib.sha256(self.wish.key.encode()).hexdigest()[:32]


def draw(wish: DrawWish) -> DrawFacts:
    """Draw once; raises what draw_many answers."""
    (answer,) = draw_many([wish])
    if isinstance(answer, DomainError):
        raise answer
    return answer


def draw_many(wishes: Sequence[DrawWish]) -> list[Answer]:
    """Draw for many; one answer each, in order: the draw, or why there was none. One transaction for each lottery.

    The same key gives the same draw again. Refusals: lottery_unknown, lottery_closed, draw_limit, no_chance, points_short;
    a refused wish costs nothing. A prize that is gone brings thanks. What was won is handed out by what follows.
    """
    answers: dict[int, Answer] = {}
    for no in dict.fromkeys(wish.lottery_no for wish in wishes):
        places = [place for place, wish in enumerate(wishes) if wish.lottery_no == no]
        answers |= _draw_in(no, {place: wishes[place] for place in places})
    return [answers[place] for place in range(len(wishes))]


@transaction.atomic
def _draw_in(no: str, wishes: dict[int, DrawWish]) -> dict[int, Answer]:
    # The lottery's row first: lots get their numbers, and prizes are taken, by one transaction at a time.
    lottery = Lottery.objects.select_for_update().filter(no=no).exclude(status=LotteryStatus.DRAFT).first()
    if lottery is None:
        return {place: lottery_unknown(no) for place in wishes}
    lots = {
        place: _Lot(place, wish, f"{lottery.pk}:{wish.customer_id}:{wish.key}")
        for place, wish in wishes.items()
    }
    known = _known([lot.key for lot in lots.values()])
    fresh = {lot.key: lot for lot in reversed(lots.values()) if lot.key not in known}
    now = clock.now()
    refused = _refusals(lottery, list(fresh.values()), now)
    refused |= _pay(lottery, [lot for key, lot in fresh.items() if key not in refused], now)
    drawn = sorted((lot for key, lot in fresh.items() if key not in refused), key=lambda lot: lot.place)
    made = _decide(lottery, drawn, now)
    answers: dict[int, Answer] = {}
    for place, lot in lots.items():
        first = fresh.get(lot.key)
        if lot.key in refused:
            answers[place] = refused[lot.key]
        else:
            row = known.get(lot.key) or made[lot.key]
            answers[place] = draw_facts(row, repeated=first is not lot)
    return answers


def _known(keys: Sequence[str]) -> dict[str, Draw]:
    rows = Draw.objects.select_related("lottery", "prize").filter(key__in=list(keys))
    return {row.key: row for row in rows}


def _refusals(lottery: Lottery, lots: Sequence[_Lot], now: datetime) -> dict[str, DomainError]:
    """Who may not draw now: outside the lottery's time, or more often than it allows."""
    closed = _closed(lottery, now)
    if closed is not None:
        return {lot.key: closed for lot in lots}
    today = clock.business_date(now)
    rows = (
        Draw.objects.filter(lottery=lottery, customer_id__in={lot.wish.customer_id for lot in lots})
        .values_list("customer_id")
        .annotate(n=Count("pk"), today=Count("pk", filter=Q(day=today)))
        .order_by()
    )
    all_time, this_day = Counter[int](), Counter[int]()
    for customer_id, count, count_today in rows:
        all_time[customer_id], this_day[customer_id] = count, count_today
    refused: dict[str, DomainError] = {}
    for lot in sorted(lots, key=lambda one: one.place):
        who = lot.wish.customer_id
        if all_time[who] >= lottery.per_person:
            refused[lot.key] = draw_limit(f"每人最多抽 {lottery.per_person} 次")
        elif this_day[who] >= lottery.per_person_day:
            refused[lot.key] = draw_limit(f"每天最多抽 {lottery.per_person_day} 次，明天再来")
        else:
            all_time[who] += 1
            this_day[who] += 1
    return refused


def _closed(lottery: Lottery, now: datetime) -> DomainError | None:
    if lottery.status == LotteryStatus.STOPPED or lottery.ends_at <= now:
        return lottery_closed("活动已结束")
    if lottery.starts_at > now:
        return lottery_closed("活动还没有开始")
    return None


def _pay(lottery: Lottery, lots: Sequence[_Lot], now: datetime) -> dict[str, DomainError]:
    """Use a chance or spend points for each lot; those that have neither are refused."""
    by_chance = [lot for lot in lots if lot.wish.pay_with == PayWith.CHANCE]
    by_points = [lot for lot in lots if lot.wish.pay_with != PayWith.CHANCE]
    refused = _use_chances(lottery, by_chance, now)
    if by_points and not lottery.points_cost:
        return refused | {lot.key: lottery_closed("这个活动不能用积分参与") for lot in by_points}
    wants = [
        PointsSpend(
            customer_id=lot.wish.customer_id,
            points=lottery.points_cost,
            reason=Reason.LOTTERY,
            key=hashlib.sha256(f"lottery:{lot.key}".encode()).hexdigest()[:64],
            memo=lottery.title[:60],
            subject=f"lottery:{lottery.pk}",
        )
        for lot in by_points
    ]
    for lot, answer in zip(by_points, spend_points(wants) if wants else [], strict=True):
        if not answer.is_spent:
            short = f"积分不足：需要 {lottery.points_cost}，还有 {answer.available}"
            refused[lot.key] = Conflict(
                "points_short", short, needed=lottery.points_cost, available=answer.available
            )
    return refused


def _use_chances(lottery: Lottery, lots: Sequence[_Lot], now: datetime) -> dict[str, DomainError]:
    if not lots:
        return {}
    unused: dict[int, list[int]] = {}
    rows = Chance.objects.select_for_update().filter(
        lottery=lottery,
        customer_id__in={lot.wish.customer_id for lot in lots},
        used_at=None,
        revoked_at=None,
    )
    for pk, customer_id in rows.order_by("pk").values_list("pk", "customer_id"):
        unused.setdefault(customer_id, []).append(pk)
    used: list[int] = []
    refused: dict[str, DomainError] = {}
    for lot in lots:
        mine = unused.get(lot.wish.customer_id)
        if mine:
            used.append(mine.pop(0))
        else:
            refused[lot.key] = no_chance()
    Chance.objects.filter(pk__in=used).update(used_at=now)
    return refused


def _decide(lottery: Lottery, lots: Sequence[_Lot], now: datetime) -> dict[str, Draw]:
    if not lots:
        return {}
    prizes = list(Prize.objects.filter(lottery=lottery).order_by("sort", "pk"))
    slots = slots_of(prizes, clock.business_date(now))
    budget = budget_left(lottery)
    taken, spent = Counter[int](), 0
    for number, lot in enumerate(lots, start=lottery.next_number):
        lot.number = number
        lot.roll = roll(lottery.seed, lottery.no, number, lot.nonce)
        target, found = outcome(slots, lot.roll, None if budget is None else budget - spent)
        lot.prize_id, lot.missed_id = found.prize_id, target.prize_id if target is not found else None
        taken[found.prize_id] += 1
        if found.kind != PrizeKind.THANKS:
            spent += found.value_fen
            found.left = None if found.left is None else found.left - 1
            found.left_today = None if found.left_today is None else found.left_today - 1
    _take(lottery, prizes, taken, spent, lots[-1].number + 1)
    return _write(lottery, prizes, lots, now)


def _take(lottery: Lottery, prizes: Sequence[Prize], taken: Counter[int], spent: int, following: int) -> None:
    """Count what was won, conditionally: whatever else went wrong, nothing is won that is not there."""
    for prize in prizes:
        count = taken[prize.pk]
        enough = Q(stock__isnull=True) | Q(taken__lte=F("stock") - count)
        if count and not Prize.objects.filter(enough, pk=prize.pk).update(taken=F("taken") + count):
            raise Conflict("prize_gone", "奖品刚被抽完，请再试一次", prize_id=prize.pk)
    Lottery.objects.filter(pk=lottery.pk).update(next_number=following, spent_fen=F("spent_fen") + spent)


def _write(lottery: Lottery, prizes: Sequence[Prize], lots: Sequence[_Lot], now: datetime) -> dict[str, Draw]:
    by_id = {prize.pk: prize for prize in prizes}
    ids = next_ids(Draw, len(lots))
    rows = {
        lot.key: Draw(
            id=pk,
            lottery=lottery,
            customer_id=lot.wish.customer_id,
            key=lot.key,
            number=lot.number,
            nonce=lot.nonce,
            roll=lot.roll,
            prize=by_id[lot.prize_id],
            missed_id=lot.missed_id,
            pay_with=lot.wish.pay_with,
            day=clock.business_date(now),
            status=_status(by_id[lot.prize_id]),
            created_at=now,
        )
        for pk, lot in zip(ids, lots, strict=True)
    }
    insert_columns(Draw, **{name: [getattr(row, name) for row in rows.values()] for name in _COLUMNS})
    outbox.publish_many(
        [
            LotteryDrawn(
                row.customer_id, lottery.no, row.pk, row.prize.title, row.prize.kind, row.prize.value_fen
            )
            for row in rows.values()
        ],
        at=now,
    )
    return rows


def _status(prize: Prize) -> str:
    if prize.kind == PrizeKind.THANKS:
        return DrawStatus.HANDED
    return DrawStatus.NEEDS_ADDRESS if prize.kind == PrizeKind.GOODS else DrawStatus.DRAWN
