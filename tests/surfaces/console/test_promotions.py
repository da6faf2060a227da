"""Promotions at the console: tried, simulated, kept, paused."""

import re

import pytest
from django.test import Client

from tests.revenue.builders import Shop, buyer, paid
from yutang.foundation.catalog.models import Sku
from yutang.revenue.pricing.models import Promotion
from yutang.surfaces.console.revenue.promotion_forms import FORMS

pytestmark = pytest.mark.django_db


def test_a_rule_is_tried_and_simulated_before_it_is_kept(hq: Client) -> None:
    shop = Shop()
    shop.goods("苹果", 6_000)
    paid(buyer(), [(shop.skus["苹果"], 2)])

    no = Sku.objects.get(pk=shop.skus["苹果"]).no
    url = "/console/pricing/promotion/do/new-nth-discount/"
    body = {
        "name": "第二件半价",
        "n": 2,
        "discount_bp": "50",
        "per": "line",
        "scope_kind": "all",
        "stacks": "on",
    }
    tried = hq.post(url, {**body, "act": "preview", "sample": f"{no} 2"}).content.decode()
    said = re.sub(r"<[^>]+>|\s+", " ", tried)
    assert re.search(r"应付\s+¥90.00", said)
    assert re.search(r"便宜\s+¥30.00", said)
    assert 'value="第二件半价"' in tried
    simulated = hq.post(url, {**body, "act": "simulate"}).content.decode()
    assert re.search(r"会让利\s+¥30.00", re.sub(r"<[^>]+>|\s+", " ", simulated))
    assert Promotion.objects.filter(kind="nth_discount").count() == 0
    hq.post(url, {**body, "act": "save"})
    assert Promotion.objects.get(kind="nth_discount").config == {
        "n": 2,
        "discount_bp": 5_000,
        "per": "line",
        "times": 0,
    }


def test_a_running_rule_is_edited_from_its_filled_form_and_goes_on_as_a_new_one(hq: Client) -> None:
    Shop().goods("苹果", 6_000)
    body = {"name": "满减", "by": "amount", "at1": "99", "give1": "8", "scope_kind": "all", "stacks": "on"}
    hq.post("/console/pricing/promotion/do/new-full-reduction/", {**body, "act": "save"})
    old = Promotion.objects.get(name="满减")

    url = f"/console/pricing/promotion/{old.pk}/do/edit/"
    shown = hq.get(url).content.decode()
    assert 'value="99.00"' in shown
    assert 'value="8.00"' in shown
    hq.post(url, {**body, "give1": "10", "act": "save"})

    old.refresh_from_db()
    made = Promotion.objects.exclude(pk=old.pk).get()
    assert (old.status, old.config["tiers"]) == ("stopped", [{"threshold_fen": 9_900, "off_fen": 800}])
    assert (made.status, made.config["tiers"]) == ("active", [{"threshold_fen": 9_900, "off_fen": 1_000}])


KEPT = {
    "full_discount": {
        "by": "count",
        "per": "line",
        "repeat": False,
        "cap_fen": 900,
        "tiers": [{"threshold_count": 3, "discount_bp": 0}],
    },
    "nth_discount": {"n": 2, "discount_bp": 0, "per": "order", "times": 3},
    "n_for": {"n": 3, "price_fen": 9_900},
    "choose_one": {"price_fen": 0, "times": 2, "threshold_fen": 0},
    "member_price": {"discount_bp": 9_500, "title": "会员", "level": 2},
    "member_day": {"days": [8, 18], "weekdays": [7], "discount_bp": 9_000, "level": 0},
    "shipping": {
        "fee_fen": 0,
        "free_from_fen": None,
        "regions": [{"provinces": ["新疆", "西藏"], "fee_fen": 1_500, "free_from_fen": 19_900}],
        "excluded": ["海南"],
    },
}


@pytest.mark.parametrize("kind", KEPT)
def test_a_filled_form_makes_the_same_rule_again(kind: str) -> None:
    filled = FORMS[kind].filled(KEPT[kind]) | {"name": "活动", "scope_kind": "all", "act": "save"}
    empty = FORMS[kind](initial=filled)
    form = FORMS[kind](
        {name: empty[name].value() for name in empty.fields if empty[name].value() is not None}
    )
    assert form.is_valid(), form.errors
    assert form.cleaned_data["config"] == KEPT[kind]


@pytest.mark.parametrize(
    ("kind", "filled", "field", "said"),
    [
        ("full-reduction", {"by": "amount", "at1": "10", "give1": "20"}, "give1", "减额不能超过门槛"),
        ("full-reduction", {"by": "amount", "at1": "x", "give1": "2"}, "at1", "门槛请填数字"),
        ("member-day", {"days": "99", "discount_bp": "90"}, "days", "须为 1 到 31 的整数"),
        ("first-order", {}, "prices", "请填写新人价"),
        ("shipping", {"fee_fen": "6", "regions": "火星 x"}, "regions", "请写成"),
    ],
)
def test_a_rule_that_cannot_be_kept_is_refused_at_its_field(
    hq: Client, kind: str, filled: dict[str, str], field: str, said: str
) -> None:
    body = {"name": "活动", "scope_kind": "all", "act": "save", **filled}
    page = hq.post(f"/console/pricing/promotion/do/new-{kind}/", body)
    assert page.status_code == 422
    assert said in str(page.context["form"].errors[field])
    assert Promotion.objects.filter(name="活动").count() == 0
