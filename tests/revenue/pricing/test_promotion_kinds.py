"""Every kind of promotion, what quotes promise of all of them, and a past that is priced again."""

import random
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench._carts import NOW, exhaustive, random_cart, random_promotion, sku
from tests.revenue.builders import Buyer, Shop, buyer, paid, placed, refused, wish
from yutang.kernel import clock
from yutang.kernel.errors import DomainError
from yutang.revenue.orders.api import cancel_order, place_orders, simulate_promotion
from yutang.revenue.pricing.api import (
    create_promotion,
    preview_quote,
    promotion_overlaps,
    quote,
    stop_promotion,
)
from yutang.revenue.pricing.contracts import (
    CustomerTerms,
    PromotionFacts,
    PromotionSpec,
    Quote,
    QuoteRequest,
    Scope,
)
from yutang.revenue.pricing.models import PromotionUse
from yutang.revenue.pricing.rules import PriceBook, decide_quote

SKUS = {1: sku(1, 5_990), 2: sku(2, 3_280), 3: sku(3, 990, 2), 4: sku(4, 0), 5: sku(5, 1)}


def rule(kind: str, config: dict[str, Any], *, number: int = 1, **more: Any) -> PromotionFacts:
    values = {"scope": Scope(), "exclusive_group": "main", **more}
    return PromotionFacts(number, "活动", kind, config=config, starts_at=NOW, ends_at=None, **values)


def price(
    lines: dict[int, int], *rules: PromotionFacts, terms: CustomerTerms | None = None, **more: Any
) -> Quote:
    request = QuoteRequest(1, tuple(lines.items()), price_group="", **more)
    found = decide_quote(
        request, skus=SKUS, book=PriceBook(rules), coupons=(), now=NOW, terms=terms or CustomerTerms()
    )
    adds_up(found)
    return found


def adds_up(found: Quote) -> None:
    assert sum(line.paid_fen for line in found.lines) + found.shipping_fen == found.total_fen
    assert sum(row.amount_fen for row in found.explanation) == found.total_fen
    assert found.subtotal_fen - sum(d.amount_fen for d in found.discounts) == found.goods_fen
    for line in found.lines:
        assert 0 <= line.paid_fen <= line.base_fen
        if not line.problem:
            assert line.base_fen - sum(d.amount_fen for d in line.discounts) == line.paid_fen
    assert sum(line.points for line in found.lines) == found.points_used


@pytest.mark.parametrize(
    ("kind", "config", "lines", "off", "label"),
    [
        (
            "full_reduction",
            {"tiers": [{"threshold_fen": 9_900, "off_fen": 1_000}]},
            {1: 2},
            1_000,
            "满 99 减 10",
        ),
        (
            "full_reduction",
            {"repeat": True, "cap_fen": 2_500, "tiers": [{"threshold_fen": 5_000, "off_fen": 1_000}]},
            {1: 3},
            2_500,
            "每满 50 减 10",
        ),
        (
            "full_reduction",
            {"by": "count", "per": "line", "tiers": [{"threshold_count": 2, "off_fen": 300}]},
            {1: 2, 2: 1, 3: 2},
            600,
            "单品满 2 件 减 3",
        ),
        (
            "full_discount",
            {"by": "count", "tiers": [{"threshold_count": 3, "discount_bp": 8_000}]},
            {2: 3},
            1_968,
            "满 3 件 享 8 折",
        ),
        ("nth_discount", {"n": 2, "discount_bp": 5_000, "per": "line"}, {1: 3}, 2_995, "第二件半价"),
        ("nth_discount", {"n": 2, "discount_bp": 0, "per": "order"}, {1: 1, 3: 1}, 990, "买 1 送 1"),
        ("n_for", {"n": 3, "price_fen": 9_900}, {1: 2, 2: 1, 3: 1}, 5_360, "任选 3 件 99 元"),
        ("choose_one", {"price_fen": 990}, {1: 1, 2: 1}, 5_000, "任选 1 件，每件 9.90 元"),
        (
            "bundle",
            {"items": [{"sku_id": 1, "quantity": 1}, {"sku_id": 2, "quantity": 2}], "price_fen": 9_900},
            {1: 1, 2: 3},
            2_650,
            "套装 活动",
        ),
    ],
)
def test_each_kind_takes_off_what_it_says(
    kind: str, config: dict[str, Any], lines: dict[int, int], off: int, label: str
) -> None:
    found = price(lines, rule(kind, config))
    assert found.subtotal_fen - found.goods_fen == off
    assert found.explanation[1].label == label


def test_gifts_come_along_while_there_is_stock() -> None:
    gifts = rule("full_gift", {"tiers": [{"threshold_fen": 5_000, "gifts": [{"sku_id": 3, "quantity": 2}]}]})
    found = price({1: 1}, gifts)
    assert [(gift.sku_id, gift.quantity, gift.worth_fen) for gift in found.gifts] == [(3, 2, 1_980)]
    request = QuoteRequest(1, ((1, 1),), price_group="")
    empty = decide_quote(request, skus=SKUS, book=PriceBook([gifts]), coupons=(), now=NOW, gift_stock={3: 0})
    assert empty.gifts == ()
    assert empty.explanation[1].detail == "赠品已送完"


