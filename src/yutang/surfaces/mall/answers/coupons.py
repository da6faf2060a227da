"""Coupons as the customer sees them."""

from datetime import UTC, datetime

from yutang.kernel import clock
from yutang.kernel.money import yuan
from yutang.revenue.pricing.api import coupons_of, take_coupon, takeable_coupons
from yutang.revenue.pricing.contracts import CouponFacts, CouponKind, CouponStatus, CouponTemplateFacts
from yutang.surfaces.mall.schemas.coupons import CouponOut, CouponsOut, TakeableCouponsOut
from yutang.surfaces.mall.schemas.products import TakeableCouponOut
from yutang.surfaces.mall.schemas.shared import SHANGHAI

MOST = 200
TABS: dict[str, tuple[str, ...]] = {
    "available": (CouponStatus.AVAILABLE, CouponStatus.HELD),
    "used": (CouponStatus.USED,),
    "expired": (CouponStatus.EXPIRED, CouponStatus.VOID),
}


def short_yuan(fen: int) -> str:
    """10 rather than 10.00."""
    return yuan(fen).removesuffix(".00")


def threshold_text(amount_fen: int, threshold_fen: int, kind: str = CouponKind.CASH) -> str:
    """满 69 减 10, or what it is without a threshold."""
    if kind == CouponKind.FREE_SHIPPING:
        return f"满 {short_yuan(threshold_fen)} 包邮" if threshold_fen else "包邮"
    if not threshold_fen:
        return f"无门槛减 {short_yuan(amount_fen)}"
    return f"满 {short_yuan(threshold_fen)} 减 {short_yuan(amount_fen)}"


def day(at: datetime) -> str:
    """11 月 24 日."""
    local = at.astimezone(SHANGHAI)
    return f"{local.month} 月 {local.day} 日"


def takeable_out(template: CouponTemplateFacts) -> TakeableCouponOut:
    """A coupon on a page."""
    gone = template.left is not None and template.left <= 0
    taken = template.taken_by_me >= template.per_person
    if template.valid_days:
        valid = f"领取后 {template.valid_days} 天内有效"
    else:
        valid = f"{day(template.valid_until)} 到期" if template.valid_until else ""
    return TakeableCouponOut(
        template_code=template.template_code,
        title=threshold_text(template.amount_fen, template.threshold_fen, template.kind),
        amount_fen=template.amount_fen,
        threshold_fen=template.threshold_fen,
        valid_text=valid,
        state="taken" if taken else "gone" if gone or not template.can_take else "take",
    )


def coupon_out(coupon: CouponFacts) -> CouponOut:
    """A coupon in the customer's hands."""
    left = coupon.valid_until - clock.now()
    return CouponOut(
        code=coupon.code,
        title=coupon.name,
        amount_fen=coupon.amount_fen,
        threshold_fen=coupon.threshold_fen,
        threshold_text=threshold_text(coupon.amount_fen, coupon.threshold_fen, coupon.kind),
        scope_text="全场可用" if coupon.scope.kind == "all" else "指定商品可用",
        status=CouponStatus(coupon.status).value,
        valid_from=coupon.valid_from,
        valid_until=coupon.valid_until,
        days_left=max(left.days, 0) if coupon.status == CouponStatus.AVAILABLE else None,
        order_no=coupon.order_no or None,
        source_text=coupon.source,
    )


def mine(customer_id: int, tab: str) -> CouponsOut:
    """One tab, the one that ends first at the top, and the counts of all tabs."""
    coupons = [coupon_out(coupon) for coupon in coupons_of(customer_id, limit=MOST)]
    items = [coupon for coupon in coupons if coupon.status in TABS[tab]]
    items.sort(key=lambda coupon: coupon.valid_until, reverse=tab != "available")
    return CouponsOut(
        items=items,
        counts={name: sum(coupon.status in states for coupon in coupons) for name, states in TABS.items()},
    )


def takeable(customer_id: int | None, product_id: int | None) -> TakeableCouponsOut:
    """The coupon centre, or the coupons of one product."""
    return TakeableCouponsOut(
        items=[takeable_out(t) for t in takeable_coupons(product_id=product_id, customer_id=customer_id)]
    )


def take(customer_id: int, template_code: str) -> CouponOut:
    """Take one."""
    issued = take_coupon(customer_id=customer_id, template_code=template_code)
    found = [coupon for coupon in coupons_of(customer_id, limit=MOST) if coupon.code == issued.code]
    return coupon_out(found[0])


def usable_count(customer_id: int) -> int:
    """How many coupons can be used now."""
    now = clock.now().astimezone(UTC)
    return sum(
        c.valid_until > now for c in coupons_of(customer_id, status=CouponStatus.AVAILABLE, limit=MOST)
    )
