"""What references still hold."""

from collections.abc import Collection

from django.db.models import Case, F, Sum, When

from yutang.foundation.inventory.contracts import MoveKind
from yutang.foundation.inventory.models import StockMove
from yutang.kernel.among import among


def open_holds(refs: Collection[str]) -> dict[str, int]:
    """How many pieces each reference holds over all SKUs, where it holds any; one query."""
    if not refs:
        return {}
    rows = (
        StockMove.objects.filter(among(StockMove, "ref", list(refs)))
        .values_list("ref")
        .annotate(
            n=Sum(
                Case(
                    When(kind=MoveKind.HOLD, then=F("quantity")),
                    When(kind__in=[MoveKind.RELEASE, MoveKind.SHIP], then=-F("quantity")),
                    default=0,
                )
            )
        )
        .order_by()
    )
    return {ref: n for ref, n in rows if n}
