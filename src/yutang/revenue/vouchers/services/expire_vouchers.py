"""Vouchers whose last day is over."""

from yutang.kernel import clock
from yutang.revenue.vouchers.contracts import VoucherStatus
from yutang.revenue.vouchers.models import Voucher


def expire_vouchers(*, limit: int = 1_000) -> int:
    """Mark vouchers that ended, one bounded batch; returns how many. Their money can still be asked back for a week."""
    over = Voucher.objects.filter(status=VoucherStatus.ACTIVE, valid_until__lte=clock.now())
    ids = list(over.order_by("valid_until").values_list("pk", flat=True)[:limit])
    return Voucher.objects.filter(pk__in=ids, status=VoucherStatus.ACTIVE).update(
        status=VoucherStatus.EXPIRED
    )
