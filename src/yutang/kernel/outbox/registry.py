"""Which function follows from which event."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from yutang.kernel.outbox.events import DomainEvent, Received

type Handler[E: DomainEvent] = Callable[[Sequence[Received[E]]], None]


@dataclass(frozen=True)
class Reaction:
    """A named reader of the log; ``names`` is None when it wants everything."""

    name: str
    names: frozenset[str] | None
    handle: Callable[[Sequence[Received[Any]]], None]

    def wants(self, event_name: str) -> bool:
        """Say whether an event of this name is delivered to it."""
        return self.names is None or event_name in self.names


_reactions: dict[str, Reaction] = {}


def reacts_to[E: DomainEvent](
    *events: type[E], name: str | None = None
) -> Callable[[Handler[E]], Handler[E]]:
    """Register the function below as a reader of these events.

    It takes a batch in order, inside one transaction that also moves its cursor; it makes no network call.
    What must stay in order for one subject (paid, then refunded) belongs into one reaction of several events.
    ``name`` is where its progress is kept: it must not change (default: the function's name).
    A reaction that is new to an existing installation starts with new events; ``yutang replay`` gives it the past.
    """
    if not events:
        raise TypeError("reacts_to needs at least one event")

    def register(handle: Handler[E]) -> Handler[E]:
        _register(Reaction(name or handle.__name__, frozenset(event.name for event in events), handle))
        return handle

    return register


def reacts_to_all(handle: Handler[DomainEvent]) -> Handler[DomainEvent]:
    """Register the function below as a reader of the whole log."""
    _register(Reaction(handle.__name__, None, handle))
    return handle


def reactions() -> dict[str, Reaction]:
    """Return all reactions by name, in the order of registration."""
    return dict(_reactions)


def forget(name: str) -> None:
    """Take a reaction out again (tests)."""
    _reactions.pop(name, None)


def _register(reaction: Reaction) -> None:
    known = _reactions.get(reaction.name)
    if known is not None and known.handle.__module__ != reaction.handle.__module__:
        raise TypeError(f"two reactions are called {reaction.name!r}")
    _reactions[reaction.name] = reaction