def test_groups_stand_beside_each_other_and_members_of_one_do_not() -> None:
    half = rule("nth_discount", {"n": 2, "discount_bp": 5_000}, number=1)
    less = rule("full_reduction", {"tiers": [{"threshold_fen": 5_000, "off_fen": 1_000}]}, number=2)
    assert price({1: 2}, half, less).goods_fen == 11_980 - 2_995
    beside = rule("full_reduction", less.config, number=2, exclusive_group="second")
    assert price({1: 2}, half, beside).goods_fen == 11_980 - 2_995 - 1_000
    alone = rule("full_reduction", less.config, number=2, exclusive_group="second", stacks=False)
    assert price({1: 2}, half, alone).goods_fen == 11_980 - 2_995


def test_the_dearer_price_is_taken_when_it_reaches_more() -> None:
    limited = rule("limited_price", {"prices": {"1": 5_890}}, number=1)
    less = rule("full_reduction", {"tiers": [{"threshold_fen": 5_990, "off_fen": 2_000}]}, number=2)
    assert price({1: 1}, limited, less).total_fen == 3_990


def test_points_pay_whole_points_and_fall_on_lines() -> None:
    terms = CustomerTerms(points=1_005, points_per_yuan=100, points_cap_bp=5_000)
    found = price({1: 1, 2: 1}, terms=terms, points=-1)
    assert (found.points_used, found.points_fen, found.total_fen) == (1_005, 1_005, 8_265)
    assert [line.points for line in found.lines] == [649, 356]
    some = price({3: 1}, terms=CustomerTerms(points=99, points_per_yuan=10), points=7)
    assert (some.points_used, some.points_fen) == (7, 70)


def test_a_card_pays_the_fee_before_a_province_is_refused() -> None:
    config = {
        "fee_fen": 600,
        "free_from_fen": 4_900,
        "regions": [{"provinces": ["新疆"], "fee_fen": 1_500, "free_from_fen": 19_900}],
        "excluded": ["西藏自治区"],
    }
    shipping = rule("shipping", config)
    assert price({3: 1}, shipping, region="浙江省").shipping_fen == 600
    assert price({1: 1}, shipping, region="新疆维吾尔自治区").shipping_fen == 1_500
    assert price({3: 1}, shipping, region="西藏").lines[0].problem == "region_excluded"
    card = CustomerTerms(free_shipping_left=3, free_shipping_card="K1", free_shipping_title="省省卡")
    found = price({3: 1}, shipping, terms=card)
    assert (found.shipping_fen, found.benefits[0].reference, found.benefits[0].saved_fen) == (0, "K1", 600)


def test_little_more_is_said_in_words() -> None:
    half = rule("nth_discount", {"n": 2, "discount_bp": 5_000}, number=1)
    shipping = rule("shipping", {"fee_fen": 600, "free_from_fen": 4_900}, number=2)
    found = price({2: 1}, half, shipping)
    assert [hint.text for hint in found.hints] == ["再买 ¥16.20 包邮", "再买 1 件享第二件半价"]


def test_members_days_are_days_of_shanghai() -> None:
    day = rule("member_day", {"discount_bp": 9_000, "days": [23], "level": 1})
    member = CustomerTerms(level=1)
    request = QuoteRequest(1, ((1, 1),), price_group="")
    before, after = NOW.replace(hour=15, minute=59), NOW.replace(hour=16, minute=0)
    totals = [
        decide_quote(request, skus=SKUS, book=PriceBook([day]), coupons=(), now=at, terms=member).total_fen
        for at in (before, after)
    ]
    assert totals == [5_990, 5_391]


def test_never_worse_than_exhaustive_search_on_seeded_carts() -> None:
    worse = 0
    for seed in range(120):
        request, skus, rules, coupons = random_cart(random.Random(seed))
        found = decide_quote(request, skus=skus, book=PriceBook(rules), coupons=coupons, now=NOW)
        adds_up(found)
        best = exhaustive((request, skus, rules, coupons))
        worse += best is not None and found.total_fen > best
    assert worse == 0


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_the_order_of_lines_does_not_matter(seed: int) -> None:
    chance = random.Random(seed)
    request, skus, rules, coupons = random_cart(chance, lines=3, promotions=2, coupons=0)
    found = decide_quote(request, skus=skus, book=PriceBook(rules), coupons=coupons, now=NOW)
    adds_up(found)
    turned = QuoteRequest(1, tuple(reversed(request.lines)), "best", price_group="")
    again = decide_quote(turned, skus=skus, book=PriceBook(rules), coupons=coupons, now=NOW)
    assert again.total_fen == found.total_fen
    assert {x.sku_id: x.paid_fen for x in again.lines} == {x.sku_id: x.paid_fen for x in found.lines}


