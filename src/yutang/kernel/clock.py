"""The only source of time: real UTC plus an offset that the sandbox may move.

``now()`` never asks the database: it is called on hot paths and inside event loops. Long-running processes
call ``start_sync`` so that a jump made elsewhere reaches them within half a second.
"""

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import Error as DatabaseError
from django.db import connection

from yutang.kernel.errors import Forbidden
from yutang.kernel.models import ClockOffset

log = logging.getLogger(__name__)
SHANGHAI = ZoneInfo("Asia/Shanghai")
SYNC_SECONDS = 0.5


class _State:
    offset = timedelta(0)
    frozen_at: datetime | None = None
    sync_started = False


_state = _State()


def now() -> datetime:
    """Return the current moment (aware, UTC) as the house sees it."""
    if _state.frozen_at is not None:
        return _state.frozen_at
    return datetime.now(UTC) + _state.offset


def business_date(at: datetime | None = None) -> date:
    """Return the day in Shanghai that ``at`` (default: now) belongs to."""
    return (at or now()).astimezone(SHANGHAI).date()


def travel(delta: timedelta) -> datetime:
    """Move the clock by ``delta`` for every process of this installation (demo only); returns the new now."""
    return _set_offset(_state.offset + delta)


def travel_to(at: datetime) -> datetime:
    """Move the clock to ``at``; it goes on ticking from there."""
    return _set_offset(at - datetime.now(UTC))


def reset() -> None:
    """Return to real time."""
    _set_offset(timedelta(0))


def offset() -> timedelta:
    """Return how far the house's clock is from real time."""
    return _state.offset


def sync() -> None:
    """Read the offset that another process may have set; a missing table counts as no offset."""
    try:
        row = ClockOffset.objects.filter(pk=1).values_list("microseconds", flat=True).first()
    except DatabaseError:
        return
    _state.offset = timedelta(microseconds=row or 0)


def start_sync() -> None:
    """Follow the stored offset in a daemon thread; does nothing outside the demo or when already started."""
    if _state.sync_started or not settings.DEMO:
        return
    _state.sync_started = True
    threading.Thread(target=_follow, name="yutang-clock", daemon=True).start()


@contextmanager
def frozen(at: datetime) -> Iterator[None]:
    """Hold the clock at ``at`` within the block, in all threads of this process (for tests and imports)."""
    before = _state.frozen_at
    _state.frozen_at = at.astimezone(UTC)
    try:
        yield
    finally:
        _state.frozen_at = before


def _set_offset(value: timedelta) -> datetime:
    if not settings.DEMO:
        raise Forbidden("clock_is_real", "正式环境不能调整时钟")
    microseconds = round(value / timedelta(microseconds=1))
    ClockOffset.objects.update_or_create(pk=1, defaults={"microseconds": microseconds})
    _state.offset = timedelta(microseconds=microseconds)
    return now()


def _follow() -> None:
    pause = threading.Event()
    while not pause.wait(SYNC_SECONDS):
        try:
            sync()
            connection.close_if_unusable_or_obsolete()
        except Exception:
            log.exception("cannot read the clock's offset")
