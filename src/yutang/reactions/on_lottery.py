"""What brings chances in lotteries, and what follows from a draw."""

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from yutang.foundation.customers.events import CustomerErased
from yutang.kernel.outbox import Received, reacts_to
from yutang.retention.lottery import api as lottery
from yutang.retention.lottery.contracts import ChanceGrant
from yutang.retention.lottery.events import LotteryDrawn
from yutang.retention.membership.events import CheckedIn
from yutang.revenue.orders.events import OrderPaid, OrderRefunded


@reacts_to(CheckedIn)
def chance_for_checking_in(events: Sequence[Received[CheckedIn]]) -> None:
    """A day's check-in is one chance in every running lottery that says so."""
    lottery.grant_chances(
        [
            ChanceGrant(e.event.customer_id, "check_in", f"check-in:{e.event.customer_id}:{e.event.day}")
            for e in events
        ]
    )


@reacts_to(OrderPaid, OrderRefunded)
def chance_for_an_order(events: Sequence[Received[Any]]) -> None:
    """A paid order is one chance; one that went back whole takes an unused chance with it. One reaction: their order matters."""
    current = [e for e in events if not getattr(e.event, "imported", False)]
    for kind, group in groupby(current, key=lambda e: type(e.event)):
        found = list(group)
        if kind is OrderPaid:
            lottery.grant_chances(
                [
                    ChanceGrant(
                        e.event.customer_id, "order", f"order:{e.event.order_id}", paid_fen=e.event.paid_fen
                    )
                    for e in found
                ]
            )
        else:
            whole = [f"order:{e.event.order_id}" for e in found if e.event.is_full]
            if whole:
                lottery.revoke_chances(whole)


@reacts_to(LotteryDrawn)
def hand_out_what_was_won(events: Sequence[Received[LotteryDrawn]]) -> None:
    """Points, coupons and balance come at once; goods wait for an address."""
    lottery.hand_out([e.event.draw_id for e in events if e.event.kind in ("points", "coupon", "bonus")])


@reacts_to(CustomerErased)
def forget_receivers(events: Sequence[Received[CustomerErased]]) -> None:
    """Where a prize went is nobody's business any more."""
    lottery.forget_receivers([e.event.customer_id for e in events])
