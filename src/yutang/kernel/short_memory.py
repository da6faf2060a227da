"""Answers that may be a moment old: kept in this process for a fraction of a second, forgotten by tests."""

import time
from collections.abc import Callable

_all: list["ShortMemory[object]"] = []
_others: list[Callable[[], None]] = []


class ShortMemory[T]:
    """Remembers what `load` answered for `seconds`; never the truth about anything scarce."""

    def __init__(self, *, seconds: float) -> None:
        self._seconds = seconds
        self._kept: tuple[float, T] | None = None
        _all.append(self)  # type: ignore[arg-type]

    def get(self, load: Callable[[], T]) -> T:
        """Return the kept answer, or ask again when it is too old."""
        kept = self._kept
        if kept is None or kept[0] < time.monotonic():
            kept = self._kept = (time.monotonic() + self._seconds, load())
        return kept[1]

    def forget(self) -> None:
        """Ask again next time: whoever changes the thing says so."""
        self._kept = None


def also_forget(forget: Callable[[], None]) -> None:
    """Let a memory of another shape be forgotten with the rest."""
    _others.append(forget)


def forget_everything() -> None:
    """Forget every kept answer of this process; tests do so before each test."""
    for forget in _others:
        forget()
    for memory in _all:
        memory.forget()
