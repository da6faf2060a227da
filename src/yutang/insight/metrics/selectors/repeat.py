"""Repeat purchase."""

from datetime import datetime

from yutang.insight.metrics.contracts import CohortRow, Repeat
from yutang.insight.metrics.selectors.scope import IN_SCOPE, Stores, bare, span
from yutang.insight.warehouse.api import query_lake

_REPEAT = f"""
WITH mine AS (SELECT * FROM orders WHERE {IN_SCOPE}),
inside AS (SELECT customer_id, count(*) AS n FROM mine WHERE happened_at >= $start AND happened_at < $end GROUP BY 1),
lives AS (SELECT customer_id, min(happened_at) AS first_at, count(*) AS n FROM mine GROUP BY customer_id)
SELECT
  (SELECT count(*) FROM inside) AS buyers,
  (SELECT count(*) FROM inside WHERE n >= 2) AS repeat_buyers,
  (SELECT count(*) FROM lives WHERE first_at >= $start AND first_at < $end) AS cohort,
  (SELECT count(*) FROM lives WHERE first_at >= $start AND first_at < $end AND n >= 2) AS cohort_returned
"""

# A column counts only when every member of the month has had that many days, otherwise it would fall without cause.
_COHORTS = f"""
WITH ranked AS (
  SELECT customer_id, happened_at, row_number() OVER (PARTITION BY customer_id ORDER BY happened_at, order_id) AS n
  FROM orders WHERE {IN_SCOPE}
), lives AS (
  SELECT customer_id, min(happened_at) FILTER (n = 1) AS first_at, min(happened_at) FILTER (n = 2) AS second_at
  FROM ranked WHERE n <= 2 GROUP BY customer_id
), dated AS (
  SELECT CAST(date_trunc('month', first_at + INTERVAL 8 HOUR) AS DATE) AS month,
    second_at - first_at AS gap FROM lives
)
SELECT month, count(*) AS size,
  CASE WHEN month + INTERVAL 1 MONTH + INTERVAL 30 DAY <= $now + INTERVAL 8 HOUR
    THEN count(*) FILTER (gap <= INTERVAL 30 DAY) END AS within_30,
  CASE WHEN month + INTERVAL 1 MONTH + INTERVAL 60 DAY <= $now + INTERVAL 8 HOUR
    THEN count(*) FILTER (gap <= INTERVAL 60 DAY) END AS within_60,
  CASE WHEN month + INTERVAL 1 MONTH + INTERVAL 90 DAY <= $now + INTERVAL 8 HOUR
    THEN count(*) FILTER (gap <= INTERVAL 90 DAY) END AS within_90
FROM dated GROUP BY month ORDER BY month
"""


def repeat_between(start: datetime, end: datetime, stores: Stores) -> Repeat:
    """Who bought twice in [start, end), and who of those that first bought in it has bought again by now."""
    return Repeat(**query_lake(_REPEAT, span(start, end, stores))[0])


def first_order_cohorts(now: datetime, stores: Stores) -> tuple[CohortRow, ...]:
    """Every month with first orders, oldest first."""
    parameters = {"now": bare(now), "stores": None if stores is None else sorted(stores)}
    return tuple(CohortRow(**row) for row in query_lake(_COHORTS, parameters))
