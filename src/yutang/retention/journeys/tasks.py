"""What journeys does by itself."""

from yutang.kernel.jobs import periodic
from yutang.retention.journeys.api import advance_enrollments

BATCH = 500
MOST_BATCHES = 40


@periodic(seconds=2, name="advance-journeys")
def advance_due() -> int:
    """Advance batch after batch until nothing is due."""
    moved = 0
    for _ in range(MOST_BATCHES):
        count = advance_enrollments(limit=BATCH)
        moved += count
        if count < BATCH:
            break
    return moved
