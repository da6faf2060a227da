"""Sales of a span and day by day."""

from datetime import date, datetime

from yutang.insight.metrics.contracts import Sales, SalesDay
from yutang.insight.metrics.selectors.scope import IN_SCOPE, Stores, span
from yutang.insight.warehouse.api import query_lake

# An order is a customer's first if no other paid order of hers, in any store, came before it. Only customers who
# bought in the span are looked at: for a month that is a fraction of a year's orders.
_SALES = f"""
WITH bought AS (
  SELECT order_id, customer_id, paid_fen, happened_at FROM orders
  WHERE happened_at >= $start AND happened_at < $end AND {IN_SCOPE}
), firsts AS (
  SELECT customer_id, arg_min(order_id, (happened_at, order_id)) AS order_id FROM orders
  WHERE customer_id IN (SELECT customer_id FROM bought) GROUP BY customer_id
), marked AS (
  SELECT b.*, f.order_id IS NOT NULL AS is_new FROM bought b LEFT JOIN firsts f ON f.order_id = b.order_id
), people AS (
  SELECT customer_id, count(*) AS orders, bool_or(NOT is_new) AS returned FROM marked GROUP BY customer_id
)
SELECT
  (SELECT coalesce(sum(paid_fen), 0)::BIGINT FROM marked) AS gmv_fen,
  (SELECT count(*) FROM marked) AS orders,
  (SELECT coalesce(sum(paid_fen) FILTER (is_new), 0)::BIGINT FROM marked) AS new_gmv_fen,
  (SELECT count(*) FILTER (is_new) FROM marked) AS new_orders,
  (SELECT count(*) FROM people) AS buyers,
  (SELECT count(*) FILTER (returned) FROM people) AS returning_buyers,
  (SELECT count(*) FILTER (orders >= 2) FROM people) AS repeat_buyers,
  (SELECT coalesce(sum(refund_fen), 0)::BIGINT FROM refunds r WHERE r.happened_at >= $start AND r.happened_at < $end
     AND ($stores IS NULL OR r.order_id IN (SELECT order_id FROM orders WHERE {IN_SCOPE}))) AS refund_fen,
  (SELECT coalesce(sum(amount_fen), 0)::BIGINT FROM commissions c
     WHERE c.happened_at >= $start AND c.happened_at < $end
     AND ($stores IS NULL OR c.order_id IN (SELECT order_id FROM orders WHERE {IN_SCOPE}))) AS commission_fen
"""

_DAYS = f"""
WITH paid AS (
  SELECT day, sum(paid_fen)::BIGINT AS gmv_fen, count(*) AS orders, count(DISTINCT customer_id) AS buyers
  FROM orders WHERE happened_at >= $start AND happened_at < $end AND {IN_SCOPE} GROUP BY day
), back AS (
  SELECT day, sum(refund_fen)::BIGINT AS refund_fen FROM refunds r
  WHERE r.happened_at >= $start AND r.happened_at < $end
    AND ($stores IS NULL OR r.order_id IN (SELECT order_id FROM orders WHERE {IN_SCOPE})) GROUP BY day
)
SELECT coalesce(paid.day, back.day) AS day, coalesce(gmv_fen, 0) AS gmv_fen, coalesce(refund_fen, 0) AS refund_fen,
  coalesce(orders, 0) AS orders, coalesce(buyers, 0) AS buyers
FROM paid FULL JOIN back ON paid.day = back.day ORDER BY 1
"""


def sales_between(start: datetime, end: datetime, stores: Stores) -> Sales:
    """Sales of [start, end); new + returning = GMV to the fen."""
    row = query_lake(_SALES, span(start, end, stores))[0]
    return Sales(
        **row,
        returning_gmv_fen=row["gmv_fen"] - row["new_gmv_fen"],
        returning_orders=row["orders"] - row["new_orders"],
    )


def sales_by_day(start: datetime, end: datetime, stores: Stores) -> tuple[SalesDay, ...]:
    """Days with sales or refunds, oldest first."""
    return tuple(SalesDay(**row) for row in query_lake(_DAYS, span(start, end, stores)))


def first_sale_day(stores: Stores) -> date | None:
    """The Shanghai day of the earliest order in scope."""
    sql = f"SELECT min(day) AS day FROM orders WHERE {IN_SCOPE}"
    rows = query_lake(sql, {"stores": None if stores is None else sorted(stores)})
    day: date | None = rows[0]["day"]
    return day
