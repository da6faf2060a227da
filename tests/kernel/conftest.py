"""Helpers of the kernel's tests: reactions that disappear again, a clock that is put back."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, ClassVar

import pytest

from yutang.kernel import clock, outbox
from yutang.kernel.outbox import DomainEvent, Received, registry


@dataclass(frozen=True)
class Counted(DomainEvent):
    """The n-th event of a thing."""

    name: ClassVar[str] = "test.counted"
    thing: int
    number: int
    tags: tuple[str, ...] = ()

    @property
    def subject(self) -> str:
        return f"thing:{self.thing}"


@dataclass(frozen=True)
class Other(DomainEvent):
    """An event that most readers do not want."""

    name: ClassVar[str] = "test.other"
    thing: int

    @property
    def subject(self) -> str:
        return f"thing:{self.thing}"


type Handle = Callable[[Sequence[Received[Any]]], None]


@pytest.fixture
def react() -> Iterator[Callable[..., None]]:
    """Give a function that registers a handler; only the test's own reactions exist meanwhile."""
    before = dict(registry._reactions)
    registry._reactions.clear()

    def register(handle: Handle, *events: type[DomainEvent], name: str = "test-reaction") -> None:
        outbox.reacts_to(*(events or (Counted,)), name=name)(handle)

    yield register
    registry._reactions.clear()
    registry._reactions.update(before)


@pytest.fixture(autouse=True)
def real_time() -> Iterator[None]:
    """Put the clock back."""
    yield
    clock._state.offset = timedelta(0)
    clock._state.frozen_at = None
