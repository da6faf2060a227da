"""Coupons over the API: centre, link, code, and the reasons of the picker."""

import pytest

from tests.revenue.builders import Shop
from tests.revenue.pricing.coupons import template
from tests.surfaces.mall.conftest import Phone
from yutang.foundation.links.api import create_link
from yutang.foundation.links.contracts import Carrier, NewLink, TargetKind
from yutang.revenue.pricing.api import codes_of_file, create_code_file, issue_coupons, withdraw_template
from yutang.revenue.pricing.contracts import CouponIssue

pytestmark = pytest.mark.django_db


def test_the_centre_says_what_each_coupon_is_and_may(me: Phone, visitor: Phone) -> None:
    template(is_public=True, name="立减", threshold_fen=6_900)
    template(is_public=True, name="折", kind="percent", amount_fen=0, discount_bp=8_500, cap_fen=2_000)
    template(is_public=True, name="手气", kind="random", amount_fen=100, max_fen=900, per_person=5, per_day=1)
    gone = template(is_public=True, name="光了", total=1)
    issue_coupons([CouponIssue(gone.code, me.customer_id, "k")])
    template(name="不公开")
    seen = {one["name"]: one for one in visitor.get("coupons/takeable")["items"]}
    assert set(seen) == {"立减", "折", "手气", "光了"}
    assert (seen["立减"]["title"], seen["立减"]["face"], seen["立减"]["state"]) == ("满 69 减 10", "", "take")
    assert (seen["折"]["face"], seen["折"]["scope_text"]) == ("8.5 折", "全场可用 · 最多减 20")
    assert (seen["手气"]["face"], seen["光了"]["state"]) == ("随机", "gone")
    # taken today, tomorrow again
    me.post("coupons/take", {"template_code": seen["手气"]["template_code"]})
    after = {one["name"]: one["state"] for one in me.get("coupons/takeable")["items"]}
    assert (after["手气"], after["立减"]) == ("tomorrow", "take")
    again = me.call("post", "coupons/take", {"template_code": seen["手气"]["template_code"]})
    me.refused(again, 409, "coupon_limit_today")


def test_a_code_becomes_a_coupon_once_and_guessing_ends(me: Phone, other: Phone) -> None:
    made = template(name="码")
    file = create_code_file(template_id=made.pk, count=1, key="k")
    code = next(codes_of_file(file.file_id))[0]
    got = me.post("coupons/redeem", {"code": code.lower()})
    assert (got["title"], got["status"]) == ("码", "available")
    other.refused(other.call("post", "coupons/redeem", {"code": code}), 409, "code_used")
    for _ in range(9):
        other.refused(
            other.call("post", "coupons/redeem", {"code": "0000-1111-2222-3333"}), 404, "code_unknown"
        )
    limited = other.call("post", "coupons/redeem", {"code": "0000-1111-2222-3333"})
    other.refused(limited, 429, "too_many_requests")
    bad = me.call("post", "coupons/redeem", {"code": "<script>alert(1)</script>"})
    assert bad.status_code == 422


def test_a_link_leads_to_a_coupon_that_no_page_shows(me: Phone, visitor: Phone) -> None:
    made = template(name="社群专享")
    link = create_link(NewLink(Carrier.COPY, TargetKind.COUPON, made.pk))
    opened = visitor.get(f"links/{link.code}")
    assert opened["path"].startswith(f"/pages/coupon/landing?id={made.pk}&")
    landing = visitor.get(f"coupons/landing?template_id={made.pk}")
    assert (landing["coupon"]["state"], landing["mine"]) == ("take", None)
    got = me.post("coupons/take-by-link", {"link": link.code})
    assert got["title"] == "社群专享"
    assert me.get(f"coupons/landing?template_id={made.pk}")["mine"]["code"] == got["code"]
    me.refused(me.call("post", "coupons/take-by-link", {"link": link.code}), 409, "coupon_limit")
    me.refused(me.call("post", "coupons/take-by-link", {"link": "nothing1"}), 404, "link_unknown")
    home = create_link(NewLink(Carrier.COPY, TargetKind.HOME))
    me.refused(me.call("post", "coupons/take-by-link", {"link": home.code}), 404, "link_unknown")
    # withdrawn: the link says so and leads home
    withdraw_template(template_id=made.pk)
    assert visitor.get(f"links/{link.code}")["notice"] == "这张优惠券已经不能领了，看看别的吧"


def test_the_picker_says_why_not(me: Phone, shop: Shop) -> None:
    sku_id = shop.goods("草莓", 5_000)
    fits, far = (
        template(name="八折", kind="percent", amount_fen=0, discount_bp=8_000, cap_fen=3_000),
        template(name="远", threshold_fen=20_000),
    )
    for made in (fits, far):
        issue_coupons([CouponIssue(made.code, me.customer_id, made.code)])
    quote = me.post("quote", {"lines": [{"sku_id": sku_id, "quantity": 1}]})
    options = {one["title"]: one for one in quote["coupons"]}
    assert (options["无门槛打 8 折"]["usable"], options["无门槛打 8 折"]["saves_fen"]) == (True, 1_000)
    assert (options["满 200 减 10"]["usable"], options["满 200 减 10"]["reason"]) == (False, "还差 ¥150.00")
    assert len(quote["coupon_codes"]) == 1
