"""How values read in Chinese."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from yutang.kernel import clock

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOTHING = "—"


def money(fen: int | None) -> str:
    """¥1,234.50; a minus stands before the sign of the currency."""
    if fen is None:
        return NOTHING
    sign = "−" if fen < 0 else ""
    return f"{sign}¥{abs(fen) // 100:,}.{abs(fen) % 100:02d}"


def signed_money(fen: int) -> str:
    """+¥1.00 or −¥1.00; zero has no sign."""
    return f"+{money(fen)}" if fen > 0 else money(fen)


def percent(bp: int | None, digits: int = 1) -> str:
    """Basis points as 12.3%."""
    if bp is None:
        return NOTHING
    return f"{Decimal(bp) / 100:.{digits}f}%".replace("-", "−")


def moment(at: datetime | None) -> str:
    """2026-11-21 14:26 in Shanghai."""
    return NOTHING if at is None else at.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M")


def full_moment(at: datetime | None) -> str:
    """With seconds, for tooltips and exports."""
    return NOTHING if at is None else at.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M:%S")


def near(at: datetime | None) -> str:
    """Relative while it is near, then the date."""
    if at is None:
        return NOTHING
    now = clock.now()
    gap = now - at
    if timedelta(0) <= gap < timedelta(hours=1):
        return f"{int(gap.total_seconds() // 60)} 分钟前" if gap >= timedelta(minutes=1) else "刚刚"
    local, today = at.astimezone(SHANGHAI), now.astimezone(SHANGHAI).date()
    words = {today: "今天 %H:%M", today - timedelta(days=1): "昨天 %H:%M"}
    return local.strftime(words.get(local.date(), "%m-%d %H:%M" if local.year == today.year else "%Y-%m-%d"))


def day(value: date | None) -> str:
    """2026-11-21."""
    return NOTHING if value is None else value.isoformat()


def plain(value: Any) -> str:
    """Any value as people read it."""
    if value is None or value == "":
        return NOTHING
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, datetime):
        return moment(value)
    if isinstance(value, int):
        return f"{value:,}"
    return str(value)
