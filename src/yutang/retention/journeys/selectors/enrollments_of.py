"""Where customers stand on their journeys."""

from yutang.retention.journeys.contracts import EnrollmentFacts
from yutang.retention.journeys.models import Enrollment


def enrollments_of(customer_id: int, *, limit: int = 50) -> list[EnrollmentFacts]:
    """The newest enrollments of a customer."""
    rows = Enrollment.objects.filter(customer_id=customer_id).order_by("-id")[:limit]
    return [
        EnrollmentFacts(
            enrollment_id=row.pk,
            journey=row.journey,
            version=row.version,
            customer_id=row.customer_id,
            subject=row.subject,
            step=row.step,
            status=row.status,
            due_at=row.due_at,
            last_error=row.last_error,
        )
        for row in rows
    ]
