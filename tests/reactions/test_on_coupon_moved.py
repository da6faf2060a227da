"""Customers hear of coupons that are given with a word to it, and of those that come back."""

import pytest

from tests.revenue.builders import Buyer
from tests.revenue.pricing.coupons import given, template
from yutang.kernel.outbox import drain
from yutang.retention.journeys.library.coupon_steps import coupon_words
from yutang.retention.reach.api import messages_page
from yutang.revenue.pricing.api import hold_coupons, issue_coupons, restore_coupon_uses, use_coupons
from yutang.revenue.pricing.contracts import CouponHold, CouponIssue, CouponReturn

pytestmark = pytest.mark.django_db


def test_a_gift_is_announced_once_and_only_when_wanted(su: Buyer) -> None:
    made = template(kind="percent", amount_fen=0, discount_bp=8_500, cap_fen=2_000, name="八五折券")
    issue_coupons([CouponIssue(made.code, su.customer_id, "quiet")])
    issue_coupons([CouponIssue(made.code, su.customer_id, "loud", tell=True)])
    drain()
    (message,) = messages_page(su.customer_id).items
    assert message.title == "送你一张券：八五折券"
    assert message.body.startswith("无门槛打 8.5 折，已放进你的卡包，")


def test_what_a_refund_brings_back_is_said(su: Buyer) -> None:
    pack = given(su.customer_id, uses_total=3, uses_per_order=2, returns_on_refund="share", name="三次券")
    hold_coupons([CouponHold("D1", su.customer_id, pack.code, 2, 2_000)])
    use_coupons(["D1"])
    restore_coupon_uses([CouponReturn("D1", "R1", saved_back_fen={pack.code: 1_000})])
    drain()
    (message,) = messages_page(su.customer_id).items
    assert message.title == "三次券已退回卡包"
    assert message.body.startswith("订单 D1 退款，三次券退回 1 次，")


@pytest.mark.parametrize(
    ("more", "title", "terms"),
    [
        ({}, "10 元券", "10 元无门槛券"),
        ({"threshold_fen": 9_900}, "10 元券", "满 99 减 10券"),
        (
            {"kind": "percent", "amount_fen": 0, "discount_bp": 8_500, "cap_fen": 1},
            "8.5 折券",
            "无门槛打 8.5 折券",
        ),
        ({"kind": "free_shipping", "amount_fen": 0}, "包邮券", "包邮券"),
        ({"kind": "exchange", "amount_fen": 0}, "兑换券", "免费兑换券"),
    ],
)
def test_the_reminder_has_words_for_every_kind(
    su: Buyer, more: dict[str, object], title: str, terms: str
) -> None:
    made = template(**more)
    (issued,) = issue_coupons([CouponIssue(made.code, su.customer_id, "k")])
    assert coupon_words(issued) == {"coupon_title": title, "coupon_terms": terms}
