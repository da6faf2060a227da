"""What orders do to coupons: hold, use, give back. Every step is one conditional write."""

from collections.abc import Sequence

from django.db import transaction

from yutang.kernel import clock, outbox
from yutang.kernel.batch_update import update_columns
from yutang.revenue.pricing.contracts import CouponStatus
from yutang.revenue.pricing.events import CouponUsed
from yutang.revenue.pricing.models import Coupon


def hold_coupons(wants: Sequence[tuple[str, int, str]]) -> set[str]:
    """Hold coupons for orders, (code, customer, order_no) each, inside the caller's transaction.

    Returns the codes that were held: a coupon that another order was quicker to hold is not among them.
    The caller has checked owner and time; a code may appear only once.
    """
    if not wants:
        return set()
    # Sorted, so that two batches lock the same coupons in the same order.
    ordered = sorted(wants)
    held = update_columns(
        Coupon,
        by="code",
        keys=[code for code, _, _ in ordered],
        only={"status": CouponStatus.AVAILABLE},
        status=[CouponStatus.HELD] * len(ordered),
        order_no=[order_no for _, _, order_no in ordered],
    )
    return {str(code) for code in held}


@transaction.atomic
def use_coupons(order_nos: Sequence[str]) -> int:
    """Mark the coupons held by these orders as used; publishes CouponUsed. Returns how many."""
    rows = list(
        Coupon.objects.select_for_update(of=("self",))
        .filter(order_no__in=list(order_nos), status=CouponStatus.HELD)
        .select_related("template")
        .order_by("pk")
    )
    if not rows:
        return 0
    Coupon.objects.filter(pk__in=[row.pk for row in rows]).update(
        status=CouponStatus.USED, used_at=clock.now()
    )
    outbox.publish_many(
        [
            CouponUsed(row.customer_id, row.code, row.template.code, row.order_no, row.template.amount_fen)
            for row in rows
        ]
    )
    return len(rows)


@transaction.atomic
def restore_coupons(order_nos: Sequence[str]) -> int:
    """Give coupons of cancelled or wholly refunded orders back; one whose time is over becomes expired instead."""
    mine = Coupon.objects.filter(
        order_no__in=list(order_nos), status__in=[CouponStatus.HELD, CouponStatus.USED]
    )
    over = mine.filter(valid_until__lte=clock.now()).update(status=CouponStatus.EXPIRED, used_at=None)
    back = mine.update(status=CouponStatus.AVAILABLE, order_no="", used_at=None)
    return over + back


@transaction.atomic
def retake_coupon(*, code: str, order_no: str) -> bool:
    """Hold a coupon again for an order that comes back to life; False when it is spent elsewhere or over."""
    changed = Coupon.objects.filter(
        code=code, status=CouponStatus.AVAILABLE, valid_until__gt=clock.now()
    ).update(status=CouponStatus.HELD, order_no=order_no)
    return bool(changed)
