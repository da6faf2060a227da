"""A place where goods lie: a warehouse or a store."""

from django.db import models
from django.db.models import Q

from yutang.foundation.inventory.contracts import KIND_LABELS, LocationKind


class Location(models.Model):
    """A store has at most one location."""

    code = models.CharField("编码", max_length=40, unique=True)
    kind = models.CharField(
        "类型", max_length=12, choices=[(kind.value, label) for kind, label in KIND_LABELS.items()]
    )
    store = models.OneToOneField(
        "org.Store", on_delete=models.PROTECT, related_name="+", null=True, blank=True, verbose_name="门店"
    )
    name = models.CharField("名称", max_length=60)

    class Meta:
        verbose_name = verbose_name_plural = "库位"
        ordering = ("id",)
        constraints = (
            models.CheckConstraint(
                condition=Q(kind=LocationKind.WAREHOUSE.value, store__isnull=True)
                | Q(kind=LocationKind.STORE.value, store__isnull=False),
                name="inventory_location_kind_fits_store",
            ),
        )

    def __str__(self) -> str:
        return self.name
