"""What orders do to coupons: hold, use, give back. A coupon's row is locked before its uses are touched."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from yutang.kernel import clock, outbox
from yutang.kernel.batch_update import update_columns
from yutang.kernel.batches import insert_columns
from yutang.revenue.pricing.contracts import CouponHold, CouponStatus, CouponUseStatus
from yutang.revenue.pricing.events import CouponUsed
from yutang.revenue.pricing.models import Coupon, CouponUse
from yutang.revenue.pricing.rules.coupon_terms import grace_until

OPEN = (CouponUseStatus.HELD, CouponUseStatus.USED)


def hold_coupons(wants: Sequence[CouponHold]) -> list[bool]:
    """Hold coupons, or parts of packs, for orders inside the caller's transaction; one answer per want, in order.

    False: another order was quicker, the coupon is not this customer's, or not enough uses are left. Of two wants for
    the last use in one batch the first has it. The caller has checked time and fit. Three statements for any batch.
    """
    if not wants:
        return []
    locked = Coupon.objects.select_for_update().filter(code__in={want.code for want in wants}).order_by("pk")
    rows = {row.code: row for row in locked}
    seen: set[tuple[str, str]] = set()
    answers = [_take(rows.get(want.code), want, seen) for want in wants]
    held = [want for want, answer in zip(wants, answers, strict=True) if answer]
    write_coupons([rows[want.code] for want in held], only_available=True)
    owners = [rows[want.code] for want in held]
    now = clock.now()
    insert_columns(
        CouponUse,
        coupon_id=[row.pk for row in owners],
        template_id=[row.template_id for row in owners],
        customer_id=[row.customer_id for row in owners],
        order_no=[want.order_no for want in held],
        status=[CouponUseStatus.HELD.value] * len(held),
        uses=[want.uses for want in held],
        uses_back=[0] * len(held),
        saved_fen=[want.saved_fen for want in held],
        saved_back_fen=[0] * len(held),
        order_fen=[want.order_fen for want in held],
        held_at=[now] * len(held),
        used_at=[None] * len(held),
    )
    return answers


def _take(row: Coupon | None, want: CouponHold, seen: set[tuple[str, str]]) -> bool:
    """Take the uses from the locked row, if they are there."""
    if row is None or row.customer_id != want.customer_id or (want.order_no, want.code) in seen:
        return False
    if row.status != CouponStatus.AVAILABLE or not 1 <= want.uses <= row.uses_left:
        return False
    seen.add((want.order_no, want.code))
    row.uses_left -= want.uses
    row.order_no = want.order_no
    if row.uses_left == 0:
        row.status = CouponStatus.HELD
    return True


def write_coupons(coupons: Iterable[Coupon], *, only_available: bool = False) -> None:
    """Write locked coupons after their uses moved (one statement)."""
    rows = sorted({row.pk: row for row in coupons}.values(), key=lambda row: row.pk)
    update_columns(
        Coupon,
        by="id",
        keys=[row.pk for row in rows],
        only={"status": CouponStatus.AVAILABLE} if only_available else None,
        status=[str(row.status) for row in rows],
        uses_left=[row.uses_left for row in rows],
        order_no=[row.order_no for row in rows],
        used_at=[row.used_at for row in rows],
        valid_until=[row.valid_until for row in rows],
        is_extended=[row.is_extended for row in rows],
    )


def lock_uses(uses: "QuerySet[CouponUse]") -> list[CouponUse]:
    """Return uses with their coupons, both locked, in one order; the coupon of two uses is one object."""
    rows = list(
        uses.select_for_update(of=("self", "coupon"))
        .select_related("coupon", "template")
        .order_by("coupon_id", "pk")
    )
    coupons: dict[int, Coupon] = {}
    for row in rows:
        row.coupon = coupons.setdefault(row.coupon_id, row.coupon)
    return rows


@transaction.atomic
def use_coupons(order_nos: Sequence[str]) -> int:
    """Mark what these orders hold of coupons as used; publishes CouponUsed. Returns how many."""
    rows = lock_uses(CouponUse.objects.filter(order_no__in=list(order_nos), status=CouponUseStatus.HELD))
    if not rows:
        return 0
    now = clock.now()
    CouponUse.objects.filter(pk__in=[row.pk for row in rows]).update(status=CouponUseStatus.USED, used_at=now)
    still_held = CouponUse.objects.filter(coupon_id=OuterRef("pk"), status=CouponUseStatus.HELD)
    Coupon.objects.filter(
        ~Exists(still_held), pk__in={row.coupon_id for row in rows}, status=CouponStatus.HELD
    ).update(status=CouponStatus.USED, used_at=now)
    outbox.publish_many(
        [
            CouponUsed(
                row.customer_id,
                row.coupon.code,
                row.template.code,
                row.order_no,
                row.saved_fen or row.coupon.amount_fen,
            )
            for row in rows
        ]
    )
    return len(rows)


@transaction.atomic
def restore_coupons(order_nos: Sequence[str]) -> int:
    """Give back what cancelled orders held; what is over by then becomes expired, without a grace period.

    Safe to repeat. Refunds of paid orders go through restore_coupon_uses, which keeps to the template's rules.
    """
    rows = lock_uses(CouponUse.objects.filter(order_no__in=list(order_nos), status__in=OPEN))
    now = clock.now()
    for row in rows:
        give_back(row, row.uses - row.uses_back, now, with_grace=False)
        row.saved_back_fen = row.saved_fen
    write_coupons([row.coupon for row in rows])
    write_uses(rows)
    return len(rows)


def give_back(use: CouponUse, uses: int, now: datetime, *, with_grace: bool) -> None:
    """Move so many uses from a locked use back to its coupon, in memory; write with write_coupons and write_uses.

    A withdrawn coupon stays void; one whose time is over becomes expired, unless its grace period saves it.
    """
    if uses < 1:
        return
    coupon, template = use.coupon, use.template
    use.uses_back += uses
    if use.uses_back == use.uses:
        use.status = CouponUseStatus.RETURNED
    coupon.uses_left += uses
    coupon.order_no, coupon.used_at = "", None
    if with_grace and template.grace_days:
        until = grace_until(
            now, coupon.valid_until, grace_days=template.grace_days, is_extended=coupon.is_extended
        )
        if until != coupon.valid_until:
            coupon.valid_until, coupon.is_extended = until, True
    if coupon.status == CouponStatus.VOID or template.withdrawn_at is not None:
        coupon.status = CouponStatus.VOID
    else:
        is_over = coupon.valid_until <= now
        coupon.status = CouponStatus.EXPIRED if is_over else CouponStatus.AVAILABLE


def write_uses(rows: Sequence[CouponUse]) -> None:
    """Write what a return changed on uses (one statement)."""
    update_columns(
        CouponUse,
        by="id",
        keys=[row.pk for row in rows],
        status=[str(row.status) for row in rows],
        uses_back=[row.uses_back for row in rows],
        saved_back_fen=[row.saved_back_fen for row in rows],
    )


@transaction.atomic
def retake_coupon(*, code: str, order_no: str) -> bool:
    """Hold again what a cancelled order had held, when the order comes back to life; False when it is spent or over."""
    found = lock_uses(
        CouponUse.objects.filter(
            coupon__code=code, order_no=order_no, status=CouponUseStatus.RETURNED, used_at=None
        )
    )
    for use in found:
        coupon = use.coupon
        is_free = coupon.status == CouponStatus.AVAILABLE and coupon.valid_until > clock.now()
        if not is_free or coupon.uses_left < use.uses:
            return False
        coupon.uses_left -= use.uses
        coupon.order_no = order_no
        if coupon.uses_left == 0:
            coupon.status = CouponStatus.HELD
        use.status, use.uses_back, use.saved_back_fen = CouponUseStatus.HELD, 0, 0
        write_coupons([coupon], only_available=True)
        write_uses([use])
    return bool(found)
