"""Transfers of the wallet: every act is one group, told about one wallet."""

from dataclasses import dataclass

from yutang.foundation.ledger.api import TransferSpec
from yutang.revenue.wallet import accounts
from yutang.revenue.wallet.contracts import Parts


@dataclass(frozen=True, slots=True)
class Act:
    """Something that moves parts of one wallet: its key makes it happen once, its memo is read in the statement."""

    customer_id: int
    key: str
    code: str
    memo: str


type Others = tuple[str, str, str]
"""The accounts on the other side, for gift, principal and bonus."""


def into_wallet(act: Act, parts: Parts, debits: Others) -> list[TransferSpec]:
    """Bring each part in from its debit account."""
    mine = accounts.parts(act.customer_id)
    return [
        _spec(act, name, amount, (debit, credit))
        for name, amount, debit, credit in zip(accounts.PARTS, parts.as_tuple(), debits, mine, strict=True)
        if amount > 0
    ]


def out_of_wallet(act: Act, parts: Parts, credits_: Others) -> list[TransferSpec]:
    """Take each part out to its credit account."""
    mine = accounts.parts(act.customer_id)
    return [
        _spec(act, name, amount, (debit, credit))
        for name, amount, debit, credit in zip(accounts.PARTS, parts.as_tuple(), mine, credits_, strict=True)
        if amount > 0
    ]


def _spec(act: Act, name: str, amount: int, sides: tuple[str, str]) -> TransferSpec:
    return TransferSpec(
        key=f"{act.key}:{name}",
        code=act.code,
        asset="CNY",
        amount=amount,
        debit=sides[0],
        credit=sides[1],
        subject=accounts.subject(act.customer_id),
        memo=act.memo,
        group=act.key,
    )
