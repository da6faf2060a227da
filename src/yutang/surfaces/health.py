"""What machines ask: are you alive, are you ready, and how are you doing."""

from django.db import Error as DatabaseError
from django.db import connection
from django.db.models import Count, Min
from django.http import HttpRequest, HttpResponse, JsonResponse

from yutang.kernel.models import Cursor, Head, Parked, Waiting
from yutang.surfaces.callbacks.models import InboundNotification

MOST_WAITING = 50_000
type Gauge = tuple[str, str, list[tuple[dict[str, str], int]]]


def healthz(_request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return JsonResponse({"ok": True})


def readyz(_request: HttpRequest) -> HttpResponse:
    """The database answers and the relay keeps up; 503 otherwise."""
    try:
        waiting = events_waiting()
    except DatabaseError:
        return JsonResponse({"ok": False, "database": False}, status=503)
    is_ready = waiting < MOST_WAITING
    body = {"ok": is_ready, "database": True, "events_waiting": waiting}
    return JsonResponse(body, status=200 if is_ready else 503)


def metrics(_request: HttpRequest) -> HttpResponse:
    """A few gauges in Prometheus' text format, each read from rows by an index."""
    lines: list[str] = []
    for name, meaning, values in _gauges():
        lines += [f"# HELP {name} {meaning}", f"# TYPE {name} gauge"]
        for labels, value in values:
            words = ",".join(f'{key}="{text}"' for key, text in labels.items())
            lines.append(f"{name}{{{words}}} {value}" if words else f"{name} {value}")
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; version=0.0.4; charset=utf-8")


def events_waiting() -> int:
    """How many committed events have no position yet, counted up to the limit only."""
    return len(Waiting.objects.values_list("pk")[:MOST_WAITING])


def _gauges() -> list[Gauge]:
    head = Head.objects.filter(pk=1).values_list("last", flat=True).first() or 0
    slowest = Cursor.objects.values("reaction").annotate(slowest=Min("position")).order_by("reaction")
    inbox = InboundNotification.objects.values("status").annotate(count=Count("id")).order_by("status")
    return [
        (
            "yutang_database_is_postgresql",
            "1 on PostgreSQL, 0 on SQLite",
            [({}, int(connection.vendor == "postgresql"))],
        ),
        ("yutang_events_head", "Last position of the log", [({}, head)]),
        ("yutang_events_waiting", "Events without a position", [({}, events_waiting())]),
        ("yutang_events_parked", "Events set aside", [({}, Parked.objects.count())]),
        (
            "yutang_reaction_lag",
            "Positions behind the head, slowest shard",
            [({"reaction": row["reaction"]}, max(head - row["slowest"], 0)) for row in slowest],
        ),
        (
            "yutang_callbacks",
            "Notifications by state",
            [({"status": row["status"]}, row["count"]) for row in inbox],
        ),
    ]
