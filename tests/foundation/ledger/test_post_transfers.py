"""Posting transfers: idempotent, all or nothing, exact."""

import pytest

from tests.foundation.fixtures import at_once
from yutang.foundation.ledger.api import (
    BadTransfer,
    BalanceShort,
    TransferMismatch,
    TransferSpec,
    TransferStatus,
    balance,
    balances,
    entries_of,
    post_transfers,
    try_transfers,
)
from yutang.foundation.ledger.checks import (
    assets_balance,
    balances_follow_transfers,
    no_account_below_floor,
    one_asset_per_transfer,
)
from yutang.foundation.ledger.models import Account, Transfer


def doctor_is_content() -> bool:
    checks = (assets_balance, balances_follow_transfers, no_account_below_floor, one_asset_per_transfer)
    return [finding for check in checks for finding in check()] == []


def earn(key: str, amount: int, who: str = "affiliate:1:available") -> TransferSpec:
    return TransferSpec(key, "commission", "CNY", amount, "house:commission", who)


def withdraw(key: str, amount: int, who: str = "affiliate:1:available") -> TransferSpec:
    return TransferSpec(key, "withdrawal", "CNY", amount, who, "house:payout")


@pytest.mark.django_db
def test_a_transfer_moves_the_amount_from_debit_to_credit() -> None:
    (receipt,) = post_transfers([earn("o1", 459)])

    assert (receipt.status, receipt.amount, receipt.is_new) == (TransferStatus.POSTED, 459, True)
    assert balance("affiliate:1:available") == 459
    assert balance("house:commission") == -459
    assert [entry.amount for entry in entries_of("affiliate:1:available")] == [459]
    assert doctor_is_content()


@pytest.mark.django_db
def test_the_same_key_with_the_same_content_is_answered_once() -> None:
    (first,) = post_transfers([earn("o1", 459)])
    (second,) = post_transfers([earn("o1", 459)])

    assert (second.transfer_id, second.is_new) == (first.transfer_id, False)
    assert balance("affiliate:1:available") == 459
    assert Transfer.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    "other",
    [
        earn("o1", 460),
        earn("o1", 459, "affiliate:2:available"),
        TransferSpec("o1", "bonus", "CNY", 459, "house:commission", "affiliate:1:available"),
        TransferSpec(
            "o1", "commission", "CNY", 459, "house:commission", "affiliate:1:available", is_pending=True
        ),
    ],
)
def test_the_same_key_with_other_content_is_a_conflict(other: TransferSpec) -> None:
    post_transfers([earn("o1", 459)])

    with pytest.raises(TransferMismatch) as refusal:
        post_transfers([earn("o2", 1), other])

    assert refusal.value.status == 409
    assert refusal.value.details["key"] == "o1"
    assert Transfer.objects.count() == 1


@pytest.mark.django_db
def test_a_key_twice_in_one_batch_is_one_transfer() -> None:
    receipts = post_transfers([earn("o1", 459), earn("o1", 459)])

    assert receipts[0] == receipts[1]
    assert balance("affiliate:1:available") == 459
    with pytest.raises(TransferMismatch):
        post_transfers([earn("o2", 1), earn("o2", 2)])


@pytest.mark.django_db
def test_a_debit_below_the_floor_posts_nothing_of_the_call() -> None:
    post_transfers([earn("o1", 1000)])

    with pytest.raises(BalanceShort) as refusal:
        post_transfers([earn("o2", 50), withdraw("w1", 1051)])

    assert (refusal.value.code, refusal.value.status) == ("balance_short", 409)
    assert refusal.value.details["available"] == 1050
    assert balance("affiliate:1:available") == 1000
    assert Transfer.objects.count() == 1
    post_transfers([earn("o2", 50), withdraw("w1", 1050)])
    assert balance("affiliate:1:available") == 0
    assert doctor_is_content()


@pytest.mark.django_db
def test_a_floor_of_none_lets_an_account_fall_and_the_account_remembers() -> None:
    debt = TransferSpec("d1", "debt", "CNY", 300, "affiliate:1:debt", "house:commission", debit_floor=None)

    post_transfers([earn("o0", 100, "affiliate:1:debt"), debt])

    assert balance("affiliate:1:debt") == -200
    assert Account.objects.get(code="affiliate:1:debt").floor_fen is None
    with pytest.raises(BalanceShort):
        post_transfers([withdraw("w1", 1, "affiliate:1:debt")])
    assert doctor_is_content()


