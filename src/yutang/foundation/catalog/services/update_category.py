"""Change how a category is shown."""

from django.db import IntegrityError, transaction

from yutang.foundation.catalog.contracts import BadProduct, CategoryChanges
from yutang.foundation.catalog.models import Category
from yutang.kernel import audit
from yutang.kernel.errors import Conflict, NotFound


def update_category(category_id: int, changes: CategoryChanges, *, actor: str) -> None:
    """Rename, reorder, hide or show a category; Conflict if its name is taken beside it. Audited."""
    if changes.name is not None and (not changes.name.strip() or len(changes.name) > 60):
        raise BadProduct("name", "分类名称不能为空，且不超过 60 个字")
    values = {
        field: value
        for field in ("name", "sort", "icon", "is_active")
        if (value := getattr(changes, field)) is not None
    }
    try:
        with transaction.atomic():
            known = Category.objects.filter(pk=category_id)
            if not (known.update(**values) if values else known.exists()):
                raise NotFound("category_unknown", "没有找到这个分类", field="category_id")
            audit.record(
                actor=actor,
                action="catalog.update_category",
                subject=f"category:{category_id}",
                change=values,
            )
    except IntegrityError as error:
        raise Conflict("category_exists", "同级已经有这个名字的分类", field="name") from error
