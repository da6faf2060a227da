"""The first journey, on real orders, through thirty days."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.revenue.builders import Buyer, Shop, paid, payment_for, placed, told
from yutang.kernel import clock
from yutang.kernel.outbox import drain, replay
from yutang.retention.journeys.api import advance_enrollments, enrollments_of
from yutang.retention.reach.api import messages_page
from yutang.revenue.orders.api import confirm_payments
from yutang.revenue.pricing.api import coupons_of

pytestmark = pytest.mark.django_db
START = datetime(2026, 11, 21, 6, 26, tzinfo=UTC)


def titles(customer_id: int) -> list[str]:
    return [message.title for message in messages_page(customer_id).items]


def test_a_paid_order_brings_a_coupon_at_once_and_a_reminder_three_days_before_it_ends(
    shop: Shop, su: Buyer
) -> None:
    sku_id = shop.goods("草莓", 6000)
    with clock.frozen(START):
        order = paid(su, [(sku_id, 1)])
        drain()
        (coupon,) = coupons_of(su.customer_id)
    assert (coupon.amount_fen, coupon.threshold_fen, coupon.status) == (1000, 0, "available")
    assert coupon.valid_until == START + timedelta(days=30)
    assert titles(su.customer_id) == ["谢谢你的订单，送你一张 10 元券"]
    body = messages_page(su.customer_id).items[0].body
    assert (
        body
        == f"订单 {order.no} 已付款，我们马上备货。10 元无门槛券已放进卡包，12 月 21 日 前任意一单都能用。"
    )

    with clock.frozen(START + timedelta(days=27) - timedelta(seconds=1)):
        advance_enrollments()
    assert len(titles(su.customer_id)) == 1
    with clock.frozen(START + timedelta(days=27)):
        advance_enrollments()
        advance_enrollments()
    assert titles(su.customer_id) == ["10 元券还有 3 天到期", "谢谢你的订单，送你一张 10 元券"]
    assert enrollments_of(su.customer_id)[0].status == "finished"


def test_who_has_used_the_coupon_is_not_reminded(shop: Shop, su: Buyer) -> None:
    sku_id = shop.goods("草莓", 6000)
    with clock.frozen(START):
        paid(su, [(sku_id, 1)])
        drain()
        (coupon,) = coupons_of(su.customer_id)
    with clock.frozen(START + timedelta(days=5)):
        second = placed(su, [(sku_id, 1)], coupon_code=coupon.code)
        assert second.total_fen == 5000
        assert confirm_payments([told(payment_for(second))]) == ["paid"]
        drain()
    with clock.frozen(START + timedelta(days=27)):
        advance_enrollments()
    first = next(e for e in enrollments_of(su.customer_id) if e.subject != f"order:{second.pk}")
    assert first.status == "exited"
    assert titles(su.customer_id) == ["谢谢你的订单，送你一张 10 元券"] * 2


def test_telling_the_same_event_again_gives_no_second_coupon(shop: Shop, su: Buyer) -> None:
    sku_id = shop.goods("草莓", 6000)
    paid(su, [(sku_id, 1)])
    drain()
    replay(reaction="thank_the_buyer", from_position=1)
    drain()
    assert len(coupons_of(su.customer_id)) == 1
    assert len(titles(su.customer_id)) == 1


def test_sales_are_counted(shop: Shop, su: Buyer) -> None:
    from yutang.foundation.catalog.api import product_detail

    sku_id = shop.goods("草莓", 6000)
    paid(su, [(sku_id, 3)])
    drain()
    assert product_detail(shop.products["草莓"]).sales_count == 3
