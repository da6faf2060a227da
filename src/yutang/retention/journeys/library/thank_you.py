"""Thank you: a paid order brings ¥10 for the next one, and a reminder before it ends."""

from datetime import timedelta

from yutang.retention.journeys.contracts import Action, Definition, OnlyIf, WaitUntil
from yutang.revenue.pricing.contracts import CouponTemplateSpec

THANK_YOU_COUPON = CouponTemplateSpec(
    template_code="thank_you_10",
    name="感谢券",
    amount_fen=1_000,
    threshold_fen=0,
    valid_days=30,
    per_person=1_000_000,
)

THANK_YOU = Definition(
    code="thank_you",
    version=1,
    name="付款感谢",
    trigger="orders.order_paid",
    steps=(
        Action("issue_coupon", {"template_code": THANK_YOU_COUPON.template_code, "source": "付款感谢"}),
        Action("send_message", {"template": "thank_you"}),
        WaitUntil("coupon_valid_until", before=timedelta(days=3)),
        OnlyIf("coupon_unused"),
        Action("send_message", {"template": "coupon_ending"}),
    ),
)
