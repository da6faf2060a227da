"""Customers: how many, how many may be written to, how many came."""

from datetime import datetime

from yutang.insight.metrics.contracts import Audience, DayPoint
from yutang.insight.metrics.selectors.scope import IN_SCOPE, Stores, span
from yutang.insight.warehouse.api import query_lake

# Whoever was imported never registered here: she joined with her first order and belongs to the store of it. Others
# joined when they registered, or with an older order if their history was imported later.
_PEOPLE = f"""
people AS (
  SELECT customer_id, joined_at, e.happened_at AS left_at FROM (
    SELECT customer_id, min(happened_at) AS joined_at,
      coalesce(any_value(home_store_id), arg_min(store_id, happened_at)) AS store_id
    FROM (
      SELECT customer_id, happened_at, home_store_id, NULL::BIGINT AS store_id FROM customers
      UNION ALL SELECT customer_id, happened_at, NULL, store_id FROM orders
    ) GROUP BY customer_id
  )
  LEFT JOIN (SELECT customer_id, min(happened_at) AS happened_at FROM erasures GROUP BY customer_id) e
    USING (customer_id)
  WHERE {IN_SCOPE}
)"""

# The newest consent before the end is in force; whoever asked to be erased is gone.
_AUDIENCE = f"""
WITH {_PEOPLE}, here AS (
  SELECT * FROM people WHERE joined_at < $end AND (left_at IS NULL OR left_at >= $end)
), agreed AS (
  SELECT customer_id FROM consents WHERE purpose = 'marketing' AND happened_at < $end GROUP BY customer_id
  HAVING arg_max(granted, position)
)
SELECT count(*) AS total,
  count(*) FILTER (customer_id IN (SELECT customer_id FROM agreed)) AS reachable,
  count(*) FILTER (joined_at >= $start) AS joined,
  count(*) FILTER (customer_id IN (
    SELECT customer_id FROM orders WHERE happened_at >= $start AND happened_at < $end
    UNION ALL SELECT customer_id FROM touches WHERE happened_at >= $start AND happened_at < $end
      AND customer_id IS NOT NULL)) AS active
FROM here
"""

_BY_DAY = f"""
WITH {_PEOPLE}
SELECT day, sum(n)::BIGINT AS value FROM (
  SELECT CAST(joined_at + INTERVAL 8 HOUR AS DATE) AS day, 1 AS n FROM people
  WHERE joined_at >= $start AND joined_at < $end
  UNION ALL SELECT CAST(left_at + INTERVAL 8 HOUR AS DATE), -1 FROM people WHERE left_at >= $start AND left_at < $end
) GROUP BY day ORDER BY day
"""


def audience_between(start: datetime, end: datetime, stores: Stores) -> Audience:
    """Customers at `end`, and those of them who joined or came in [start, end)."""
    return Audience(**query_lake(_AUDIENCE, span(start, end, stores))[0])


def joined_by_day(start: datetime, end: datetime, stores: Stores) -> tuple[DayPoint, ...]:
    """Who joined less who left, for the days on which somebody did."""
    return tuple(DayPoint(**row) for row in query_lake(_BY_DAY, span(start, end, stores)))
