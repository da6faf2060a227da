"""What the tests of membership share: orders that are paid, refunded and closed, levels, and the doctor."""

import itertools
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from yutang.foundation.ledger import checks as ledger_checks
from yutang.kernel import clock
from yutang.kernel.doctor import Finding
from yutang.kernel.outbox import DomainEvent, Received
from yutang.retention.membership import checks
from yutang.retention.membership.api import set_levels
from yutang.retention.membership.contracts import LevelSpec
from yutang.retention.membership.models import GrowthEntry
from yutang.revenue.orders.events import OrderAfterSaleClosed, OrderCancelled, OrderPaid, OrderRefunded

NOON = datetime(2026, 11, 21, 4, 0, tzinfo=UTC)
CHECKS: tuple[Callable[[], Iterable[Finding]], ...] = (
    checks.points_agree,
    checks.growth_adds_up,
    checks.rewards_within,
    checks.card_uses_agree,
    checks.levels_rise,
    ledger_checks.assets_balance,
    ledger_checks.balances_follow_transfers,
    ledger_checks.no_account_below_floor,
)
LEVELS = (
    LevelSpec(0, "青柠会员", 0),
    LevelSpec(1, "金桔会员", 500, 300, points_bp=12_000, price_group="金桔会员"),
    LevelSpec(2, "蜜瓜会员", 3000, 2000, points_bp=15_000, discount_bp=9_800),
)
_serial = itertools.count(1)


def doctor_is_content() -> bool:
    """Nothing of membership or the ledger contradicts anything else."""
    found = [finding for one in CHECKS for finding in one()]
    assert found == []
    return True


def three_levels() -> None:
    """The table of levels that the tests use."""
    set_levels(LEVELS, actor="staff:1")


def growth_of(customer_id: int) -> list[int]:
    return list(
        GrowthEntry.objects.filter(customer_id=customer_id).order_by("pk").values_list("delta", flat=True)
    )


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


@dataclass
class AnOrder:
    """An order of one line per amount, and what happens to it."""

    buyer: int
    amounts: Sequence[int]
    product_ids: Sequence[int] = ()
    sku_ids: Sequence[int] = ()
    quantities: Sequence[int] = ()
    number: int = field(default_factory=lambda: next(_serial))
    refunded_fen: dict[int, int] = field(default_factory=dict)

    @property
    def no(self) -> str:
        return f"D{self.number}"

    @property
    def line_ids(self) -> list[int]:
        return [self.number * 100 + place for place in range(len(self.amounts))]

    def paid(self, *, imported: bool = False, is_first: bool = False) -> Received[OrderPaid]:
        products = self.product_ids or [1000 + place for place in range(len(self.amounts))]
        skus = self.sku_ids or [product * 10 for product in products]
        quantities = self.quantities or [1] * len(self.amounts)
        lines = tuple(
            {
                "line_id": line_id,
                "sku_id": sku,
                "product_id": product,
                "name": "金桔",
                "quantity": quantity,
                "paid_fen": amount,
            }
            for line_id, sku, product, quantity, amount in zip(
                self.line_ids, skus, products, quantities, self.amounts, strict=True
            )
        )
        return received(
            OrderPaid(
                order_id=self.number,
                order_no=self.no,
                customer_id=self.buyer,
                store_id=None,
                paid_fen=sum(self.amounts),
                shipping_fen=0,
                is_first_order=is_first,
                lines=lines,
                imported=imported,
            )
        )

    def refunded(
        self, place: int, fen: int, *, is_full: bool = False, points_back: int = 0
    ) -> Received[OrderRefunded]:
        total = self.refunded_fen[place] = self.refunded_fen.get(place, 0) + fen
        line = {
            "line_id": self.line_ids[place],
            "quantity": 1,
            "refund_fen": fen,
            "line_paid_fen": self.amounts[place],
            "line_refunded_total_fen": total,
        }
        return received(
            OrderRefunded(
                order_id=self.number,
                order_no=self.no,
                customer_id=self.buyer,
                refund_id=next(_serial),
                refund_fen=fen,
                shipping_fen=0,
                lines=(line,),
                is_full=is_full,
                points_back=points_back,
            )
        )

    def closed(self) -> Received[OrderAfterSaleClosed]:
        return received(OrderAfterSaleClosed(self.number, self.no, self.buyer))

    def cancelled(
        self, *, points_used: int = 0, benefits: tuple[dict[str, object], ...] = ()
    ) -> Received[OrderCancelled]:
        return received(
            OrderCancelled(
                self.number,
                self.no,
                self.buyer,
                "不想要了",
                was_paid=False,
                points_used=points_used,
                benefits=benefits,
            )
        )
