"""People who work for the brand and log in."""

from typing import Any, ClassVar

from django.contrib.auth.models import AbstractUser, UserManager
from django.db import models
from django.db.models import Q

from yutang.foundation.org.contracts import ROLE_LABELS, StaffRole
from yutang.foundation.org.models.region import Region
from yutang.foundation.org.models.store import Store

STORE_ROLES = (StaffRole.STORE_MANAGER.value, StaffRole.GUIDE.value)


class StaffManager(UserManager["Staff"]):
    """A superuser is head office; the default role would need a store."""

    def create_superuser(
        self, username: str, email: str | None = None, password: str | None = None, **extra: Any
    ) -> "Staff":
        """Create a head-office administrator with every permission."""
        extra.setdefault("role", StaffRole.HQ_ADMIN.value)
        return super().create_superuser(username, email, password, **extra)


class Staff(AbstractUser):
    """Role and place decide what a member of staff may see (see `data_scope`)."""

    display_name = models.CharField("姓名", max_length=40)
    role = models.CharField(
        "角色",
        max_length=20,
        choices=[(role.value, label) for role, label in ROLE_LABELS.items()],
        default=StaffRole.GUIDE.value,
    )
    store = models.ForeignKey(
        Store, on_delete=models.PROTECT, related_name="+", null=True, blank=True, verbose_name="门店"
    )
    region = models.ForeignKey(
        Region, on_delete=models.PROTECT, related_name="+", null=True, blank=True, verbose_name="区域"
    )
    avatar = models.CharField("头像", max_length=200, blank=True, default="")

    objects: ClassVar[StaffManager] = StaffManager()

    class Meta(AbstractUser.Meta):
        verbose_name = verbose_name_plural = "员工"
        ordering = ("id",)
        indexes = (models.Index(fields=("store", "role"), name="org_staff_store_role"),)
        constraints = (
            models.CheckConstraint(
                condition=Q(role__in=[role.value for role in StaffRole]), name="org_staff_role_known"
            ),
            models.CheckConstraint(
                condition=~Q(role__in=STORE_ROLES) | Q(store__isnull=False), name="org_staff_has_store"
            ),
            models.CheckConstraint(
                condition=~Q(role=StaffRole.REGION_MANAGER.value) | Q(region__isnull=False),
                name="org_staff_has_region",
            ),
        )

    def __str__(self) -> str:
        return self.display_name or self.username
