"""A manager takes a redemption back on the day it was made."""

from django.db import transaction
from django.db.models import F

from yutang.foundation.ledger.api import reverse_transfer
from yutang.foundation.org.api import scopes_of, staff_by_ids
from yutang.foundation.org.contracts import StaffRole
from yutang.kernel import audit, clock, outbox
from yutang.kernel.errors import Conflict, DomainError, Forbidden
from yutang.revenue.orders.api import use_standings
from yutang.revenue.vouchers.contracts import RedemptionFacts, VoucherStatus, redemption_unknown
from yutang.revenue.vouchers.events import RedemptionReversed
from yutang.revenue.vouchers.models import Redemption, StoreSale, Voucher
from yutang.revenue.vouchers.selectors.redemptions import redemption_by_no


@transaction.atomic
def reverse_redemption(*, redemption_no: str, staff_id: int, reason: str) -> RedemptionFacts:
    """Give the uses back and cancel the related sales; once, by a manager of the store, on the same day. Audited.

    Raises NotFound("redemption_unknown") also for other stores, Forbidden("manager_only"), DomainError naming `reason`,
    Conflict("redemption_reversed" | "redemption_too_old" | "voucher_void") when the pack was refunded meanwhile.
    """
    if not reason.strip():
        raise DomainError("reason_required", "请填写撤销原因", field="reason")
    check_manager(staff_id)
    found = Redemption.objects.filter(no=redemption_no).values_list("voucher_id", "voucher__order_id").first()
    if found is None:
        raise redemption_unknown(redemption_no)
    voucher_id, order_id = found
    use_standings([order_id], lock=True)
    voucher = Voucher.objects.select_for_update().get(pk=voucher_id)
    row = Redemption.objects.select_for_update().get(no=redemption_no)
    if not scopes_of([staff_id])[staff_id].covers(row.store_id):
        raise redemption_unknown(redemption_no)
    _check(row, voucher)
    now = clock.now()
    Redemption.objects.filter(pk=row.pk, reversed_at__isnull=True).update(
        reversed_at=now, reversed_by=staff_id, reverse_reason=reason.strip()[:120]
    )
    is_over = voucher.valid_until <= now
    Voucher.objects.filter(pk=voucher.pk).update(
        uses_left=F("uses_left") + row.uses,
        status=VoucherStatus.EXPIRED if is_over else VoucherStatus.ACTIVE,
    )
    cancelled = _cancel_sales(row)
    audit.record(
        actor=f"staff:{staff_id}",
        action="voucher.redemption_reversed",
        subject=f"voucher:{voucher.pk}",
        change={
            "redemption_no": row.no,
            "uses": row.uses,
            "reason": reason.strip()[:120],
            "sales": cancelled,
        },
    )
    outbox.publish(
        RedemptionReversed(
            voucher.pk, row.no, voucher.customer_id, row.store_id, row.uses, reason.strip()[:120]
        )
    )
    return redemption_by_no(redemption_no, store_ids=None)


def check_manager(staff_id: int) -> None:
    """Raise Forbidden("manager_only") for guides and for who is no longer here."""
    staff = staff_by_ids([staff_id]).get(staff_id)
    if staff is None or not staff.is_active or staff.role in (StaffRole.GUIDE, StaffRole.FINANCE):
        raise Forbidden("manager_only", "只有店长或总部可以这样做")


def _check(row: Redemption, voucher: Voucher) -> None:
    if row.reversed_at is not None:
        raise Conflict("redemption_reversed", "这条核销已经撤销过", redemption_no=row.no)
    if clock.business_date(row.recorded_at) != clock.business_date():
        raise Conflict("redemption_too_old", "只能撤销当天的核销，请走售后处理", redemption_no=row.no)
    if voucher.is_refunded:
        raise Conflict("voucher_void", "这份券包已退款，不能再撤销核销", redemption_no=row.no)


def _cancel_sales(row: Redemption) -> list[int]:
    sales = list(StoreSale.objects.select_for_update().filter(redemption=row, cancelled_at__isnull=True))
    for sale in sales:
        if sale.transfer_key:
            reverse_transfer(sale.transfer_key, memo="核销撤销", debit_floor=None)
    StoreSale.objects.filter(pk__in=[sale.pk for sale in sales]).update(cancelled_at=clock.now())
    return [sale.pk for sale in sales]
