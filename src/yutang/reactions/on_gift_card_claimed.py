"""What follows when a gift card came into a wallet."""

from collections.abc import Sequence

from yutang.kernel.money import yuan
from yutang.kernel.outbox import Received, reacts_to
from yutang.retention.reach.api import send_messages
from yutang.retention.reach.contracts import MessageWant
from yutang.revenue.wallet.events import GiftCardClaimed


@reacts_to(GiftCardClaimed)
def tell_the_giver(events: Sequence[Received[GiftCardClaimed]]) -> None:
    """Who gave a card away hears that it arrived."""
    send_messages(
        [
            MessageWant(
                customer_id=claimed.event.buyer_id,
                template="gift_card_claimed",
                key=f"gift_card_claimed:{claimed.event.card_id}",
                params={"amount": yuan(claimed.event.face_fen)},
            )
            for claimed in events
            if claimed.event.buyer_id is not None and claimed.event.buyer_id != claimed.event.customer_id
        ]
    )
