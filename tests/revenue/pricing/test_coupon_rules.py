"""What each kind of coupon takes off, and on which lines."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yutang.foundation.catalog.contracts import SkuFacts
from yutang.kernel.errors import DomainError
from yutang.revenue.pricing.contracts import CouponFacts, CouponTemplateSpec, Scope
from yutang.revenue.pricing.rules import (
    CouponLine,
    check_coupon_template,
    coupon_reason,
    coupon_saves,
    may_stand_together,
    uses_due_back,
)
from yutang.revenue.pricing.rules.coupon_terms import coupon_window, grace_until, printed_code, written_code

NOW = datetime(2026, 11, 22, 4, tzinfo=UTC)


def sku(number: int, category: int = 1) -> SkuFacts:
    return SkuFacts(
        sku_id=number,
        sku_no=f"K{number}",
        product_id=number * 10,
        product_no=f"P{number}",
        name=f"品 {number}",
        spec="",
        picture="",
        tint="",
        category_id=category,
        category_path=(category,),
        price_fen=0,
        member_price_fen=None,
        cost_fen=0,
        weight_g=0,
        is_sellable=True,
    )


def coupon(**more: Any) -> CouponFacts:
    values: dict[str, Any] = {
        "code": "c1",
        "template_code": "t1",
        "name": "券",
        "kind": "cash",
        "amount_fen": 1_000,
        "threshold_fen": 0,
        "scope": Scope(),
        "stacks_with_promotions": True,
        "status": "available",
        "valid_from": NOW - timedelta(days=1),
        "valid_until": NOW + timedelta(days=1),
        "customer_id": 1,
        **more,
    }
    return CouponFacts(**values)


def line(number: int, fen: int, quantity: int = 1, **more: Any) -> CouponLine:
    return CouponLine(sku(number, more.pop("category", 1)), fen, quantity, **more)


def test_percent_takes_its_share_up_to_the_cap_and_falls_by_largest_remainder() -> None:
    goods = [line(1, 3_333), line(2, 6_667)]
    saving = coupon_saves(
        coupon(kind="percent", discount_bp=8_500, cap_fen=9_000), goods=goods, shipping_fen=0
    )
    assert (saving.goods_fen, saving.shares) == (1_500, (500, 1_000))
    capped = coupon_saves(coupon(kind="percent", discount_bp=8_500, cap_fen=900), goods=goods, shipping_fen=0)
    assert (capped.goods_fen, sum(capped.shares)) == (900, 900)


def test_an_exchange_takes_the_dearest_pieces_and_leaves_what_they_still_cost() -> None:
    goods = [line(1, 3_000, 3), line(2, 2_500, 1), line(3, 9_900, 1, category=9)]
    scope = Scope("category", frozenset({1}))
    one = coupon_saves(coupon(kind="exchange", amount_fen=100, scope=scope), goods=goods, shipping_fen=0)
    assert (one.shares, one.uses) == ((0, 2_400, 0), 1)
    pack = coupon(kind="exchange", amount_fen=0, scope=scope, uses_total=10, uses_left=3, uses_per_order=10)
    three = coupon_saves(pack, goods=goods, shipping_fen=0)
    assert (three.shares, three.uses) == ((2_000, 2_500, 0), 3)


def test_free_shipping_takes_the_fee_up_to_its_cap() -> None:
    goods = [line(1, 100)]
    assert (
        coupon_saves(coupon(kind="free_shipping", amount_fen=0), goods=goods, shipping_fen=600).shipping_fen
        == 600
    )
    capped = coupon_saves(coupon(kind="free_shipping", cap_fen=500), goods=goods, shipping_fen=600)
    assert (capped.shipping_fen, capped.goods_fen, capped.shares) == (500, 0, (0,))


def test_a_cash_pack_takes_a_part_for_each_threshold_reached() -> None:
    pack = coupon(amount_fen=500, threshold_fen=3_000, uses_total=5, uses_left=4, uses_per_order=3)
    assert coupon_saves(pack, goods=[line(1, 6_500)], shipping_fen=0).uses == 2
    assert coupon_saves(pack, goods=[line(1, 99_000)], shipping_fen=0).goods_fen == 1_500


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        ({"status": "used"}, "已使用或已失效"),
        ({"uses_left": 0}, "已使用或已失效"),
        ({"valid_from": NOW + timedelta(hours=1)}, "还没到使用时间"),
        ({"valid_until": NOW}, "已过期"),
        ({"store_ids": frozenset({7})}, "仅限到指定门店自提时使用"),
        ({"scope": Scope("product", frozenset({99}))}, "没有适用的商品"),
        ({"threshold_fen": 5_001}, "还差 ¥0.01"),
        ({"kind": "free_shipping"}, "本单已免运费"),
        ({"kind": "exchange", "amount_fen": 5_000}, "兑换价不低于现价"),
        ({}, ""),
    ],
)
def test_a_coupon_says_why_it_does_not_fit(more: dict[str, Any], reason: str) -> None:
    assert coupon_reason(coupon(**more), goods=[line(1, 5_000)], shipping_fen=0, now=NOW) == reason


def test_a_store_coupon_fits_an_order_collected_there() -> None:
    mine = coupon(store_ids=frozenset({7}))
    assert coupon_reason(mine, goods=[line(1, 5_000)], shipping_fen=0, now=NOW, store_id=7) == ""


def test_only_coupons_of_different_groups_stand_together() -> None:
    a, b, alone = coupon(stacking_group="a"), coupon(stacking_group="b"), coupon()
    assert may_stand_together([a, b])
    assert may_stand_together([alone])
    assert not may_stand_together([a, a])
    assert not may_stand_together([a, alone])


lines = st.lists(st.tuples(st.integers(0, 20_000), st.integers(1, 9)), min_size=1, max_size=6)
kinds = st.sampled_from(["cash", "percent", "exchange", "random", "free_shipping"])


@settings(max_examples=150, deadline=None)
@given(lines, kinds, st.integers(0, 30_000), st.integers(1, 9_999), st.integers(1, 5), st.integers(0, 900))
def test_a_saving_never_exceeds_a_line_or_the_fee(
    goods: list[tuple[int, int]], kind: str, amount: int, bp: int, per_order: int, fee: int
) -> None:
    basket = [line(i, fen, quantity) for i, (fen, quantity) in enumerate(goods, 1)]
    mine = coupon(
        kind=kind, amount_fen=amount, discount_bp=bp, uses_total=5, uses_left=4, uses_per_order=per_order
    )
    saving = coupon_saves(mine, goods=basket, shipping_fen=fee)
    assert sum(saving.shares) == saving.goods_fen
    assert all(0 <= share <= one.fen for share, one in zip(saving.shares, basket, strict=True))
    assert 0 <= saving.shipping_fen <= fee
    assert 1 <= saving.uses <= 4


@settings(max_examples=100, deadline=None)
@given(st.integers(1, 10), st.lists(st.integers(1, 5_000), min_size=1, max_size=8))
def test_parts_come_back_one_by_one_and_all_in_the_end(uses: int, refunds: list[int]) -> None:
    saved, back, told = sum(refunds), 0, 0
    for index, refund in enumerate(refunds):
        told += refund
        due = uses_due_back(
            uses=uses,
            saved_fen=saved,
            saved_back_fen=told,
            already_back=back,
            is_whole=index == len(refunds) - 1,
        )
        assert due >= 0
        back += due
        assert back <= uses
    assert back == uses


def test_a_coupon_of_tomorrow_begins_at_midnight_in_shanghai() -> None:
    starts, ends = coupon_window(NOW, valid_days=7, valid_after_days=1, valid_from=None, valid_until=None)
    assert starts == datetime(2026, 11, 22, 16, tzinfo=UTC)
    assert ends - starts == timedelta(days=7)


def test_grace_is_given_once_and_never_shortens() -> None:
    over, far = NOW - timedelta(days=1), NOW + timedelta(days=90)
    assert grace_until(NOW, over, grace_days=7, is_extended=False) == NOW + timedelta(days=7)
    assert grace_until(NOW, over, grace_days=7, is_extended=True) == over
    assert grace_until(NOW, far, grace_days=7, is_extended=False) == far


def test_a_code_is_read_however_it_was_typed() -> None:
    assert printed_code("0a1b2c3d4e5f6g7h") == "0A1B-2C3D-4E5F-6G7H"
    assert written_code(" OA1b-2C3D 4e5f-6g7h ") == "0a1b2c3d4e5f6g7h"


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"name": " "}, "name"),
        ({"name": "a\nb"}, "name"),
        ({"template_code": ""}, "template_code"),
        ({"kind": "gold"}, "kind"),
        ({"amount_fen": 0}, "amount_fen"),
        ({"amount_fen": -1}, "amount_fen"),
        ({"amount_fen": 10**12}, "amount_fen"),
        ({"threshold_fen": 999}, "amount_fen"),
        ({"kind": "percent", "amount_fen": 0, "discount_bp": 0, "cap_fen": 1}, "discount_bp"),
        ({"kind": "percent", "amount_fen": 0, "discount_bp": 10_000, "cap_fen": 1}, "discount_bp"),
        ({"kind": "percent", "amount_fen": 0, "discount_bp": 8_500}, "cap_fen"),
        ({"kind": "random", "max_fen": 999}, "max_fen"),
        ({"kind": "random", "max_fen": 3_000, "threshold_fen": 2_000}, "max_fen"),
        ({"valid_days": None}, "valid_days"),
        ({"valid_days": 0}, "valid_days"),
        ({"valid_days": 10**9}, "valid_days"),
        ({"valid_from": NOW, "valid_until": NOW}, "valid_until"),
        ({"total": 0}, "total"),
        ({"total": 10**9}, "total"),
        ({"per_person": 0}, "per_person"),
        ({"per_day": 2}, "per_day"),
        ({"uses_total": 0}, "uses_total"),
        ({"uses_total": 10**6}, "uses_total"),
        ({"uses_per_order": 2}, "uses_per_order"),
        ({"budget_fen": 999}, "budget_fen"),
        ({"kind": "exchange", "budget_fen": 99_999}, "cap_fen"),
        ({"scope": Scope("moon", frozenset({1}))}, "scope"),
        ({"scope": Scope("product")}, "scope"),
        ({"returns_on_refund": "maybe"}, "returns_on_refund"),
        ({"grace_days": -1}, "grace_days"),
        ({"stacking_group": "x" * 17}, "stacking_group"),
        ({"is_split": True, "is_public": True}, "is_split"),
    ],
)
def test_a_template_that_cannot_be_kept_names_its_field(more: dict[str, Any], field: str) -> None:
    values: dict[str, Any] = {
        "template_code": "t",
        "name": "券",
        "amount_fen": 1_000,
        "valid_days": 30,
        **more,
    }
    with pytest.raises(DomainError) as caught:
        check_coupon_template(CouponTemplateSpec(**values))
    assert caught.value.details["field"] == field


def test_names_may_look_like_anything_that_is_text() -> None:
    name = "'; DROP TABLE pricing_coupon;-- <script>alert(1)</script>"
    check_coupon_template(CouponTemplateSpec("t", name, amount_fen=1, valid_days=1))
