"""Refunds take back their exact share, in any order, before and after release and withdrawal."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from tests.referral.affiliates.fixtures import NOON, AnOrder, Money, a_distributor, money_of, wrong_books
from yutang.foundation.ledger import api as ledger
from yutang.kernel import clock
from yutang.referral.affiliates import api as affiliates
from yutang.referral.affiliates.models import Commission
from yutang.referral.affiliates.rules import clawed_fen, share_fen

A, B, C = 1, 2, 3


@pytest.mark.django_db
def test_half_a_refund_takes_half() -> None:
    a = a_distributor(A)
    order = AnOrder(buyer=C, distributor=A, amounts=[8780])
    affiliates.accrue_commissions([order.paid()])
    affiliates.claw_back_commissions([order.refund(4390)])
    assert money_of(a).frozen == 439
    affiliates.claw_back_commissions([order.refund(4390)])
    assert money_of(a).frozen == 0
    assert Commission.objects.get().status == "void"
    assert ledger.balance("house:commission_expense") == 0


@pytest.mark.django_db
def test_a_replayed_refund_takes_nothing_more() -> None:
    a = a_distributor(A)
    order = AnOrder(buyer=C, distributor=A, amounts=[1000])
    affiliates.accrue_commissions([order.paid()])
    refund = order.refund(500)
    assert affiliates.claw_back_commissions([refund, refund]) == 1
    assert affiliates.claw_back_commissions([refund]) == 0
    assert money_of(a).frozen == 50


@pytest.mark.django_db
def test_after_release_it_comes_from_the_available_money() -> None:
    a = a_distributor(A)
    order = AnOrder(buyer=C, distributor=A, amounts=[1000])
    affiliates.accrue_commissions([order.paid()])
    affiliates.release_commissions([order.closed()])
    assert money_of(a) == Money(frozen=0, available=100, debt=0, paying=0)
    affiliates.claw_back_commissions([order.refund(300)])
    assert money_of(a) == Money(frozen=0, available=70, debt=0, paying=0)
    assert wrong_books() == []


@pytest.mark.django_db
def test_after_withdrawal_it_becomes_a_debt_that_later_earnings_repay() -> None:
    a = a_distributor(A)
    first = AnOrder(buyer=C, distributor=A, amounts=[10_000])
    affiliates.accrue_commissions([first.paid()])
    affiliates.release_commissions([first.closed()])
    affiliates.request_withdrawal(customer_id=A, amount_fen=900, key="w1")
    affiliates.claw_back_commissions([first.refund(10_000)])
    assert money_of(a) == Money(frozen=0, available=0, debt=900, paying=900)
    assert "有 ¥9.00 是提现后又退款的佣金" in affiliates.my_centre(A).explanation

    second = AnOrder(buyer=C, distributor=A, amounts=[5000])
    affiliates.accrue_commissions([second.paid()])
    affiliates.release_commissions([second.closed()])
    assert money_of(a) == Money(frozen=0, available=0, debt=400, paying=900)
    third = AnOrder(buyer=C, distributor=A, amounts=[5000])
    affiliates.accrue_commissions([third.paid()])
    affiliates.release_commissions([third.closed()])
    assert money_of(a) == Money(frozen=0, available=100, debt=0, paying=900)
    assert wrong_books() == []


@pytest.mark.django_db
def test_an_extra_freeze_holds_the_money_until_it_is_over() -> None:
    a = a_distributor(A)
    affiliates.set_policy(actor="staff:1", freeze_days=3)
    with clock.frozen(NOON):
        order = AnOrder(buyer=C, distributor=A, amounts=[1000])
        affiliates.accrue_commissions([order.paid()])
        affiliates.release_commissions([order.closed()])
        assert money_of(a).frozen == 100
        assert affiliates.my_centre(A).soonest.at == NOON + timedelta(days=3)
    with clock.frozen(NOON + timedelta(days=2)):
        assert affiliates.release_due() == 0
    with clock.frozen(NOON + timedelta(days=3)):
        assert affiliates.release_due() == 1
        assert affiliates.release_due() == 0
    assert money_of(a).available == 100


@given(
    base=st.integers(1, 10**7), rate=st.integers(0, 5000), parts=st.lists(st.integers(1, 10**6), max_size=8)
)
def test_the_share_of_any_sequence_of_refunds_ends_at_all(base: int, rate: int, parts: list[int]) -> None:
    total = clawed = 0
    for part in parts:
        total = min(total + part, base)
        now = clawed_fen(base_fen=base, rate_bp=rate, refunded_fen=total)
        assert now >= clawed
        assert share_fen(base, rate) - now == share_fen(base - total, rate)
        clawed = now
    assert clawed_fen(base_fen=base, rate_bp=rate, refunded_fen=base) == share_fen(base, rate)


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("refund"), st.integers(0, 1), st.integers(1, 4000)),
        st.tuples(st.just("close"), st.just(0), st.just(0)),
        st.tuples(st.just("withdraw"), st.just(0), st.integers(100, 900)),
        st.tuples(st.just("replay"), st.just(0), st.just(0)),
        st.tuples(st.just("earn"), st.just(0), st.integers(1, 9000)),
    ),
    max_size=10,
)


class Story:
    """One order that earns, and whatever happens around it."""

    def __init__(self, rate: int, *, is_shuffled: bool) -> None:
        affiliates.set_policy(actor="staff:1", rate1_bp=rate, rate2_bp=rate // 3)
        self.a, self.b = a_distributor(A), a_distributor(B, by=A)
        self.order = AnOrder(buyer=C, distributor=B, amounts=[7777, 3001])
        self.paid, self.heard, self.extra = self.order.paid(), [], 0
        self.rate, self.is_shuffled, self.requests = rate, is_shuffled, 0

    def pay(self) -> None:
        affiliates.accrue_commissions([self.paid])

    def refund(self, line: int, amount: int) -> None:
        left = self.order.amounts[line] - self.order.refunded.get(line, 0)
        if left:
            self.heard.append(self.order.refund(min(amount, left), place=line))
            affiliates.claw_back_commissions(self.heard[-1:])

    def close(self, line: int, amount: int) -> None:
        affiliates.release_commissions([self.order.closed()])

    def replay(self, line: int, amount: int) -> None:
        affiliates.claw_back_commissions(self.heard[::-1] if self.is_shuffled else self.heard)

    def earn(self, line: int, amount: int) -> None:
        more = AnOrder(buyer=C, distributor=B, amounts=[amount])
        affiliates.accrue_commissions([more.paid()])
        affiliates.release_commissions([more.closed()])
        self.extra += share_fen(amount, self.rate)

    def withdraw(self, line: int, amount: int) -> None:
        if money_of(self.b).available >= amount:
            self.requests += 1
            affiliates.request_withdrawal(customer_id=B, amount_fen=amount, key=f"w{self.requests}")


class AnyOrderOfThings(TestCase):
    """Whatever happens in whatever order, the books agree and a full refund leaves nothing earned."""

    @settings(max_examples=40, deadline=None)
    @given(steps=STEPS, paid_at=st.integers(0, 10), rate=st.integers(1, 3333), is_shuffled=st.booleans())
    def test_conservation(self, steps: list[Any], paid_at: int, rate: int, is_shuffled: bool) -> None:
        story = Story(rate, is_shuffled=is_shuffled)
        for place, (kind, line, amount) in enumerate(steps):
            if place == paid_at:
                story.pay()
            getattr(story, kind)(line, amount)
            assert wrong_books() == []
        story.pay()
        for line, amount in enumerate(story.order.amounts):
            story.refund(line, amount)
        assert wrong_books() == []
        rows = list(Commission.objects.filter(order_id=story.order.number))
        assert [row.clawed_fen for row in rows] == [row.amount_fen for row in rows]
        money = money_of(story.b)
        assert money.frozen + money.available - money.debt + money.paying == story.extra
        assert 0 in {money.available, money.debt}
