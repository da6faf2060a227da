"""A sales region: a group of stores under one manager."""

from django.db import models


class Region(models.Model):
    """Stores belong to exactly one region."""

    code = models.CharField("编码", max_length=32, unique=True)
    name = models.CharField("名称", max_length=60)

    class Meta:
        verbose_name = verbose_name_plural = "区域"
        ordering = ("code",)

    def __str__(self) -> str:
        return self.name
