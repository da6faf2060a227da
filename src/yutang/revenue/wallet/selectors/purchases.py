"""Purchases as plain facts."""

from collections.abc import Sequence

from yutang.revenue.wallet.contracts import PURCHASE_TEXT, PurchaseFacts, PurchaseStatus, purchase_unknown
from yutang.revenue.wallet.models import Purchase


def purchase_facts(row: Purchase) -> PurchaseFacts:
    """Return a purchase as a value."""
    return PurchaseFacts(
        purchase_id=row.pk,
        no=row.no,
        kind=row.kind,
        customer_id=row.customer_id,
        title=row.title,
        pay_fen=row.pay_fen,
        bonus_fen=row.bonus_fen,
        status=row.status,
        status_text=PURCHASE_TEXT[PurchaseStatus(row.status)],
        created_at=row.created_at,
        paid_at=row.paid_at,
        pay_before=row.pay_before,
    )


def purchase_of(customer_id: int, no: str) -> PurchaseFacts:
    """Return one's own purchase; raises NotFound("wallet_purchase_unknown")."""
    row = Purchase.objects.filter(no=no, customer_id=customer_id).first()
    if row is None:
        raise purchase_unknown(no)
    return purchase_facts(row)


def purchases_missing_money(numbers: Sequence[str]) -> list[str]:
    """Return the purchases among these numbers that do not know that their money has come."""
    waiting = (PurchaseStatus.OPEN, PurchaseStatus.CLOSED)
    return list(
        Purchase.objects.filter(no__in=list(numbers), status__in=waiting).values_list("no", flat=True)
    )
