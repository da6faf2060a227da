"""Every state that a page may show has a name in words."""

import pytest

from yutang.foundation.org.models import Staff
from yutang.revenue.orders.models import AfterSale, Order
from yutang.revenue.payments.models import Payment, Refund
from yutang.revenue.pricing.contracts import CouponKind, Delivery, PromotionKind
from yutang.surfaces.console import labels

NAMED = {
    "delivery": (Delivery, labels.DELIVERY),
    "order": (Order._meta.get_field("status").choices, labels.ORDER),
    "after sale": (AfterSale._meta.get_field("status").choices, labels.AFTER_SALE),
    "after sale kind": (AfterSale._meta.get_field("kind").choices, labels.AFTER_SALE_KIND),
    "payment": (Payment._meta.get_field("status").choices, labels.PAYMENT),
    "refund": (Refund._meta.get_field("status").choices, labels.REFUND),
    "coupon kind": (CouponKind, labels.COUPON_KIND),
    "promotion kind": (PromotionKind, labels.PROMOTION_KIND),
    "role": (Staff._meta.get_field("role").choices, labels.ROLE),
}


@pytest.mark.parametrize("what", NAMED)
def test_every_value_has_a_name(what: str) -> None:
    values, names = NAMED[what]
    known = {str(value[0] if isinstance(value, tuple) else value) for value in values or ()}
    assert known
    assert known <= set(names)
