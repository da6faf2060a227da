"""Waking the relay: at once within this process, through Redis when configured, else its poll finds the work."""

import importlib
import threading
from typing import Any

from django.conf import settings

POLL_SECONDS = 0.05
_woken = threading.Event()


class _State:
    is_listening = False


def signal() -> None:
    """Say that something was committed; never blocks, never fails."""
    _woken.set()
    if settings.REDIS_URL and not _State.is_listening:
        _redis().send_soon()


def wait(seconds: float = POLL_SECONDS) -> bool:
    """Sleep until woken or ``seconds`` have passed; return whether woken."""
    woken = _woken.wait(seconds)
    _woken.clear()
    return woken


def listen() -> None:
    """Receive other processes' signals (called by the process that runs the relay)."""
    if not _State.is_listening:
        _State.is_listening = True
        if settings.REDIS_URL:
            _redis().start_receiving(_woken)


def _redis() -> Any:
    # Loaded only where Redis is configured: its client takes 0.4 s to import.
    return importlib.import_module("yutang.kernel.outbox.wake_redis")
