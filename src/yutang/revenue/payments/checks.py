"""What the doctor asks about payments."""

from collections.abc import Iterable

from django.db.models import F, Q, Sum

from yutang.foundation.ledger.api import balance
from yutang.kernel.doctor import Finding, check
from yutang.revenue.payments.contracts import PaymentStatus, PayoutStatus, RefundStatus
from yutang.revenue.payments.models import Payment, Payout, ReconciliationBreak, Refund


@check(name="支付与账本一致")
def payments_in_ledger() -> Iterable[Finding]:
    """What providers owe us in the ledger is what they received minus what they sent out, and what was written off."""
    for provider in Payment.objects.values_list("provider", flat=True).distinct().order_by("provider"):
        received = _sum(Payment.objects.filter(provider=provider, status=PaymentStatus.SUCCEEDED))
        refunded = _sum(Refund.objects.filter(payment__provider=provider, status=RefundStatus.SUCCEEDED))
        paid_out = _sum(Payout.objects.filter(provider=provider, status=PayoutStatus.SUCCEEDED))
        written_off = _sum(ReconciliationBreak.objects.filter(provider=provider), "written_off_fen")
        booked = -balance(f"house:receivable:{provider}")
        expected = received - refunded - paid_out + written_off
        if booked != expected:
            yield Finding(f"provider:{provider}", f"账本应收 {booked} 分，支付记录 {expected} 分")


@check(name="退款不超过支付")
def refunds_within_payments() -> Iterable[Finding]:
    """What is reserved on a payment is the sum of its refunds, and never more than was paid."""
    rows = Payment.objects.annotate(sent=Sum("refund__amount_fen")).filter(
        Q(refunded_fen__gt=F("amount_fen")) | ~Q(refunded_fen=F("sent")),
        Q(refunded_fen__gt=0) | Q(sent__gt=0),
    )
    for row in rows.iterator():
        yield Finding(f"payment:{row.no}", f"已退 {row.refunded_fen} 分，退款单合计 {row.sent or 0} 分")


def _sum(rows: "object", field: str = "amount_fen") -> int:
    return int(rows.aggregate(n=Sum(field))["n"] or 0)  # type: ignore[attr-defined]
