"""Columns of lists: each knows its Chinese title, how it looks, how it exports and what it sorts by."""

from collections.abc import Callable, Mapping
from operator import attrgetter
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString

from yutang.surfaces.console.kit import texts

Reader = str | Callable[[Any], Any]
Tones = Mapping[str, tuple[str, str]]


class Column:
    """A column for `list_display`: calling it gives HTML, `plain` the text for a file."""

    do_not_call_in_templates = True

    def __init__(self, title: str, read: Reader, *, order: str | None = None, number: bool = False) -> None:
        self.short_description = title
        self.admin_order_field = order
        self.is_number = number
        self.read: Callable[[Any], Any] = attrgetter(read) if isinstance(read, str) else read
        self.__name__ = title

    def __call__(self, row: Any) -> str | SafeString:
        """What the list shows."""
        return texts.plain(self.read(row))

    def plain(self, row: Any) -> str:
        """What a downloaded file says."""
        value = self.read(row)
        return "" if value is None else texts.plain(value)


class _Money(Column):
    def __call__(self, row: Any) -> str | SafeString:
        return texts.money(self.read(row))

    def plain(self, row: Any) -> str:
        """Yuan with two decimals, so that a spreadsheet can add up."""
        fen = self.read(row)
        return "" if fen is None else f"{'-' if fen < 0 else ''}{abs(fen) // 100}.{abs(fen) % 100:02d}"


class _Moment(Column):
    def __call__(self, row: Any) -> str | SafeString:
        at = self.read(row)
        if at is None:
            return texts.NOTHING
        return format_html('<time title="{}">{}</time>', texts.full_moment(at), texts.near(at))

    def plain(self, row: Any) -> str:
        """Shanghai time with seconds."""
        at = self.read(row)
        return "" if at is None else texts.full_moment(at)


class _Tag(Column):
    tones: Tones = {}

    def __call__(self, row: Any) -> str | SafeString:
        return tag(self.read(row), self.tones)

    def plain(self, row: Any) -> str:
        """The label without its colour."""
        value = str(self.read(row))
        return self.tones.get(value, (value, ""))[0]


class _Two(Column):
    below: Callable[[Any], Any]
    picture: Callable[[Any], SafeString | str] | None = None

    def __call__(self, row: Any) -> str | SafeString:
        name, below = texts.plain(self.read(row)), self.below(row)
        # One dash says that there is nothing; a second one below it says no more.
        small = (
            "" if below in (None, "", texts.NOTHING) else format_html("<small>{}</small>", texts.plain(below))
        )
        body = format_html('<span class="two"><b>{}</b>{}</span>', name, small)
        if self.picture is None:
            return body
        return format_html('<span class="cell">{}{}</span>', self.picture(row), body)

    def plain(self, row: Any) -> str:
        """Both lines in one cell."""
        below = self.below(row)
        return f"{texts.plain(self.read(row))} {below}" if below else texts.plain(self.read(row))


def tag(value: Any, tones: Tones) -> SafeString:
    """A small label whose colour says the state."""
    label, tone = tones.get(str(value), (str(value), ""))
    return format_html('<span class="tag {}">{}</span>', tone, label)


def text(title: str, read: Reader, *, order: str | None = None) -> Column:
    """Plain text."""
    return Column(title, read, order=order)


def number(title: str, read: Reader, *, order: str | None = None) -> Column:
    """A count, to the right."""
    return Column(title, read, order=order, number=True)


def money(title: str, read: Reader, *, order: str | None = None) -> Column:
    """Fen as ¥."""
    return _Money(title, read, order=order, number=True)


def when(title: str, read: Reader, *, order: str | None = None) -> Column:
    """A time, relative while it is near."""
    return _Moment(title, read, order=order)


def state(title: str, read: Reader, tones: Tones, *, order: str | None = None) -> Column:
    """A status as a coloured label."""
    column = _Tag(title, read, order=order)
    column.tones = tones
    return column


def two(
    title: str,
    read: Reader,
    below: Reader,
    *,
    picture: Callable[[Any], SafeString | str] | None = None,
    order: str | None = None,
) -> Column:
    """Two lines: the name, and under it in grey what tells it from others; a face or a product before them."""
    column = _Two(title, read, order=order)
    column.below = attrgetter(below) if isinstance(below, str) else below
    column.picture = picture
    return column
