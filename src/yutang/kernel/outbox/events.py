"""What an event is, and how it travels: a frozen dataclass of plain values, JSON in the log."""

import dataclasses
import re
import types
import typing
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar, NamedTuple

import orjson

_classes: dict[str, type["DomainEvent"]] = {}
_builders: dict[str, Callable[[dict[str, Any]], Any]] = {}
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


@dataclass(frozen=True)
class DomainEvent:
    """Something that happened. Subclasses are frozen dataclasses of ids and plain values.

    ``name`` is what the log stores: once released it never changes (default: the class name in snake_case).
    A new field needs a default and a higher ``version``; unknown fields are ignored when read.
    """

    name: ClassVar[str] = ""
    version: ClassVar[int] = 1

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        if "name" not in cls.__dict__:
            cls.name = _CAMEL.sub("_", cls.__name__).lower()
        known = _classes.get(cls.name)
        if known is not None and (known.__module__, known.__qualname__) != (cls.__module__, cls.__qualname__):
            raise TypeError(
                f"two events are called {cls.name!r}: {known.__qualname__} and {cls.__qualname__}"
            )
        _classes[cls.name] = cls
        _builders.pop(cls.name, None)

    @property
    def subject(self) -> str:
        """Say whose story this belongs to (``order:12``): events of one subject are delivered in order."""
        raise NotImplementedError(f"{type(self).__name__} does not name its subject")


@dataclass(frozen=True)
class UnknownEvent(DomainEvent):
    """An event whose class this version does not know; only readers of everything meet it."""

    name: ClassVar[str] = "kernel.unknown"
    original_name: str = ""
    about: str = ""
    payload: dict[str, Any] = field(default_factory=dict)

    @property
    def subject(self) -> str:
        """Return the stored subject."""
        return self.about


class Received[E: DomainEvent](NamedTuple):
    """One delivered event. ``id`` never changes, also when replayed: build idempotency keys from it."""

    event: E
    id: int
    position: int
    occurred_at: datetime
    name: str
    subject: str
    shard: int
    payload: str


def event_class(name: str) -> type[DomainEvent] | None:
    """Return the class of a stored name."""
    return _classes.get(name)


def encode(event: DomainEvent) -> str:
    """Return the event's fields as JSON; raises TypeError on values that are not plain."""
    return orjson.dumps(event).decode()


def decode(name: str, subject: str, payload: str) -> DomainEvent:
    """Return the event as its dataclass; raises when a field without default is missing."""
    build = _builders.get(name)
    if build is None:
        cls = _classes.get(name)
        if cls is None:
            return UnknownEvent(original_name=name, about=subject, payload=orjson.loads(payload))
        build = _builders[name] = _builder_of(cls)
    made: DomainEvent = build(orjson.loads(payload))
    return made


def _builder_of(cls: type[Any]) -> Callable[[dict[str, Any]], Any]:
    hints = typing.get_type_hints(cls)
    names = [f.name for f in dataclasses.fields(cls) if f.init]
    converters = {name: found for name in names if (found := _converter(hints[name])) is not None}
    known = frozenset(names)
    has_plain_init = "__slots__" not in cls.__dict__ and not hasattr(cls, "__post_init__")

    def build(values: dict[str, Any]) -> Any:
        if has_plain_init and values.keys() == known:
            # What the generated __init__ of a frozen dataclass does, without a call per field.
            for name, convert in converters.items():
                if values[name] is not None:
                    values[name] = convert(values[name])
            made = object.__new__(cls)
            made.__dict__.update(values)
            return made
        given = values if values.keys() <= known else {name: values[name] for name in known & values.keys()}
        for name, convert in converters.items():
            if name in given and given[name] is not None:
                given[name] = convert(given[name])
        return cls(**given)

    return build


def _converter(hint: Any) -> Callable[[Any], Any] | None:
    """Return what turns a JSON value back into ``hint``; None when it is already right."""
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin in (typing.Union, types.UnionType):
        found = [made for part in arguments if (made := _converter(part)) is not None]
        return found[0] if found else None
    if hint is tuple or origin is tuple:
        inner = _converter(arguments[0]) if arguments else None
        return tuple if inner is None else lambda value: tuple(map(inner, value))
    if isinstance(hint, type) and dataclasses.is_dataclass(hint):
        return _builder_of(hint)
    return None
