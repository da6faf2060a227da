"""Where goods lie."""

from yutang.foundation.inventory.contracts import LocationFacts, LocationKind
from yutang.foundation.inventory.models import Location


def locations() -> list[LocationFacts]:
    """Every warehouse and store location, oldest first."""
    rows = Location.objects.order_by("id").values_list("id", "code", "kind", "store_id", "name")
    return [
        LocationFacts(pk, code, LocationKind(kind), store_id, name) for pk, code, kind, store_id, name in rows
    ]
