"""What follows for a flash sale when one of its orders is paid."""

from collections.abc import Sequence

from yutang.kernel.outbox import Received, reacts_to
from yutang.revenue.flash_sales.api import mark_paid
from yutang.revenue.orders.events import OrderPaid


@reacts_to(OrderPaid)
def count_paid_flash_pieces(events: Sequence[Received[OrderPaid]]) -> None:
    """So that "n wait for their money" beside a sold-out item is true."""
    mark_paid([paid.event.order_id for paid in events if not paid.event.imported])
