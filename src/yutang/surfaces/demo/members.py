"""What the demo's members do as members: buy a card, check in."""

from datetime import datetime, timedelta
from random import Random

from yutang.kernel import clock
from yutang.retention.membership.api import card_types, check_in
from yutang.revenue.orders.api import place_orders
from yutang.revenue.orders.contracts import Placed, PlaceOrder
from yutang.revenue.pricing.contracts import Delivery
from yutang.surfaces.demo.cast import Company
from yutang.surfaces.demo.paying import Bill, HistoryProvider

CARD_DAY = 9
FAITHFUL = 10
"""So many of the first customers check in most days."""


def sell_cards(company: Company, bank: HistoryProvider, at: datetime) -> None:
    """The first customers buy the card."""
    kinds = card_types()
    if not kinds:
        return
    with clock.frozen(at):
        answers = place_orders(
            [
                PlaceOrder(
                    customer_id=player.customer_id,
                    key=f"demo-card-{player.customer_id}",
                    lines=((kinds[0].sku_id, 1),),
                    delivery=Delivery.VOUCHER,
                )
                for player in company.players[:3]
            ]
        )
    with clock.frozen(at + timedelta(minutes=1)):
        bank.pay(
            [
                Bill(player.customer_id, answer.order_no, answer.total_fen)
                for player, answer in zip(company.players[:3], answers, strict=True)
                if isinstance(answer, Placed)
            ]
        )


def check_in_some(company: Company, at: datetime, random: Random, *, is_last: bool) -> None:
    """The faithful check in; on the last day the first customer has not yet, so that whoever tries it can."""
    with clock.frozen(at):
        for place, player in enumerate(company.players[:FAITHFUL]):
            if (place == 0 and not is_last) or (place > 0 and random.random() < 0.7):
                check_in(customer_id=player.customer_id)
