"""Waking the relay: at once within this process and through a pipe to a worker of our own, through Redis to others.

Where none of these reaches it, its poll finds the work.
"""

import contextlib
import importlib
import os
import threading
from collections.abc import Callable
from typing import Any

from django.conf import settings

POLL_SECONDS = 0.05
PIPE_PAUSE_SECONDS = 0.002
_woken = threading.Event()


class _State:
    is_listening = False
    pipe: int | None = None


def signal() -> None:
    """Say that something was committed; never blocks, never fails."""
    _woken.set()
    if _State.pipe is not None:
        # A full pipe means that the worker has been told often enough; a broken one that it is being restarted.
        with contextlib.suppress(OSError):
            os.write(_State.pipe, b".")
    if settings.REDIS_URL and not _State.is_listening:
        _redis().send_soon()


def tell(pipe: int | None) -> None:
    """Let every signal of this process also go into a (non-blocking) pipe; None ends that."""
    _State.pipe = pipe


def follow(pipe: int, *, at_end: Callable[[], None]) -> None:
    """Be woken by what comes out of a pipe; call ``at_end`` when nobody holds its other end any more."""
    threading.Thread(target=_follow, args=(pipe, at_end), name="yutang-wake-pipe", daemon=True).start()


def _follow(pipe: int, at_end: Callable[[], None]) -> None:
    pause = threading.Event()
    while os.read(pipe, 65_536):
        _woken.set()
        # Signals that come at once after one are one signal.
        pause.wait(PIPE_PAUSE_SECONDS)
    at_end()


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
