"""What doctor asks of journeys."""

from collections.abc import Iterable
from datetime import timedelta

from yutang.kernel import clock
from yutang.kernel.doctor import Finding, check
from yutang.retention.journeys.contracts import EnrollmentStatus
from yutang.retention.journeys.models import Enrollment

SLACK = timedelta(hours=1)


@check(name="旅程按时推进")
def journeys_move() -> Iterable[Finding]:
    """Nobody waits for more than an hour at a step that is due, and none has stopped with an error."""
    late = Enrollment.objects.filter(status=EnrollmentStatus.ACTIVE, due_at__lt=clock.now() - SLACK)
    for row in late.order_by("due_at")[:100]:
        yield Finding(f"enrollment:{row.pk}", f"第 {row.step} 步应在 {row.due_at:%Y-%m-%d %H:%M} 执行")
    for row in Enrollment.objects.filter(status=EnrollmentStatus.FAILED).order_by("id")[:100]:
        yield Finding(f"enrollment:{row.pk}", f"第 {row.step} 步出错停住：{row.last_error}")
