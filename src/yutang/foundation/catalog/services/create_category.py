"""Grow the tree of categories."""

from collections.abc import Iterable

from django.db import transaction

from yutang.foundation.catalog.contracts import BadProduct
from yutang.foundation.catalog.models import Category
from yutang.kernel.batches import insert_columns, next_ids

DEEPEST = 4
LONGEST_NAME = 60


@transaction.atomic
def create_category(name: str, *, parent_id: int | None = None, sort: int = 0, icon: str = "") -> int:
    """Make a category below its parent, or return the one of this name that is there already."""
    _check_name(name, 1)
    parent = None
    if parent_id is not None:
        parent = Category.objects.filter(pk=parent_id).first()
        if parent is None:
            raise BadProduct("category_id", "没有找到上级分类")
        _check_name(name, len(parent.path_ids) + 1)
    row, is_new = Category.objects.get_or_create(
        parent=parent, name=name, defaults={"sort": sort, "icon": icon}
    )
    if is_new:
        row.path = f"{parent.path if parent else '/'}{row.pk}/"
        row.save(update_fields=["path"])
    return row.pk


@transaction.atomic
def ensure_paths(paths: Iterable[tuple[str, ...]]) -> dict[tuple[str, ...], int]:
    """Make the categories of these paths of names where missing, level by level; the id of each path's leaf."""
    wanted = {path[:depth] for path in paths for depth in range(1, len(path) + 1)}
    if not wanted:
        return {}
    ids: dict[tuple[str, ...], int] = {}
    rows = Category.objects.values_list("id", "parent_id", "name", "path")
    known: dict[tuple[int | None, str], tuple[int, str]] = {
        (row[1], row[2]): (row[0], row[3]) for row in rows
    }
    trail = dict(known.values())
    for depth in range(1, max(map(len, wanted)) + 1):
        level = sorted(path for path in wanted if len(path) == depth)
        missing = []
        for path in level:
            found = known.get((ids.get(path[:-1]), path[-1]))
            if found is None:
                _check_name(path[-1], depth)
                missing.append(path)
            else:
                ids[path] = found[0]
        made = next_ids(Category, len(missing))
        parents = [ids.get(path[:-1]) for path in missing]
        ids |= dict(zip(missing, made, strict=True))
        for pk, parent_id in zip(made, parents, strict=True):
            trail[pk] = f"{trail[parent_id] if parent_id is not None else '/'}{pk}/"
        insert_columns(
            Category,
            id=made,
            name=[path[-1] for path in missing],
            parent_id=parents,
            path=[trail[pk] for pk in made],
            sort=[0] * len(made),
            icon=[""] * len(made),
            is_active=[True] * len(made),
        )
    return ids


def _check_name(name: str, depth: int) -> None:
    if not name.strip() or len(name) > LONGEST_NAME:
        raise BadProduct("category", f"分类名称不能为空，且不超过 {LONGEST_NAME} 个字")
    if depth > DEEPEST:
        raise BadProduct("category", f"分类最多 {DEEPEST} 级")
