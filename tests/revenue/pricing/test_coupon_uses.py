"""What orders take from coupons and what comes back: whole coupons, packs, refunds, grace."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction

from tests.revenue.builders import Buyer, at_once
from tests.revenue.pricing.coupons import given, template
from yutang.kernel import clock
from yutang.kernel.doctor import run_checks
from yutang.revenue.pricing.api import (
    expire_coupons,
    hold_coupons,
    restore_coupon_uses,
    restore_coupons,
    retake_coupon,
    use_coupons,
    void_coupon,
    withdraw_template,
)
from yutang.revenue.pricing.contracts import CouponHold, CouponReturn
from yutang.revenue.pricing.models import Coupon, CouponReturnEntry, CouponUse

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 22, 4, tzinfo=UTC)


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> "Time":
    return Time(monkeypatch)


class Time:
    """A clock that a test moves."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.monkeypatch = monkeypatch
        self.now(NOW)

    def now(self, moment: datetime) -> None:
        self.monkeypatch.setattr(clock._state, "frozen_at", moment)


def clean() -> None:
    assert [(r.name, f) for r in run_checks() if r.name.startswith("优惠券") for f in r.findings] == []


def state(coupon: Coupon) -> tuple[str, int, str]:
    coupon.refresh_from_db()
    return (coupon.status, coupon.uses_left, coupon.order_no)


def hold(coupon: Coupon, order_no: str, *, uses: int = 1, saved: int = 1_000) -> bool:
    return hold_coupons([CouponHold(order_no, coupon.customer_id, coupon.code, uses, saved, 5_000)])[0]


def test_a_coupon_is_held_used_and_given_back(su: Buyer) -> None:
    coupon = given(su.customer_id)
    assert hold(coupon, "D1")
    assert not hold(coupon, "D2")
    assert state(coupon) == ("held", 0, "D1")
    assert use_coupons(["D1"]) == 1
    assert use_coupons(["D1"]) == 0
    assert state(coupon) == ("used", 0, "D1")
    assert restore_coupons(["D1", "D9"]) == 1
    assert restore_coupons(["D1"]) == 0
    assert state(coupon) == ("available", 1, "")
    clean()


def test_somebody_elses_coupon_is_never_held(su: Buyer) -> None:
    coupon = given(su.customer_id)
    assert hold_coupons([CouponHold("D1", su.customer_id + 1, coupon.code)]) == [False]
    assert hold_coupons([CouponHold("D1", su.customer_id, "C-nothing")]) == [False]
    assert state(coupon) == ("available", 1, "")


def test_a_pack_lives_through_several_orders(su: Buyer) -> None:
    pack = given(su.customer_id, uses_total=3, uses_per_order=2)
    assert hold(pack, "D1", uses=2)
    assert state(pack) == ("available", 1, "D1")
    assert not hold(pack, "D2", uses=2)
    assert hold(pack, "D2")
    assert state(pack) == ("held", 0, "D2")
    use_coupons(["D1"])
    assert state(pack)[0] == "held"  # D2 is not paid yet
    use_coupons(["D2"])
    assert state(pack)[0] == "used"
    restore_coupons(["D1"])
    assert state(pack) == ("available", 2, "")
    clean()


def test_two_orders_of_one_batch_share_a_pack_and_the_third_is_late(su: Buyer) -> None:
    pack = given(su.customer_id, uses_total=2)
    wants = [CouponHold(f"D{n}", su.customer_id, pack.code) for n in range(3)]
    assert hold_coupons(wants) == [True, True, False]
    clean()


def test_late_money_takes_the_same_parts_again(su: Buyer) -> None:
    pack = given(su.customer_id, uses_total=2, uses_per_order=2)
    hold(pack, "D1", uses=2)
    restore_coupons(["D1"])
    assert retake_coupon(code=pack.code, order_no="D1")
    assert state(pack) == ("held", 0, "D1")
    restore_coupons(["D1"])
    assert hold(pack, "D2")
    assert not retake_coupon(code=pack.code, order_no="D1")
    clean()


def test_a_partial_refund_brings_back_the_parts_it_pays_for(su: Buyer) -> None:
    pack = given(su.customer_id, uses_total=5, uses_per_order=3, returns_on_refund="share")
    hold(pack, "D1", uses=3, saved=3_000)
    use_coupons(["D1"])
    # when the first of three pieces goes back, twice told
    told = CouponReturn("D1", "R1", saved_back_fen={pack.code: 1_000})
    assert [one.uses for one in restore_coupon_uses([told])] == [1]
    assert restore_coupon_uses([told]) == []
    assert state(pack)[:2] == ("available", 3)
    # a piece and a half brings one; the rest brings the rest
    assert [
        o.uses for o in restore_coupon_uses([CouponReturn("D1", "R2", saved_back_fen={pack.code: 1_500})])
    ] == [1]
    assert [o.uses for o in restore_coupon_uses([CouponReturn("D1", "R3", is_whole=True)])] == [1]
    assert state(pack)[:2] == ("available", 5)
    use = CouponUse.objects.get()
    assert (use.status, use.uses_back, use.saved_back_fen) == ("returned", 3, 3_000)
    clean()


