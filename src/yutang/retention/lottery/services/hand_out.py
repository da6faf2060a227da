"""What was won comes to the winner."""

from collections.abc import Sequence

from django.db import transaction

from yutang.foundation.customers.api import address_of
from yutang.kernel import audit, clock
from yutang.kernel.errors import DomainError
from yutang.retention.lottery.contracts import DrawFacts, DrawStatus, PrizeKind, draw_state, draw_unknown
from yutang.retention.lottery.models import Draw
from yutang.retention.lottery.selectors.lotteries import draw_facts
from yutang.retention.membership.api import grant_points
from yutang.retention.membership.contracts import PointsGrant, Reason
from yutang.revenue.pricing.api import issue_coupons
from yutang.revenue.pricing.contracts import CouponIssue
from yutang.revenue.wallet.api import grant_bonus
from yutang.revenue.wallet.contracts import BonusGrant

OPEN = (DrawStatus.DRAWN, DrawStatus.WAITS)


@transaction.atomic
def hand_out(draw_ids: Sequence[int]) -> int:
    """Hand out points, coupons and bonuses that were won, each once; returns how many.

    A coupon that is gone leaves its draw waiting with the reason, for a person and for the next try. Goods wait for an address.
    """
    rows = list(
        Draw.objects.select_for_update(of=("self",))
        .select_related("lottery", "prize")
        .filter(pk__in=list(draw_ids), status__in=OPEN)
        .order_by("pk")
    )
    grant_points([_points(row) for row in rows if row.prize.kind == PrizeKind.POINTS])
    failed = {row.pk: why for row in rows if row.prize.kind == PrizeKind.COUPON and (why := _issue(row))}
    bonuses = [_bonus(row) for row in rows if row.prize.kind == PrizeKind.BONUS]
    if bonuses:
        grant_bonus(bonuses)
    done = [row.pk for row in rows if row.pk not in failed]
    Draw.objects.filter(pk__in=done).update(status=DrawStatus.HANDED, handed_at=clock.now(), failure="")
    for pk, why in failed.items():
        Draw.objects.filter(pk=pk).update(status=DrawStatus.WAITS, failure=why[:120])
    return len(done)


def hand_out_waiting(*, limit: int = 200) -> int:
    """Try again what could not be handed out; returns how many were."""
    waiting = Draw.objects.filter(status__in=OPEN).order_by("pk").values_list("pk", flat=True)
    return hand_out(list(waiting[:limit]))


def _points(row: Draw) -> PointsGrant:
    return PointsGrant(
        customer_id=row.customer_id,
        points=row.prize.points,
        reason=Reason.LOTTERY,
        key=f"lottery-prize:{row.pk}",
        memo=f"{row.lottery.title}：{row.prize.title}"[:60],
        subject=f"lottery:{row.lottery_id}",
    )


def _issue(row: Draw) -> str:
    """Issue the coupon; returns why not."""
    try:
        with transaction.atomic():
            issue_coupons(
                [
                    CouponIssue(
                        row.prize.template_code,
                        row.customer_id,
                        f"lottery-prize:{row.pk}",
                        f"抽奖 {row.lottery.title}"[:60],
                    )
                ]
            )
    except DomainError as error:
        return error.message
    return ""


def _bonus(row: Draw) -> BonusGrant:
    return BonusGrant(
        row.customer_id,
        row.prize.amount_fen,
        f"lottery-prize:{row.pk}",
        f"抽奖 {row.lottery.title}：{row.prize.title}",
    )


@transaction.atomic
def give_address(*, customer_id: int, draw_id: int, address_id: int) -> DrawFacts:
    """Say where a prize goes; it can be changed until it is shipped. Raises draw_unknown, draw_state, AddressUnknown."""
    row = _locked(draw_id)
    if row.customer_id != customer_id:
        raise draw_unknown(draw_id)
    if row.status not in (DrawStatus.NEEDS_ADDRESS, DrawStatus.TO_SHIP):
        raise draw_state(row.status, "填写地址")
    home = address_of(customer_id, address_id)
    where = f"{home.province}{home.city}{home.district}{home.detail}"
    row.receiver = f"{home.name} {home.phone} {where}"
    row.status = DrawStatus.TO_SHIP
    row.save(update_fields=["receiver", "status"])
    return draw_facts(row)


@transaction.atomic
def ship_prize(*, draw_id: int, carrier: str, waybill_no: str, actor: str) -> None:
    """Note that a prize is on its way, audited. Raises draw_state while nobody said where it goes."""
    row = _locked(draw_id)
    if row.status != DrawStatus.TO_SHIP:
        raise draw_state(row.status, "发货")
    row.carrier, row.waybill_no = carrier.strip()[:20], waybill_no.strip()[:40]
    row.status, row.handed_at = DrawStatus.SHIPPED, clock.now()
    row.save(update_fields=["carrier", "waybill_no", "status", "handed_at"])
    audit.record(
        actor=actor,
        action="lottery.ship_prize",
        subject=f"lottery:{row.lottery_id}",
        change={"draw_id": row.pk, "carrier": row.carrier, "waybill_no": row.waybill_no},
    )


def _locked(draw_id: int) -> Draw:
    rows = Draw.objects.select_for_update(of=("self",)).select_related("lottery", "prize")
    row = rows.filter(pk=draw_id).first()
    if row is None:
        raise draw_unknown(draw_id)
    return row


def forget_receivers(customer_ids: Sequence[int]) -> int:
    """Forget where prizes went to, for customers who were erased; returns how many rows changed."""
    rows = Draw.objects.filter(customer_id__in=list(customer_ids)).exclude(receiver="")
    return rows.update(receiver="")
