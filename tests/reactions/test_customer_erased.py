"""A customer who asks to be forgotten is forgotten on orders too, as soon as they have ended."""

from datetime import timedelta

import pytest

from tests.revenue.builders import Buyer, Shop, paid, placed
from yutang.foundation.customers.api import erase_customer
from yutang.kernel import clock
from yutang.kernel.outbox import drain
from yutang.revenue.orders.api import cancel_order, close_after_sales, confirm_receipt, ship_order
from yutang.revenue.orders.models import Order

pytestmark = pytest.mark.django_db
STREET = "文三路 259 号"


def test_ended_orders_lose_the_person_and_open_ones_when_they_end(shop: Shop, su: Buyer) -> None:
    # given a cancelled order and one that is on its way
    apple = shop.goods("苹果", 1_000, stock=9)
    ended = placed(su, [(apple, 1)])
    cancel_order(order_no=ended.no, customer_id=su.customer_id, reason="不要了")
    moving = paid(su, [(apple, 2)])
    ship_order(order_no=moving.no, actor="staff:1")
    totals = list(Order.objects.order_by("pk").values_list("total_fen", flat=True))

    # when the customer is erased
    erase_customer(su.customer_id, actor="customer")
    drain()

    # then the ended order names nobody, and the parcel still has its address
    first, second = Order.objects.order_by("pk")
    assert "杭州市" in first.address
    assert STREET not in first.address
    assert STREET in second.address

    # when the second one has ended
    confirm_receipt(order_no=moving.no, customer_id=su.customer_id)
    with clock.frozen(clock.now() + timedelta(days=8)):
        close_after_sales()
        drain()

    # then it names nobody either, and no amount has changed
    assert STREET not in Order.objects.get(pk=second.pk).address
    assert list(Order.objects.order_by("pk").values_list("total_fen", flat=True)) == totals
