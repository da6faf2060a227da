"""Who brought whom, upwards."""

from collections.abc import Collection

from django.db import connection

from yutang.foundation.links.contracts import BindingKind, ReferralStep
from yutang.foundation.links.models import Binding
from yutang.kernel import prepared

# UNION (not ALL) drops rows already seen, so even damaged data with a circle ends.
_UPWARDS = """
WITH RECURSIVE up(customer_id, holder_id, binding_id) AS (
  SELECT customer_id, holder_id, id FROM links_binding
   WHERE kind = %s AND ended_at IS NULL AND customer_id {among}
  UNION
  SELECT b.customer_id, b.holder_id, b.id FROM links_binding b
    JOIN up ON b.customer_id = up.holder_id
   WHERE b.kind = %s AND b.ended_at IS NULL
)
SELECT customer_id, holder_id, binding_id FROM up
"""


def holders_above(customer_ids: Collection[int]) -> dict[int, int]:
    """Return customer → who brought him, for these customers and everybody above them, in one statement."""
    return {customer: holder for customer, holder, _ in _rows(customer_ids)}


def referral_chain(customer_id: int) -> tuple[ReferralStep, ...]:
    """Return the steps from a customer up to the one whom nobody brought, nearest first."""
    rows = {customer: (holder, binding) for customer, holder, binding in _rows([customer_id])}
    bindings = Binding.objects.in_bulk([binding for _, binding in rows.values()])
    steps: list[ReferralStep] = []
    seen: set[int] = set()
    step = customer_id
    while step in rows and step not in seen:
        seen.add(step)
        holder, binding_id = rows[step]
        binding = bindings[binding_id]
        steps.append(ReferralStep(step, holder, binding.link_id, binding.bound_at))
        step = holder
    return tuple(steps)


def _rows(customer_ids: Collection[int]) -> list[tuple[int, int, int]]:
    if not customer_ids:
        return []
    kind = BindingKind.DISTRIBUTOR.value
    if connection.vendor == "postgresql":
        sql = _UPWARDS.format(among="= ANY (%s::bigint[])")
        rows = prepared.run(sql, [kind, prepared.array_literal(list(customer_ids)), kind])[0]
    else:
        marks = ", ".join(["%s"] * len(customer_ids))
        rows = prepared.run(_UPWARDS.format(among=f"IN ({marks})"), [kind, *customer_ids, kind])[0]
    return [(int(row[0]), int(row[1]), int(row[2])) for row in rows]
