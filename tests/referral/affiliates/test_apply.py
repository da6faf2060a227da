"""Becoming a distributor: three ways, none costs money, every decision is written down."""

import pytest

from tests.foundation.links.fixtures import brought
from tests.referral.affiliates.fixtures import AnOrder, a_distributor
from yutang.kernel import audit
from yutang.kernel.errors import DomainError
from yutang.referral.affiliates import api as affiliates
from yutang.referral.affiliates.models import Affiliate
from yutang.referral.affiliates.services import apply as applying

pytestmark = pytest.mark.django_db


def test_an_application_waits_for_a_decision() -> None:
    facts = affiliates.apply(customer_id=1, name="王小明", reason="喜欢水果")
    assert facts.status == "pending"
    assert affiliates.apply(customer_id=1).affiliate_id == facts.affiliate_id
    assert affiliates.approve(affiliate_id=facts.affiliate_id, actor="staff:1").status == "active"
    entries = audit.entries_of(f"affiliate:{facts.affiliate_id}")
    assert [(entry.actor, entry.action) for entry in entries] == [("staff:1", "affiliates.approve")]


def test_after_a_rejection_one_may_ask_again() -> None:
    facts = affiliates.apply(customer_id=1)
    affiliates.reject(affiliate_id=facts.affiliate_id, actor="staff:1", note="资料不全")
    assert "资料不全" in affiliates.my_centre(1).apply_text
    assert affiliates.apply(customer_id=1).status == "pending"


def test_a_suspended_one_cannot_apply_his_way_back() -> None:
    pk = a_distributor(1)
    affiliates.suspend(affiliate_id=pk, actor="staff:1")
    with pytest.raises(DomainError) as refused:
        affiliates.apply(customer_id=1)
    assert refused.value.code == "affiliate_suspended"


def test_where_everybody_is_one_sharing_makes_a_distributor() -> None:
    affiliates.set_policy(actor="staff:1", mode="automatic")
    affiliates.share_link(customer_id=1)
    facts = affiliates.affiliate_of(1)
    assert facts is not None
    assert facts.status == "active"


def test_by_spend_the_threshold_decides(monkeypatch: pytest.MonkeyPatch) -> None:
    affiliates.set_policy(actor="staff:1", mode="by_spend", spend_threshold_fen=10_000)
    paid = {1: 9_999, 2: 10_000}
    monkeypatch.setattr(applying, "paid_totals", lambda ids: {pk: paid[pk] for pk in ids if pk in paid})
    with pytest.raises(DomainError) as refused:
        affiliates.apply(customer_id=1)
    assert (refused.value.code, refused.value.message) == ("spend_short", "累计实付满 ¥100.00 才能成为分销员")
    orders = [AnOrder(buyer=pk, distributor=None, amounts=[100]).paid() for pk in (1, 2)]
    assert affiliates.join_by_spend(orders) == 1
    assert affiliates.join_by_spend(orders) == 0
    assert list(Affiliate.objects.values_list("customer_id", "status")) == [(2, "active")]


def test_who_was_brought_stands_below_who_brought_him() -> None:
    a = a_distributor(1)
    b = a_distributor(2, by=1)
    assert Affiliate.objects.get(pk=b).parent_id == a
    brought(3, by=9)
    affiliates.apply(customer_id=3)
    assert Affiliate.objects.get(customer_id=3).parent_id is None


def test_html_in_an_application_stays_text() -> None:
    affiliates.apply(customer_id=1, name="<b>x</b>", reason="'; DROP TABLE affiliates_affiliate;--")
    row = Affiliate.objects.get(customer_id=1)
    assert (row.applicant_name, row.reason) == ("<b>x</b>", "'; DROP TABLE affiliates_affiliate;--")
