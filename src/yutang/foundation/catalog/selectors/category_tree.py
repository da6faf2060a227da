"""The tree customers browse."""

from dataclasses import replace

from yutang.foundation.catalog.contracts import CategoryNode, ProductStatus
from yutang.foundation.catalog.models import Category, Product


def category_tree(*, with_goods: bool = False) -> tuple[CategoryNode, ...]:
    """The visible categories as a tree, each level in its order, in one query.

    with_goods leaves out branches in which nothing is on sale (one query more): customers do not browse empty
    shelves, and the categories of imported history stay behind the counter.
    """
    children: dict[int | None, list[Category]] = {}
    for row in Category.objects.filter(is_active=True).order_by("sort", "id"):
        children.setdefault(row.parent_id, []).append(row)
    tree = _branch(children, None)
    if not with_goods:
        return tree
    on_sale = Product.objects.filter(status=ProductStatus.ON_SALE.value, category_id__isnull=False)
    stocked = set(on_sale.order_by().values_list("category_id", flat=True).distinct())
    return _with_goods(tree, stocked)


def _branch(children: dict[int | None, list[Category]], parent_id: int | None) -> tuple[CategoryNode, ...]:
    return tuple(
        CategoryNode(row.pk, row.name, row.icon, _branch(children, row.pk))
        for row in children.get(parent_id, [])
    )


def _with_goods(nodes: tuple[CategoryNode, ...], stocked: set[int]) -> tuple[CategoryNode, ...]:
    kept = (replace(node, children=_with_goods(node.children, stocked)) for node in nodes)
    return tuple(node for node in kept if node.children or node.category_id in stocked)
