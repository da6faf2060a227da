"""Blocks of a detail page."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Fact:
    """A name and a value; `hint` is said in grey after it."""

    name: str
    value: Any
    hint: str = ""
    url: str = ""


@dataclass(frozen=True)
class Facts:
    """Names and values in columns."""

    title: str
    facts: Sequence[Fact]
    kind: str = "facts"


@dataclass(frozen=True)
class Cell:
    """One cell of a table; numbers stand to the right."""

    value: Any
    is_number: bool = False
    url: str = ""

    @property
    def is_long(self) -> bool:
        """Whether the text should wrap."""
        return len(str(self.value)) > 28


@dataclass(frozen=True)
class Table:
    """Rows of something that belongs to the object. `heads` are (title, is_number)."""

    title: str
    heads: Sequence[tuple[str, bool]]
    rows: Sequence[Sequence[Cell]]
    empty: str = "还没有记录"
    note: str = ""
    foot: Sequence[Cell] = ()
    kind: str = "table"


@dataclass(frozen=True)
class Moment:
    """One thing that happened."""

    at: Any
    what: str
    detail: str = ""
    tone: str = ""


@dataclass(frozen=True)
class Timeline:
    """What happened, newest first."""

    title: str
    moments: Sequence[Moment]
    empty: str = "还没有记录"
    kind: str = "timeline"


@dataclass(frozen=True)
class Pictures:
    """Pictures side by side."""

    title: str
    urls: Sequence[str]
    tint: str = ""
    kind: str = "pictures"


@dataclass(frozen=True)
class Code:
    """Text as a machine wrote it."""

    title: str
    text: str
    kind: str = "code"


@dataclass(frozen=True)
class Page:
    """A detail page: main column, side column."""

    main: Sequence[Any] = field(default_factory=tuple)
    side: Sequence[Any] = field(default_factory=tuple)
