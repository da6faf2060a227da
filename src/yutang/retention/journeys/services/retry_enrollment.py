"""Give a stopped enrollment another chance."""

from django.db import transaction

from yutang.kernel import audit, clock
from yutang.kernel.errors import Conflict
from yutang.retention.journeys.contracts import EnrollmentStatus
from yutang.retention.journeys.models import Enrollment


@transaction.atomic
def retry_enrollment(*, enrollment_id: int, actor: str) -> None:
    """Make a failed enrollment due again at its step; raises Conflict when it has not failed."""
    changed = Enrollment.objects.filter(pk=enrollment_id, status=EnrollmentStatus.FAILED).update(
        status=EnrollmentStatus.ACTIVE, attempts=0, due_at=clock.now(), changed_at=clock.now()
    )
    if not changed:
        raise Conflict("journey_not_failed", "这条旅程没有停住，不用重试", field="enrollment_id")
    audit.record(actor=actor, action="journeys.retry", subject=f"enrollment:{enrollment_id}", change={})
