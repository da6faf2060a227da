"""Taking pieces: orders like any other, limits exact, never more than there is."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.revenue.builders import Buyer, Shop, at_once, buyer
from tests.revenue.flash_sales.builders import code_of, findings, sale_of, taken, want
from yutang.foundation.inventory.api import available, default_location_id, location_of_store, open_holds
from yutang.kernel import clock
from yutang.kernel.models import Event
from yutang.revenue.flash_sales.api import sale_facts, take_many
from yutang.revenue.flash_sales.contracts import ItemSpec, Refusal, Taken, TakeWant
from yutang.revenue.flash_sales.models import FlashItem, FlashTaking
from yutang.revenue.orders.models import Order, OrderLine


@pytest.mark.django_db
def test_a_piece_becomes_an_order_that_holds_what_the_allotment_held(shop: Shop, su: Buyer) -> None:
    cherry = shop.goods("车厘子", 5_990, stock=10)
    sale_id, (item,) = sale_of(ItemSpec(cherry, 1_990, 4, per_person=2))

    answer = taken(su, item, 2, key="first-key")

    order = Order.objects.get(pk=answer.order_id)
    line = OrderLine.objects.get(order=order)
    assert (order.no, order.status, order.customer_id) == (answer.order_no, "pending_payment", su.customer_id)
    assert (order.subtotal_fen, order.discount_fen, order.shipping_fen, order.total_fen) == (
        11_980,
        8_000,
        0,
        3_980,
    )
    assert (line.sku_id, line.quantity, line.base_unit_fen, line.unit_fen, line.paid_fen) == (
        cherry,
        2,
        5_990,
        1_990,
        3_980,
    )
    assert order.pay_before is not None
    assert order.pay_before - order.placed_at == timedelta(minutes=5)
    assert [row["label"] for row in order.explanation] == ["商品金额", "秒杀价", "配送费"]
    assert sum(row["amount_fen"] for row in order.explanation) == order.total_fen
    assert order.attribution["credits"]
    assert "浙江省" in order.address
    # the shelf promises six, the allotment two and the order two: nothing was promised twice
    assert available([cherry], default_location_id()) == {cherry: 6}
    assert open_holds([f"flash:{item.item_id}", order.no]) == {f"flash:{item.item_id}": 2, order.no: 2}
    assert Event.objects.filter(name="orders.order_placed").count() == 1
    assert (sale_facts(sale_id).items[0].taken, sale_facts(sale_id).items[0].left) == (2, 2)
    assert findings() == []


@pytest.mark.django_db
def test_the_same_key_hears_the_same_order_and_another_body_is_refused(shop: Shop, su: Buyer) -> None:
    _, (item,) = sale_of(ItemSpec(shop.goods("车厘子", 5_990), 1_990, 4, per_person=3))
    first = taken(su, item, key="same-key")

    again, other, twice = take_many(
        [
            want(su, item, key="same-key"),
            want(su, item, 2, key="same-key"),
            want(su, item, key="new-key-1"),
        ]
    )
    both = take_many([want(su, item, key="new-key-2"), want(su, item, key="new-key-2")])

    assert isinstance(again, Taken)
    assert (again.order_no, again.repeated) == (first.order_no, True)
    assert code_of(other) == "idempotency_mismatch"
    assert code_of(twice) == "taken"
    assert isinstance(both[0], Taken)
    assert isinstance(both[1], Taken)
    assert (both[0].order_no, both[0].repeated, both[1].repeated) == (both[1].order_no, False, True)
    assert FlashTaking.objects.count() == 3


@pytest.mark.django_db
def test_the_limit_of_a_person_holds_over_orders_and_inside_a_batch(shop: Shop, su: Buyer) -> None:
    _, (item,) = sale_of(ItemSpec(shop.goods("车厘子", 5_990), 1_990, 50, per_person=2))
    taken(su, item)

    answers = take_many([want(su, item), want(su, item), want(su, item, 3), want(buyer(), item, 2)])

    assert [code_of(one) for one in answers] == ["taken", "flash_limit", "flash_limit", "taken"]
    refusal = answers[1]
    assert isinstance(refusal, Refusal)
    assert refusal.details == {"field": "quantity", "per_person": 2, "bought": 2}
    assert refusal.message == "每人限购 2 件，你已抢 2 件"
    assert findings() == []


@pytest.mark.django_db
def test_the_last_pieces_go_to_the_earlier_wishes(shop: Shop) -> None:
    _, (item,) = sale_of(ItemSpec(shop.goods("车厘子", 5_990), 1_990, 3, per_person=2))

    answers = take_many(
        [want(buyer(), item, 2), want(buyer(), item, 2), want(buyer(), item), want(buyer(), item)]
    )

    assert [code_of(one) for one in answers] == ["taken", "flash_short", "taken", "flash_sold_out"]
    sold_out = answers[3]
    assert isinstance(sold_out, Refusal)
    assert (sold_out.message, sold_out.details) == ("抢光了，还有 3 件待付款，可能回流", {"unpaid": 3})


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("minutes", "code"), [(-2, "flash_not_started"), (0, "taken"), (59, "taken"), (60, "flash_ended")]
)
def test_the_clock_of_the_server_opens_and_closes(shop: Shop, su: Buyer, minutes: int, code: str) -> None:
    noon = clock.now()
    with clock.frozen(noon):
        _, (item,) = sale_of(ItemSpec(shop.goods("车厘子", 5_990), 1_990, 3), starts=0)
    with clock.frozen(noon + timedelta(minutes=minutes)):
        (answer,) = take_many([want(su, item)])

    assert code_of(answer) == code
    if isinstance(answer, Refusal) and code == "flash_not_started":
        assert answer.details["starts_at"] == noon.isoformat()


@pytest.mark.django_db
def test_a_foreign_address_and_an_unknown_item_take_nothing(shop: Shop, su: Buyer) -> None:
    _, (item,) = sale_of(ItemSpec(shop.goods("车厘子", 5_990), 1_990, 3))

    answers = take_many(
        [
            want(su, item, address_id=buyer().address_id),
            want(su, item, address_id=None),
            TakeWant(su.customer_id, "flash-unknown", item.item_id + 99, 1, su.address_id),
        ]
    )

    assert [code_of(one) for one in answers] == ["address_unknown", "address_unknown", "flash_unknown"]
    assert (Order.objects.count(), FlashItem.objects.get().taken) == (0, 0)


@pytest.mark.django_db
def test_an_item_of_a_store_is_fetched_there(shop: Shop, su: Buyer) -> None:
    place = location_of_store(shop.store_id)
    _, (item,) = sale_of(ItemSpec(shop.goods("车厘子", 5_990), 1_990, 3, location_id=place))

    answer = taken(su, item, address_id=None)

    order = Order.objects.get(pk=answer.order_id)
    assert (order.delivery, order.store_id, order.location_id, order.address) == (
        "pickup",
        shop.store_id,
        place,
        "",
    )


@pytest.mark.django_db
def test_statements_do_not_grow_with_the_batch(shop: Shop) -> None:
    _, items = sale_of(*[ItemSpec(shop.goods(f"果 {n}", 5_990), 1_990, 50) for n in range(3)])
    people = [buyer() for _ in range(12)]
    take_many([want(people[0], items[0])])

    with CaptureQueriesContext(connection) as one:
        take_many([want(people[1], items[1])])
    with CaptureQueriesContext(connection) as many:
        take_many([want(who, items[n % 3]) for n, who in enumerate(people[2:])])

    assert abs(len(many) - len(one)) <= 1
    assert len(many) <= 20


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("postgres_only")
def test_many_processes_never_sell_more_than_there_is(shop: Shop) -> None:
    # given three hot SKUs with seven pieces each, and twelve people who want every one twice, limit one
    _, items = sale_of(*[ItemSpec(shop.goods(f"果 {n}", 5_990), 1_990, 7) for n in range(3)])
    people = [buyer() for _ in range(12)]

    def storm(who: Buyer, turn: int) -> list[Taken | Refusal]:
        order = [items[(turn + n) % 3] for n in range(3)]
        return take_many([want(who, item) for item in [*order, *order]])

    answers = at_once(*[lambda who=who, n=n: storm(who, n) for n, who in enumerate(people)])

    flat = [code_of(one) for batch in answers for one in batch]  # type: ignore[union-attr]
    assert flat.count("taken") == 21
    assert set(flat) <= {"taken", "flash_sold_out", "flash_limit"}
    assert list(FlashItem.objects.values_list("taken", flat=True)) == [7, 7, 7]
    per_person = FlashTaking.objects.values_list("item_id", "customer_id")
    assert len(per_person) == len(set(per_person))
    assert findings() == []


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("postgres_only")
def test_one_key_in_flight_from_many_sides_is_one_order(shop: Shop, su: Buyer) -> None:
    _, items = sale_of(*[ItemSpec(shop.goods(f"果 {n}", 5_990), 1_990, 9, per_person=5) for n in range(2)])

    same = at_once(*[lambda: take_many([want(su, items[0], key="in-flight")])[0] for _ in range(6)])
    other = at_once(
        *[
            lambda item=item: take_many([want(su, item, key="two-items")])[0]
            for item in items
            for _ in range(3)
        ]
    )

    assert len({one.order_no for one in same if isinstance(one, Taken)}) == 1
    assert [code_of(one) for one in same] == ["taken"] * 6  # type: ignore[arg-type]
    assert sorted(code_of(one) for one in other) == ["idempotency_mismatch"] * 3 + ["taken"] * 3  # type: ignore[arg-type]
    assert FlashTaking.objects.count() == 2
    assert findings() == []
