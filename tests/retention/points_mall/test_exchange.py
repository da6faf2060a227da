"""Points for coupons, goods and balance; and back."""

from typing import Any

import pytest

from tests.revenue.builders import Buyer, Shop, at_once, buyer, placed
from yutang.kernel.doctor import run_checks
from yutang.kernel.errors import DomainError
from yutang.retention.membership.api import grant_points, points_of
from yutang.retention.membership.contracts import PointsGrant, Reason
from yutang.retention.points_mall import api as mall
from yutang.retention.points_mall.contracts import ExchangeFacts, ExchangeWish, ItemKind, ItemSpec
from yutang.retention.points_mall.models import Exchange, Item
from yutang.revenue.pricing.api import create_coupon_template
from yutang.revenue.pricing.contracts import CouponTemplateSpec
from yutang.revenue.pricing.models import Coupon
from yutang.revenue.wallet.api import parts_of


@pytest.fixture
def su(db: None) -> Buyer:
    """A customer with 1,000 points."""
    return rich(buyer())


@pytest.fixture
def shop(db: None) -> Shop:
    """A shop with a store."""
    made = Shop()
    made.open_store()
    return made


def rich(who: Buyer, points: int = 1_000) -> Buyer:
    """Points to spend."""
    grant_points([PointsGrant(who.customer_id, points, Reason.GIFT, f"rich:{who.customer_id}")])
    return who


def item(kind: str = ItemKind.BONUS, points: int = 300, **more: Any) -> int:
    """Something to have."""
    values: dict[str, Any] = {"amount_fen": 300, "per_person": 2, **more}
    return mall.create_item(ItemSpec("3 元余额", kind, points, **values), actor="staff:1")


def take(who: Buyer, item_id: int, key: str = "k", points: int = 300) -> ExchangeFacts:
    """Exchange."""
    return mall.exchange(ExchangeWish(who.customer_id, item_id, key, points))


def points(who: Buyer) -> int:
    """What is left."""
    return points_of([who.customer_id])[who.customer_id].available


def all_is_well() -> None:
    """The doctor finds nothing."""
    for result in run_checks():
        if any(word in result.name for word in ("积分", "账本", "余额")):
            assert result.is_clean, (result.name, result.findings, result.error)


def test_the_same_key_exchanges_once(su: Buyer) -> None:
    it = item()

    first, again = take(su, it), take(su, it)

    assert (first.no, first.repeated) == (again.no, False)
    assert again.repeated
    assert points(su) == 700
    assert parts_of([su.customer_id])[su.customer_id].bonus == 300
    with pytest.raises(DomainError, match="idempotency_mismatch"):
        take(su, item())
    all_is_well()


def test_a_coupon_comes_and_goes_with_its_points(su: Buyer) -> None:
    create_coupon_template(CouponTemplateSpec("FIVE", "5 元券", 500, valid_days=7))
    it = item(ItemKind.COUPON, template_code="FIVE", stock=1)
    done = take(su, it)
    with pytest.raises(DomainError, match="mall_item_gone"):
        take(rich(buyer()), it)

    gone = mall.cancel_exchange(no=done.no, customer_id=su.customer_id)
    mall.cancel_exchange(no=done.no, customer_id=su.customer_id)

    assert (gone.status, points(su)) == ("cancelled", 1_000)
    assert Coupon.objects.get(code=done.coupon_code).status == "void"
    assert Item.objects.get(pk=it).taken == 0
    assert take(rich(buyer()), it).status == "done"
    all_is_well()


def test_balance_is_not_taken_back_and_nobody_cancels_anothers(su: Buyer) -> None:
    done = take(su, item())

    with pytest.raises(DomainError, match="exchange_final"):
        mall.cancel_exchange(no=done.no, customer_id=su.customer_id)
    with pytest.raises(DomainError, match="exchange_unknown"):
        mall.cancel_exchange(no=done.no, customer_id=buyer().customer_id)


def test_goods_are_ordered_with_the_coupon_that_the_exchange_made(shop: Shop, su: Buyer) -> None:
    sku = shop.goods("车厘子", 8_900)
    it = item(ItemKind.GOODS, sku_id=sku, product_id=shop.products["车厘子"], cash_fen=990)

    done = take(su, it)
    order = placed(su, [(sku, 1)], coupon_code=done.coupon_code)

    assert order.total_fen == 990
    with pytest.raises(DomainError, match="exchange_final"):
        mall.cancel_exchange(no=done.no, customer_id=su.customer_id)


@pytest.mark.parametrize(
    ("more", "wish", "code"),
    [
        ({"per_person": 1}, {"key": "second"}, "exchange_limit"),
        ({"points": 700}, {"points": 700, "key": "second"}, "points_short"),
        ({}, {"points": 1, "key": "second"}, "price_changed"),
        ({"stock": 1}, {"key": "second"}, "mall_item_gone"),
    ],
)
def test_refusals_take_nothing(su: Buyer, more: dict[str, Any], wish: dict[str, Any], code: str) -> None:
    it = item(**more)
    price = more.get("points", 300)
    take(su, it, points=price)

    with pytest.raises(DomainError, match=code):
        take(su, it, **wish)

    assert points(su) == 1_000 - price
    assert Exchange.objects.count() == 1


def test_an_item_that_was_taken_away_is_unknown(su: Buyer) -> None:
    it = item()
    mall.switch_item(it, is_active=False, actor="staff:1")

    with pytest.raises(DomainError, match="mall_item_unknown"):
        take(su, it)
    assert mall.mall_items() == []


@pytest.mark.django_db(transaction=True)
def test_the_last_one_goes_to_one(postgres_only: None) -> None:
    it = item(stock=1)
    people = [rich(buyer()) for _ in range(8)]

    answers = at_once(*[lambda who=who: take(who, it) for who in people])

    assert sum(isinstance(answer, ExchangeFacts) for answer in answers) == 1
    assert sorted(points(who) for who in people) == [700] + [1_000] * 7
    all_is_well()


@pytest.mark.django_db(transaction=True)
def test_one_person_at_once_stays_within_his_limit(postgres_only: None) -> None:
    it, who = item(points=100, per_person=2), rich(buyer())

    at_once(*[lambda n=n: take(who, it, f"k{n}", 100) for n in range(6)])

    assert points(who) == 800
    assert Exchange.objects.count() == 2
