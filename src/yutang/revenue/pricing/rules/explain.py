"""The words of a price: what a customer reads beside each amount."""

from datetime import datetime, timedelta, timezone

from yutang.kernel.money import yuan
from yutang.revenue.pricing.contracts import CouponFacts, CouponKind

# China has one time zone and no summer time: a fixed offset keeps these rules free of the clock and of tz files.
SHANGHAI = timezone(timedelta(hours=8))


def short_yuan(fen: int) -> str:
    """Return whole yuan without decimals: 9900 -> "99", 990 -> "9.90"."""
    return str(fen // 100) if fen % 100 == 0 else yuan(fen)


def reduction_label(threshold_fen: int, off_fen: int) -> str:
    """Return "满 99 减 10"."""
    return f"满 {short_yuan(threshold_fen)} 减 {short_yuan(off_fen)}"


def coupon_label(coupon: CouponFacts) -> str:
    """Return "满 69 减 10", "无门槛减 10" or "包邮券"."""
    if coupon.kind == CouponKind.FREE_SHIPPING:
        return "包邮券"
    if coupon.threshold_fen <= 0:
        return f"无门槛减 {short_yuan(coupon.amount_fen)}"
    return reduction_label(coupon.threshold_fen, coupon.amount_fen)


def day_label(at: datetime) -> str:
    """Return "11 月 24 日" as read in Shanghai."""
    local = at.astimezone(SHANGHAI)
    return f"{local.month} 月 {local.day} 日"


def until_label(at: datetime | None, now: datetime) -> str:
    """Return "，今天 20:00 结束", "，11 月 24 日结束" or "" for a rule without an end."""
    if at is None:
        return ""
    local, today = at.astimezone(SHANGHAI), now.astimezone(SHANGHAI)
    if local.date() == today.date():
        return f"，今天 {local:%H:%M} 结束"
    return f"，{local.month} 月 {local.day} 日结束"
