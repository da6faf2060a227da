"""The typed facts, as SQL over a relation `batch(position, name, occurred_at, payload)` with JSON text payloads.

Each fact is one SELECT. The same text fills a sealed block and the tail, so both always agree. Days are business
days in Asia/Shanghai, which has had no daylight saving since 1991: eight hours are added to UTC.
"""

from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from yutang.insight.warehouse.contracts import StoredEvent

_UTC = "timezone('UTC', CAST({0} AS TIMESTAMPTZ))"


def _utc(expression: str) -> str:
    return _UTC.format(expression)


def _day(expression: str) -> str:
    return f"CAST({_utc(expression)} + INTERVAL 8 HOUR AS DATE)"


def _one(fields: str, extra: str, name: str) -> str:
    """A fact with one row per event of this name: `fields` from the payload, `extra` from the event."""
    shape = "{" + ", ".join(f'"{f.split()[0]}": "{f.split()[1]}"' for f in fields.split(", ")) + "}"
    columns = ", ".join(f"p.{f.split()[0]}" for f in fields.split(", "))
    return (
        f"SELECT position, {columns}, {extra} FROM (SELECT position, occurred_at, "
        f"json_transform(payload, '{shape}') AS p FROM batch WHERE name = '{name}')"
    )


_AT = f"{_utc('occurred_at')} AS happened_at, {_day('occurred_at')} AS day"
_PAID_AT = "coalesce(nullif(p.paid_at, ''), occurred_at)"
# One parse per event: json_transform reads the payload once for all its fields.
_PAID = (
    '{"order_id": "BIGINT", "customer_id": "BIGINT", "store_id": "BIGINT", "paid_at": "VARCHAR", "lines": '
    '[{"line_id": "BIGINT", "sku_id": "BIGINT", "product_id": "BIGINT", "name": "VARCHAR", '
    '"quantity": "BIGINT", "paid_fen": "BIGINT"}]}'
)
_REFUND = (
    '{"refund_id": "BIGINT", "order_id": "BIGINT", "lines": '
    '[{"line_id": "BIGINT", "quantity": "BIGINT", "refund_fen": "BIGINT"}]}'
)

FACTS: dict[str, str] = {
    "orders": _one(
        "order_id BIGINT, order_no VARCHAR, customer_id BIGINT, store_id BIGINT, paid_fen BIGINT, "
        "shipping_fen BIGINT, link_id BIGINT, imported BOOLEAN, paid_at VARCHAR",
        f"{_utc(_PAID_AT)} AS happened_at, {_day(_PAID_AT)} AS day",
        "orders.order_paid",
    ),
    "order_lines": (
        "SELECT position, p.order_id, p.customer_id, p.store_id, happened_at, day, l.line_id, l.sku_id, "
        "l.product_id, l.name, l.quantity, l.paid_fen FROM (SELECT position, p, "
        f"{_utc(_PAID_AT)} AS happened_at, {_day(_PAID_AT)} AS day, unnest(p.lines) AS l FROM ("
        f"SELECT position, occurred_at, json_transform(payload, '{_PAID}') AS p "
        "FROM batch WHERE name = 'orders.order_paid'))"
    ),
    "refunds": _one(
        "refund_id BIGINT, order_id BIGINT, customer_id BIGINT, refund_fen BIGINT, is_full BOOLEAN",
        _AT,
        "orders.order_refunded",
    ),
    "refund_lines": (
        "SELECT position, p.refund_id, p.order_id, happened_at, day, l.line_id, l.quantity, l.refund_fen FROM ("
        f"SELECT position, p, {_AT}, unnest(p.lines) AS l FROM (SELECT position, occurred_at, "
        f"json_transform(payload, '{_REFUND}') AS p FROM batch WHERE name = 'orders.order_refunded'))"
    ),
    "customers": _one(
        "customer_id BIGINT, source_link_id BIGINT, home_store_id BIGINT",
        _AT,
        "customers.customer_registered",
    ),
    "touches": _one(
        "link_id BIGINT, touch_id BIGINT, visitor_id VARCHAR, customer_id BIGINT, owner_kind VARCHAR, "
        "owner_id BIGINT, channel VARCHAR, carrier VARCHAR, is_own BOOLEAN",
        _AT,
        "links.link_opened",
    ),
    "commissions": _one(
        "commission_id BIGINT, order_id BIGINT, affiliate_id BIGINT, level BIGINT, amount_fen BIGINT",
        _AT,
        "affiliates.commission_accrued",
    ),
    "consents": _one(
        "customer_id BIGINT, purpose VARCHAR, granted BOOLEAN", _AT, "customers.consent_changed"
    ),
    "erasures": _one("customer_id BIGINT", _AT, "customers.customer_erased"),
}


@dataclass(frozen=True)
class BlockSpan:
    """Positions of one block, both ends included."""

    first: int
    last: int


def complete_blocks(*, sealed_to: int, high_water: int, size: int) -> list[BlockSpan]:
    """The whole blocks after `sealed_to` that the log already fills; the rest stays in the tail."""
    spans = []
    first = sealed_to + 1
    while first + size - 1 <= high_water:
        spans.append(BlockSpan(first, first + size - 1))
        first += size
    return spans


def block_digest(events: "Iterable[StoredEvent]") -> str:
    """Name of a block: the hash of what it holds, so that two logs never share a file."""
    digest = sha256()
    for event in events:
        digest.update(
            f"{event.position}\x1f{event.name}\x1f{event.occurred_at}\x1f{event.payload}\x1e".encode()
        )
    return digest.hexdigest()
