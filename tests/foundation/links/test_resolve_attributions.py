"""The arbiter: shares are frozen, explained and add up to 10,000."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from tests.foundation.links.fixtures import NOON, brought, flyer, shared_by, staff_code
from yutang.foundation.links import api as links
from yutang.foundation.links.contracts import (
    Attribution,
    AttributionPolicy,
    AttributionWant,
    BindingFacts,
    BindingKind,
)
from yutang.foundation.links.rules import SeenTouch, arbitrate
from yutang.kernel import clock

WEEK = timedelta(days=7)


def attribution_of(customer_id: int, *, store_id: int | None = None) -> Attribution:
    return links.resolve_attributions([AttributionWant(customer_id, clock.now(), store_id)])[0]


def shares(verdict: Attribution) -> list[tuple[str, str, int, int]]:
    return [(c.kind, c.holder_kind, c.holder_id, c.share_bp) for c in verdict.credits]


@pytest.mark.django_db
def test_the_distributor_whose_link_was_last_gets_all() -> None:
    with clock.frozen(NOON):
        brought(2, by=1)
        verdict = attribution_of(2)
    assert shares(verdict) == [("link", "customer", 1, 10_000)]
    assert verdict.distributor_id == 1
    assert verdict.distributor_link_id == verdict.link_id == shared_by(1).link_id
    assert "下单前 30 天内最后一次进入，是11 月 21 日 12:00打开的转发" in verdict.credits[0].reason
    assert "由 TA 邀请" in verdict.credits[0].reason


@pytest.mark.django_db
def test_guide_and_distributor_share_by_weight() -> None:
    links.open_link(staff_code(77).code, visitor_id="v")
    links.open_link(shared_by(1).code, visitor_id="v")
    links.claim_touches(visitor_id="v", customer_id=2)
    assert shares(attribution_of(2)) == [("link", "customer", 1, 7000), ("guide", "staff", 77, 3000)]


@pytest.mark.django_db
def test_a_channels_link_shares_with_guide_and_distributor() -> None:
    links.open_link(staff_code(77).code, visitor_id="v")
    links.open_link(shared_by(1).code, visitor_id="v")
    links.claim_touches(visitor_id="v", customer_id=2)
    link = flyer()
    links.open_link(link.code, visitor_id="v", customer_id=2)
    verdict = attribution_of(2)
    assert shares(verdict) == [
        ("link", "channel", link.link_id, 5000),
        ("guide", "staff", 77, 3000),
        ("distributor", "customer", 1, 2000),
    ]
    assert verdict.link_id == link.link_id
    assert "渠道：文三路地铁口" in verdict.credits[0].reason


@pytest.mark.django_db
def test_a_link_of_somebody_else_does_not_snatch_a_protected_customer() -> None:
    brought(3, by=1)
    intruder = shared_by(2)
    links.open_link(intruder.code, visitor_id="v", customer_id=3)
    verdict = attribution_of(3)
    assert shares(verdict) == [("distributor", "customer", 1, 10_000)]
    assert verdict.link_id == intruder.link_id
    assert verdict.distributor_link_id == shared_by(1).link_id


@pytest.mark.django_db
def test_a_link_stops_counting_after_thirty_days_the_binding_goes_on() -> None:
    with clock.frozen(NOON):
        brought(2, by=1)
    with clock.frozen(NOON + timedelta(days=31)):
        verdict = attribution_of(2)
    assert shares(verdict) == [("distributor", "customer", 1, 10_000)]
    assert verdict.link_id is None


@pytest.mark.django_db
def test_without_anybody_the_store_or_nobody_is_credited() -> None:
    assert shares(attribution_of(9, store_id=4)) == [("store", "store", 4, 10_000)]
    assert shares(attribution_of(9)) == [("natural", "house", 0, 10_000)]
    assert attribution_of(9).distributor_id is None


@pytest.mark.django_db
def test_ones_own_link_gives_no_credit() -> None:
    for _ in range(12):
        links.open_link(shared_by(9).code, visitor_id="v", customer_id=9)
    assert shares(attribution_of(9)) == [("natural", "house", 0, 10_000)]


@pytest.mark.django_db
def test_a_batch_costs_three_queries_at_most() -> None:
    for customer in range(2, 30):
        brought(customer, by=1)
    wants = [AttributionWant(customer, clock.now()) for customer in range(1, 60)]
    with CaptureQueriesContext(connection) as queries:
        verdicts = links.resolve_attributions(wants)
    assert [verdict.customer_id for verdict in verdicts] == list(range(1, 60))
    assert len(queries) <= 3


touch = st.builds(
    SeenTouch,
    touch_id=st.integers(1, 99),
    link_id=st.integers(1, 9),
    code=st.just("code"),
    carrier_text=st.just("海报"),
    channel=st.sampled_from(["", "地铁"]),
    owner_kind=st.sampled_from(["none", "customer", "staff", "store"]),
    owner_id=st.integers(1, 4),
    at=st.integers(0, 60).map(lambda days: NOON - timedelta(days=days)),
)
weights = st.builds(
    AttributionPolicy,
    link_weight=st.integers(1, 9),
    guide_weight=st.integers(1, 9),
    distributor_weight=st.integers(1, 9),
)


def binding(kind: BindingKind, holder_id: int) -> BindingFacts:
    return BindingFacts(1, 1, kind, holder_id, None, None, NOON - WEEK, NOON + WEEK)


@given(
    touches=st.lists(touch, max_size=6),
    guide=st.none() | st.integers(1, 4),
    distributor=st.none() | st.integers(2, 4),
    policy=weights,
)
def test_shares_always_add_up_and_always_say_why(
    touches: list[SeenTouch], guide: int | None, distributor: int | None, policy: AttributionPolicy
) -> None:
    bindings = {}
    if guide:
        bindings["guide"] = binding(BindingKind.GUIDE, guide)
    if distributor:
        bindings["distributor"] = binding(BindingKind.DISTRIBUTOR, distributor)
    verdict = arbitrate(AttributionWant(1, NOON, 5), touches, bindings, policy)
    assert sum(credit.share_bp for credit in verdict.credits) == 10_000
    assert all(credit.share_bp > 0 and credit.reason for credit in verdict.credits)
    holders = [(credit.holder_kind, credit.holder_id) for credit in verdict.credits]
    assert len(holders) == len(set(holders))
    assert ("customer", 1) not in holders
    assert verdict.distributor_id == distributor
