"""What the doctor asks about vouchers."""

from collections.abc import Iterable

from django.db.models import F, Q, Sum

from yutang.foundation.ledger.api import balance
from yutang.kernel.doctor import Finding, check
from yutang.revenue.vouchers.contracts import VoucherStatus
from yutang.revenue.vouchers.models import StoreSale, Voucher


@check(name="到店券次数平衡")
def uses_add_up() -> Iterable[Finding]:
    """Every use issued is left, redeemed (and not taken back) or voided."""
    rows = (
        Voucher.objects.annotate(
            redeemed=Sum("redemptions__uses", filter=Q(redemptions__reversed_at__isnull=True))
        )
        .exclude(uses_total=F("uses_left") + F("uses_voided") + F("redeemed"), redeemed__isnull=False)
        .exclude(uses_total=F("uses_left") + F("uses_voided"), redeemed__isnull=True)
    )
    for code, total, left, voided, redeemed in rows.values_list(
        "code", "uses_total", "uses_left", "uses_voided", "redeemed"
    ).iterator():
        message = f"发出 {total} 次，剩余 {left}、已核销 {redeemed or 0}、作废 {voided}，合计不符"
        yield Finding(f"voucher:{code}", message)


@check(name="到店券状态与次数一致")
def states_fit() -> Iterable[Finding]:
    """A voucher that is used up or void has no uses left; one that can be used has."""
    wrong = Q(status__in=[VoucherStatus.USED, VoucherStatus.VOID], uses_left__gt=0)
    wrong |= Q(status__in=[VoucherStatus.ACTIVE, VoucherStatus.EXPIRED], uses_left=0)
    wrong |= Q(is_refunded=True, uses_left__gt=0)
    for code, status, left in Voucher.objects.filter(wrong).values_list("code", "status", "uses_left"):
        yield Finding(f"voucher:{code}", f"状态 {status}，剩余 {left} 次")


@check(name="关联销售与账本一致")
def sales_are_booked() -> Iterable[Finding]:
    """What the ledger calls store sales is the sum of the amounts taken at tills."""
    rows = StoreSale.objects.filter(cancelled_at__isnull=True, order_no="")
    recorded = rows.aggregate(fen=Sum("amount_fen"))["fen"] or 0
    booked = balance("house:store-sales")
    if booked != recorded:
        yield Finding("ledger:house:store-sales", f"账本 {booked} 分，关联销售 {recorded} 分")
