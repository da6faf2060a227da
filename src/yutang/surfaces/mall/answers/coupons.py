"""Coupons as the customer sees them."""

from datetime import UTC, datetime
from typing import Literal

from yutang.foundation.links.api import link_by_code
from yutang.foundation.links.contracts import TargetKind, link_expired, link_unknown
from yutang.kernel import clock
from yutang.kernel.money import yuan
from yutang.revenue.pricing.api import (
    coupons_of,
    redeem_code,
    take_coupon,
    takeable_coupons,
    takeable_template,
    tenths,
    worth_label,
)
from yutang.revenue.pricing.contracts import (
    CouponFacts,
    CouponKind,
    CouponOrigin,
    CouponStatus,
    CouponTemplateFacts,
    IssuedCoupon,
)
from yutang.surfaces.mall.limits import Limit
from yutang.surfaces.mall.schemas.coupons import CouponOut, CouponsOut, LandingOut, TakeableCouponsOut
from yutang.surfaces.mall.schemas.products import TakeableCouponOut
from yutang.surfaces.mall.schemas.shared import SHANGHAI

MOST = 200
REDEEM = Limit("coupon-redeem", most=10, seconds=600)
TABS: dict[str, tuple[str, ...]] = {
    "available": (CouponStatus.AVAILABLE, CouponStatus.HELD),
    "used": (CouponStatus.USED,),
    "expired": (CouponStatus.EXPIRED, CouponStatus.VOID),
}


def short_yuan(fen: int) -> str:
    """10 rather than 10.00."""
    return yuan(fen).removesuffix(".00")


def threshold_text(coupon: CouponFacts | CouponTemplateFacts) -> str:
    """满 69 减 10, 满 99 打 8.5 折, or what it is without a threshold."""
    return worth_label(
        coupon.kind,
        amount_fen=coupon.amount_fen,
        threshold_fen=coupon.threshold_fen,
        discount_bp=coupon.discount_bp,
        max_fen=coupon.max_fen if isinstance(coupon, CouponTemplateFacts) else 0,
    )


def face(coupon: CouponFacts | CouponTemplateFacts) -> str:
    """What stands large on the coupon where it is no plain amount; "" shows the amount."""
    if coupon.kind == CouponKind.PERCENT:
        return f"{tenths(coupon.discount_bp)} 折"
    if coupon.kind == CouponKind.FREE_SHIPPING:
        return "包邮"
    if coupon.kind == CouponKind.EXCHANGE:
        return "换购" if coupon.amount_fen else "兑换"
    if isinstance(coupon, CouponTemplateFacts) and coupon.max_fen > coupon.amount_fen:
        return "随机"
    return ""


def scope_text(coupon: CouponFacts | CouponTemplateFacts) -> str:
    """Where it holds, and what limits it."""
    parts = ["全场可用" if coupon.scope.kind == "all" else "指定商品可用"]
    if coupon.store_ids:
        parts.append("限指定门店自提")
    if coupon.kind == CouponKind.PERCENT and coupon.cap_fen:
        parts.append(f"最多减 {short_yuan(coupon.cap_fen)}")
    if coupon.uses_total > 1:
        parts.append(f"可用 {coupon.uses_total} 次")
    if not coupon.stacks_with_promotions:
        parts.append("不与满减同享")
    return " · ".join(parts)


def day(at: datetime) -> str:
    """11 月 24 日."""
    local = at.astimezone(SHANGHAI)
    return f"{local.month} 月 {local.day} 日"


def takeable_out(template: CouponTemplateFacts) -> TakeableCouponOut:
    """A coupon on a page."""
    return TakeableCouponOut(
        template_code=template.template_code,
        title=threshold_text(template),
        amount_fen=template.amount_fen,
        threshold_fen=template.threshold_fen,
        valid_text=_valid_text(template),
        state=_state(template),
        name=template.name,
        kind=template.kind,
        face=face(template),
        scope_text=scope_text(template),
        left_text=_left_text(template),
    )


