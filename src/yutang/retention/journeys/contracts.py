"""The words a journey is written in, and what the engine hands to its actions."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from yutang.kernel.errors import DomainError


class EnrollmentStatus(StrEnum):
    """Where an enrollment stands."""

    ACTIVE = "active"
    FINISHED = "finished"
    EXITED = "exited"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Action:
    """Do something once; what it returns is added to the context."""

    kind: str
    params: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Wait:
    """Wait for a span of time after the step before."""

    span: timedelta


@dataclass(frozen=True, slots=True)
class WaitUntil:
    """Wait until a moment that the context names (ISO 8601), or some time before it."""

    moment: str
    before: timedelta = timedelta(0)


@dataclass(frozen=True, slots=True)
class OnlyIf:
    """Go on only when the condition holds; otherwise leave the journey, which is no failure."""

    condition: str
    params: Mapping[str, Any] = field(default_factory=dict)


type Step = Action | Wait | WaitUntil | OnlyIf


@dataclass(frozen=True, slots=True)
class Definition:
    """A journey. A change of its steps is a new version; those who are under way finish the old one."""

    code: str
    version: int
    name: str
    trigger: str
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Entrance:
    """Somebody enters: the subject (`order:12`) makes it happen once."""

    customer_id: int
    subject: str
    context: Mapping[str, str | int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class StepWant:
    """One effect to bring about. `key` is the same on every attempt."""

    key: str
    enrollment_id: int
    customer_id: int
    subject: str
    params: Mapping[str, Any]
    context: Mapping[str, Any]


type ActionHandler = Callable[[Sequence[StepWant]], Sequence[Mapping[str, str | int]]]
"""Brings about a batch of effects and returns, in order, what each adds to its context."""

type Condition = Callable[[Sequence[StepWant]], Sequence[bool]]
"""Answers, in order, whether each may go on."""


@dataclass(frozen=True, slots=True)
class EnrollmentFacts:
    """An enrollment as lists show it."""

    enrollment_id: int
    journey: str
    version: int
    customer_id: int
    subject: str
    step: int
    status: str
    due_at: datetime
    last_error: str


def context_incomplete(name: str) -> DomainError:
    """The error for a step that needs what nobody put into the context."""
    return DomainError("journey_context_incomplete", "旅程缺少所需的数据", field=name)
