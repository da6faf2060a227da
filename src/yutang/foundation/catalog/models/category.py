"""The tree customers browse."""

from django.db import models
from django.db.models import Q


class Category(models.Model):
    """`path` holds the ids from the root to this one ("/1/5/"), so descendants are one prefix."""

    name = models.CharField("名称", max_length=60)
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, related_name="+", null=True, blank=True, verbose_name="上级"
    )
    path = models.CharField("路径", max_length=200, db_index=True, editable=False, default="")
    sort = models.IntegerField("排序", default=0)
    icon = models.CharField("图标", max_length=200, blank=True, default="")
    is_active = models.BooleanField("显示", default=True)

    class Meta:
        verbose_name = verbose_name_plural = "分类"
        ordering = ("sort", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("name",), condition=Q(parent__isnull=True), name="catalog_root_category_name_once"
            ),
            models.UniqueConstraint(fields=("parent", "name"), name="catalog_category_name_once"),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def path_ids(self) -> tuple[int, ...]:
        """Ids from the root to this category."""
        return tuple(int(part) for part in self.path.split("/") if part)
