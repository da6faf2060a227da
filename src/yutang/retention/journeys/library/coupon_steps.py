"""Steps about coupons: issue one, and ask whether it is still unused."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from yutang.kernel.clock import SHANGHAI
from yutang.kernel.money import yuan
from yutang.retention.journeys.contracts import StepWant
from yutang.retention.journeys.library.coupon_templates import issue_from_templates
from yutang.revenue.pricing.api import coupons_of
from yutang.revenue.pricing.contracts import CouponIssue, CouponStatus


def plain_yuan(fen: int) -> str:
    """¥10 rather than ¥10.00 in a sentence."""
    return yuan(fen).removesuffix(".00")


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
