"""Ask a customer for the money of an order."""

from datetime import datetime

from django.db import IntegrityError, transaction

from yutang.kernel import clock
from yutang.kernel.ids import dated_no
from yutang.revenue.payments.contracts import CashierTicket, PaymentStatus
from yutang.revenue.payments.gateways.registry import DEFAULT_PROVIDER, provider_of
from yutang.revenue.payments.models import Payment


def open_payment(
    *,
    order_no: str,
    customer_id: int,
    amount_fen: int,
    title: str,
    expires_at: datetime,
    return_url: str = "",
) -> CashierTicket:
    """Return where to pay an order. An open payment of the same order is used again, so nobody is asked twice.

    Call it outside a transaction: the provider is asked over the network. Raises Unavailable("cashier_unavailable").
    """
    payment = _open_row(order_no, customer_id, amount_fen, expires_at)
    if not payment.cashier_url:
        payment.cashier_url = provider_of(payment.provider).open(
            payment_no=payment.no,
            amount_fen=amount_fen,
            title=title,
            expires_at=expires_at,
            return_url=return_url.replace("{payment_no}", payment.no),
        )
        Payment.objects.filter(pk=payment.pk).update(cashier_url=payment.cashier_url)
    return CashierTicket(payment.no, payment.cashier_url, payment.amount_fen, expires_at)


def _open_row(order_no: str, customer_id: int, amount_fen: int, expires_at: datetime) -> Payment:
    now = clock.now()
    known = Payment.objects.filter(order_no=order_no, status=PaymentStatus.CREATED).first()
    if known is not None:
        return known
    try:
        with transaction.atomic():
            return Payment.objects.create(
                no=dated_no("P", now),
                order_no=order_no,
                customer_id=customer_id,
                amount_fen=amount_fen,
                provider=DEFAULT_PROVIDER,
                created_at=now,
                expires_at=expires_at,
            )
    except IntegrityError:
        # Two taps at once: the other one's payment is as good as ours.
        return Payment.objects.get(order_no=order_no, status=PaymentStatus.CREATED)
