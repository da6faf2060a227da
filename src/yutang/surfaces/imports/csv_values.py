"""Reading one cell: money, quantities, dates, names. Each refuses with a sentence for a shop keeper."""

import re
from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

from yutang.surfaces.imports.rejects import is_formula

MAX_QUANTITY = 1_000_000
MAX_FEN = 10_000_000_000
EARLIEST_YEAR = 2000
SHANGHAI = ZoneInfo("Asia/Shanghai")
_MONEY = re.compile(r"(\d{1,9})(?:\.(\d{1,2})0*)?")
_WHEN = re.compile(
    r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})"
    r"(?:[T ](\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?)?"
    r"\s*(Z|UTC|[+-]\d{2}:?\d{2})?"
)


class BadCellError(ValueError):
    """A cell that cannot be read; the message is the reason that goes into the rejects file."""


def money_fen(column: str, cell: str) -> int:
    """Read "1,234.50", "¥12.9" or "$3" as fen (a cent of another currency is one fen); empty is 0."""
    text = cell.replace(",", "").lstrip("¥￥$ ").strip()
    if not text:
        return 0
    if text.startswith("-"):
        raise BadCellError(f"「{column}」是负数：{cell[:40]}")
    found = _MONEY.fullmatch(text)
    if not found:
        raise BadCellError(f"「{column}」不是金额：{cell[:40]}")
    fen = int(found[1]) * 100 + int((found[2] or "").ljust(2, "0"))
    if fen > MAX_FEN:
        raise BadCellError(f"「{column}」过大：{cell[:40]}")
    return fen


def whole_quantity(column: str, cell: str) -> int:
    """Read a quantity: a whole number from 1 on."""
    text = cell.removesuffix(".0")
    if not re.fullmatch(r"-?\d{1,12}", text):
        raise BadCellError(f"「{column}」不是整数：{cell[:40]}")
    quantity = int(text)
    if quantity < 1:
        raise BadCellError(f"「{column}」必须大于 0：{cell[:40]}")
    if quantity > MAX_QUANTITY:
        raise BadCellError(f"「{column}」超过上限 {MAX_QUANTITY}：{cell[:40]}")
    return quantity


def instant(column: str, cell: str, *, now: datetime) -> datetime:
    """Read a date with time; without a zone it is Shanghai time. Impossible and future dates are refused."""
    found = _WHEN.fullmatch(cell)
    if not found:
        raise BadCellError(f"「{column}」不是日期：{cell[:40]}（应为 2026-11-21 14:26:00）")
    year, month, day, hour, minute, second = (int(part or 0) for part in found.groups()[:6])
    try:
        at = datetime(year, month, day, hour, minute, second, tzinfo=_zone(found[7]))
    except ValueError:
        raise BadCellError(f"「{column}」这一天或这个时刻不存在：{cell[:40]}") from None
    if year < EARLIEST_YEAR:
        raise BadCellError(f"「{column}」早于 {EARLIEST_YEAR} 年：{cell[:40]}")
    if at > now + timedelta(days=1):
        raise BadCellError(f"「{column}」在未来：{cell[:40]}")
    return at.astimezone(UTC)


def _zone(text: str | None) -> timezone | ZoneInfo:
    if not text:
        return SHANGHAI
    if text in {"Z", "UTC"}:
        return UTC
    sign = -1 if text[0] == "-" else 1
    hours, minutes = int(text[1:3]), int(text[-2:])
    return timezone(sign * timedelta(hours=hours, minutes=minutes))


def plain_text(column: str, cell: str, *, limit: int) -> str:
    """Read a name or number that people will see. What a spreadsheet would run as a formula is refused."""
    if is_formula(cell):
        raise BadCellError(f"「{column}」疑似公式，不能以 {cell[0]!r} 开头：{cell[:40]}")
    if len(cell) > limit:
        raise BadCellError(f"「{column}」超过 {limit} 个字")
    return cell


def phone_number(cell: str) -> str:
    """Read a mainland mobile number, with or without +86; other phones come back empty."""
    digits = re.sub(r"[^\d]", "", cell.removeprefix("'"))
    local = digits.removeprefix("0086").removeprefix("86") if len(digits) > 11 else digits
    return local if re.fullmatch(r"1[3-9]\d{9}", local) else ""


def email_address(cell: str) -> str:
    """Read an e-mail address, lower-cased; anything else is refused."""
    if not cell:
        return ""
    if len(cell) > 200 or not re.fullmatch(r"[^@\s,;=]+@[^@\s,;=]+\.[^@\s,;=]+", cell):
        raise BadCellError(f"「邮箱」格式不对：{cell[:40]}")
    return cell.lower()
