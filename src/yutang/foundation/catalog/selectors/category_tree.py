"""The tree customers browse."""

from yutang.foundation.catalog.contracts import CategoryNode
from yutang.foundation.catalog.models import Category


def category_tree() -> tuple[CategoryNode, ...]:
    """The visible categories as a tree, each level in its order, in one query."""
    children: dict[int | None, list[Category]] = {}
    for row in Category.objects.filter(is_active=True).order_by("sort", "id"):
        children.setdefault(row.parent_id, []).append(row)
    return _branch(children, None)


def _branch(children: dict[int | None, list[Category]], parent_id: int | None) -> tuple[CategoryNode, ...]:
    return tuple(
        CategoryNode(row.pk, row.name, row.icon, _branch(children, row.pk))
        for row in children.get(parent_id, [])
    )
