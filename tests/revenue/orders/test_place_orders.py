"""Order intake: batches, keys, prices, stock, coupons, and races on PostgreSQL."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.revenue.builders import Buyer, Shop, at_once, buyer, placed, refused, wish
from yutang.foundation.inventory.api import available, default_location_id
from yutang.kernel.doctor import run_checks
from yutang.revenue.orders.api import add_to_cart, cart_of, place_orders, register_snapshot
from yutang.revenue.orders.contracts import DraftOrder, Placed, Refused
from yutang.revenue.orders.models import CartLine, Order, OrderLine
from yutang.revenue.orders.services import snapshots
from yutang.revenue.pricing.api import create_coupon_template, issue_coupons
from yutang.revenue.pricing.contracts import CouponIssue, CouponTemplateSpec
from yutang.revenue.pricing.models import Coupon

pytestmark = pytest.mark.django_db


def left(sku_id: int) -> int:
    return available([sku_id], default_location_id())[sku_id]


def coupon_of(who: Buyer) -> str:
    create_coupon_template(CouponTemplateSpec("t", "立减券", 500, valid_days=30))
    return issue_coupons([CouponIssue("t", who.customer_id, f"t:{who.customer_id}")])[0].code


def clean() -> None:
    findings = [(r.name, f) for r in run_checks() for f in r.findings]
    assert findings == []


def test_an_order_holds_its_stock_and_remembers_its_price(shop: Shop, su: Buyer) -> None:
    # given
    apple = shop.goods("苹果", 1_290, stock=5)
    shop.shipping()
    # when
    order = placed(su, [(apple, 2)], note="不要太熟", expected_total_fen=3_180)
    # then
    assert (order.subtotal_fen, order.discount_fen, order.shipping_fen, order.total_fen) == (
        2_580,
        0,
        600,
        3_180,
    )
    assert order.status == "pending_payment"
    assert order.note == "不要太熟"
    assert [row["kind"] for row in order.explanation] == ["subtotal", "shipping"]
    assert sum(credit["share_bp"] for credit in order.attribution["credits"]) == 10_000
    line = OrderLine.objects.get(order=order)
    assert (line.quantity, line.unit_fen, line.paid_fen) == (2, 1_290, 2_580)
    assert left(apple) == 3
    clean()


def test_the_address_is_encrypted_at_rest(shop: Shop, su: Buyer) -> None:
    order = placed(su, [(shop.goods("苹果", 1_290), 1)])
    with connection.cursor() as cursor:
        cursor.execute("SELECT address FROM orders_order WHERE id = %s", [order.pk])
        stored = cursor.fetchone()[0]
    assert "文三路" not in stored
    assert "文三路" in order.address


def test_the_cart_gives_what_is_selected_and_keeps_the_rest(shop: Shop, su: Buyer) -> None:
    apple, pear = shop.goods("苹果", 1_000), shop.goods("梨", 2_000)
    add_to_cart(customer_id=su.customer_id, sku_id=apple, quantity=1)
    assert add_to_cart(customer_id=su.customer_id, sku_id=apple, quantity=1).count == 2
    add_to_cart(customer_id=su.customer_id, sku_id=pear, quantity=3)
    CartLine.objects.filter(sku_id=pear).update(selected=False)
    order = placed(su, [], from_cart=True)
    assert order.total_fen == 2_000
    cart = cart_of(su.customer_id)
    assert [(line.sku_id, line.quantity) for line in cart.lines] == [(pear, 3)]


def test_the_same_key_hears_the_same_answer(shop: Shop, su: Buyer) -> None:
    apple = shop.goods("苹果", 1_000, stock=5)
    first = place_orders([wish(su, [(apple, 1)], key="once")])[0]
    again = place_orders([wish(su, [(apple, 1)], key="once")])[0]
    assert isinstance(first, Placed)
    assert isinstance(again, Placed)
    assert (again.order_no, again.repeated) == (first.order_no, True)
    assert Order.objects.count() == 1
    assert left(apple) == 4


def test_the_same_key_with_another_body_is_a_conflict(shop: Shop, su: Buyer) -> None:
    apple = shop.goods("苹果", 1_000)
    place_orders([wish(su, [(apple, 1)], key="once")])
    answer = refused(place_orders([wish(su, [(apple, 2)], key="once")]))
    assert (answer.code, answer.status) == ("idempotency_mismatch", 409)


def test_a_refusal_is_an_answer_too(shop: Shop, su: Buyer) -> None:
    cherry = shop.goods("樱桃", 9_900, stock=0)
    first = refused(place_orders([wish(su, [(cherry, 1)], key="once")]))
    again = refused(place_orders([wish(su, [(cherry, 1)], key="once")]))
    assert (first.code, first.message, first.status) == ("stock_short", "樱桃已售罄", 409)
    assert first.details == {"field": "quantity", "sku_id": cherry, "available": 0}
    assert again.repeated
    assert again.details == first.details


def test_a_batch_decides_each_wish_by_itself(shop: Shop, su: Buyer) -> None:
    # given two left, and a batch of every kind of wish
    cherry = shop.goods("樱桃", 9_900, stock=2)
    other = buyer()
    answers = place_orders(
        [
            wish(su, [(cherry, 1)], key="a"),
            wish(su, [(cherry, 0)], key="b"),
            wish(other, [(cherry, 2)], key="c"),
            wish(other, [(cherry, 1)], key="d"),
            wish(su, [(cherry, 1)], key="a"),
            wish(su, [(cherry, 5)], key="a"),
            wish(su, [(10**15, 1)], key="e"),
            wish(su, [], key="f"),
            wish(su, [(cherry, 1)], key="g", address_id=other.address_id),
            wish(su, [(cherry, 1)], key="h", delivery="pickup", store_id=999_999),
        ]
    )
    # then
    codes = [a.code if isinstance(a, Refused) else "placed" for a in answers]
    assert codes == [
        "placed",
        "quantity_invalid",
        "stock_short",
        "placed",
        "placed",
        "idempotency_mismatch",
        "sku_unavailable",
        "nothing_to_buy",
        "address_unknown",
        "store_unknown",
    ]
    assert answers[4].repeated
    assert answers[4].order_no == answers[0].order_no  # type: ignore[union-attr]
    assert left(cherry) == 0
    assert Order.objects.count() == 2
    clean()


def test_a_changed_price_is_refused_with_the_new_quote(shop: Shop, su: Buyer) -> None:
    apple = shop.goods("苹果", 1_000)
    answer = refused(place_orders([wish(su, [(apple, 1)], expected_total_fen=900)]))
    assert (answer.code, answer.status) == ("price_changed", 409)
    assert answer.message == "价格有变动，现在应付 ¥10.00"
    assert answer.details["quote"]["total_fen"] == 1_000
    assert Order.objects.count() == 0


@pytest.mark.parametrize("quantity", [0, -3, 10**9])
def test_an_absurd_quantity_is_refused_by_name(shop: Shop, su: Buyer, quantity: int) -> None:
    apple = shop.goods("苹果", 1_000)
    answer = refused(place_orders([wish(su, [(apple, quantity)])]))
    assert (answer.code, answer.details["field"]) == ("quantity_invalid", "quantity")
    assert left(apple) == 100


def test_a_coupon_is_spent_by_one_order_of_a_batch(shop: Shop, su: Buyer) -> None:
    apple = shop.goods("苹果", 2_000)
    code = coupon_of(su)
    one, two = place_orders(
        [wish(su, [(apple, 1)], coupon_code=code), wish(su, [(apple, 1)], coupon_code=code)]
    )
    assert isinstance(one, Placed)
    assert one.total_fen == 1_500
    assert isinstance(two, Refused)
    assert two.code == "coupon_used"
    assert Coupon.objects.get(code=code).status == "held"


def test_a_coupon_goes_back_when_the_stock_is_short(shop: Shop, su: Buyer) -> None:
    apple = shop.goods("苹果", 2_000, stock=1)
    code = coupon_of(su)
    answer = refused(place_orders([wish(su, [(apple, 2)], coupon_code=code)]))
    assert answer.code == "stock_short"
    assert Coupon.objects.get(code=code).status == "available"


def test_snapshots_are_frozen_on_the_order(shop: Shop, su: Buyer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(snapshots, "_providers", {})
    seen: list[DraftOrder] = []

    def provider(drafts: object) -> list[dict[str, object]]:
        seen.extend(drafts)  # type: ignore[arg-type]
        return [{"rate_bp": 1_000} for _ in seen]

    register_snapshot("commission", provider)  # type: ignore[arg-type]
    order = placed(su, [(shop.goods("苹果", 2_000), 2)])
    assert order.snapshots == {"commission": {"rate_bp": 1_000}}
    assert seen[0].lines[0].paid_fen == 4_000


def test_statements_do_not_grow_with_the_batch(shop: Shop, su: Buyer) -> None:
    apple = shop.goods("苹果", 1_000)
    place_orders([wish(su, [(apple, 1)])])
    counts = []
    for size in (1, 20):
        batch = [wish(su, [(apple, 1)]) for _ in range(size)]
        with CaptureQueriesContext(connection) as queries:
            place_orders(batch)
        counts.append(
            sum(not q["sql"].startswith(("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")) for q in queries)
        )
    assert counts[0] == counts[1]
    assert counts[0] <= 20


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("postgres_only")
def test_two_people_want_the_last_one(shop: Shop) -> None:
    cherry = shop.goods("樱桃", 9_900, stock=1)
    people = [buyer() for _ in range(6)]
    answers = at_once(*[lambda who=who: place_orders([wish(who, [(cherry, 1)])])[0] for who in people])
    assert sorted(type(a).__name__ for a in answers) == ["Placed"] + ["Refused"] * 5
    assert {a.code for a in answers if isinstance(a, Refused)} == {"stock_short"}
    assert left(cherry) == 0
    clean()


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("postgres_only")
def test_one_coupon_on_two_phones(shop: Shop) -> None:
    who = buyer()
    apple = shop.goods("苹果", 2_000)
    code = coupon_of(who)
    answers = at_once(
        *[
            lambda n=n: place_orders([wish(who, [(apple, 1)], key=f"p{n}", coupon_code=code)])[0]
            for n in range(4)
        ]
    )
    assert sorted(type(a).__name__ for a in answers) == ["Placed", "Refused", "Refused", "Refused"]
    assert {a.code for a in answers if isinstance(a, Refused)} == {"coupon_used"}
    assert left(apple) == 99
    clean()


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("postgres_only")
def test_one_key_from_many_threads(shop: Shop) -> None:
    who = buyer()
    apple = shop.goods("苹果", 2_000)
    answers = at_once(*[lambda: place_orders([wish(who, [(apple, 1)], key="same")])[0] for _ in range(5)])
    assert {type(a).__name__ for a in answers} == {"Placed"}
    assert len({a.order_no for a in answers if isinstance(a, Placed)}) == 1
    assert [a.repeated for a in answers if isinstance(a, Placed)].count(False) == 1
    assert left(apple) == 99


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("postgres_only")
def test_batches_race_for_the_same_goods(shop: Shop) -> None:
    cherry, apple = shop.goods("樱桃", 9_900, stock=30), shop.goods("苹果", 1_000, stock=200)
    people = [buyer() for _ in range(4)]

    def batch(who: Buyer) -> list[Placed | Refused]:
        return place_orders([wish(who, [(apple, 1), (cherry, 1)]) for _ in range(20)])

    answers = [a for result in at_once(*[lambda who=who: batch(who) for who in people]) for a in result]  # type: ignore[attr-defined]
    assert sum(isinstance(a, Placed) for a in answers) == 30
    assert (left(cherry), left(apple)) == (0, 170)
    clean()
