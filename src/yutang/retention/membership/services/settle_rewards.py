"""What an order earned after it was paid: refunds take their share back, the end of after-sale sets the rest free."""

from collections.abc import Collection, Sequence
from datetime import timedelta

from django.db import transaction

from yutang.kernel import clock
from yutang.kernel.among import among
from yutang.kernel.batch_update import update_columns
from yutang.kernel.outbox import Received
from yutang.retention.membership.contracts import Reason
from yutang.retention.membership.models import OrderReward, PointLot
from yutang.retention.membership.rules import taken_back
from yutang.retention.membership.selectors.levels import level_table
from yutang.retention.membership.selectors.policy import current_policy
from yutang.retention.membership.services.growth_book import GrowthBook, GrowthWords
from yutang.retention.membership.services.points_book import PointsBook
from yutang.retention.membership.services.reward_orders import lot_key
from yutang.revenue.orders.events import OrderAfterSaleClosed, OrderRefunded


@transaction.atomic
def take_back_rewards(batch: Sequence[Received[OrderRefunded]]) -> int:
    """Take back of points and growth the exact share of every refunded line; returns how many orders changed.

    Works on the total refunded per line, so that a replay changes nothing. Points that are spent already are owed.
    """
    rewards = _locked_rewards({received.event.order_id for received in batch})
    if not rewards:
        return 0
    at = clock.now()
    owners = {row.customer_id for row in rewards.values()}
    book = PointsBook.opened(owners, at=at, lots_of=owners)
    lots = _lots_of(book, rewards)
    growth = GrowthBook(book.members, level_table(), current_policy())
    changed = [
        row
        for received in batch
        if (row := rewards.get(received.event.order_id)) is not None
        and _take_back(row, received.event, lots.get(row.order_id), book, growth)
    ]
    book.write()
    growth.write()
    _store(changed)
    return len(changed)


@transaction.atomic
def release_rewards(batch: Sequence[Received[OrderAfterSaleClosed]]) -> int:
    """Set free what closed orders earned, or note until when it stays frozen; returns how many were set free."""
    rewards = _locked_rewards({received.event.order_id for received in batch})
    if not rewards:
        return 0
    at, freeze = clock.now(), timedelta(days=current_policy().freeze_days)
    book = PointsBook.opened({row.customer_id for row in rewards.values()}, at=at)
    lots = _lots_of(book, rewards)
    freed, waiting = 0, list[PointLot]()
    for received in batch:
        row = rewards.get(received.event.order_id)
        if row is None or row.closed_at is not None:
            continue
        row.closed_at = received.occurred_at
        lot = lots.get(row.order_id)
        if lot is not None and lot.is_frozen and lot.left:
            lot.frozen_until = received.occurred_at + freeze
            if lot.frozen_until <= at:
                book.thaw(lot, subject=f"order:{row.order_id}")
                freed += 1
            else:
                waiting.append(lot)
    book.write()
    update_columns(
        PointLot,
        by="id",
        keys=[lot.pk for lot in waiting],
        frozen_until=[lot.frozen_until for lot in waiting],
    )
    _store(list(rewards.values()))
    return freed


def _take_back(
    row: OrderReward, event: OrderRefunded, lot: PointLot | None, book: PointsBook, growth: GrowthBook
) -> bool:
    for line in event.lines:
        mine = row.lines.get(str(line["line_id"]))
        if mine is not None:
            mine[3] = max(mine[3], line["line_refunded_total_fen"])
    points = sum(taken_back(line[1], line[0], line[3]) for line in row.lines.values())
    grown = sum(taken_back(line[2], line[0], line[3]) for line in row.lines.values())
    if event.is_full:
        points, grown = row.points, row.growth
    clawed, shrunk = points - row.points_clawed, grown - row.growth_clawed
    if clawed <= 0 and shrunk <= 0:
        return False
    memo = f"订单 {row.order_no} 退款"
    if clawed > 0 and lot is not None:
        book.claw_back(
            lot, clawed, key=f"{lot.key}:claw:{points}", memo=memo, subject=f"order:{row.order_id}"
        )
    if shrunk > 0:
        words = GrowthWords(Reason.ORDER_REFUND, memo, "refund")
        growth.add(
            row.customer_id, -shrunk, key=f"{lot_key(row.order_id)}:claw:{grown}", words=words, at=book.at
        )
    row.points_clawed, row.growth_clawed = max(points, row.points_clawed), max(grown, row.growth_clawed)
    return True


def _locked_rewards(order_ids: Collection[int]) -> dict[int, OrderReward]:
    """Rewards of these orders. Their buyers' rows are what is locked: every writer here holds them."""
    if not order_ids:
        return {}
    rows = OrderReward.objects.filter(among(OrderReward, "order_id", list(order_ids)))
    return {row.order_id: row for row in rows.order_by("order_id")}


def _lots_of(book: PointsBook, rewards: Collection[int]) -> dict[int, PointLot]:
    orders = {lot_key(order_id): order_id for order_id in rewards}
    rows = PointLot.objects.filter(among(PointLot, "key", list(orders)))
    return {orders[lot.key]: lot for lot in book.load(rows)}


def _store(rewards: Sequence[OrderReward]) -> None:
    update_columns(
        OrderReward,
        by="order_id",
        keys=[row.order_id for row in rewards],
        lines=[row.lines for row in rewards],
        points_clawed=[row.points_clawed for row in rewards],
        growth_clawed=[row.growth_clawed for row in rewards],
        closed_at=[row.closed_at for row in rewards],
    )
