"""A sale from its schedule to its end: what is set aside, what comes back, what is given back."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.revenue.builders import Buyer, Shop, at_once, buyer, payment_for, told
from tests.revenue.flash_sales.builders import code_of, findings, sale_of, spec, taken, want
from yutang.foundation.catalog.api import skus_by_ids, update_product
from yutang.foundation.catalog.contracts import NewSku, ProductChanges
from yutang.foundation.inventory.api import available, default_location_id
from yutang.kernel import clock
from yutang.kernel.errors import Conflict, DomainError
from yutang.kernel.models import AuditEntry, Event
from yutang.revenue.flash_sales.api import (
    board,
    change_sale,
    close_ended_sales,
    mark_paid,
    sale_facts,
    schedule_sale,
    stop_sale,
    take_many,
)
from yutang.revenue.flash_sales.contracts import ItemSpec, Taken
from yutang.revenue.flash_sales.models import FlashItem, FlashSale, FlashTaking
from yutang.revenue.orders.api import cancel_order, close_unpaid, confirm_payments
from yutang.revenue.orders.models import Order


def left_on_shelf(sku_id: int) -> int:
    return available([sku_id], default_location_id())[sku_id]


@pytest.mark.django_db
def test_scheduling_sets_goods_aside_and_is_audited(shop: Shop) -> None:
    cherry = shop.goods("车厘子", 5_990, stock=10)

    sale_id, (item,) = sale_of(ItemSpec(cherry, 1_990, 4), starts=60)

    assert left_on_shelf(cherry) == 6
    assert (item.base_fen, item.price_fen, item.left) == (5_990, 1_990, 4)
    assert (
        AuditEntry.objects.filter(action="flash_sale.schedule", subject=f"flash_sale:{sale_id}").count() == 1
    )
    assert Event.objects.filter(name="flash_sales.sale_scheduled").count() == 1
    assert findings() == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"price_fen": 5_990}, "items.0.price_fen"),
        ({"price_fen": 0}, "items.0.price_fen"),
        ({"allotment": 11}, "items.0.allotment"),
        ({"allotment": 0}, "items.0.allotment"),
        ({"per_person": 0}, "items.0.per_person"),
        ({"sku_id": 987_654}, "items.0.sku_id"),
        ({"location_id": 987_654}, "items.0.location_id"),
    ],
)
def test_what_cannot_be_held_names_its_field(shop: Shop, change: dict[str, int], field: str) -> None:
    cherry = shop.goods("车厘子", 5_990, stock=10)
    values = {"sku_id": cherry, "price_fen": 1_990, "allotment": 4, **change}

    with pytest.raises(DomainError) as error:
        schedule_sale(spec(ItemSpec(**values)), actor="小林")

    assert (error.value.code, error.value.status, error.value.details["field"]) == (
        "flash_invalid",
        422,
        field,
    )
    assert (FlashSale.objects.count(), FlashItem.objects.count(), left_on_shelf(cherry)) == (0, 0, 10)


@pytest.mark.django_db
def test_a_price_raised_just_before_does_not_make_a_discount(shop: Shop) -> None:
    # given a SKU that cost ¥19.90 until yesterday and ¥59.90 since
    with clock.frozen(clock.now() - timedelta(days=30)):
        cherry = shop.goods("车厘子", 1_990)
    product = shop.products["车厘子"]
    dearer = NewSku(no=skus_by_ids([cherry])[cherry].sku_no, price_fen=5_990, spec="500 g")
    with clock.frozen(clock.now() - timedelta(days=1)):
        update_product(product, ProductChanges(skus=(dearer,)), actor="小林")

    with pytest.raises(DomainError) as error:
        schedule_sale(spec(ItemSpec(cherry, 1_990, 4)), actor="小林")

    assert error.value.details["base_fen"] == 1_990


@pytest.mark.django_db
def test_unpaid_pieces_return_to_the_allotment_when_their_minutes_are_over(shop: Shop, su: Buyer) -> None:
    cherry = shop.goods("车厘子", 5_990, stock=10)
    sale_id, (item,) = sale_of(ItemSpec(cherry, 1_990, 1))
    first = taken(su, item)
    assert code_of(take_many([want(buyer(), item)])[0]) == "flash_sold_out"

    with clock.frozen(clock.now() + timedelta(minutes=4, seconds=59)):
        assert close_unpaid() == 0
    with clock.frozen(clock.now() + timedelta(minutes=5, seconds=1)):
        assert close_unpaid() == 1
        assert board.fresh()[item.item_id].left == 1
        # the one who let it lapse may try again, with a new key
        assert code_of(take_many([want(su, item)])[0]) == "taken"

    assert Order.objects.get(pk=first.order_id).status == "cancelled"
    assert left_on_shelf(cherry) == 9
    assert sale_facts(sale_id).items[0].taken == 1
    assert findings() == []


@pytest.mark.django_db
def test_the_key_of_a_lapsed_order_still_names_that_order(shop: Shop, su: Buyer) -> None:
    _, (item,) = sale_of(ItemSpec(shop.goods("车厘子", 5_990), 1_990, 5, per_person=2))
    first = taken(su, item, key="lapsed-key")
    cancel_order(customer_id=su.customer_id, order_no=first.order_no)

    (again,) = take_many([want(su, item, key="lapsed-key")])

    assert isinstance(again, Taken)
    assert (again.order_no, FlashItem.objects.get().taken) == (first.order_no, 0)


@pytest.mark.django_db
def test_paid_pieces_are_counted_and_stay_taken(shop: Shop, su: Buyer) -> None:
    sale_id, (item,) = sale_of(ItemSpec(shop.goods("车厘子", 5_990), 1_990, 3, per_person=2))
    answer = taken(su, item, 2)
    order = Order.objects.get(pk=answer.order_id)

    assert confirm_payments([told(payment_for(order))]) == ["paid"]
    assert (mark_paid([order.pk]), mark_paid([order.pk])) == (1, 0)

    facts = sale_facts(sale_id).items[0]
    assert (facts.taken, facts.paid, facts.unpaid, facts.left) == (2, 2, 0, 1)
    assert findings() == []


@pytest.mark.django_db
@pytest.mark.parametrize(("others", "outcome"), [(0, "revived"), (1, "refunded")])
def test_late_money_takes_a_piece_again_or_goes_back(
    shop: Shop, su: Buyer, others: int, outcome: str
) -> None:
    _, (item,) = sale_of(ItemSpec(shop.goods("车厘子", 5_990), 1_990, 1))
    order = Order.objects.get(pk=taken(su, item).order_id)
    payment = payment_for(order)
    cancel_order(customer_id=su.customer_id, order_no=order.no)
    for _ in range(others):
        taken(buyer(), item)

    assert confirm_payments([told(payment)]) == [outcome]

    assert FlashItem.objects.get().taken == 1
    assert FlashTaking.objects.filter(returned_at=None).count() == 1
    assert [line for line in findings() if "支付" not in line] == []


@pytest.mark.django_db
def test_the_end_gives_back_what_nobody_took(shop: Shop, su: Buyer) -> None:
    cherry = shop.goods("车厘子", 5_990, stock=10)
    sale_id, (item,) = sale_of(ItemSpec(cherry, 1_990, 6))
    answer = taken(su, item)
    assert left_on_shelf(cherry) == 4

    with clock.frozen(clock.now() + timedelta(hours=1)):
        assert (close_ended_sales(), close_ended_sales()) == (1, 0)
        assert left_on_shelf(cherry) == 9
        assert findings() == []
        # an unpaid order that lapses now becomes ordinary stock: the sale is over
        cancel_order(customer_id=su.customer_id, order_no=answer.order_no)

    assert left_on_shelf(cherry) == 10
    assert sale_facts(sale_id).status == "ended"
    closed = Event.objects.get(name="flash_sales.sale_closed").payload
    assert '"sold":1' in closed
    assert '"given_back":5' in closed
    assert findings() == []


@pytest.mark.django_db
def test_stopping_is_audited_and_final(shop: Shop, su: Buyer) -> None:
    cherry = shop.goods("车厘子", 5_990, stock=10)
    sale_id, (item,) = sale_of(ItemSpec(cherry, 1_990, 6))

    assert stop_sale(sale_id, actor="小林") == 6

    assert code_of(take_many([want(su, item)])[0]) == "flash_ended"
    assert left_on_shelf(cherry) == 10
    assert AuditEntry.objects.filter(action="flash_sale.stop", actor="小林").count() == 1
    with pytest.raises(Conflict):
        stop_sale(sale_id, actor="小林")
    assert findings() == []


@pytest.mark.django_db
def test_before_the_start_everything_may_change(shop: Shop) -> None:
    cherry, apple = shop.goods("车厘子", 5_990, stock=10), shop.goods("苹果", 2_990, stock=10)
    sale_id, _ = sale_of(ItemSpec(cherry, 1_990, 6), starts=30)

    change_sale(sale_id, spec(ItemSpec(apple, 990, 3), starts=40), actor="小林")
    assert (left_on_shelf(cherry), left_on_shelf(apple)) == (10, 7)
    change_sale(sale_id, spec(ItemSpec(apple, 890, 8, per_person=2), starts=40), actor="小林")

    facts = sale_facts(sale_id).items
    assert [(i.sku_id, i.price_fen, i.allotment, i.per_person) for i in facts] == [(apple, 890, 8, 2)]
    assert left_on_shelf(apple) == 2
    assert findings() == []


@pytest.mark.django_db
def test_while_it_runs_only_pieces_and_the_end_may_change(shop: Shop, su: Buyer) -> None:
    cherry = shop.goods("车厘子", 5_990, stock=10)
    sale_id, (item,) = sale_of(ItemSpec(cherry, 1_990, 4, per_person=2))
    taken(su, item, 2)
    running = sale_facts(sale_id)

    def changed(one: ItemSpec) -> str:
        more = spec(one)
        try:
            change_sale(sale_id, replace(more, starts_at=running.starts_at), actor="小林")
        except DomainError as error:
            return str(error.details.get("field", error.code))
        return "changed"

    assert changed(ItemSpec(cherry, 1_890, 4, per_person=2)) == "items.0.price_fen"
    assert changed(ItemSpec(cherry, 1_990, 4, per_person=1)) == "items.0.per_person"
    assert changed(ItemSpec(cherry, 1_990, 1, per_person=2)) == "items.0.allotment"
    assert changed(ItemSpec(cherry, 1_990, 2, per_person=2)) == "changed"
    assert left_on_shelf(cherry) == 8
    assert changed(ItemSpec(cherry, 1_990, 9, per_person=2)) == "changed"
    assert left_on_shelf(cherry) == 1
    assert findings() == []


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("postgres_only")
def test_buying_lapsing_and_stopping_at_once_still_adds_up(shop: Shop) -> None:
    _, items = sale_of(*[ItemSpec(shop.goods(f"果 {n}", 5_990, stock=40), 1_990, 8) for n in range(2)])
    sale_id = items[0].sale_id
    lapsing = [(who, taken(who, items[n % 2])) for n, who in enumerate(buyer() for _ in range(8))]
    comers = [buyer() for _ in range(6)]

    answers = at_once(
        *[
            lambda who=who, answer=answer: cancel_order(customer_id=who.customer_id, order_no=answer.order_no)
            for who, answer in lapsing
        ],
        *[lambda who=who: take_many([want(who, one) for one in reversed(items)]) for who in comers],
        lambda: stop_sale(sale_id, actor="小林"),
    )

    assert [one for one in answers if isinstance(one, Exception)] == []
    assert findings() == []
