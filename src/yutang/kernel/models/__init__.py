"""Tables of the kernel."""

from yutang.kernel.models.answer import Answer
from yutang.kernel.models.audit import AuditEntry, AuditHead
from yutang.kernel.models.clock import ClockOffset
from yutang.kernel.models.event import Cursor, Event, Head, Parked, Place, Waiting
from yutang.kernel.models.job import JobRun

__all__ = [
    "Answer",
    "AuditEntry",
    "AuditHead",
    "ClockOffset",
    "Cursor",
    "Event",
    "Head",
    "JobRun",
    "Parked",
    "Place",
    "Waiting",
]
