"""Steps that say something."""

from collections.abc import Mapping, Sequence

from yutang.retention.journeys.contracts import StepWant
from yutang.retention.reach.api import send_messages
from yutang.retention.reach.contracts import MessageWant


def send_message(wants: Sequence[StepWant]) -> list[Mapping[str, str | int]]:
    """Write `template` into each message centre, filled from the context."""
    send_messages(
        [
            MessageWant(
                customer_id=want.customer_id,
                template=str(want.params["template"]),
                key=want.key,
                params=_params(want.context),
            )
            for want in wants
        ]
    )
    return [{} for _ in wants]


def _params(context: Mapping[str, str | int]) -> Mapping[str, str | int]:
    """What a journey knows; those that began before coupons had kinds know an amount only."""
    if "coupon_amount" not in context or "coupon_title" in context:
        return context
    amount = context["coupon_amount"]
    return {**context, "coupon_title": f"{amount} 元券", "coupon_terms": f"{amount} 元无门槛券"}
