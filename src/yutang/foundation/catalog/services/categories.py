"""Grow the tree of categories."""

from collections.abc import Iterable

from django.db import transaction

from yutang.foundation.catalog.contracts import BadProduct
from yutang.foundation.catalog.models import Category

DEEPEST = 4


@transaction.atomic
def create_category(name: str, *, parent_id: int | None = None, sort: int = 0, icon: str = "") -> int:
    """Make a category below its parent, or return the one of this name that is there already."""
    if not name.strip() or len(name) > 60:
        raise BadProduct("category", "分类名称不能为空，且不超过 60 个字")
    parent = None
    if parent_id is not None:
        parent = Category.objects.filter(pk=parent_id).first()
        if parent is None:
            raise BadProduct("category_id", "没有找到上级分类")
        if len(parent.path_ids) >= DEEPEST:
            raise BadProduct("category_id", f"分类最多 {DEEPEST} 级")
    row, is_new = Category.objects.get_or_create(
        parent=parent, name=name, defaults={"sort": sort, "icon": icon}
    )
    if is_new:
        row.path = f"{parent.path if parent else '/'}{row.pk}/"
        row.save(update_fields=["path"])
    return row.pk


@transaction.atomic
def ensure_paths(paths: Iterable[tuple[str, ...]]) -> dict[tuple[str, ...], int]:
    """Make the categories of these paths of names where missing; returns the id of each path's leaf."""
    wanted = sorted({path[:depth] for path in paths for depth in range(1, len(path) + 1)}, key=len)
    if not wanted:
        return {}
    rows = Category.objects.values_list("id", "parent_id", "name")
    known: dict[tuple[int | None, str], int] = {(parent_id, name): pk for pk, parent_id, name in rows}
    ids: dict[tuple[str, ...], int] = {}
    for path in wanted:
        parent_id = ids[path[:-1]] if len(path) > 1 else None
        found = known.get((parent_id, path[-1]))
        ids[path] = found if found is not None else create_category(path[-1], parent_id=parent_id)
    return ids
