"""Make a category by hand."""

from django.db import transaction

from yutang.foundation.catalog.models import Category
from yutang.foundation.catalog.services.create_category import create_category
from yutang.kernel import audit
from yutang.kernel.errors import Conflict


@transaction.atomic
def add_category(name: str, *, parent_id: int | None = None, sort: int = 0, actor: str) -> int:
    """Make a category that is not there yet; a name that stands beside it already is a Conflict. Audited."""
    if Category.objects.filter(parent_id=parent_id, name=name).exists():
        raise Conflict("category_exists", "同级已经有这个名字的分类", field="name")
    pk = create_category(name, parent_id=parent_id, sort=sort)
    audit.record(
        actor=actor,
        action="catalog.add_category",
        subject=f"category:{pk}",
        change={"name": name, "parent_id": parent_id, "sort": sort},
    )
    return pk
