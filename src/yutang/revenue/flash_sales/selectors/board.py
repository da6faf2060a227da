"""What is on sale, kept in memory: buttons, countdowns and "sold out" need no database.

The truth about what is left is the row. The board is at most half a second behind it, and is only used to refuse: a
refusal from memory may come a moment too late or too early, an order never rests on it.
"""

import threading
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import timedelta

from django.db.models import Q

from yutang.foundation.catalog.api import skus_by_ids
from yutang.kernel import clock
from yutang.kernel.short_memory import also_forget
from yutang.revenue.flash_sales.contracts import ItemFacts, SaleStatus
from yutang.revenue.flash_sales.models import FlashTaking
from yutang.revenue.flash_sales.selectors.item_rows import items_where

FRESH_SECONDS = 0.5
STALE_SECONDS = 3.0
KEPT_AFTER = timedelta(hours=2)
OVERLAP = 10_000


class Board:
    """The items of the sales that are scheduled or have just ended."""

    def __init__(self) -> None:
        self._items: dict[int, ItemFacts] = {}
        self._off: frozenset[int] = frozenset()
        self._takers: dict[int, set[int]] = {}
        self._seen_order = 0
        self._read_at = float("-inf")
        self._lock = threading.Lock()

    @property
    def age(self) -> float:
        """How many seconds ago the rows were read."""
        return time.monotonic() - self._read_at

    @property
    def items(self) -> Mapping[int, ItemFacts]:
        """The items as they were known last, by id."""
        return self._items

    def refresh(self) -> None:
        """Read the rows again: two statements."""
        with self._lock:
            begun = time.monotonic()
            now = clock.now()
            rows = items_where(Q(sale__status=SaleStatus.SCHEDULED) | Q(sale__ends_at__gte=now - KEPT_AFTER))
            known = skus_by_ids({row.sku_id for row in rows}) if rows else {}
            self._off = frozenset(
                row.sku_id for row in rows if row.sku_id not in known or not known[row.sku_id].is_sellable
            )
            sellable = self.sellable()
            self._items = {row.item_id: sellable(row) for row in rows}
            self._read_takers({row.sale_id for row in rows})
            self._read_at = begun

    def fresh(self) -> Mapping[int, ItemFacts]:
        """The items, read again when they are older than half a second."""
        if self.age > FRESH_SECONDS:
            self.refresh()
        return self._items

    def saw(self, items: Mapping[int, ItemFacts], takers: Iterable[tuple[int, int]]) -> None:
        """Take over what a committed batch has left behind: the items, and (sale, customer) of who took something."""
        self._items = {**self._items, **items}
        for sale_id, customer_id in takers:
            self._takers.setdefault(sale_id, set()).add(customer_id)

    def has_taken(self, sale_id: int, customer_id: int) -> bool:
        """Whether the customer took something here: he may be repeating a key, and its answer lies in the database."""
        return customer_id in self._takers.get(sale_id, ())

    def _read_takers(self, sale_ids: set[int]) -> None:
        # Ids of concurrent batches may become visible late: what is just below the last one is read again.
        rows = FlashTaking.objects.filter(sale_id__in=sale_ids, pk__gt=self._seen_order - OVERLAP)
        takers = {sale_id: self._takers.get(sale_id, set()) for sale_id in sale_ids}
        for order_id, sale_id, customer_id in rows.values_list("pk", "sale_id", "customer_id").order_by():
            takers[sale_id].add(customer_id)
            self._seen_order = max(self._seen_order, order_id)
        self._takers = takers

    def sellable(self) -> Callable[[ItemFacts], ItemFacts]:
        """Return what marks the items whose product is off the shelf."""
        off = self._off
        return lambda item: replace(item, is_sellable=False) if item.sku_id in off else item

    def forget(self) -> None:
        """Read again next time: whoever changes a sale says so."""
        self._read_at = float("-inf")

    def clear(self) -> None:
        """Know nothing (tests)."""
        self._items, self._off, self._takers, self._seen_order = {}, frozenset(), {}, 0
        self.forget()


board = Board()
also_forget(board.clear)
