"""Steps about coupons: issue one, and ask whether it is still unused."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from yutang.kernel.clock import SHANGHAI
from yutang.kernel.money import yuan
from yutang.retention.journeys.contracts import StepWant
from yutang.retention.journeys.library.coupon_templates import issue_from_templates
from yutang.revenue.pricing.api import coupons_of, tenths, worth_label
from yutang.revenue.pricing.contracts import CouponIssue, CouponKind, CouponStatus, IssuedCoupon


def plain_yuan(fen: int) -> str:
    """¥10 rather than ¥10.00 in a sentence."""
    return yuan(fen).removesuffix(".00")


def coupon_words(issued: IssuedCoupon) -> dict[str, str]:
    """A coupon of any kind in a title ("10 元券") and in a sentence ("10 元无门槛券")."""
    amount = plain_yuan(issued.amount_fen)
    titles = {
        CouponKind.PERCENT: f"{tenths(issued.discount_bp)} 折券",
        CouponKind.EXCHANGE: "兑换券",
        CouponKind.FREE_SHIPPING: "包邮券",
    }
    title = titles.get(CouponKind(issued.kind), f"{amount} 元券")
    is_plain = issued.kind in (CouponKind.CASH, CouponKind.RANDOM) and not issued.threshold_fen
    worth = worth_label(
        issued.kind,
        amount_fen=issued.amount_fen,
        threshold_fen=issued.threshold_fen,
        discount_bp=issued.discount_bp,
    )
    return {
        "coupon_title": title,
        "coupon_terms": f"{amount} 元无门槛券" if is_plain else f"{worth.removesuffix('券')}券",
    }


def day_text(moment: datetime) -> str:
    """The last day as a customer reads it."""
    local = moment.astimezone(SHANGHAI)
    return f"{local.month} 月 {local.day} 日"


def issue_coupon(wants: Sequence[StepWant]) -> list[Mapping[str, str | int]]:
    """Issue one coupon of `template_code` to each; the key makes it one for ever."""
    issued = issue_from_templates(
        [
            CouponIssue(
                template_code=str(want.params["template_code"]),
                customer_id=want.customer_id,
                key=want.key,
                source=str(want.params.get("source", "journey")),
            )
            for want in wants
        ]
    )
    by_key = {coupon.key: coupon for coupon in issued}
    return [
        {
            "coupon_code": by_key[want.key].code,
            "coupon_amount": plain_yuan(by_key[want.key].amount_fen),
            "coupon_valid_until": by_key[want.key].valid_until.isoformat(),
            "coupon_until": day_text(by_key[want.key].valid_until),
            **coupon_words(by_key[want.key]),
        }
        for want in wants
    ]


def coupon_unused(wants: Sequence[StepWant]) -> list[bool]:
    """Whether the coupon of the context can still be used."""
    open_codes = {
        customer_id: {
            coupon.code for coupon in coupons_of(customer_id, status=CouponStatus.AVAILABLE, limit=1000)
        }
        for customer_id in {want.customer_id for want in wants}
    }
    return [want.context.get("coupon_code") in open_codes[want.customer_id] for want in wants]
