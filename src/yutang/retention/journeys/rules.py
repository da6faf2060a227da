"""Pure decisions of the engine: when a wait ends, and when to try again."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from yutang.retention.journeys.contracts import Wait, WaitUntil, context_incomplete

MAX_ATTEMPTS = 8
FIRST_PAUSE = timedelta(seconds=10)


def wait_end(step: Wait | WaitUntil, *, context: Mapping[str, Any], reached_at: datetime) -> datetime:
    """The moment at which the step after the wait is due."""
    if isinstance(step, Wait):
        return reached_at + step.span
    if step.moment not in context:
        raise context_incomplete(step.moment)
    return datetime.fromisoformat(str(context[step.moment])) - step.before


def next_attempt(attempts: int, *, now: datetime) -> datetime | None:
    """When to try a failed step again: 10 s, doubling; None when it has been tried often enough."""
    return None if attempts >= MAX_ATTEMPTS else now + FIRST_PAUSE * 2 ** (attempts - 1)
