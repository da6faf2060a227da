"""What follows when an order is paid (its commission: see on_money_moved)."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from yutang.foundation.catalog.api import add_sales
from yutang.kernel.outbox import Received, reacts_to
from yutang.referral.affiliates import api as affiliates
from yutang.retention.journeys.api import start_journeys
from yutang.retention.journeys.contracts import Entrance
from yutang.revenue.orders.events import OrderPaid, OrderRefunded
from yutang.revenue.vouchers.api import issue_vouchers


@reacts_to(OrderPaid)
def thank_the_buyer(events: Sequence[Received[OrderPaid]]) -> None:
    """A coupon and a message at once, a reminder before the coupon ends; not for imported history."""
    start_journeys(
        OrderPaid.name,
        [
            Entrance(
                customer_id=paid.event.customer_id,
                subject=paid.event.subject,
                context={"order_no": paid.event.order_no},
            )
            for paid in events
            if not paid.event.imported
        ],
    )


@reacts_to(OrderPaid)
def join_by_spend(events: Sequence[Received[OrderPaid]]) -> None:
    """Where the policy says so, who has spent enough becomes a distributor."""
    affiliates.join_by_spend([paid for paid in events if not paid.event.imported])


@reacts_to(OrderPaid, OrderRefunded)
def count_sales(events: Sequence[Received[Any]]) -> None:
    """Every piece that was sold and kept counts, imported history too: the number beside a product is true."""
    told: dict[int, Counter[int]] = {}
    for received in events:
        sign = 1 if isinstance(received.event, OrderPaid) else -1
        pieces = told.setdefault(received.id, Counter())
        for line in received.event.lines:
            # Refunds of long ago did not say which product it was.
            if "product_id" in line and not line.get("is_gift"):
                pieces[line["product_id"]] += sign * line["quantity"]
    add_sales(told)


@reacts_to(OrderPaid)
def issue_bought_vouchers(events: Sequence[Received[OrderPaid]]) -> None:
    """What a paid pack promised is in the customer's hands."""
    issue_vouchers([paid for paid in events if not paid.event.imported])
