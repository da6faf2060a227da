"""What follows when goods leave the house or wait at the counter."""

from collections.abc import Sequence

from yutang.kernel.outbox import Received, reacts_to
from yutang.retention.reach.api import send_messages
from yutang.retention.reach.contracts import MessageWant
from yutang.revenue.orders.events import OrderShipped


@reacts_to(OrderShipped)
def tell_about_the_parcel(events: Sequence[Received[OrderShipped]]) -> None:
    """The customer hears who carries it, or that he can come."""
    send_messages(
        [
            MessageWant(
                customer_id=shipped.event.customer_id,
                template="order_shipped" if shipped.event.waybill_no else "order_ready",
                key=f"order_shipped:{shipped.event.order_id}:{shipped.event.waybill_no}",
                params={
                    "order_no": shipped.event.order_no,
                    "carrier": shipped.event.carrier,
                    "waybill_no": shipped.event.waybill_no,
                },
            )
            for shipped in events
        ]
    )
