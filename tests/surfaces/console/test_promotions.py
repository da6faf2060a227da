"""Promotions at the console: tried, simulated, kept, paused."""

import re

import pytest
from django.test import Client

from tests.revenue.builders import Shop, buyer, paid
from yutang.foundation.catalog.models import Sku
from yutang.revenue.pricing.models import Promotion

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
    assert "应付 ¥90.00" in re.sub(r"\s+", " ", tried)
    simulated = hq.post(url, {**body, "act": "simulate"}).content.decode()
    assert "会让利 ¥30.00" in simulated
    assert Promotion.objects.filter(kind="nth_discount").count() == 0
    hq.post(url, {**body, "act": "save"})
    assert Promotion.objects.get(kind="nth_discount").config == {
        "n": 2,
        "discount_bp": 5_000,
        "per": "line",
        "times": 0,
    }
