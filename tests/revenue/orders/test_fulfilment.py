"""From the warehouse to the customer: parcels, counters, completion."""

from datetime import timedelta

import pytest

from tests.revenue.builders import Buyer, Shop, at_once, buyer, paid, placed
from yutang.foundation.inventory.api import available, default_location_id, location_of_store
from yutang.foundation.org.api import create_staff, create_store
from yutang.foundation.org.contracts import NewStaff, NewStore, StaffRole
from yutang.kernel import clock
from yutang.kernel.doctor import run_checks
from yutang.kernel.errors import DomainError
from yutang.kernel.models import Event
from yutang.revenue.orders.api import (
    advance_parcels,
    apply_after_sale,
    close_after_sales,
    complete_delivered,
    confirm_receipt,
    mark_ready_for_pickup,
    order_counts,
    order_detail,
    orders_page,
    recent_buyers,
    record_courier_events,
    ship_order,
    step_parcel,
    verify_pickup,
)
from yutang.revenue.orders.contracts import AfterSaleApplication, PickedUp
from yutang.revenue.orders.models import Order

pytestmark = pytest.mark.django_db


def guide(store_id: int, name: str = "小周") -> int:
    return create_staff(
        NewStaff(f"guide{store_id}", "secret-words-9", name, StaffRole.GUIDE, store_id=store_id)
    ).staff_id


def events(name: str) -> int:
    return Event.objects.filter(name=name).count()


def clean() -> None:
    assert [(r.name, f) for r in run_checks() for f in r.findings] == []


def test_a_parcel_stepped_by_hand(shop: Shop, su: Buyer) -> None:
    apple = shop.goods("苹果", 1_000, stock=3)
    order = paid(su, [(apple, 2)])
    shipment = ship_order(order_no=order.no, actor="staff:1")
    assert shipment.waybill_no.startswith("YT")
    told = [step_parcel(waybill_no=shipment.waybill_no) for _ in range(6)]
    assert [event.status if event else None for event in told] == [
        "collected",
        "in_transit",
        "in_city",
        "delivering",
        "delivered",
        None,
    ]
    detail = order_detail(order_no=order.no, customer_id=su.customer_id)
    assert detail.summary.status_text == "待收货"
    assert detail.shipments[0].events[0].text == "已签收，感谢使用"
    assert detail.shipments[0].events[2].city == "杭州市"
    assert events("orders.parcel_moved") == 5
    confirm_receipt(customer_id=su.customer_id, order_no=order.no)
    confirm_receipt(customer_id=su.customer_id, order_no=order.no)
    assert events("orders.order_completed") == 1
    clean()


def test_a_parcel_moved_by_the_clock_and_completed_by_itself(shop: Shop, su: Buyer) -> None:
    order = paid(su, [(shop.goods("苹果", 1_000), 1)])
    ship_order(order_no=order.no)
    start = Order.objects.get(pk=order.pk).shipped_at
    assert start is not None
    with clock.frozen(start + timedelta(hours=9)):
        assert advance_parcels() == 2
    with clock.frozen(start + timedelta(days=3)):
        assert advance_parcels() == 3
        assert advance_parcels() == 0
        assert complete_delivered() == 0
    done = start + timedelta(hours=34, days=7, minutes=1)
    with clock.frozen(done):
        assert complete_delivered() == 1
        assert close_after_sales() == 0
    with clock.frozen(done + timedelta(days=7, minutes=1)):
        assert close_after_sales() == 1
        assert close_after_sales() == 0
        with pytest.raises(DomainError) as caught:
            apply_after_sale(AfterSaleApplication(su.customer_id, order.no))
        assert caught.value.code == "after_sale_over"
    assert events("orders.order_after_sale_closed") == 1


def test_a_courier_that_repeats_itself_changes_nothing(shop: Shop, su: Buyer) -> None:
    order = paid(su, [(shop.goods("苹果", 1_000), 1)])
    shipment = ship_order(order_no=order.no)
    step_parcel(waybill_no=shipment.waybill_no)
    from yutang.integrations.courier.contracts import CourierEvent

    said = CourierEvent(shipment.waybill_no, 1, "collected", "杭州市", "又说一遍", clock.now())
    stranger = CourierEvent("nobody", 1, "collected", "杭州市", "不认识", clock.now())
    assert record_courier_events([said, said, stranger]) == 0


