"""What is left of a coupon: for one customer, for a day, and in money."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Q

from yutang.kernel import clock
from yutang.revenue.pricing.contracts import CouponOrigin
from yutang.revenue.pricing.models import Coupon, CouponTemplate
from yutang.revenue.pricing.rules.coupon_terms import worst_fen

# What a customer fetched himself counts towards the limits per person.
OWN_WAYS = (CouponOrigin.TAKE, CouponOrigin.LINK, CouponOrigin.CODE)


@dataclass(slots=True)
class Had:
    """How often customers had a coupon of a template: ever, and today."""

    ever: Counter[tuple[int, int]]
    today: Counter[tuple[int, int]]


def had_so_far(template_ids: Iterable[int], customer_ids: Iterable[int], *, today: date) -> Had:
    """Count what these customers fetched of these templates (one statement).

    Exact while the templates are locked: whoever takes one holds the row.
    """
    midnight = datetime(today.year, today.month, today.day, tzinfo=clock.SHANGHAI)
    rows = (
        Coupon.objects.filter(
            template_id__in=set(template_ids), customer_id__in=set(customer_ids), origin__in=OWN_WAYS
        )
        .values_list("template_id", "customer_id")
        .annotate(ever=Count("pk"), today=Count("pk", filter=Q(created_at__gte=midnight)))
        .order_by()
    )
    ever: Counter[tuple[int, int]] = Counter()
    this_day: Counter[tuple[int, int]] = Counter()
    for template_id, customer_id, count, count_today in rows:
        ever[(template_id, customer_id)] = count
        this_day[(template_id, customer_id)] = count_today
    return Had(ever, this_day)


def left_of_day(template: CouponTemplate, today: date) -> int | None:
    """How many may still be taken today; None without such a limit."""
    if template.day_total is None:
        return None
    return template.day_total - (template.day_taken if template.day == today else 0)


def worst_of(template: CouponTemplate) -> int:
    """The most that one coupon of a template can cost before it is drawn."""
    amount = max(template.amount_fen, template.max_fen)
    return worst_fen(template.kind, amount_fen=amount, cap_fen=template.cap_fen, uses=template.uses_total)
