"""Lotteries as customers see them."""

from datetime import datetime

from django.db.models import Count, Q

from yutang.kernel import clock
from yutang.retention.lottery.contracts import (
    DRAW_TEXT,
    DrawFacts,
    DrawStatus,
    LotteryFacts,
    LotteryStatus,
    MyChances,
    PrizeFacts,
    PrizeKind,
    lottery_unknown,
)
from yutang.retention.lottery.models import Chance, Draw, Lottery, Prize
from yutang.retention.lottery.rules import odds_now
from yutang.retention.lottery.selectors.slots import budget_left, slots_of


def open_lotteries() -> list[LotteryFacts]:
    """Return the lotteries that run now, the one that ends first in front."""
    now = clock.now()
    rows = Lottery.objects.filter(status=LotteryStatus.PUBLISHED, starts_at__lte=now, ends_at__gt=now)
    return [lottery_facts(row) for row in rows.order_by("ends_at", "pk")]


def lottery_of(no: str) -> LotteryFacts:
    """Return a published lottery, also one that is over; raises NotFound("lottery_unknown")."""
    row = Lottery.objects.filter(no=no).exclude(status=LotteryStatus.DRAFT).first()
    if row is None:
        raise lottery_unknown(no)
    return lottery_facts(row)


def is_over(row: Lottery, now: datetime) -> bool:
    """Whether nobody can draw any more, so that the seed may be shown."""
    return row.status == LotteryStatus.STOPPED or (
        row.status == LotteryStatus.PUBLISHED and row.ends_at <= now
    )


def lottery_facts(row: Lottery) -> LotteryFacts:
    """Return a lottery as a value: its odds are those that the next draw uses, its seed is shown once it is over."""
    now = clock.now()
    prizes = list(Prize.objects.filter(lottery=row).order_by("sort", "pk"))
    slots = slots_of(prizes, clock.business_date(now))
    odds = odds_now(slots, budget_left(row))
    return LotteryFacts(
        lottery_id=row.pk,
        no=row.no,
        title=row.title,
        status="over" if is_over(row, now) else "soon" if row.starts_at > now else row.status,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        points_cost=row.points_cost,
        chance_on_check_in=row.chance_on_check_in,
        chance_order_fen=row.chance_order_fen,
        per_person=row.per_person,
        per_person_day=row.per_person_day,
        rules_text=row.rules_text,
        seed_hash=row.seed_hash,
        seed=row.seed if is_over(row, now) else "",
        draws=row.next_number - 1,
        prizes=tuple(
            PrizeFacts(
                prize_id=prize.pk,
                title=prize.title,
                kind=prize.kind,
                weight_ppm=prize.weight_ppm,
                now_ppm=odds[prize.pk],
                value_fen=prize.value_fen,
                stock=prize.stock,
                left=slot.left,
                daily_cap=prize.daily_cap,
            )
            for prize, slot in zip(prizes, slots, strict=True)
        ),
    )


def chances_of(customer_id: int, lottery_id: int) -> MyChances:
    """Return what a customer may still do in a lottery."""
    row = Lottery.objects.filter(pk=lottery_id).values_list("per_person", "per_person_day").first()
    if row is None:
        return MyChances(0, 0, 0)
    today = Q(day=clock.business_date())
    counts = Draw.objects.filter(lottery_id=lottery_id, customer_id=customer_id).aggregate(
        n=Count("pk"), today=Count("pk", filter=today)
    )
    free = Chance.objects.filter(
        lottery_id=lottery_id, customer_id=customer_id, used_at=None, revoked_at=None
    ).count()
    left = max(row[0] - counts["n"], 0)
    return MyChances(free, min(max(row[1] - counts["today"], 0), left), left)


def draws_of(
    customer_id: int,
    *,
    lottery_no: str = "",
    only_won: bool = False,
    limit: int = 50,
    before: int | None = None,
) -> list[DrawFacts]:
    """Return a customer's draws, newest first."""
    rows = Draw.objects.select_related("lottery", "prize").filter(customer_id=customer_id)
    if lottery_no:
        rows = rows.filter(lottery__no=lottery_no)
    if only_won:
        rows = rows.exclude(prize__kind=PrizeKind.THANKS)
    if before is not None:
        rows = rows.filter(pk__lt=before)
    return [draw_facts(row) for row in rows.order_by("-pk")[:limit]]


def draw_facts(row: Draw, *, repeated: bool = False) -> DrawFacts:
    """Return a draw as a value; lottery and prize must be at hand."""
    won = row.prize.kind != PrizeKind.THANKS
    return DrawFacts(
        draw_id=row.pk,
        lottery_no=row.lottery.no,
        lottery_title=row.lottery.title,
        number=row.number,
        prize_id=row.prize_id,
        prize_title=row.prize.title,
        kind=row.prize.kind,
        won=won,
        roll=row.roll,
        nonce=row.nonce,
        status=row.status,
        status_text=DRAW_TEXT[DrawStatus(row.status)] if won else "未中奖",
        at=row.created_at,
        carrier=row.carrier,
        waybill_no=row.waybill_no,
        repeated=repeated,
    )
