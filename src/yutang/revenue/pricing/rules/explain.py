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
    """Return "满 69 减 10", "无门槛减 10", "满 99 打 8.5 折", "兑换券" or "包邮券"."""
    return worth_label(
        coupon.kind,
        amount_fen=coupon.amount_fen,
        threshold_fen=coupon.threshold_fen,
        discount_bp=coupon.discount_bp,
    )


def worth_label(
    kind: str, *, amount_fen: int, threshold_fen: int, discount_bp: int = 10_000, max_fen: int = 0
) -> str:
    """Return what a coupon of this kind is worth, in words; max_fen is given for amounts that are not drawn yet."""
    at = f"满 {short_yuan(threshold_fen)} " if threshold_fen > 0 else ""
    if kind == CouponKind.FREE_SHIPPING:
        return f"{at}包邮" if at else "包邮券"
    if kind == CouponKind.PERCENT:
        return f"{at or '无门槛'}打 {tenths(discount_bp)} 折"
    if kind == CouponKind.EXCHANGE:
        return f"{at}{short_yuan(amount_fen)} 元换购" if amount_fen else f"{at}免费兑换"
    most = f" 至 {short_yuan(max_fen)}" if max_fen > amount_fen else ""
    return f"{at or '无门槛'}减 {short_yuan(amount_fen)}{most}"


def tenths(discount_bp: int) -> str:
    """Return a discount as people say it: 8_500 -> "8.5"."""
    return f"{discount_bp / 1000:.2f}".rstrip("0").rstrip(".")


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
