"""A small world of distribution: people who brought each other, orders that are paid and refunded."""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from tests.foundation.links.fixtures import brought
from yutang.foundation.ledger import api as ledger
from yutang.kernel import clock
from yutang.kernel.outbox import DomainEvent, Received
from yutang.referral.affiliates import accounts, checks
from yutang.referral.affiliates import api as affiliates
from yutang.referral.affiliates.selectors.snapshot import freeze_commissions
from yutang.revenue.orders.contracts import DraftLine, DraftOrder
from yutang.revenue.orders.events import OrderAfterSaleClosed, OrderPaid, OrderRefunded

NOON = datetime(2026, 11, 21, 4, 0, tzinfo=UTC)
_serial = itertools.count(1)


def received[E: DomainEvent](event: E) -> Received[E]:
    number = next(_serial)
    return Received(
        event=event,
        id=number,
        position=number,
        occurred_at=clock.now(),
        name=event.name,
        subject=event.subject,
        shard=0,
        payload="",
    )


def a_distributor(customer_id: int, *, by: int | None = None) -> int:
    """The customer, brought by somebody or nobody, is an active distributor; returns his number as one."""
    if by is not None:
        brought(customer_id, by=by)
    facts = affiliates.apply(customer_id=customer_id, name="王小明")
    return affiliates.approve(affiliate_id=facts.affiliate_id, actor="staff:1").affiliate_id


@dataclass
class AnOrder:
    """An order of one line per amount, placed by the buyer and brought by a distributor."""

    buyer: int
    distributor: int | None
    amounts: Sequence[int]
    product_ids: Sequence[int] = ()
    link_id: int | None = None
    number: int = field(default_factory=lambda: next(_serial))
    refunded: dict[int, int] = field(default_factory=dict)

    @property
    def line_ids(self) -> list[int]:
        return [self.number * 100 + place for place in range(len(self.amounts))]

    def __post_init__(self) -> None:
        """Freeze the snapshot as placing the order does."""
        products = self.product_ids or [1000 + place for place in range(len(self.amounts))]
        self.draft_lines = tuple(
            DraftLine(sku_id=product * 10, product_id=product, quantity=1, paid_fen=amount)
            for product, amount in zip(products, self.amounts, strict=True)
        )
        draft = DraftOrder(
            order_id=self.number,
            customer_id=self.buyer,
            store_id=None,
            lines=self.draft_lines,
            paid_fen=sum(self.amounts),
            distributor_id=self.distributor,
            link_id=self.link_id,
            placed_at=clock.now(),
        )
        self.snapshot = freeze_commissions([draft])[0]

    def paid(self, *, imported: bool = False) -> Received[OrderPaid]:
        return received(
            OrderPaid(
                order_id=self.number,
                order_no=f"D{self.number:08d}",
                customer_id=self.buyer,
                store_id=None,
                paid_fen=sum(self.amounts),
                shipping_fen=0,
                is_first_order=False,
                lines=tuple(
                    {
                        "line_id": line_id,
                        "sku_id": line.sku_id,
                        "product_id": line.product_id,
                        "name": "丹东 99 草莓",
                        "quantity": 2,
                        "paid_fen": line.paid_fen,
                    }
                    for line_id, line in zip(self.line_ids, self.draft_lines, strict=True)
                ),
                snapshots={"commission": self.snapshot},
                imported=imported,
            )
        )

    def refund(self, amount_fen: int, *, place: int = 0) -> Received[OrderRefunded]:
        self.refunded[place] = self.refunded.get(place, 0) + amount_fen
        return received(
            OrderRefunded(
                order_id=self.number,
                order_no=f"D{self.number:08d}",
                customer_id=self.buyer,
                refund_id=next(_serial),
                refund_fen=amount_fen,
                shipping_fen=0,
                lines=(
                    {
                        "line_id": self.line_ids[place],
                        "quantity": 1,
                        "refund_fen": amount_fen,
                        "line_paid_fen": self.amounts[place],
                        "line_refunded_total_fen": self.refunded[place],
                    },
                ),
                is_full=False,
            )
        )

    def closed(self) -> Received[OrderAfterSaleClosed]:
        return received(OrderAfterSaleClosed(order_id=self.number, order_no=f"D{self.number:08d}"))


@dataclass(frozen=True)
class Money:
    frozen: int
    available: int
    debt: int
    paying: int


def money_of(affiliate_id: int) -> Money:
    codes = [
        name(affiliate_id) for name in (accounts.frozen, accounts.available, accounts.debt, accounts.paying)
    ]
    found = ledger.balances(codes)
    frozen, available, debt, paying = (found[code].posted for code in codes)
    return Money(frozen, available, -debt, paying)


def wrong_books() -> list[str]:
    """What the doctor finds about commission."""
    found = [checks.amounts_follow_the_rule(), checks.ledger_agrees(), checks.two_levels_at_most()]
    return [finding.message for findings in found for finding in findings]
