"""Who belongs to whom."""

from collections.abc import Collection

from django.db.models import Count

from yutang.foundation.links.contracts import BindingFacts, BindingKind, DownlineCounts, DownlineMember
from yutang.foundation.links.models import Binding
from yutang.kernel.queries import Many, Query

_COLUMNS = ("id", "customer_id", "kind", "holder_id", "link_id", "touch_id", "bound_at", "protected_until")
_OF = Query(
    lambda: (
        Binding.objects.filter(customer_id__among=Many("customers"), ended_at__isnull=True)
        .order_by("id")
        .values_list(*_COLUMNS)
    )
)
_OPEN = {"kind": BindingKind.DISTRIBUTOR, "ended_at__isnull": True}


def facts_of(binding: Binding) -> BindingFacts:
    """Return the row as a contract."""
    return BindingFacts(
        binding_id=binding.pk,
        customer_id=binding.customer_id,
        kind=binding.kind,
        holder_id=binding.holder_id,
        link_id=binding.link_id,
        touch_id=binding.touch_id,
        bound_at=binding.bound_at,
        protected_until=binding.protected_until,
    )


def bindings_of(customer_ids: Collection[int]) -> list[BindingFacts]:
    """Return the open bindings of these customers, guides and distributors, in one query."""
    return [BindingFacts(*row) for row in _OF.rows(customers=customer_ids)]


def invited_counts(customer_ids: Collection[int]) -> dict[int, int]:
    """Return how many customers each of these brought; those who brought nobody are absent."""
    rows = (
        Binding.objects.filter(holder_id__in=customer_ids, **_OPEN)
        .values("holder_id")
        .annotate(count=Count("id"))
        .order_by()
    )
    return {row["holder_id"]: row["count"] for row in rows}


def downline_counts(customer_id: int) -> DownlineCounts:
    """Return how many customers one brought and how many those brought. Nobody asks further."""
    first = Binding.objects.filter(holder_id=customer_id, **_OPEN)
    second = Binding.objects.filter(holder_id__in=first.values("customer_id"), **_OPEN)
    return DownlineCounts(level1=first.count(), level2=second.count())


def downline_page(customer_id: int, *, level: int, page: int = 1, size: int = 20) -> list[DownlineMember]:
    """Return one page of the customers one brought (level 1) or those brought (level 2), the newest first."""
    first = Binding.objects.filter(holder_id=customer_id, **_OPEN)
    rows = first if level == 1 else Binding.objects.filter(holder_id__in=first.values("customer_id"), **_OPEN)
    start = (max(page, 1) - 1) * size
    chosen = list(rows.order_by("-bound_at", "-id")[start : start + size])
    invited = invited_counts([row.customer_id for row in chosen])
    return [
        DownlineMember(
            customer_id=row.customer_id,
            level=level,
            via_id=row.customer_id if level == 1 else row.holder_id,
            bound_at=row.bound_at,
            invited_count=invited.get(row.customer_id, 0),
        )
        for row in chosen
    ]