@pytest.mark.parametrize("status", ["pending_payment", "shipped", "completed", "cancelled"])
def test_only_a_paid_order_can_leave(shop: Shop, su: Buyer, status: str) -> None:
    order = paid(su, [(shop.goods("苹果", 1_000), 1)])
    Order.objects.filter(pk=order.pk).update(status=status)
    with pytest.raises(DomainError) as caught:
        ship_order(order_no=order.no)
    assert caught.value.code == "order_state"


def test_goods_are_handed_over_once(shop: Shop, su: Buyer) -> None:
    # given a pick-up order at the store
    apple = shop.goods("苹果", 1_000, stock=3)
    order = paid(su, [(apple, 2)], delivery="pickup", store_id=shop.store_id, address_id=None)
    assert order.pickup_code is not None
    assert len(order.pickup_code) == 10
    assert order_detail(order_no=order.no).summary.status_text == "备货中"
    staff = guide(shop.store_id)
    mark_ready_for_pickup(order_no=order.no)
    # when it is scanned twice, in the letters a person may type
    first = verify_pickup(code=f" {order.pickup_code.upper()} ", staff_id=staff)
    second = verify_pickup(code=order.pickup_code, staff_id=staff)
    # then
    assert (first.first, second.first) == (True, False)
    assert (second.at, second.by) == (first.at, "小周")
    assert available([apple], location_of_store(shop.store_id))[apple] == 1
    assert available([apple], default_location_id())[apple] == 3
    order.refresh_from_db()
    assert (order.status, order.picked_up_by) == ("completed", staff)
    clean()


def test_staff_of_another_store_and_wrong_codes(shop: Shop, su: Buyer) -> None:
    order = paid(
        su, [(shop.goods("苹果", 1_000), 1)], delivery="pickup", store_id=shop.store_id, address_id=None
    )
    other = create_store(NewStore("S-other", "别的店", "hz")).store_id
    with pytest.raises(DomainError) as caught:
        verify_pickup(code=order.pickup_code or "", staff_id=guide(other, "别人"))
    assert (caught.value.code, caught.value.status) == ("store_foreign", 403)
    for code in ("", "  ", "0000000000", "' OR 1=1 --"):
        with pytest.raises(DomainError) as caught:
            verify_pickup(code=code, staff_id=1)
        assert caught.value.code == "pickup_unknown"
    order.refresh_from_db()
    assert order.status == "paid"


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("postgres_only")
def test_two_scanners_at_once(shop: Shop) -> None:
    who = buyer()
    order = paid(
        who, [(shop.goods("苹果", 1_000), 1)], delivery="pickup", store_id=shop.store_id, address_id=None
    )
    staff = guide(shop.store_id)
    results = at_once(
        *[lambda: verify_pickup(code=order.pickup_code or "", staff_id=staff) for _ in range(4)]
    )
    assert [r.first for r in results if isinstance(r, PickedUp)].count(True) == 1
    assert all(isinstance(r, PickedUp) for r in results)
    clean()


def test_lists_counts_and_the_ticker_are_true(shop: Shop, su: Buyer) -> None:
    apple = shop.goods("苹果", 1_000)
    orders = [paid(su, [(apple, n)]) for n in (1, 2)] + [placed(su, [(apple, 3)])]
    page = orders_page(customer_id=su.customer_id, limit=2)
    assert [order.order_no for order in page.orders] == [orders[2].no, orders[1].no]
    rest = orders_page(customer_id=su.customer_id, limit=2, before=page.next_before)
    assert [order.order_no for order in rest.orders] == [orders[0].no]
    assert rest.next_before is None
    counts = order_counts(su.customer_id)
    assert {name: counts[name] for name in ("pending_payment", "to_ship", "to_receive", "after_sale")} == {
        "pending_payment": 1,
        "to_ship": 2,
        "to_receive": 0,
        "after_sale": 0,
    }
    ticker = recent_buyers(shop.products["苹果"])
    assert [(row.nickname, row.quantity) for row in ticker] == [("苏**", 2), ("苏**", 1)]
    with pytest.raises(DomainError) as caught:
        orders_page(customer_id=su.customer_id, status="' OR 1=1")
    assert caught.value.details["field"] == "status"
