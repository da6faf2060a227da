"""Signing in: touches find their owner, the first who brought him keeps him."""

from datetime import timedelta

import pytest

from tests.foundation.fixtures import at_once
from tests.foundation.links.fixtures import NOON, brought, shared_by, staff_code
from yutang.foundation.links import api as links
from yutang.foundation.links.checks import bindings_have_no_circles, own_links_bind_nobody, touches_chain
from yutang.foundation.links.contracts import BindingKind
from yutang.foundation.links.models import Binding, Touch
from yutang.kernel import clock
from yutang.kernel.errors import DomainError

pytestmark = pytest.mark.django_db


def holders(customer_id: int) -> dict[str, int]:
    return {binding.kind: binding.holder_id for binding in links.bindings_of([customer_id])}


def test_touches_become_the_customers_and_bind_guide_and_distributor() -> None:
    links.open_link(staff_code(77).code, visitor_id="v")
    links.open_link(shared_by(1).code, visitor_id="v")
    claimed = links.claim_touches(visitor_id="v", customer_id=2)
    assert claimed.touches == 2
    assert holders(2) == {"guide": 77, "distributor": 1}
    assert set(Touch.objects.values_list("customer_id", flat=True)) == {2}
    assert links.claim_touches(visitor_id="v", customer_id=2).touches == 0


def test_the_first_who_brought_somebody_wins_and_is_protected() -> None:
    with clock.frozen(NOON):
        links.open_link(shared_by(1).code, visitor_id="v")
        links.open_link(shared_by(2).code, visitor_id="v")
        links.claim_touches(visitor_id="v", customer_id=3)
    with clock.frozen(NOON + timedelta(days=29)):
        links.open_link(shared_by(2).code, visitor_id="v", customer_id=3)
    assert holders(3) == {"distributor": 1}


def test_after_protection_the_next_link_takes_over_and_the_old_row_stays() -> None:
    with clock.frozen(NOON):
        brought(3, by=1)
    with clock.frozen(NOON + timedelta(days=30)):
        links.open_link(shared_by(2).code, visitor_id="v", customer_id=3)
    assert holders(3) == {"distributor": 2}
    old, new = Binding.objects.filter(customer_id=3).order_by("id")
    assert (old.holder_id, old.ended_at, new.holder_id) == (1, NOON + timedelta(days=30), 2)


def test_a_touch_older_than_the_window_binds_nobody() -> None:
    with clock.frozen(NOON):
        links.open_link(shared_by(1).code, visitor_id="v")
    with clock.frozen(NOON + timedelta(days=31)):
        assert links.claim_touches(visitor_id="v", customer_id=2).bindings == ()


def test_ones_own_link_never_binds() -> None:
    links.open_link(shared_by(5).code, visitor_id="v")
    assert links.claim_touches(visitor_id="v", customer_id=5).bindings == ()


def test_two_who_refer_each_other_make_no_circle() -> None:
    brought(2, by=1)
    brought(1, by=2)
    assert (holders(2), holders(1)) == ({"distributor": 1}, {})


def test_a_long_circle_is_refused_too() -> None:
    for customer in (2, 3, 4, 5):
        brought(customer, by=customer - 1)
    brought(1, by=5)
    assert holders(1) == {}
    assert [step.holder_id for step in links.referral_chain(5)] == [4, 3, 2, 1]
    assert list(bindings_have_no_circles()) == list(own_links_bind_nobody()) == list(touches_chain()) == []


def test_a_second_person_on_the_same_device_claims_nothing_of_the_first() -> None:
    links.open_link(shared_by(1).code, visitor_id="v")
    links.claim_touches(visitor_id="v", customer_id=2)
    assert links.claim_touches(visitor_id="v", customer_id=3).touches == 0


def test_the_team_is_counted_over_two_levels_and_not_further() -> None:
    brought(2, by=1)
    brought(3, by=2)
    brought(4, by=3)
    counts = links.downline_counts(1)
    assert (counts.level1, counts.level2) == (1, 1)
    assert [(m.customer_id, m.via_id) for m in links.downline_page(1, level=2)] == [(3, 2)]
    assert links.downline_page(1, level=1)[0].invited_count == 1


def test_an_operator_may_reassign_but_not_against_a_circle() -> None:
    brought(2, by=1)
    with pytest.raises(DomainError) as refused:
        links.bind(customer_id=2, kind=BindingKind.DISTRIBUTOR, holder_id=9, actor="staff:1")
    assert refused.value.code == "binding_protected"
    links.bind(customer_id=2, kind=BindingKind.DISTRIBUTOR, holder_id=9, actor="staff:1", replace=True)
    assert holders(2) == {"distributor": 9}
    with pytest.raises(DomainError) as refused:
        links.bind(customer_id=9, kind=BindingKind.DISTRIBUTOR, holder_id=2, actor="staff:1")
    assert refused.value.code == "binding_circle"


@pytest.mark.django_db(transaction=True)
def test_two_who_bind_each_other_at_once_make_no_circle(postgres_only: None) -> None:
    for visitor, by in (("a", 2), ("b", 1)):
        links.open_link(shared_by(by).code, visitor_id=visitor)
    at_once(
        lambda: links.claim_touches(visitor_id="a", customer_id=1),
        lambda: links.claim_touches(visitor_id="b", customer_id=2),
    )
    assert Binding.objects.filter(ended_at__isnull=True).count() == 1


@pytest.mark.django_db(transaction=True)
def test_signing_in_twice_at_once_binds_once(postgres_only: None) -> None:
    links.open_link(shared_by(1).code, visitor_id="v")
    results = at_once(*[lambda: links.claim_touches(visitor_id="v", customer_id=2)] * 4)
    assert not [result for result in results if isinstance(result, Exception)]
    assert Binding.objects.filter(customer_id=2).count() == 1
