"""What orders do to membership, and what members hear of it.

Paid, cancelled, refunded and closed are read by one reaction, because their order matters. The events carry everything
it needs; a crash between payment and points loses nothing, for the log is written with the payment.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from yutang.kernel.clock import business_date
from yutang.kernel.outbox import Received, reacts_to
from yutang.retention.membership import api as membership
from yutang.retention.membership.events import CardOpened, LevelChanged
from yutang.retention.reach.api import send_messages
from yutang.retention.reach.contracts import MessageWant
from yutang.revenue.orders.events import OrderAfterSaleClosed, OrderCancelled, OrderPaid, OrderRefunded


@reacts_to(OrderPaid, OrderCancelled, OrderRefunded, OrderAfterSaleClosed)
def keep_membership(events: Sequence[Received[Any]]) -> None:
    """Points and growth are earned, taken back and set free; what the order used up comes back with it."""
    membership.keep_membership(events)


@reacts_to(OrderPaid)
def open_cards(events: Sequence[Received[OrderPaid]]) -> None:
    """Cards that were bought begin."""
    membership.open_cards(events)


@reacts_to(LevelChanged)
def tell_about_the_level(events: Sequence[Received[LevelChanged]]) -> None:
    """Who rose hears what the new level brings; nobody is told of a fall."""
    send_messages(
        [
            MessageWant(
                customer_id=changed.event.customer_id,
                template="level_up",
                key=f"level_up:{changed.id}",
                params={"level_name": changed.event.level_name},
            )
            for changed in events
            if changed.event.after > changed.event.before
        ]
    )


@reacts_to(CardOpened)
def give_card_coupons(events: Sequence[Received[CardOpened]]) -> None:
    """A card that brings coupons every month brings the first ones at once."""
    membership.issue_card_coupons([opened.event.card_no for opened in events])


@reacts_to(CardOpened)
def tell_about_the_card(events: Sequence[Received[CardOpened]]) -> None:
    """The buyer hears that the card is good, and until when."""
    send_messages(
        [
            MessageWant(
                customer_id=opened.event.customer_id,
                template="card_opened",
                key=f"card_opened:{opened.event.card_no}",
                params={
                    "card_name": opened.event.card_name,
                    "until": _day(opened.event.ends_at),
                },
            )
            for opened in events
        ]
    )


def _day(moment: str) -> str:
    day = business_date(datetime.fromisoformat(moment))
    return f"{day.year} 年 {day.month} 月 {day.day} 日"
