"""What follows when money went back (its commission: see on_money_moved)."""

from collections.abc import Sequence

from yutang.kernel.money import yuan
from yutang.kernel.outbox import Received, reacts_to
from yutang.retention.reach.api import send_messages
from yutang.retention.reach.contracts import MessageWant
from yutang.revenue.orders.events import LatePaymentSettled, OrderRefunded


@reacts_to(OrderRefunded)
def tell_about_the_refund(events: Sequence[Received[OrderRefunded]]) -> None:
    """The customer hears what came back."""
    send_messages(
        [
            MessageWant(
                customer_id=refunded.event.customer_id,
                template="order_refunded",
                key=f"order_refunded:{refunded.event.order_id}:{refunded.event.refund_id}",
                params={"order_no": refunded.event.order_no, "amount": yuan(refunded.event.refund_fen)},
            )
            for refunded in events
            if refunded.event.refund_fen > 0
        ]
    )


@reacts_to(LatePaymentSettled)
def tell_about_the_late_payment(events: Sequence[Received[LatePaymentSettled]]) -> None:
    """The customer hears whether the cancelled order lives again or its money came back."""
    send_messages(
        [
            MessageWant(
                customer_id=late.event.customer_id,
                template=f"late_payment_{late.event.outcome}",
                key=f"late_payment:{late.id}",
                params={"order_no": late.event.order_no, "amount": yuan(late.event.amount_fen)},
            )
            for late in events
        ]
    )
