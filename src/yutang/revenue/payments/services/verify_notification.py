"""Listen to a provider, and believe only it."""

from collections.abc import Mapping

from yutang.kernel import clock
from yutang.revenue.payments.contracts import Notification, PaymentStatus
from yutang.revenue.payments.gateways.registry import provider_of
from yutang.revenue.payments.models import Payment


def verify_notification(provider: str, headers: Mapping[str, str], body: bytes) -> Notification:
    """Return what a provider says about one payment.

    Raises Unauthorized("signature_invalid") for a forged, changed or old message and NotFound("provider_unknown").
    """
    return provider_of(provider).verify(headers=headers, body=body)


def query_payment(payment_no: str) -> Notification | None:
    """Ask the provider how an open payment stands; None while nothing has happened.

    The answer can be given to confirm_payments like a notification: callbacks get lost, and a customer should not wait.
    """
    row = Payment.objects.filter(no=payment_no).first()
    if row is None or row.status == PaymentStatus.SUCCEEDED:
        return None
    answer = provider_of(row.provider).query(payment_no=row.no)
    if answer.status != PaymentStatus.SUCCEEDED:
        return None
    return Notification(
        id=f"{row.provider}:query:{row.no}",
        provider=row.provider,
        payment_no=row.no,
        provider_txn=answer.provider_txn,
        status=answer.status,
        amount_fen=answer.amount_fen,
        happened_at=clock.now(),
    )
