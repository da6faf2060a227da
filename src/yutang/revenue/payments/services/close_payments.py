"""Payments that nobody should pay any more."""

from collections.abc import Sequence

from yutang.kernel import clock
from yutang.kernel.errors import DomainError
from yutang.revenue.payments.contracts import OPEN_PAYMENTS, PaymentStatus
from yutang.revenue.payments.gateways.registry import provider_of
from yutang.revenue.payments.models import Payment


def close_payments(order_nos: Sequence[str]) -> int:
    """Close the open payments of orders on our side, inside the caller's transaction. Returns how many.

    A closed payment can still turn out to be paid: whoever confirms it decides what to do with the money.
    """
    return Payment.objects.filter(order_no__in=list(order_nos), status__in=OPEN_PAYMENTS).update(
        status=PaymentStatus.CLOSED, closed_at=clock.now()
    )


def close_at_provider(order_nos: Sequence[str]) -> int:
    """Tell the providers about closed payments, outside a transaction; a provider that does not answer is left alone."""
    told = 0
    rows = Payment.objects.filter(order_no__in=list(order_nos), status=PaymentStatus.CLOSED).exclude(
        cashier_url=""
    )
    for row in rows:
        try:
            provider_of(row.provider).close(payment_no=row.no)
            told += 1
        except DomainError:
            # Not closed there means at worst a late payment, which has its own protocol.
            continue
    return told
