"""The table of levels."""

from yutang.kernel.short_memory import ShortMemory
from yutang.retention.membership.contracts import ENTRY_LEVEL, LevelFacts
from yutang.retention.membership.models import Level

remembered: ShortMemory[tuple[LevelFacts, ...]] = ShortMemory(seconds=1.0)


def level_table() -> tuple[LevelFacts, ...]:
    """All levels, lowest first; one plain level until somebody writes a table."""
    rows = Level.objects.order_by("level")
    return tuple(_facts(row) for row in rows) or (ENTRY_LEVEL,)


def recent_levels() -> tuple[LevelFacts, ...]:
    """The table as of the last second, for prices and pages."""
    return remembered.get(level_table)


def _facts(row: Level) -> LevelFacts:
    return LevelFacts(
        level=row.level,
        name=row.name,
        threshold=row.threshold,
        keep_growth=row.keep_growth,
        points_bp=row.points_bp,
        discount_bp=row.discount_bp,
        price_group=row.price_group,
        benefits=tuple(row.benefits),
        colour=row.colour,
        icon=row.icon,
    )
