"""An order is paid: its buyer earns points, which wait for the end of after-sale, and growth, which counts at once."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from yutang.foundation.catalog.api import skus_by_ids
from yutang.foundation.customers.api import birthdays_of
from yutang.kernel import clock
from yutang.kernel.among import among
from yutang.kernel.batches import insert_columns
from yutang.kernel.money import apportion, yuan
from yutang.kernel.outbox import Received
from yutang.retention.membership import rules
from yutang.retention.membership.contracts import PolicyFacts, Reason
from yutang.retention.membership.models import OrderReward
from yutang.retention.membership.selectors.levels import level_table
from yutang.retention.membership.selectors.policy import current_policy
from yutang.retention.membership.services.growth_book import GrowthBook, GrowthWords
from yutang.retention.membership.services.points_book import FreshLot, PointsBook
from yutang.revenue.orders.events import OrderPaid

type Paid = Received[OrderPaid]


def lot_key(order_id: int) -> str:
    """The key of the points that an order earned."""
    return f"order:{order_id}"


@transaction.atomic
def reward_orders(batch: Sequence[Paid]) -> int:
    """Give what paid orders earn, once per order, by the rules of today; returns how many orders are new.

    Imported history earns nothing. A constant number of statements.
    """
    paid = {received.event.order_id: received for received in batch if not received.event.imported}
    known = OrderReward.objects.filter(among(OrderReward, "order_id", list(paid)))
    for order_id in known.values_list("order_id", flat=True) if paid else ():
        del paid[order_id]
    if not paid:
        return 0
    policy = current_policy()
    book = PointsBook.opened({received.event.customer_id for received in paid.values()}, at=clock.now())
    growth = GrowthBook(book.members, level_table(), policy)
    facts = _Facts.read(policy, [received.event for received in paid.values()])
    rewards = [_reward(received, book, growth, facts) for received in paid.values()]
    book.write()
    growth.write()
    _insert(rewards)
    return len(rewards)


@dataclass(slots=True)
class _Fresh:
    """A reward that is not written yet; see OrderReward for the words."""

    order_id: int
    order_no: str
    customer_id: int
    lines: dict[str, list[int]]
    bonus: int
    points: int
    growth: int
    paid_at: datetime


@dataclass(frozen=True)
class _Facts:
    """What else the rules ask about: birthdays and categories, read only when a rule needs them."""

    policy: PolicyFacts
    birthdays: dict[int, date]
    categories: dict[int, Collection[int]]

    @classmethod
    def read(cls, policy: PolicyFacts, events: Sequence[OrderPaid]) -> "_Facts":
        birthdays = {}
        if policy.birthday_bp != rules.WHOLE_BP:
            birthdays = birthdays_of({event.customer_id for event in events})
        categories: dict[int, Collection[int]] = {}
        if any(rule.kind == "category" for rule in policy.scope_rules):
            skus = skus_by_ids({line["sku_id"] for event in events for line in event.lines})
            categories = {sku.product_id: sku.category_path for sku in skus.values()}
        return cls(policy, birthdays, categories)

    def scope_bp(self, product_id: int) -> int:
        return rules.scope_bp(self.policy, product_id, self.categories.get(product_id, ()))


def _reward(received: Paid, book: PointsBook, growth: GrowthBook, facts: _Facts) -> _Fresh:
    event, policy, at = received.event, facts.policy, received.occurred_at
    level = growth.level_of(event.customer_id)
    birthday = facts.birthdays.get(event.customer_id)
    month = clock.business_date(at).month
    terms = rules.earn_terms(
        policy,
        level_bp=level.points_bp,
        level_name=level.name,
        is_birthday=birthday is not None and birthday.month == month,
        at=at,
    )
    weights = [max(line["paid_fen"], 0) * facts.scope_bp(line["product_id"]) for line in event.lines]
    points = rules.order_points(policy, sum(weights), times_bp=terms.times_bp)
    goods_fen = sum(max(line["paid_fen"], 0) for line in event.lines)
    grown = goods_fen // policy.fen_per_growth
    shares = apportion(points, weights) if points else [0] * len(weights)
    growths = (
        apportion(grown, [max(line["paid_fen"], 0) for line in event.lines]) if grown else [0] * len(weights)
    )
    bonus = policy.first_order_points if event.is_first_order and policy.is_earning else 0
    words = [f"订单 {event.order_no} 实付 ¥{yuan(goods_fen)}", *terms.words]
    if bonus:
        words.append(f"首单多得 {bonus}")
    if points + bonus:
        book.grant(
            FreshLot(
                customer_id=event.customer_id,
                key=lot_key(event.order_id),
                reason=Reason.ORDER,
                memo="，".join(words),
                points=points + bonus,
                is_frozen=True,
                expires_at=rules.expiry_of(policy, at),
                created_at=at,
            ),
            subject=f"order:{event.order_id}",
        )
    growth.add(
        event.customer_id,
        grown,
        key=lot_key(event.order_id),
        words=GrowthWords(Reason.ORDER, words[0], "growth"),
        at=at,
    )
    lines = {
        str(line["line_id"]): [line["paid_fen"], share, one, 0]
        for line, share, one in zip(event.lines, shares, growths, strict=True)
    }
    return _Fresh(
        order_id=event.order_id,
        order_no=event.order_no,
        customer_id=event.customer_id,
        lines=lines,
        bonus=bonus,
        points=points + bonus,
        growth=grown,
        paid_at=at,
    )


def _insert(rewards: Sequence[_Fresh]) -> None:
    count = len(rewards)
    insert_columns(
        OrderReward,
        order_id=[row.order_id for row in rewards],
        order_no=[row.order_no for row in rewards],
        customer_id=[row.customer_id for row in rewards],
        lines=[row.lines for row in rewards],
        bonus=[row.bonus for row in rewards],
        points=[row.points for row in rewards],
        points_clawed=[0] * count,
        growth=[row.growth for row in rewards],
        growth_clawed=[0] * count,
        paid_at=[row.paid_at for row in rewards],
        closed_at=[None] * count,
    )
