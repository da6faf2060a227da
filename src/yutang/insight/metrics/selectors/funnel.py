"""From a stranger to somebody who brings friends."""

from datetime import datetime

from yutang.insight.metrics.contracts import FunnelStep
from yutang.insight.metrics.rules import share_bp
from yutang.insight.metrics.selectors.scope import IN_SCOPE, Stores, span
from yutang.insight.warehouse.api import query_lake

# The cohort is who registered in the span; what they did later, up to now, counts. Opening somebody's own link is
# not an acquisition. A friend counts as brought when she registered through a link that the customer owns.
_FUNNEL = f"""
WITH cohort AS (
  SELECT customer_id, any_value(source_link_id) AS source_link_id FROM (
    SELECT *, home_store_id AS store_id FROM customers WHERE happened_at >= $start AND happened_at < $end)
  WHERE {IN_SCOPE} GROUP BY customer_id
), paid AS (
  SELECT customer_id, count(*) AS orders FROM orders WHERE customer_id IN (SELECT customer_id FROM cohort)
  GROUP BY customer_id
), owners AS (
  SELECT DISTINCT link_id, owner_id FROM touches WHERE owner_kind = 'customer'
), brought AS (
  SELECT DISTINCT o.owner_id AS customer_id FROM customers c JOIN owners o ON o.link_id = c.source_link_id
  WHERE o.owner_id <> c.customer_id AND o.owner_id IN (SELECT customer_id FROM cohort)
)
SELECT
  (SELECT count(DISTINCT visitor_id) FROM touches
     WHERE happened_at >= $start AND happened_at < $end AND NOT coalesce(is_own, FALSE)) AS opened,
  (SELECT count(*) FROM cohort) AS registered,
  (SELECT count(*) FROM cohort WHERE source_link_id IS NOT NULL) AS by_link,
  (SELECT count(*) FROM paid) AS bought,
  (SELECT count(*) FROM paid WHERE orders >= 2) AS again,
  (SELECT count(*) FROM brought) AS brought
"""


def funnel_between(start: datetime, end: datetime, stores: Stores) -> tuple[FunnelStep, ...]:
    """The five steps. Visitors have no store, so with a store filter the first step is left out."""
    row = query_lake(_FUNNEL, span(start, end, stores))[0]
    opened, registered = row["opened"], row["registered"]
    steps = (
        FunnelStep(
            "激活", "注册的新客", registered, share_bp(row["by_link"], opened) if stores is None else None
        ),
        FunnelStep("成交", "首单付款", row["bought"], share_bp(row["bought"], registered)),
        FunnelStep("留存", "再次购买", row["again"], share_bp(row["again"], row["bought"])),
        FunnelStep("裂变", "带来 1 位新客", row["brought"], share_bp(row["brought"], registered)),
    )
    return steps if stores is not None else (FunnelStep("拓客", "打开链接的访客", opened, None), *steps)
