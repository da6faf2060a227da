"""Pending transfers end by a further row; posted ones are undone by their mirror image."""

import pytest

from tests.foundation.ledger.test_post_transfers import doctor_is_content, earn, withdraw
from yutang.foundation.ledger.api import (
    BadTransfer,
    BalanceShort,
    TransferMismatch,
    TransferSpec,
    TransferStatus,
    balance,
    balances,
    post_transfers,
    reverse_transfer,
    settle_pending,
)
from yutang.foundation.ledger.models import Transfer

WHO = "affiliate:1:available"


def pending(key: str, amount: int) -> TransferSpec:
    return TransferSpec(key, "withdrawal", "CNY", amount, WHO, "house:payout", is_pending=True)


@pytest.mark.django_db
def test_a_pending_transfer_reserves_without_moving() -> None:
    post_transfers([earn("o1", 1000), pending("w1", 700)])

    assert balances([WHO])[WHO].available == 300
    assert balance(WHO) == 1000
    with pytest.raises(BalanceShort) as refusal:
        post_transfers([withdraw("w2", 301)])
    assert refusal.value.details["available"] == 300
    assert doctor_is_content()


@pytest.mark.django_db
def test_posting_moves_the_reserved_amount_once() -> None:
    post_transfers([earn("o1", 1000), pending("w1", 700)])

    (first,) = settle_pending(["w1"], outcome=TransferStatus.POSTED)
    (again,) = settle_pending(["w1"], outcome=TransferStatus.POSTED)

    assert (first.key, first.is_new, again.is_new) == ("w1:posted", True, False)
    assert again.transfer_id == first.transfer_id
    assert (balance(WHO), balance("house:payout")) == (300, 700)
    assert balances([WHO])[WHO].reserved == 0
    with pytest.raises(TransferMismatch):
        settle_pending(["w1"], outcome=TransferStatus.VOIDED)
    assert doctor_is_content()


@pytest.mark.django_db
def test_voiding_lets_go_of_the_reserved_amount() -> None:
    post_transfers([earn("o1", 1000), pending("w1", 700)])

    settle_pending(["w1"], outcome=TransferStatus.VOIDED)

    assert (balance(WHO), balances([WHO])[WHO].available) == (1000, 1000)
    assert Transfer.objects.get(key="w1").status == TransferStatus.PENDING
    assert doctor_is_content()


@pytest.mark.django_db
@pytest.mark.parametrize("key", ["o1", "unknown"])
def test_only_pending_transfers_can_be_settled(key: str) -> None:
    post_transfers([earn("o1", 1000), pending("w1", 700)])

    with pytest.raises(BadTransfer):
        settle_pending(["w1", key], outcome=TransferStatus.POSTED)

    assert balances([WHO])[WHO].reserved == 700


@pytest.mark.django_db
def test_a_reversal_is_a_new_transfer_the_other_way() -> None:
    post_transfers([earn("o1", 459)])

    first = reverse_transfer("o1", memo="退款")
    again = reverse_transfer("o1", memo="退款")

    assert (first.is_new, again.is_new) == (True, False)
    assert (balance(WHO), balance("house:commission")) == (0, 0)
    assert Transfer.objects.count() == 2
    with pytest.raises(BadTransfer):
        reverse_transfer("o1:reversed")
    assert doctor_is_content()


@pytest.mark.django_db
def test_what_was_spent_cannot_be_reversed_below_the_floor() -> None:
    post_transfers([earn("o1", 459), withdraw("w1", 400)])

    with pytest.raises(BalanceShort):
        reverse_transfer("o1")

    assert reverse_transfer("o1", debit_floor=None).is_new
    assert balance(WHO) == -400
    assert doctor_is_content()


@pytest.mark.django_db
def test_rows_of_the_ledger_are_never_edited_or_deleted() -> None:
    post_transfers([earn("o1", 459)])
    row = Transfer.objects.get(key="o1")

    with pytest.raises(TypeError):
        row.save()
    with pytest.raises(TypeError):
        row.delete()
