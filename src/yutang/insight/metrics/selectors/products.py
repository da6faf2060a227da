"""What sold best."""

from datetime import datetime

from yutang.insight.metrics.contracts import ProductRow, ProductTable
from yutang.insight.metrics.selectors.scope import IN_SCOPE, Stores, span
from yutang.insight.warehouse.api import query_lake

# Buyers and orders are counted for the listed products only: distinct counts over a year's lines cost a second.
_PRODUCTS = f"""
WITH best AS (
  SELECT product_id, sum(paid_fen)::BIGINT AS sales_fen FROM order_lines
  WHERE happened_at >= $start AND happened_at < $end AND {IN_SCOPE} GROUP BY product_id
  ORDER BY sales_fen DESC, product_id LIMIT $top
), sold AS (
  SELECT product_id, arg_max(name, position) AS name, sum(quantity)::BIGINT AS quantity,
    count(DISTINCT order_id) AS orders, count(DISTINCT customer_id) AS buyers, sum(paid_fen)::BIGINT AS sales_fen
  FROM order_lines WHERE happened_at >= $start AND happened_at < $end AND {IN_SCOPE}
    AND product_id IN (SELECT product_id FROM best) GROUP BY product_id
), back AS (
  SELECT l.product_id, sum(r.refund_fen)::BIGINT AS refund_fen FROM refund_lines r
  JOIN order_lines l ON l.line_id = r.line_id
  WHERE r.happened_at >= $start AND r.happened_at < $end AND l.product_id IN (SELECT product_id FROM best)
    AND ($stores IS NULL OR l.store_id IN (SELECT unnest($stores)))
  GROUP BY l.product_id
)
SELECT sold.*, coalesce(back.refund_fen, 0) AS refund_fen FROM sold LEFT JOIN back USING (product_id)
ORDER BY sales_fen DESC, product_id
"""

_TOTAL = f"""
SELECT coalesce(sum(paid_fen), 0)::BIGINT AS gmv_fen, coalesce(sum(shipping_fen), 0)::BIGINT AS shipping_fen
FROM orders WHERE happened_at >= $start AND happened_at < $end AND {IN_SCOPE}
"""


def top_products(start: datetime, end: datetime, stores: Stores, top: int) -> ProductTable:
    """The `top` products of [start, end) by what was paid for them, and the rest in one figure."""
    parameters = span(start, end, stores)
    total = query_lake(_TOTAL, parameters)[0]
    rows = tuple(ProductRow(**row) for row in query_lake(_PRODUCTS, {**parameters, "top": top}))
    listed = sum(row.sales_fen for row in rows)
    return ProductTable(
        rows=rows,
        others_fen=total["gmv_fen"] - total["shipping_fen"] - listed,
        shipping_fen=total["shipping_fen"],
        gmv_fen=total["gmv_fen"],
    )