def _valid_text(template: CouponTemplateFacts) -> str:
    if template.valid_days:
        begins = f"，{template.valid_after_days} 天后生效" if template.valid_after_days > 1 else "，次日生效"
        return f"领取后 {template.valid_days} 天内有效{begins if template.valid_after_days else ''}"
    return f"{day(template.valid_until)} 到期" if template.valid_until else ""


def _left_text(template: CouponTemplateFacts) -> str:
    """Only a number that is really short is worth saying."""
    few = [left for left in (template.left, template.left_today) if left is not None]
    return f"仅剩 {min(few)} 张" if few and 0 < min(few) <= 100 else ""


def _state(template: CouponTemplateFacts) -> Literal["take", "taken", "gone", "tomorrow"]:
    if template.can_take:
        return "take"
    if template.taken_by_me >= template.per_person:
        return "taken"
    if template.left is not None and template.left <= 0:
        return "gone"
    return "tomorrow"


def coupon_out(coupon: CouponFacts) -> CouponOut:
    """A coupon in the customer's hands."""
    now = clock.now()
    left = coupon.valid_until - now
    return CouponOut(
        code=coupon.code,
        title=coupon.name,
        amount_fen=coupon.amount_fen,
        threshold_fen=coupon.threshold_fen,
        threshold_text=threshold_text(coupon),
        scope_text=scope_text(coupon),
        status=CouponStatus(coupon.status).value,
        valid_from=coupon.valid_from,
        valid_until=coupon.valid_until,
        days_left=max(left.days, 0) if coupon.status == CouponStatus.AVAILABLE else None,
        order_no=coupon.order_no or None,
        source_text=coupon.source,
        kind=coupon.kind,
        face=face(coupon),
        uses_total=coupon.uses_total,
        uses_left=coupon.uses_left,
        starts_later=coupon.status == CouponStatus.AVAILABLE and coupon.valid_from > now,
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
    return _out_of(customer_id, take_coupon(customer_id=customer_id, template_code=template_code))


def redeem(customer_id: int, code: str) -> CouponOut:
    """Turn a code into a coupon; tries are counted, so that nobody guesses."""
    REDEEM.count(str(customer_id))
    return _out_of(customer_id, redeem_code(customer_id=customer_id, code=code))


def landing(template_id: int, customer_id: int | None) -> LandingOut:
    """The coupon a link leads to, and mine of it."""
    template = takeable_template(template_id, customer_id=customer_id)
    mine = coupons_of(customer_id, limit=MOST) if customer_id and template.taken_by_me else []
    had = next((one for one in mine if one.template_code == template.template_code), None)
    return LandingOut(coupon=takeable_out(template), mine=coupon_out(had) if had else None)


def take_by_link(customer_id: int, link_code: str) -> CouponOut:
    """Take the coupon a genuine, living link leads to, also one that no page shows."""
    link = link_by_code(link_code)
    if not link.is_active or (link.expires_at is not None and link.expires_at <= clock.now()):
        raise link_expired(link.code)
    if link.target_kind != TargetKind.COUPON:
        raise link_unknown(link.code)
    template = takeable_template(link.target_id, customer_id=customer_id)
    return _out_of(
        customer_id,
        take_coupon(customer_id=customer_id, template_code=template.template_code, origin=CouponOrigin.LINK),
    )


def _out_of(customer_id: int, issued: IssuedCoupon) -> CouponOut:
    found = [coupon for coupon in coupons_of(customer_id, limit=MOST) if coupon.code == issued.code]
    return coupon_out(found[0])


def usable_count(customer_id: int) -> int:
    """How many coupons can be used now."""
    now = clock.now().astimezone(UTC)
    return sum(
        c.valid_until > now for c in coupons_of(customer_id, status=CouponStatus.AVAILABLE, limit=MOST)
    )
