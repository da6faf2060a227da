"""What orders tell pricing: who has no order yet, and which counted promotions they use."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from yutang.revenue.orders.contracts import ClaimWant, Refused
from yutang.revenue.orders.models import Order
from yutang.revenue.pricing.api import take_promotion_uses
from yutang.revenue.pricing.contracts import CustomerTerms, PromotionUseWant

NEWCOMER = CustomerTerms(is_newcomer=True)


def newcomers(customer_ids: Collection[int], _now: datetime) -> Mapping[int, CustomerTerms]:
    """Tell who has never paid an order (one statement)."""
    bought = set(
        Order.objects.filter(customer_id__in=customer_ids, paid_at__isnull=False)
        .order_by()
        .values_list("customer_id", flat=True)
        .distinct()
    )
    return dict.fromkeys(set(customer_ids) - bought, NEWCOMER)


def claim_promotions(wants: Sequence[ClaimWant]) -> list[Refused | None]:
    """Take a place in each promotion that counts its uses; who finds none is asked to look at the price again."""
    uses = [
        (index, PromotionUseWant(want.order_no, want.customer_id, int(benefit.reference)))
        for index, want in enumerate(wants)
        for benefit in want.benefits
        if benefit.kind == "promotion"
    ]
    answers: list[Refused | None] = [None] * len(wants)
    taken = take_promotion_uses([want for _, want in uses])
    for (index, want), is_taken in zip(uses, taken, strict=True):
        if not is_taken:
            details = {"field": "lines", "promotion_id": want.promotion_id}
            answers[index] = Refused("promotion_used_up", "活动优惠已用完，请重新确认价格", 409, details)
    return answers
