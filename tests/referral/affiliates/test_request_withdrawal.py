"""Withdrawals: never more than there is, once per key, back again when the money could not be sent."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.foundation.fixtures import at_once
from tests.referral.affiliates.fixtures import AnOrder, Money, a_distributor, money_of, wrong_books
from yutang.foundation.ledger import api as ledger
from yutang.foundation.ledger.api import TransferSpec
from yutang.kernel import audit
from yutang.kernel.errors import DomainError
from yutang.referral.affiliates import api as affiliates
from yutang.referral.affiliates.models import Withdrawal
from yutang.referral.affiliates.services import settle_payouts as sending
from yutang.revenue.payments.contracts import PayoutFacts, PayoutRequest

pytestmark = pytest.mark.django_db

A, C = 1, 3


def earned(amount_fen: int, *, customer_id: int = A) -> int:
    """A distributor who can withdraw the amount."""
    affiliate_id = a_distributor(customer_id)
    order = AnOrder(buyer=C, distributor=customer_id, amounts=[amount_fen * 10])
    affiliates.accrue_commissions([order.paid()])
    affiliates.release_commissions([order.closed()])
    return affiliate_id


@pytest.fixture
def bank(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], list[PayoutRequest]]:
    """Payments answers every payout with the given status and, when it succeeds, moves the money."""
    asked: list[PayoutRequest] = []

    def answering(status: str) -> list[PayoutRequest]:
        def payout(request: PayoutRequest) -> PayoutFacts:
            asked.append(request)
            if status == "succeeded":
                spec = TransferSpec(
                    f"payout:{request.key}",
                    "payout",
                    "CNY",
                    request.amount_fen,
                    request.debit_account,
                    "house:bank",
                )
                ledger.post_transfers([spec])
            return PayoutFacts("T1", request.key, request.payee, request.amount_fen, status, "零钱账户未实名")

        monkeypatch.setattr(sending, "payout", payout)
        return asked

    return answering


def test_a_withdrawal_moves_the_money_and_is_audited(
    bank: Any, django_capture_on_commit_callbacks: Any
) -> None:
    a = earned(1000)
    asked = bank("succeeded")
    with django_capture_on_commit_callbacks(execute=True):
        facts = affiliates.request_withdrawal(customer_id=A, amount_fen=600, key="k1")
    assert facts.status == "paying"
    assert money_of(a) == Money(frozen=0, available=400, debt=0, paying=0)
    assert [(r.amount_fen, r.payee, r.payee_name) for r in asked] == [(600, "customer:1", "王小明")]
    assert affiliates.withdrawals_of(A).items[0].status_text == "已到账"
    assert affiliates.my_centre(A).withdrawn_fen == 600
    assert [entry.action for entry in audit.entries_of(f"withdrawal:{facts.no}")] == ["affiliates.withdraw"]
    assert wrong_books() == []


def test_a_failed_payout_gives_the_money_back_and_says_why(
    bank: Any, django_capture_on_commit_callbacks: Any
) -> None:
    a = earned(1000)
    bank("failed")
    with django_capture_on_commit_callbacks(execute=True):
        affiliates.request_withdrawal(customer_id=A, amount_fen=600, key="k1")
    assert money_of(a) == Money(frozen=0, available=1000, debt=0, paying=0)
    assert affiliates.withdrawals_of(A).items[0].status_text == "打款失败，已退回：零钱账户未实名"
    assert wrong_books() == []


def test_an_unanswered_payout_stays_on_its_way_and_is_asked_again(
    bank: Any, django_capture_on_commit_callbacks: Any
) -> None:
    a = earned(1000)
    bank("created")
    with django_capture_on_commit_callbacks(execute=True):
        affiliates.request_withdrawal(customer_id=A, amount_fen=600, key="k1")
    assert money_of(a).paying == 600
    bank("succeeded")
    assert affiliates.settle_payouts() == 1
    assert affiliates.settle_payouts() == 0
    assert money_of(a) == Money(frozen=0, available=400, debt=0, paying=0)
    assert wrong_books() == []


def test_a_failed_payout_repays_a_debt_that_grew_meanwhile(bank: Any) -> None:
    a = a_distributor(A)
    order = AnOrder(buyer=C, distributor=A, amounts=[10_000])
    affiliates.accrue_commissions([order.paid()])
    affiliates.release_commissions([order.closed()])
    affiliates.request_withdrawal(customer_id=A, amount_fen=1000, key="k1")
    affiliates.claw_back_commissions([order.refund(4000)])
    assert money_of(a) == Money(frozen=0, available=0, debt=400, paying=1000)
    bank("failed")
    affiliates.settle_payouts()
    assert money_of(a) == Money(frozen=0, available=600, debt=0, paying=0)
    assert wrong_books() == []


@pytest.mark.parametrize(
    ("amount_fen", "code"),
    [
        (99, "withdrawal_too_small"),
        (0, "withdrawal_too_small"),
        (-500, "withdrawal_too_small"),
        (10**9, "withdrawal_too_large"),
        (1001, "withdrawal_exceeds_available"),
    ],
)
def test_amounts_that_cannot_be_are_refused_and_name_the_field(amount_fen: int, code: str) -> None:
    a = earned(1000)
    with pytest.raises(DomainError) as refused:
        affiliates.request_withdrawal(customer_id=A, amount_fen=amount_fen, key="k1")
    assert (refused.value.code, refused.value.details["field"]) == (code, "amount_fen")
    assert money_of(a).available == 1000
    assert Withdrawal.objects.count() == 0


def test_the_same_key_is_the_same_withdrawal_another_amount_a_conflict() -> None:
    a = earned(1000)
    first = affiliates.request_withdrawal(customer_id=A, amount_fen=300, key="k1")
    assert affiliates.request_withdrawal(customer_id=A, amount_fen=300, key="k1").no == first.no
    assert money_of(a).available == 700
    with pytest.raises(DomainError) as refused:
        affiliates.request_withdrawal(customer_id=A, amount_fen=301, key="k1")
    assert (refused.value.code, refused.value.status) == ("idempotency_mismatch", 409)


def test_who_is_no_distributor_or_suspended_cannot_withdraw() -> None:
    with pytest.raises(DomainError) as refused:
        affiliates.request_withdrawal(customer_id=9, amount_fen=300, key="k1")
    assert refused.value.code == "not_a_distributor"
    a = earned(1000)
    affiliates.suspend(affiliate_id=a, actor="staff:1")
    with pytest.raises(DomainError) as refused:
        affiliates.request_withdrawal(customer_id=A, amount_fen=300, key="k1")
    assert refused.value.code == "affiliate_suspended"


def test_a_large_amount_waits_for_somebody_to_look(
    bank: Any, django_capture_on_commit_callbacks: Any
) -> None:
    a = earned(60_000)
    asked = bank("succeeded")
    with django_capture_on_commit_callbacks(execute=True):
        facts = affiliates.request_withdrawal(customer_id=A, amount_fen=60_000, key="k1")
    assert (facts.status, asked, money_of(a).paying) == ("reviewing", [], 60_000)
    with django_capture_on_commit_callbacks(execute=True):
        affiliates.approve_withdrawal(no=facts.no, actor="staff:1")
    assert len(asked) == 1
    assert wrong_books() == []
    actions = [entry.action for entry in audit.entries_of(f"withdrawal:{facts.no}")]
    assert actions == ["affiliates.approve_withdrawal", "affiliates.withdraw"]


def test_a_rejected_amount_comes_back() -> None:
    a = earned(60_000)
    facts = affiliates.request_withdrawal(customer_id=A, amount_fen=60_000, key="k1")
    affiliates.reject_withdrawal(no=facts.no, actor="staff:1", note="请补充实名信息")
    assert money_of(a) == Money(frozen=0, available=60_000, debt=0, paying=0)
    assert affiliates.withdrawals_of(A).items[0].status_text == "未通过，已退回：请补充实名信息"
    with pytest.raises(DomainError) as refused:
        affiliates.approve_withdrawal(no=facts.no, actor="staff:1")
    assert refused.value.code == "withdrawal_state"


def test_a_fee_is_kept_when_the_money_has_arrived(bank: Any, django_capture_on_commit_callbacks: Any) -> None:
    affiliates.set_policy(actor="staff:1", withdraw_fee_bp=60)
    a = earned(1000)
    asked = bank("succeeded")
    with django_capture_on_commit_callbacks(execute=True):
        affiliates.request_withdrawal(customer_id=A, amount_fen=1000, key="k1")
    assert asked[0].amount_fen == 994
    assert ledger.balance("house:withdrawal_fee") == 6
    assert money_of(a) == Money(frozen=0, available=0, debt=0, paying=0)
    assert wrong_books() == []


@pytest.mark.django_db(transaction=True)
def test_two_at_once_never_take_more_than_there_is(postgres_only: None, bank: Any) -> None:
    a = earned(1000)
    bank("created")

    def request(key: str) -> Callable[[], Any]:
        return lambda: affiliates.request_withdrawal(customer_id=A, amount_fen=600, key=key)

    results = at_once(request("a"), request("b"), request("c"), request("d"))
    refused = [result.code for result in results if isinstance(result, DomainError)]
    assert refused == ["withdrawal_exceeds_available"] * 3
    assert money_of(a) == Money(frozen=0, available=400, debt=0, paying=600)
    assert wrong_books() == []


@pytest.mark.django_db(transaction=True)
def test_the_same_key_at_once_is_one_withdrawal(postgres_only: None, bank: Any) -> None:
    a = earned(1000)
    bank("created")
    call = lambda: affiliates.request_withdrawal(customer_id=A, amount_fen=300, key="same")  # noqa: E731
    results = at_once(call, call, call)
    assert len({result.no for result in results if not isinstance(result, Exception)}) == 1
    assert money_of(a).paying == 300


@pytest.mark.django_db(transaction=True)
def test_a_refund_and_a_withdrawal_at_once_keep_the_books(postgres_only: None, bank: Any) -> None:
    bank("created")
    a = a_distributor(A)
    order = AnOrder(buyer=C, distributor=A, amounts=[10_000])
    affiliates.accrue_commissions([order.paid()])
    affiliates.release_commissions([order.closed()])
    refund = order.refund(5000)
    at_once(
        lambda: affiliates.request_withdrawal(customer_id=A, amount_fen=1000, key="w"),
        lambda: affiliates.claw_back_commissions([refund]),
    )
    money = money_of(a)
    assert money.available - money.debt + money.paying == 500
    assert wrong_books() == []


@pytest.mark.django_db(transaction=True)
def test_a_payment_and_its_refund_heard_at_once_keep_the_books(postgres_only: None) -> None:
    a = a_distributor(A)
    for _ in range(5):
        order = AnOrder(buyer=C, distributor=A, amounts=[1000])
        paid, refund = order.paid(), order.refund(1000)
        results = at_once(
            lambda paid=paid: affiliates.accrue_commissions([paid]),
            lambda refund=refund: affiliates.claw_back_commissions([refund]),
        )
        assert not [result for result in results if isinstance(result, Exception)]
    assert money_of(a) == Money(frozen=0, available=0, debt=0, paying=0)
    assert wrong_books() == []
