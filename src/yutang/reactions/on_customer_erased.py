"""What follows when a customer is forgotten."""

from collections.abc import Sequence
from typing import Any

from yutang.foundation.customers.api import erased_among
from yutang.foundation.customers.events import CustomerErased
from yutang.kernel.outbox import Received, reacts_to
from yutang.revenue.orders import api as orders
from yutang.revenue.orders.events import OrderAfterSaleClosed, OrderCancelled


@reacts_to(CustomerErased, OrderCancelled, OrderAfterSaleClosed)
def forget_on_orders(
    events: Sequence[Received[Any]],
) -> None:
    """Ended orders let go of the person at once; an order on its way does so when it ends."""
    orders.forget_customers(erased_among(received.event.customer_id for received in events))