@pytest.mark.parametrize(("rule", "partly", "wholly"), [("never", 0, 0), ("whole", 0, 1), ("share", 0, 1)])
def test_the_template_says_when_a_refund_gives_back(su: Buyer, rule: str, partly: int, wholly: int) -> None:
    coupon = given(su.customer_id, returns_on_refund=rule)
    hold(coupon, "D1")
    use_coupons(["D1"])
    first = restore_coupon_uses([CouponReturn("D1", "R1", saved_back_fen={coupon.code: 400})])
    second = restore_coupon_uses([CouponReturn("D1", "R2", is_whole=True)])
    assert (sum(o.uses for o in first), sum(o.uses for o in second)) == (partly, wholly)
    assert CouponUse.objects.get().saved_back_fen == 1_000
    clean()


def test_what_comes_back_after_its_end_has_a_grace_period_once(su: Buyer, at: Time) -> None:
    coupon = given(su.customer_id, valid_days=1, grace_days=3)
    hold(coupon, "D1")
    use_coupons(["D1"])
    at.now(NOW + timedelta(days=10))
    (back,) = restore_coupon_uses([CouponReturn("D1", "R1", is_whole=True)])
    assert (back.is_usable, back.valid_until) == (True, NOW + timedelta(days=13))
    hold(coupon, "D2")
    use_coupons(["D2"])
    at.now(NOW + timedelta(days=20))
    (again,) = restore_coupon_uses([CouponReturn("D2", "R2", is_whole=True)])
    assert (again.is_usable, again.valid_until) == (False, NOW + timedelta(days=13))
    assert state(coupon)[0] == "expired"
    clean()


def test_a_cancelled_order_gives_no_grace(su: Buyer, at: Time) -> None:
    coupon = given(su.customer_id, valid_days=1)
    hold(coupon, "D1")
    at.now(NOW + timedelta(days=2))
    restore_coupons(["D1"])
    assert state(coupon) == ("expired", 1, "")
    clean()


def test_a_withdrawn_coupon_comes_back_void(su: Buyer) -> None:
    coupon = given(su.customer_id)
    hold(coupon, "D1")
    assert withdraw_template(template_id=coupon.template_id) == 0
    restore_coupons(["D1"])
    assert state(coupon) == ("void", 1, "")
    clean()


def test_only_an_unused_coupon_is_voided(su: Buyer) -> None:
    coupon, spent = given(su.customer_id), given(su.customer_id)
    hold(spent, "D1")
    assert void_coupon(code=coupon.code)
    assert not void_coupon(code=coupon.code)
    assert not void_coupon(code=spent.code)
    assert (state(coupon)[0], state(spent)[0]) == ("void", "held")


def test_packs_expire_with_what_is_left(su: Buyer, at: Time) -> None:
    pack = given(su.customer_id, uses_total=3, valid_days=1)
    hold(pack, "D1")
    use_coupons(["D1"])
    at.now(NOW + timedelta(days=1))
    assert expire_coupons() == 1
    assert state(pack)[:2] == ("expired", 2)
    clean()


def test_the_doctor_notices_lost_uses(su: Buyer) -> None:
    coupon = given(su.customer_id)
    made = template()
    Coupon.objects.filter(pk=coupon.pk).update(uses_left=0)
    type(made).objects.filter(pk=made.pk).update(taken=3, committed_fen=1)
    found = {(f.subject, f.message) for r in run_checks() if r.name.startswith("优惠券") for f in r.findings}
    assert (f"coupon:{coupon.code}", "共 1 次，剩 0 次，订单占用对不上") in found
    assert (f"coupon_template:{made.code}", "已发放记为 3，实际 0") in found
    assert (f"coupon_template:{made.code}", "已占预算记为 1，实际 0") in found


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("postgres_only")
def test_two_phones_and_a_pack_of_three() -> None:
    pack = given(77, uses_total=3)
    answers = at_once(*[lambda n=n: hold_coupons_alone(pack, f"D{n}") for n in range(8)])  # type: ignore[misc]
    assert sorted(answers) == [False] * 5 + [True] * 3  # type: ignore[type-var]
    at_once(
        lambda: use_coupons([f"D{n}" for n in range(8)]),
        lambda: restore_coupons([f"D{n}" for n in range(8)]),
        lambda: restore_coupon_uses([CouponReturn(f"D{n}", "R", is_whole=True) for n in range(8)]),
    )
    assert CouponReturnEntry.objects.count() <= 3
    clean()


def hold_coupons_alone(coupon: Coupon, order_no: str) -> bool:
    with transaction.atomic():
        return hold(coupon, order_no)
