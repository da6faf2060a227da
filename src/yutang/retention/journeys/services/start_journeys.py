"""Let customers into every journey that an event starts."""

from collections.abc import Sequence

from django.db import transaction

from yutang.kernel import clock
from yutang.retention.journeys.contracts import Entrance
from yutang.retention.journeys.models import Enrollment
from yutang.retention.journeys.registry import started_by
from yutang.retention.journeys.services.advance_enrollments import advance_enrollments


@transaction.atomic
def start_journeys(trigger: str, entrances: Sequence[Entrance]) -> int:
    """Enrol each subject once per journey and run the steps that are due at once; returns the new enrollments."""
    now = clock.now()
    wanted = {
        f"{definition.code}:{entrance.subject}": (definition, entrance)
        for definition in started_by(trigger)
        for entrance in entrances
    }
    known = set(Enrollment.objects.filter(key__in=list(wanted)).values_list("key", flat=True))
    rows = [
        Enrollment(
            key=key,
            journey=definition.code,
            version=definition.version,
            customer_id=entrance.customer_id,
            subject=entrance.subject,
            due_at=now,
            context=dict(entrance.context),
            started_at=now,
            changed_at=now,
        )
        for key, (definition, entrance) in wanted.items()
        if key not in known
    ]
    if not rows:
        return 0
    Enrollment.objects.bulk_create(rows, ignore_conflicts=True)
    advance_enrollments(keys=[row.key for row in rows], limit=len(rows))
    return len(rows)
