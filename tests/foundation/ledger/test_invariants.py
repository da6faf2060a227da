"""Whatever is posted, settled and reversed: each asset adds up to zero and no account is below its floor."""

from collections import Counter

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from tests.foundation.ledger.test_post_transfers import doctor_is_content
from yutang.foundation.ledger.api import (
    BadTransfer,
    BalanceShort,
    TransferMismatch,
    TransferSpec,
    TransferStatus,
    post_transfers,
    reverse_transfer,
    settle_pending,
    try_transfers,
)
from yutang.foundation.ledger.models import Account

ACCOUNTS = ["house:cash", "a:1", "a:2", "b:1"]
KEYS = [f"k{n}" for n in range(12)]

specs = st.builds(
    TransferSpec,
    key=st.sampled_from(KEYS),
    code=st.just("any"),
    asset=st.just("CNY"),
    amount=st.integers(1, 50),
    debit=st.sampled_from(ACCOUNTS),
    credit=st.sampled_from(ACCOUNTS),
    debit_floor=st.sampled_from([0, 0, -20, None]),
    group=st.sampled_from(["", "", "g1", "g2"]),
    is_pending=st.booleans(),
)
acts = st.one_of(
    st.tuples(st.just("post"), st.lists(specs, max_size=5)),
    st.tuples(st.just("try"), st.lists(specs, max_size=5)),
    st.tuples(st.just("posted"), st.sampled_from(KEYS)),
    st.tuples(st.just("voided"), st.sampled_from(KEYS)),
    st.tuples(st.just("reverse"), st.sampled_from(KEYS)),
)


class AnySequence(TestCase):
    @settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.lists(acts, max_size=12))
    def test_conserves_and_respects_floors(self, sequence) -> None:
        for act, argument in sequence:
            before = Counter(dict(Account.objects.values_list("code", "balance")))
            try:
                if act == "post":
                    post_transfers(argument)
                elif act == "try":
                    try_transfers(argument)
                elif act == "reverse":
                    reverse_transfer(argument)
                else:
                    settle_pending([argument], outcome=TransferStatus(act))
            except (BadTransfer, BalanceShort, TransferMismatch):
                after = Counter(dict(Account.objects.values_list("code", "balance")))
                assert +after == +before
                assert -after == -before
            assert sum(Account.objects.values_list("balance", flat=True)) == 0
        assert doctor_is_content()


@pytest.mark.django_db
def test_the_doctor_sees_a_balance_that_was_edited() -> None:
    post_transfers([TransferSpec("k", "c", "CNY", 5, "house:cash", "a:1")])

    Account.objects.filter(code="a:1").update(balance=6)

    assert not doctor_is_content()
