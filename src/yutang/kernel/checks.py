"""The kernel's own doctor checks."""

from collections.abc import Iterable
from datetime import timedelta

from django.db import connection
from django.db.models import Count, Max, Min

from yutang.kernel import clock
from yutang.kernel.doctor import Finding, check
from yutang.kernel.models import Cursor, Event, Head, JobRun, Parked, Place
from yutang.kernel.outbox.registry import reactions

LATE = timedelta(minutes=5)


@check(name="事件序号连续")
def positions_are_dense() -> Iterable[Finding]:
    """Every position from 1 to the head exists exactly once."""
    found = Place.objects.aggregate(lowest=Min("position"), highest=Max("position"), count=Count("position"))
    last = Head.objects.filter(pk=1).values_list("last", flat=True).first() or 0
    highest, count = found["highest"] or 0, found["count"]
    if highest != last:
        yield Finding("event:head", f"事件头为 {last}，实际最大序号为 {highest}")
    # A part of the log may have been archived: then it starts later, but has no holes.
    if count and highest - found["lowest"] + 1 != count:
        yield Finding(
            "event:positions",
            f"序号 {found['lowest']}–{highest} 之间缺少 {highest - found['lowest'] + 1 - count} 条",
        )
    events = _events_beside_places()
    if events:
        yield Finding("event:places", f"有 {events} 条事件与序号对不上")


def _events_beside_places() -> int:
    """How many events have neither a place nor a turn in the queue, or the other way round."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT (SELECT count(*) FROM kernel_event) - (SELECT count(*) FROM kernel_place)"
            " - (SELECT count(*) FROM kernel_waiting)"
        )
        return abs(int(cursor.fetchone()[0]))


@check(name="事件处理无积压")
def reactions_keep_up() -> Iterable[Finding]:
    """No reaction has stopped; nothing is parked."""
    last = Head.objects.filter(pk=1).values_list("last", flat=True).first() or 0
    slowest = dict(Cursor.objects.values_list("reaction").annotate(Min("position")))
    for name in reactions():
        position = slowest.get(name)
        if position is None or position >= last:
            continue
        next_ones = Place.objects.filter(position=position + 1).values("event_id")
        oldest = Event.objects.filter(pk__in=next_ones).values_list("occurred_at", flat=True).first()
        if oldest is not None and clock.now() - oldest > LATE and last - position > 10_000:
            yield Finding(f"reaction:{name}", f"落后 {last - position} 条事件")
    for name, count in Parked.objects.values_list("reaction").annotate(Count("id")).order_by("reaction"):
        yield Finding(f"reaction:{name}", f"有 {count} 条事件被搁置，可用 yutang replay 重放")


@check(name="周期任务正常")
def jobs_succeed() -> Iterable[Finding]:
    """No periodic job fails again and again."""
    for row in JobRun.objects.filter(failures__gte=3):
        yield Finding(
            f"job:{row.name}", f"连续失败 {row.failures} 次：{row.last_error.strip().splitlines()[-1]}"
        )
