"""Notifications become facts about payments."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from yutang.foundation.ledger.api import TransferSpec, post_transfers
from yutang.kernel import audit, clock, outbox
from yutang.kernel.batch_update import update_columns
from yutang.kernel.queries import Many, Query
from yutang.revenue.payments.contracts import Confirmation, Notification, PaymentStatus
from yutang.revenue.payments.events import PaymentParked
from yutang.revenue.payments.gateways.registry import purpose_of
from yutang.revenue.payments.models import Payment, PaymentBreak

_LOCKED = Query(lambda: Payment.objects.select_for_update().filter(no__among=Many("numbers")).order_by("pk"))


@transaction.atomic(savepoint=False)
def mark_succeeded(notifications: Sequence[Notification]) -> list[Confirmation]:
    """Believe a batch of verified notifications; the answers are in their order.

    confirmed: this payment succeeded just now · repeated: we knew · failed: the customer may try again · parked: the
    amount is not the one we asked for, so a person decides · unknown: not our payment. The caller books the confirmed
    ones with book_payments in the same transaction, after every other lock.
    """
    numbers = {n.payment_no for n in notifications}
    rows = {row.no: row for row in _LOCKED.objects(numbers=numbers)}
    now = clock.now()
    answers: list[Confirmation] = []
    succeeded: dict[str, Notification] = {}
    for notification in notifications:
        row = rows.get(notification.payment_no)
        outcome = _outcome(notification, row, succeeded)
        if outcome == "confirmed":
            succeeded[notification.payment_no] = notification
        elif outcome == "parked" and row is not None:
            _park(notification, row, now)
        elif outcome == "failed":
            Payment.objects.filter(no=notification.payment_no, status=PaymentStatus.CREATED).update(
                status=PaymentStatus.FAILED, failure="渠道支付失败"
            )
        order_no = row.order_no if row else ""
        answers.append(
            Confirmation(
                notification.id,
                notification.payment_no,
                order_no,
                outcome,
                notification.amount_fen,
                now,
                notification.provider,
            )
        )
    update_columns(
        Payment,
        by="no",
        keys=list(succeeded),
        status=[PaymentStatus.SUCCEEDED] * len(succeeded),
        provider_txn=[n.provider_txn for n in succeeded.values()],
        succeeded_at=[now] * len(succeeded),
        failure=[""] * len(succeeded),
        silent=True,
    )
    return answers


def _outcome(notification: Notification, row: Payment | None, succeeded: dict[str, Notification]) -> str:
    if row is None or row.provider != notification.provider:
        return "unknown"
    if row.status == PaymentStatus.SUCCEEDED or row.no in succeeded:
        return "repeated"
    if notification.status != PaymentStatus.SUCCEEDED:
        return "failed"
    if notification.amount_fen != row.amount_fen:
        return "parked"
    return "confirmed"


def _park(notification: Notification, row: Payment, now: datetime) -> None:
    _, is_new = PaymentBreak.objects.get_or_create(
        notification_id=notification.id,
        defaults={
            "payment_no": row.no,
            "reason": "amount_differs",
            "expected_fen": row.amount_fen,
            "received_fen": notification.amount_fen,
            "created_at": now,
        },
    )
    if not is_new:
        return
    change = {
        "expected_fen": row.amount_fen,
        "received_fen": notification.amount_fen,
        "notification": notification.id,
    }
    audit.record(actor="system", action="payment.parked", subject=f"payment:{row.no}", change=change)
    outbox.publish(
        PaymentParked(row.no, row.order_no, row.amount_fen, notification.amount_fen, "amount_differs")
    )


def book_payments(confirmations: Sequence[Confirmation]) -> None:
    """Post the confirmed payments to the ledger, inside the caller's transaction."""
    specs = [
        TransferSpec(
            key=f"payment:{confirmed.payment_no}",
            code="payment",
            asset="CNY",
            amount=confirmed.amount_fen,
            debit=f"house:receivable:{confirmed.provider}",
            credit=purpose_of(confirmed.payment_no).income,
            subject=f"order:{confirmed.order_no}",
            memo=f"收款 {confirmed.payment_no}",
        )
        for confirmed in confirmations
        # A confirmed notification named the amount and the provider of our own row.
        if confirmed.outcome == "confirmed" and confirmed.amount_fen > 0
    ]
    if specs:
        post_transfers(specs)
