"""What follows when a coupon reaches a customer or comes back to him: he hears of it."""

from collections.abc import Sequence
from datetime import datetime

from yutang.kernel.clock import SHANGHAI
from yutang.kernel.outbox import Received, reacts_to
from yutang.retention.reach.api import send_messages
from yutang.retention.reach.contracts import MessageWant
from yutang.revenue.pricing.events import CouponIssued, CouponReturned


@reacts_to(CouponIssued)
def tell_of_gift(events: Sequence[Received[CouponIssued]]) -> None:
    """A coupon that was given with a word to it; those the customer took himself need none."""
    send_messages(
        [
            MessageWant(
                customer_id=issued.event.customer_id,
                template="coupon_arrived",
                key=f"coupon:{issued.event.code}",
                params={
                    "title": issued.event.title,
                    "worth": issued.event.worth,
                    "until": _day(issued.event.valid_until),
                },
            )
            for issued in events
            if issued.event.tell
        ]
    )


@reacts_to(CouponReturned)
def tell_of_return(events: Sequence[Received[CouponReturned]]) -> None:
    """What came back can be used again: until when."""
    send_messages(
        [
            MessageWant(
                customer_id=returned.event.customer_id,
                template="coupon_returned",
                key=f"coupon-returned:{returned.id}",
                params={
                    "title": returned.event.title,
                    "order_no": returned.event.order_no,
                    "uses": returned.event.uses,
                    "until": _day(returned.event.valid_until),
                },
            )
            for returned in events
            if returned.event.is_usable
        ]
    )


def _day(moment: str) -> str:
    local = datetime.fromisoformat(moment).astimezone(SHANGHAI)
    return f"{local.month} 月 {local.day} 日"
