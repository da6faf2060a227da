"""Charts drawn on the server as SVG: crisp, no library, readable without scripts; a small script adds the tooltip."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

_NICE = (10, 20, 25, 50, 100)


@dataclass(frozen=True)
class Series:
    """Values by day; `texts` is what the tooltip says of each."""

    name: str
    values: Sequence[int]
    texts: Sequence[str]


@dataclass(frozen=True)
class Frame:
    """Size and paddings of a chart in pixels."""

    width: int = 310
    height: int = 160
    left: int = 44
    right: int = 8
    top: int = 10
    bottom: int = 20

    def x(self, index: int, count: int) -> float:
        """Where the index-th of `count` points stands."""
        span = self.width - self.left - self.right
        return self.left + (span / 2 if count < 2 else span * index / (count - 1))

    def y(self, value: float, low: int, high: int) -> float:
        """Where a value stands on the scale low … high."""
        span = self.height - self.top - self.bottom
        return self.top + span * (1 - (value - low) / (high - low))


def nice_scale(low: int, high: int, *, from_zero: bool) -> list[int]:
    """Three to six round ticks that enclose the values; integers, so labels stay short."""
    if from_zero:
        low = min(low, 0)
    if high <= low:
        high = low + max(1, abs(low) // 10 or 1)
    rough = max(1, (high - low) // 4)
    unit = 1
    while unit * 100 <= rough * 10:
        unit *= 10
    step = next((max(1, unit * nice // 10) for nice in _NICE if unit * nice // 10 >= rough), unit * 10)
    first = low // step * step
    ticks = [first]
    while ticks[-1] < high:
        ticks.append(ticks[-1] + step)
    return ticks


def short_count(value: int) -> str:
    """1,200 stays; 12,000 is 1.2万."""
    if abs(value) < 10_000:
        return f"{value:,}"
    whole, rest = divmod(abs(value), 10_000)
    tenth = rest // 1_000
    text = f"{whole:,}.{tenth}万" if tenth else f"{whole:,}万"
    return f"−{text}" if value < 0 else text


def short_money(fen: int) -> str:
    """Fen as yuan for an axis."""
    return short_count(fen // 100)


def line_chart(
    days: Sequence[date],
    current: Series,
    earlier: Series | None,
    *,
    is_money: bool,
    from_zero: bool,
    label: str,
) -> SafeString:
    """A line over its soft ground, the earlier period dashed; the last point is marked."""
    frame = Frame()
    values = [*current.values, *(earlier.values if earlier else ())]
    ticks = nice_scale(min(values, default=0), max(values, default=0), from_zero=from_zero)
    low, high = ticks[0], ticks[-1]
    head = f'<svg class="plot" viewBox="0 0 {frame.width} {frame.height}" role="img" aria-label="{escape(label)}">'
    parts = [head]
    parts += _grid(frame, ticks, is_money=is_money)
    parts += _dates(frame, days)
    if earlier and earlier.values:
        points = _points(frame, earlier.values, len(days), low, high)
        parts.append(f'<polyline class="before" points="{points}"/>')
    if current.values:
        points = _points(frame, current.values, len(days), low, high)
        base = frame.y(low, low, high)
        first, last = frame.x(0, len(days)), frame.x(len(current.values) - 1, len(days))
        parts.append(
            f'<polygon class="area" points="{first:.1f},{base:.1f} {points} {last:.1f},{base:.1f}"/>'
        )
        parts.append(f'<polyline class="now" points="{points}"/>')
        parts.append(
            f'<circle class="dot" cx="{last:.1f}" cy="{frame.y(current.values[-1], low, high):.1f}" r="3.5"/>'
        )
    parts += _tips(frame, days, current, earlier)
    parts.append('<line class="cursor" y1="10" y2="140" x1="-9" x2="-9"/></svg>')
    return mark_safe("".join(parts))  # noqa: S308  (every text above is a number or escaped)


def _points(frame: Frame, values: Sequence[int], count: int, low: int, high: int) -> str:
    # An earlier period may have more or fewer days than the current one; each keeps its own place from the left.
    return " ".join(
        f"{frame.x(index, count):.1f},{frame.y(value, low, high):.1f}"
        for index, value in enumerate(values[:count])
    )


def _grid(frame: Frame, ticks: Sequence[int], *, is_money: bool) -> list[str]:
    parts = []
    for tick in ticks:
        y = round(frame.y(tick, ticks[0], ticks[-1])) + 0.5
        text = short_money(tick) if is_money else short_count(tick)
        parts.append(
            f'<line class="grid" x1="{frame.left}" x2="{frame.width - frame.right}" y1="{y}" y2="{y}"/>'
        )
        parts.append(f'<text class="tick end" x="{frame.left - 8}" y="{y + 4}">{text}</text>')
    return parts


def _dates(frame: Frame, days: Sequence[date]) -> list[str]:
    if not days:
        return []
    count = len(days)
    shown = sorted({round((count - 1) * n / 4) for n in range(5)}) if count > 5 else range(count)
    parts = []
    is_long = (days[-1] - days[0]).days > 300
    for index in shown:
        anchor = (
            "start" if index == 0 and count > 1 else "end" if index == count - 1 and count > 1 else "middle"
        )
        day = days[index]
        text = f"{day:%y/%m}" if is_long else f"{day.month}/{day.day}"
        x = frame.x(index, count)
        parts.append(f'<text class="tick {anchor}" x="{x:.1f}" y="{frame.height - 4}">{text}</text>')
    return parts


def _tips(frame: Frame, days: Sequence[date], current: Series, earlier: Series | None) -> list[str]:
    parts = []
    for index, day in enumerate(days):
        lines = [f"{day:%Y-%m-%d}"]
        if index < len(current.texts):
            lines.append(f"{current.name} {current.texts[index]}")
        if earlier and index < len(earlier.texts):
            lines.append(f"{earlier.name} {earlier.texts[index]}")
        parts.append(f'<desc data-x="{frame.x(index, len(days)):.1f}">{escape("|".join(lines))}</desc>')
    return parts
