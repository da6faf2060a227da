"""What a refund brings back of coupons, by the rule of their template."""

from collections.abc import Sequence

from django.db import transaction

from yutang.kernel import clock, outbox
from yutang.kernel.batches import insert_columns
from yutang.revenue.pricing.contracts import CouponReturn, CouponStatus, ReturnedUses, ReturnsOnRefund
from yutang.revenue.pricing.events import CouponReturned
from yutang.revenue.pricing.models import CouponReturnEntry, CouponUse
from yutang.revenue.pricing.rules.coupons import uses_due_back
from yutang.revenue.pricing.services.hold_coupons import OPEN, give_back, lock_uses, write_coupons, write_uses


@transaction.atomic
def restore_coupon_uses(batch: Sequence[CouponReturn]) -> list[ReturnedUses]:
    """Tell coupons what was refunded of the orders that used them; returns what came back. Once per order and key.

    The template's returns_on_refund decides: never; whole: all uses when the whole order is refunded; share: a use for
    each share of the saving that is refunded. What comes back can be used for at least grace_days more, once in a
    coupon's life. Publishes CouponReturned. Orders without coupons are passed over; five statements for any batch.
    """
    rows = lock_uses(
        CouponUse.objects.filter(order_no__in={told.order_no for told in batch}, status__in=OPEN)
    )
    if not rows:
        return []
    known = set(
        CouponReturnEntry.objects.filter(use__in=rows, key__in={told.key for told in batch}).values_list(
            "use_id", "key"
        )
    )
    now = clock.now()
    found: list[tuple[CouponUse, CouponReturn, int, int]] = []
    for told in batch:
        for use in rows:
            if use.order_no == told.order_no and (use.pk, told.key) not in known:
                known.add((use.pk, told.key))
                saved_back = _saved_back(use, told)
                use.saved_back_fen += saved_back
                uses = _due(use, told)
                give_back(use, uses, now, with_grace=True)
                found.append((use, told, uses, saved_back))
    _write(found, rows)
    answers = [_answer(use, told, uses) for use, told, uses, _ in found if uses]
    outbox.publish_many(
        [
            CouponReturned(
                customer_id=use.customer_id,
                code=use.coupon.code,
                template_code=use.template.code,
                title=use.template.name,
                order_no=use.order_no,
                uses=uses,
                valid_until=use.coupon.valid_until.isoformat(),
                is_usable=_is_usable(use),
            )
            for use, _, uses, _ in found
            if uses
        ],
        at=now,
    )
    return answers


def _saved_back(use: CouponUse, told: CouponReturn) -> int:
    """The part of the saving that this refund takes back, never more than is left of it."""
    left = use.saved_fen - use.saved_back_fen
    return left if told.is_whole else max(min(told.saved_back_fen.get(use.coupon.code, 0), left), 0)


def _due(use: CouponUse, told: CouponReturn) -> int:
    rule = use.template.returns_on_refund
    if rule == ReturnsOnRefund.NEVER or (rule == ReturnsOnRefund.WHOLE and not told.is_whole):
        return 0
    return uses_due_back(
        uses=use.uses,
        saved_fen=use.saved_fen,
        saved_back_fen=use.saved_back_fen,
        already_back=use.uses_back,
        is_whole=told.is_whole,
    )


def _write(found: Sequence[tuple[CouponUse, CouponReturn, int, int]], rows: Sequence[CouponUse]) -> None:
    now = clock.now()
    write_coupons([use.coupon for use, _, uses, _ in found if uses])
    write_uses(rows)
    insert_columns(
        CouponReturnEntry,
        use_id=[use.pk for use, _, _, _ in found],
        key=[told.key[:120] for _, told, _, _ in found],
        uses_back=[uses for _, _, uses, _ in found],
        saved_back_fen=[saved for _, _, _, saved in found],
        created_at=[now] * len(found),
    )


def _is_usable(use: CouponUse) -> bool:
    return use.coupon.status == CouponStatus.AVAILABLE


def _answer(use: CouponUse, told: CouponReturn, uses: int) -> ReturnedUses:
    coupon = use.coupon
    return ReturnedUses(
        use.order_no,
        told.key,
        coupon.code,
        use.customer_id,
        uses,
        coupon.valid_until,
        _is_usable(use),
    )