def test_one_more_promotion_hardly_ever_costs_anything() -> None:
    """The search is bounded: where several groups pull against each other it may miss the best (here: seed 448)."""
    dearer = []
    for seed in range(500):
        chance = random.Random(seed)
        request, skus, rules, coupons = random_cart(chance, lines=3, promotions=2, coupons=0)
        found = decide_quote(request, skus=skus, book=PriceBook(rules), coupons=coupons, now=NOW)
        more = [*rules, random_promotion(chance, 77, skus)]
        other = decide_quote(request, skus=skus, book=PriceBook(more), coupons=coupons, now=NOW)
        if other.total_fen > found.total_fen:
            dearer.append(seed)
    assert len(dearer) <= 1, dearer


def test_a_thousand_lines_are_answered() -> None:
    many = {n: sku(n, 100 + n) for n in range(1, 1_001)}
    request = QuoteRequest(1, tuple((n, 1) for n in many), price_group="")
    less = rule("full_reduction", {"tiers": [{"threshold_fen": 9_900, "off_fen": 1_000}]})
    rules = [less, rule("n_for", {"n": 3, "price_fen": 900}, number=2)]
    adds_up(decide_quote(request, skus=many, book=PriceBook(rules), coupons=(), now=NOW))


def test_a_newcomer_has_one_first_order(shop: Shop, su: Buyer) -> None:
    apple = shop.goods("苹果", 1_000)
    create_promotion(PromotionSpec("新人价", "first_order", {"prices": {str(apple): 100}}))
    first = placed(su, [(apple, 2)])
    assert first.total_fen == 1_100
    assert placed(su, [(apple, 1)]).total_fen == 1_000
    cancel_order(customer_id=su.customer_id, order_no=first.no)
    assert PromotionUse.objects.count() == 0
    paid(su, [(apple, 1)])
    assert quote(QuoteRequest(su.customer_id, ((apple, 1),))).total_fen == 1_000


def test_gifts_are_lines_that_hold_stock(shop: Shop, su: Buyer) -> None:
    apple, bag = shop.goods("苹果", 5_000), shop.goods("帆布袋", 900, stock=1)
    gifts = {"tiers": [{"threshold_fen": 5_000, "gifts": [{"sku_id": bag, "quantity": 1}]}]}
    create_promotion(PromotionSpec("满赠", "full_gift", gifts))
    order = placed(su, [(apple, 1)])
    assert list(order.lines.order_by("is_gift", "id").values_list("sku_id", "is_gift", "paid_fen")) == [
        (apple, False, 5_000),
        (bag, True, 0),
    ]
    assert placed(su, [(apple, 1)]).lines.count() == 1


def test_a_price_that_fell_is_accepted_and_one_that_rose_is_not(shop: Shop, su: Buyer) -> None:
    apple = shop.goods("苹果", 1_000)
    assert placed(su, [(apple, 1)], expected_total_fen=1_200).total_fen == 1_000
    assert refused(place_orders([wish(su, [(apple, 1)], expected_total_fen=999)])).code == "price_changed"


def test_a_simulation_agrees_with_a_replay(shop: Shop, su: Buyer) -> None:
    apple, pear = shop.goods("苹果", 6_000), shop.goods("梨", 2_500)
    shop.full_reduction(10_000, 800)
    baskets = [[(apple, 2)], [(apple, 1), (pear, 1)], [(pear, 3)], [(pear, 1)]]
    for lines in baskets:
        paid(buyer(), lines)
    spec = PromotionSpec(
        "第二件半价", "nth_discount", {"n": 2, "discount_bp": 5_000}, exclusive_group="second"
    )
    now = clock.now()
    found = simulate_promotion(spec, since=now - timedelta(days=1), until=now + timedelta(seconds=1))
    before = [quote(QuoteRequest(su.customer_id, tuple(lines), None)).total_fen for lines in baskets]
    kept = create_promotion(spec)
    after = [quote(QuoteRequest(su.customer_id, tuple(lines), None)).total_fen for lines in baskets]
    assert (found.orders, found.off_fen, found.sales_fen) == (4, sum(before) - sum(after), sum(before))
    assert found.touched == sum(old != new for old, new in zip(before, after, strict=True))
    stop_promotion(promotion_id=kept)
    assert (
        preview_quote(QuoteRequest(0, ((apple, 2),), None, price_group=""), spec=spec).total_fen == after[0]
    )


def test_overlaps_are_told_and_nonsense_is_refused(shop: Shop) -> None:
    shop.full_reduction()
    half = PromotionSpec("第二件半价", "nth_discount", {"n": 2, "discount_bp": 5_000})
    assert [one.text for one in promotion_overlaps(half)] == [
        "与满减“满减”同属互斥组默认组：同一商品只参加更省的一个"
    ]
    for kind, config, field in (
        ("n_for", {"n": 1, "price_fen": 1}, "config.n"),
        ("bundle", {"items": [], "price_fen": 1}, "config.items"),
        ("full_reduction", {"tiers": [{"threshold_fen": 5, "off_fen": 6}]}, "config.tiers.off_fen"),
        ("shipping", {"fee_fen": -1}, "config.fee_fen"),
    ):
        with pytest.raises(DomainError) as caught:
            create_promotion(PromotionSpec("x", kind, config))
        assert caught.value.details["field"] == field
