"""One sealed block of the log."""

from django.db import models


class Block(models.Model):
    """Positions `first_position … last_position` are in Parquet files named after `digest`.

    The row is written after the files, so a block that has a row has files; a crash between the two leaves files
    that the next run finds by name and takes over.
    """

    first_position = models.BigIntegerField(primary_key=True)
    last_position = models.BigIntegerField(unique=True)
    digest = models.CharField(max_length=64)
    facts_version = models.PositiveSmallIntegerField()
    counts = models.JSONField(default=dict)
    sealed_at = models.DateTimeField()

    class Meta:
        ordering = ("first_position",)

    def __str__(self) -> str:
        return f"{self.first_position}–{self.last_position}"
