"""What a basket costs, and why."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.revenue.builders import Buyer, Shop, buyer
from yutang.foundation.catalog.contracts import SkuFacts
from yutang.kernel import clock
from yutang.kernel.errors import DomainError
from yutang.revenue.pricing.api import (
    create_coupon_template,
    create_promotion,
    issue_coupons,
    quote,
    quote_many,
)
from yutang.revenue.pricing.contracts import (
    CouponIssue,
    CouponTemplateSpec,
    PromotionFacts,
    PromotionKind,
    PromotionSpec,
    QuoteRequest,
    Scope,
)
from yutang.revenue.pricing.rules import PriceBook, decide_quote

pytestmark = pytest.mark.django_db


def coupon_for(who: Buyer, code: str = "t", **more: object) -> str:
    values: dict[str, object] = {"amount_fen": 1_000, "threshold_fen": 6_900, "valid_days": 30, **more}
    create_coupon_template(CouponTemplateSpec(code, f"券{code}", **values))  # type: ignore[arg-type]
    return issue_coupons([CouponIssue(code, who.customer_id, f"{code}:{who.customer_id}")])[0].code


def test_the_checkout_of_the_design(shop: Shop) -> None:
    # given the basket of the mock-up: limited price, member price, full-reduction, coupon, free shipping
    strawberry = shop.goods("丹东 99 草莓", 5_990, member_fen=4_390)
    grape = shop.goods("夏黑葡萄", 3_280)
    shop.shipping()
    shop.full_reduction(9_900, 800)
    prices = {strawberry: 4_590}
    ends = clock.now() + timedelta(days=2)
    create_promotion(PromotionSpec("限时", PromotionKind.LIMITED_PRICE, {"prices": prices}, ends_at=ends))
    config = {"group": "kumquat", "title": "金桔会员"}
    create_promotion(PromotionSpec("金桔会员价", PromotionKind.MEMBER_PRICE, config))
    who = buyer(price_group="kumquat")
    code = coupon_for(who)
    # when
    found = quote(QuoteRequest(who.customer_id, ((strawberry, 2), (grape, 1))))
    # then
    assert [(row.kind, row.label, row.amount_fen) for row in found.explanation] == [
        ("subtotal", "商品金额", 15_260),
        ("limited_price", "限时价", -2_800),
        ("member_price", "会员价", -400),
        ("full_reduction", "满 99 减 8", -800),
        ("coupon", "优惠券", -1_000),
        ("shipping", "运费", 0),
    ]
    details = {row.kind: row.detail for row in found.explanation}
    assert details["subtotal"] == "按日常价 59.90 × 2 + 32.80"
    assert details["member_price"] == "金桔会员"
    assert details["full_reduction"] == "以上 ¥120.60，已达门槛"
    assert details["coupon"].startswith("满 69 减 10，")
    assert details["shipping"] == "满 ¥49 包邮"
    assert (found.subtotal_fen, found.goods_fen, found.shipping_fen, found.total_fen) == (
        15_260,
        10_260,
        0,
        10_260,
    )
    assert sum(line.paid_fen for line in found.lines) == 10_260
    assert found.saved_fen == 5_600
    assert found.coupon is not None
    assert found.coupon.code == code


def test_a_member_discount_says_its_fraction(shop: Shop) -> None:
    sku = shop.goods("苹果", 1_000)
    config = {"group": "kumquat", "discount_bp": 9_000, "title": "金桔会员"}
    create_promotion(PromotionSpec("会员价", PromotionKind.MEMBER_PRICE, config))
    found = quote(QuoteRequest(buyer(price_group="kumquat").customer_id, ((sku, 1),)))
    assert found.total_fen == 900
    assert found.explanation[1].detail == "金桔会员 9 折"


def test_shipping_below_the_threshold_hints_what_is_missing(shop: Shop, su: Buyer) -> None:
    sku = shop.goods("苹果", 4_300)
    shop.shipping()
    found = quote(QuoteRequest(su.customer_id, ((sku, 1),)))
    assert (found.shipping_fen, found.total_fen) == (600, 4_900)
    assert [hint.text for hint in found.hints] == ["再买 ¥6.00 包邮"]


def test_pick_up_is_free(shop: Shop, su: Buyer) -> None:
    sku = shop.goods("苹果", 1_000)
    shop.shipping()
    found = quote(QuoteRequest(su.customer_id, ((sku, 1),), delivery="pickup", store_id=shop.store_id))
    assert found.total_fen == 1_000
    assert found.explanation[-1].detail == "到店自提免运费"


@pytest.mark.parametrize("quantity", [0, -1, 10**9, True])
def test_a_quantity_that_nobody_means_names_its_field(shop: Shop, su: Buyer, quantity: int) -> None:
    sku = shop.goods("苹果", 1_000)
    with pytest.raises(DomainError) as caught:
        quote(QuoteRequest(su.customer_id, ((sku, quantity),)))
    assert caught.value.code == "quantity_invalid"
    assert caught.value.details["field"] == "quantity"


def test_lines_that_cannot_be_bought_cost_nothing_and_say_why(shop: Shop, su: Buyer) -> None:
    good, short = shop.goods("苹果", 1_000), shop.goods("樱桃", 9_900, stock=2)
    found = quote(QuoteRequest(su.customer_id, ((good, 1), (short, 3), (10**12, 1))))
    assert [line.problem for line in found.lines] == ["", "stock_short", "unknown"]
    assert found.lines[1].problem_text == "仅剩 2 件"
    assert found.total_fen == 1_000
    assert not found.is_buyable


def test_the_best_coupon_is_chosen_and_a_worse_one_can_be_asked_for(shop: Shop, su: Buyer) -> None:
    sku = shop.goods("苹果", 10_000)
    worse, better = coupon_for(su, "a", amount_fen=300), coupon_for(su, "b", amount_fen=800)
    best = quote(QuoteRequest(su.customer_id, ((sku, 1),)), with_choices=True)
    assert best.coupon is not None
    assert best.coupon.code == better
    assert [choice.saves_fen for choice in best.choices] == [800, 300]
    assert quote(QuoteRequest(su.customer_id, ((sku, 1),), coupon_code=worse)).total_fen == 9_700
    assert quote(QuoteRequest(su.customer_id, ((sku, 1),), coupon_code=None)).total_fen == 10_000


def test_a_coupon_below_its_threshold_says_how_much_is_missing(shop: Shop, su: Buyer) -> None:
    sku = shop.goods("苹果", 5_000)
    code = coupon_for(su)
    with pytest.raises(DomainError) as caught:
        quote(QuoteRequest(su.customer_id, ((sku, 1),), coupon_code=code))
    assert caught.value.code == "coupon_not_usable"
    assert caught.value.message == "优惠券不可用：还差 ¥19.00"


def test_somebody_elses_coupon_does_not_exist(shop: Shop, su: Buyer) -> None:
    sku = shop.goods("苹果", 10_000)
    code = coupon_for(buyer())
    with pytest.raises(DomainError) as caught:
        quote(QuoteRequest(su.customer_id, ((sku, 1),), coupon_code=code))
    assert caught.value.code == "coupon_unknown"


def test_a_coupon_that_does_not_stack_is_refused_beside_a_reduction(shop: Shop, su: Buyer) -> None:
    sku = shop.goods("苹果", 10_000)
    shop.full_reduction()
    coupon_for(su, stacks_with_promotions=False)
    found = quote(QuoteRequest(su.customer_id, ((sku, 1),)), with_choices=True)
    assert found.coupon is None
    assert found.choices[0].reason == "不与满减同享"


def test_a_batch_reads_as_often_as_one(shop: Shop, su: Buyer) -> None:
    sku = shop.goods("苹果", 1_000)
    requests = [QuoteRequest(su.customer_id, ((sku, n + 1),)) for n in range(40)]
    quote_many(requests[:1])
    with CaptureQueriesContext(connection) as one:
        quote_many(requests[:1])
    with CaptureQueriesContext(connection) as many:
        answers = quote_many(requests)
    assert len(answers) == 40
    assert len(many) == len(one)


def _sku(sku_id: int, price_fen: int, member_fen: int | None) -> SkuFacts:
    return SkuFacts(sku_id, sku_id, "p", "k", "果", "", "", "", 1, (1,), price_fen, member_fen, 0, 0, True)


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    lines=st.lists(st.tuples(st.integers(1, 50_000), st.integers(1, 30)), min_size=1, max_size=6),
    threshold=st.integers(1, 200_000),
    off=st.integers(1, 50_000),
    fee=st.integers(0, 2_000),
)
def test_every_quote_adds_up(lines: list[tuple[int, int]], threshold: int, off: int, fee: int) -> None:
    now = clock.now()
    skus = {i + 1: _sku(i + 1, price, price * 9 // 10) for i, (price, _) in enumerate(lines)}
    tiers = {"tiers": [{"threshold_fen": threshold, "off_fen": min(off, threshold)}]}
    promotions = [
        PromotionFacts(1, "满减", "full_reduction", Scope(), tiers, now, None),
        PromotionFacts(2, "运费", "shipping", Scope(), {"fee_fen": fee, "free_from_fen": 4_900}, now, None),
        PromotionFacts(3, "会员", "member_price", Scope(), {"group": "g", "discount_bp": 8_800}, now, None),
    ]  # fmt: skip
    request = QuoteRequest(1, tuple((i + 1, n) for i, (_, n) in enumerate(lines)), price_group="g")
    found = decide_quote(request, skus=skus, book=PriceBook(promotions), coupons=(), now=now)
    again = decide_quote(request, skus=skus, book=PriceBook(promotions), coupons=(), now=now)
    assert found == again
    assert sum(line.paid_fen for line in found.lines) + found.shipping_fen == found.total_fen
    assert sum(row.amount_fen for row in found.explanation) == found.total_fen
    assert found.subtotal_fen - sum(d.amount_fen for d in found.discounts) == found.goods_fen
    assert all(0 <= line.paid_fen <= line.base_fen for line in found.lines)
    assert all(
        line.base_fen - sum(d.amount_fen for d in line.discounts) == line.paid_fen for line in found.lines
    )
