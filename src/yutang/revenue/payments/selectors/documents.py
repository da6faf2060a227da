"""Our own records of what moved, as reconciliation compares them."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from django.db.models import Q

from yutang.kernel import clock
from yutang.kernel.among import among
from yutang.revenue.payments.contracts import BillRow
from yutang.revenue.payments.models import Payment, Payout, Refund
from yutang.revenue.payments.reconciliation import Document


def span_of(day: date) -> tuple[datetime, datetime]:
    """Return the first moment of a business day and of the next."""
    start = datetime.combine(day, time.min, clock.SHANGHAI)
    return start, start + timedelta(days=1)


def documents_of(provider: str, day: date, bill: Iterable[BillRow]) -> dict[tuple[str, str], Document]:
    """Return the documents that a bill names and those that were settled on its day (three queries)."""
    start, end = span_of(day)
    numbers: dict[str, list[str]] = {"payment": [], "refund": [], "payout": []}
    for row in bill:
        numbers[row.kind].append(row.no)
    found: dict[tuple[str, str], Document] = {}
    payments = Payment.objects.filter(
        Q(among(Payment, "no", numbers["payment"])) | Q(succeeded_at__gte=start, succeeded_at__lt=end),
        provider=provider,
    )
    for no, fen, status, at, order_no in payments.order_by("pk").values_list(
        "no", "amount_fen", "status", "succeeded_at", "order_no"
    ):
        found["payment", no] = _document("payment", no, fen, status, at, order_no)
    refunds = Refund.objects.filter(
        Q(among(Refund, "no", numbers["refund"])) | Q(settled_at__gte=start, settled_at__lt=end),
        payment__provider=provider,
    )
    for no, fen, status, at, order_no in refunds.order_by("pk").values_list(
        "no", "amount_fen", "status", "settled_at", "order_no"
    ):
        found["refund", no] = _document("refund", no, fen, status, at, order_no)
    payouts = Payout.objects.filter(
        Q(among(Payout, "no", numbers["payout"])) | Q(settled_at__gte=start, settled_at__lt=end),
        provider=provider,
    )
    for no, fen, status, at in payouts.order_by("pk").values_list("no", "amount_fen", "status", "settled_at"):
        found["payout", no] = _document("payout", no, fen, status, at, "")
    return found


def _document(kind: str, no: str, fen: int, status: str, at: datetime | None, order_no: str) -> Document:
    local = at.astimezone(clock.SHANGHAI) if at else None
    settled = status == "succeeded"
    return Document(kind, no, fen, settled, local.date() if local else None, order_no, local)


def first_day(provider: str) -> date | None:
    """Return the business day of a provider's first payment, refund apart: nothing can be older."""
    at = (
        Payment.objects.filter(provider=provider, succeeded_at__isnull=False)
        .order_by("succeeded_at")
        .values_list("succeeded_at", flat=True)
        .first()
    )
    return clock.business_date(at) if at else None