@pytest.mark.django_db
def test_a_group_stands_or_falls_whole_and_the_others_go_on() -> None:
    post_transfers([earn("o1", 100)])
    short = [
        TransferSpec("g1a", "x", "CNY", 60, "affiliate:1:available", "house:a", group="g1"),
        TransferSpec("g1b", "x", "CNY", 60, "affiliate:1:available", "house:b", group="g1"),
    ]
    fits = [
        TransferSpec("g2a", "x", "CNY", 60, "affiliate:1:available", "house:a", group="g2"),
        TransferSpec("g2b", "x", "CNY", 40, "affiliate:1:available", "house:b", group="g2"),
    ]

    receipts = try_transfers([*short, *fits])

    assert [receipt.status for receipt in receipts] == [
        TransferStatus.REFUSED,
        TransferStatus.REFUSED,
        TransferStatus.POSTED,
        TransferStatus.POSTED,
    ]
    assert receipts[0].short_account == "affiliate:1:available"
    assert {code: one.posted for code, one in balances(["house:a", "house:b"]).items()} == {
        "house:a": 60,
        "house:b": 40,
    }
    assert doctor_is_content()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("spec", "field"),
    [
        (TransferSpec("", "c", "CNY", 1, "a", "b"), "key"),
        (TransferSpec("k" * 121, "c", "CNY", 1, "a", "b"), "key"),
        (TransferSpec("k", "", "CNY", 1, "a", "b"), "code"),
        (TransferSpec("k", "c", "USD", 1, "a", "b"), "asset"),
        (TransferSpec("k", "c", "CNY", 0, "a", "b"), "amount"),
        (TransferSpec("k", "c", "CNY", -5, "a", "b"), "amount"),
        (TransferSpec("k", "c", "CNY", 2**70, "a", "b"), "amount"),
        (TransferSpec("k", "c", "CNY", 1, "", "b"), "debit"),
        (TransferSpec("k", "c", "CNY", 1, "a", "a"), "credit"),
    ],
)
def test_nonsense_names_its_field(spec: TransferSpec, field: str) -> None:
    with pytest.raises(BadTransfer) as refusal:
        post_transfers([spec])

    assert refusal.value.details["field"] == field
    assert Transfer.objects.count() == 0


@pytest.mark.django_db
def test_an_account_holds_one_asset() -> None:
    post_transfers([earn("o1", 100)])

    with pytest.raises(BadTransfer) as refusal:
        post_transfers([TransferSpec("p", "points", "POINT", 5, "house:points", "affiliate:1:available")])

    assert refusal.value.details["field"] == "asset"


@pytest.mark.django_db(transaction=True)
def test_two_withdrawals_at_once_never_overdraw(postgres_only: None) -> None:
    post_transfers([earn("o1", 1000)])

    results = at_once(*[lambda n=n: post_transfers([withdraw(f"w{n}", 300)]) for n in range(8)])

    assert sum(isinstance(result, BalanceShort) for result in results) == 5
    assert balance("affiliate:1:available") == 100
    assert doctor_is_content()


@pytest.mark.django_db(transaction=True)
def test_the_same_key_at_once_is_posted_once(postgres_only: None) -> None:
    results = at_once(*[lambda n=n: post_transfers([earn("o1", 5)]) for n in range(6)])

    assert [result for result in results if isinstance(result, Exception)] == []
    assert len({result[0].transfer_id for result in results if not isinstance(result, Exception)}) == 1
    assert balance("affiliate:1:available") == 5


@pytest.mark.django_db(transaction=True)
def test_the_same_key_for_different_accounts_at_once_is_a_conflict_for_all_but_one(
    postgres_only: None,
) -> None:
    results = at_once(
        *[lambda n=n: post_transfers([earn("o1", 5, f"affiliate:{n}:available")]) for n in range(4)]
    )

    assert sum(isinstance(result, TransferMismatch) for result in results) == 3
    assert Transfer.objects.count() == 1
    assert doctor_is_content()


@pytest.mark.django_db(transaction=True)
def test_opposite_transfers_at_once_do_not_deadlock(postgres_only: None) -> None:
    post_transfers([earn("a", 1000, "x:1"), earn("b", 1000, "x:2")])

    def many(debit: str, credit: str, tag: str) -> None:
        for n in range(20):
            post_transfers([TransferSpec(f"{tag}{n}", "swap", "CNY", 1, debit, credit)])

    results = at_once(lambda: many("x:1", "x:2", "l"), lambda: many("x:2", "x:1", "r"))

    assert results == [None, None]
    assert (balance("x:1"), balance("x:2")) == (1000, 1000)


@pytest.mark.django_db
def test_a_batch_of_a_thousand_is_few_statements(django_assert_max_num_queries) -> None:
    specs = [
        TransferSpec(f"k{n}", "commission", "CNY", n + 1, "house:commission", f"affiliate:{n % 300}:frozen")
        for n in range(1000)
    ]
    post_transfers(
        [
            TransferSpec(f"open{n}", "c", "CNY", 1, "house:commission", f"affiliate:{n}:frozen")
            for n in range(300)
        ]
    )

    with django_assert_max_num_queries(8):
        post_transfers(specs)

    assert balance("house:commission") == -(1000 * 1001 // 2 + 300)
    assert doctor_is_content()
