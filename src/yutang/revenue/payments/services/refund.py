"""Money back: first reserved in our books, then asked of the provider, then settled. Each step can be repeated."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F

from yutang.foundation.ledger.api import TransferSpec, post_transfers
from yutang.kernel import clock
from yutang.kernel.errors import DomainError
from yutang.kernel.ids import dated_no
from yutang.revenue.payments.contracts import (
    PaymentStatus,
    ProviderAnswer,
    RefundFacts,
    RefundRequest,
    RefundStatus,
    payment_unknown,
    refund_exceeds_paid,
)
from yutang.revenue.payments.gateways.registry import provider_of, purpose_of
from yutang.revenue.payments.models import Payment, Refund
from yutang.revenue.payments.selectors.payments import refund_facts

FIRST_WAIT_SECONDS = 15
LONGEST_WAIT_SECONDS = 6 * 3_600


@transaction.atomic
def reserve_refund(request: RefundRequest) -> RefundFacts:
    """Set money of an order aside for a refund; the same key gives the same refund.

    Raises DomainError("refund_exceeds_paid") when less is left, NotFound("payment_unknown") for an unpaid order.
    """
    known = Refund.objects.select_related("payment").filter(key=request.key).first()
    if known is not None:
        return refund_facts(known, known.payment.no)
    if request.amount_fen <= 0:
        raise DomainError(
            "refund_amount_invalid", "退款金额须大于 0", field="amount_fen", amount_fen=request.amount_fen
        )
    paid = Payment.objects.select_for_update().filter(
        order_no=request.order_no, status=PaymentStatus.SUCCEEDED
    )
    if request.payment_no:
        paid = paid.filter(no=request.payment_no)
    payments = list(paid.order_by("pk"))
    if not payments:
        raise payment_unknown(request.order_no)
    payment = max(payments, key=lambda row: row.amount_fen - row.refunded_fen)
    taken = Payment.objects.filter(
        pk=payment.pk, refunded_fen__lte=F("amount_fen") - request.amount_fen
    ).update(refunded_fen=F("refunded_fen") + request.amount_fen)
    if not taken:
        raise refund_exceeds_paid(request.amount_fen, payment.amount_fen - payment.refunded_fen)
    now = clock.now()
    row = Refund.objects.create(
        no=dated_no("R", now),
        payment=payment,
        order_no=request.order_no,
        amount_fen=request.amount_fen,
        reason=request.reason[:120],
        key=request.key,
        created_at=now,
    )
    return refund_facts(row, payment.no)


def send_refund(refund_no: str) -> RefundFacts:
    """Ask the provider for a reserved refund and settle its answer; call it outside a transaction, as often as needed.

    A provider that does not answer leaves the refund as it was (status created): the outcome is unknown, not failed.
    """
    row = Refund.objects.select_related("payment").get(no=refund_no)
    if row.status == RefundStatus.SUCCEEDED:
        return refund_facts(row, row.payment.no)
    try:
        answer = provider_of(row.payment.provider).refund(
            payment_no=row.payment.no, refund_no=row.no, amount_fen=row.amount_fen, reason=row.reason
        )
    except DomainError as error:
        Refund.objects.filter(pk=row.pk).update(
            attempts=F("attempts") + 1,
            failure=error.message[:120],
            next_try_at=next_try(row.attempts + 1, clock.now()),
        )
        row.refresh_from_db(fields=["failure", "status"])
        return refund_facts(row, row.payment.no)
    return _settle(row.pk, answer)


@transaction.atomic
def _settle(refund_id: int, answer: ProviderAnswer) -> RefundFacts:
    row = Refund.objects.select_for_update(of=("self",)).select_related("payment").get(pk=refund_id)
    if row.status == RefundStatus.SUCCEEDED:
        return refund_facts(row, row.payment.no)
    row.attempts += 1
    if answer.status == "succeeded":
        row.status, row.failure, row.settled_at = RefundStatus.SUCCEEDED, "", clock.now()
        row.next_try_at = None
        row.provider_txn = answer.provider_txn
        post_transfers([_spec(row)])
    else:
        row.status, row.failure = RefundStatus.FAILED, (answer.failure or "渠道退款失败")[:120]
        row.next_try_at = next_try(row.attempts, clock.now())
    row.save(update_fields=["attempts", "status", "failure", "settled_at", "provider_txn", "next_try_at"])
    return refund_facts(row, row.payment.no)


def next_try(attempts: int, now: datetime) -> datetime:
    """Return when a refund that did not go through is tried again by itself: 15 s, doubling, 6 hours at most."""
    seconds = FIRST_WAIT_SECONDS * 2 ** min(attempts - 1, 20)
    return now + timedelta(seconds=min(seconds, LONGEST_WAIT_SECONDS))


def _spec(row: Refund) -> TransferSpec:
    return TransferSpec(
        key=f"refund:{row.no}",
        code="refund",
        asset="CNY",
        amount=row.amount_fen,
        debit=purpose_of(row.payment.no).refunds,
        credit=f"house:receivable:{row.payment.provider}",
        subject=f"order:{row.order_no}",
        memo=f"退款 {row.no}",
    )
