"""Compare a provider's statement with our books."""

from dataclasses import dataclass
from datetime import date

from yutang.revenue.payments.contracts import PaymentStatus, PayoutStatus, RefundStatus
from yutang.revenue.payments.gateways.registry import DEFAULT_PROVIDER, provider_of
from yutang.revenue.payments.models import Payment, Payout, Refund


@dataclass(frozen=True, slots=True)
class Difference:
    """One row of the statement that our books tell otherwise; ours is None when we do not know it as settled."""

    kind: str
    no: str
    theirs_fen: int
    ours_fen: int | None


def reconcile_day(day: date, *, provider: str = DEFAULT_PROVIDER) -> list[Difference]:
    """Return every row of one day's statement that does not agree with our books."""
    bill = provider_of(provider).download_bill(day=day).rows
    numbers = {kind: [row.no for row in bill if row.kind == kind] for kind in ("payment", "refund", "payout")}
    ours: dict[tuple[str, str], int] = {}
    for kind, rows in (
        ("payment", Payment.objects.filter(no__in=numbers["payment"], status=PaymentStatus.SUCCEEDED)),
        ("refund", Refund.objects.filter(no__in=numbers["refund"], status=RefundStatus.SUCCEEDED)),
        ("payout", Payout.objects.filter(no__in=numbers["payout"], status=PayoutStatus.SUCCEEDED)),
    ):
        ours |= {(kind, no): fen for no, fen in rows.values_list("no", "amount_fen")}
    return [
        Difference(row.kind, row.no, row.amount_fen, ours.get((row.kind, row.no)))
        for row in bill
        if ours.get((row.kind, row.no)) != row.amount_fen
    ]
