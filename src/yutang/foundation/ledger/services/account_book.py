"""The locked side of the ledger: accounts of a batch, read under lock and written back in one statement."""

from collections.abc import Iterable, Mapping, Sequence

from django.db import connection

from yutang.foundation.ledger.models import Account
from yutang.foundation.ledger.rules import AccountState
from yutang.kernel import clock
from yutang.kernel.batches import insert_missing
from yutang.kernel.prepared import array_literal, run

_COLUMNS = ("id", "code", "asset", "floor_fen", "balance", "reserved")
_LOCK = (
    "SELECT id, code, asset, floor_fen, balance, reserved FROM ledger_account "
    "WHERE code = ANY(%s::text[]) ORDER BY id FOR UPDATE"
)
_STORE = (
    "UPDATE ledger_account AS a SET balance = v.balance, reserved = v.reserved, floor_fen = v.floor_fen "
    "FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[], %s::bigint[]) "
    "AS v(balance, reserved, floor_fen, id) WHERE a.id = v.id"
)


def open_and_lock(wanted: Mapping[str, tuple[str, int | None]]) -> dict[str, AccountState]:
    """Lock the accounts in pk order, opening the missing ones; call inside a transaction."""
    accounts = _locked(sorted(wanted))
    missing = sorted(code for code in wanted if code not in accounts)
    if missing:
        insert_missing(
            Account,
            code=missing,
            asset=[wanted[code][0] for code in missing],
            floor_fen=[wanted[code][1] for code in missing],
            balance=[0] * len(missing),
            reserved=[0] * len(missing),
            created_at=[clock.now()] * len(missing),
        )
        accounts |= _locked(missing)
    return accounts


def write_back(accounts: Iterable[AccountState]) -> None:
    """Store the new balances of accounts that this transaction holds locked."""
    rows = [(one.balance, one.reserved, one.floor, one.account_id) for one in accounts]
    if not rows:
        return
    if connection.vendor == "postgresql":
        run(_STORE, [array_literal(column) for column in zip(*rows, strict=True)])
        return
    with connection.cursor() as cursor:
        cursor.executemany(
            "UPDATE ledger_account SET balance = %s, reserved = %s, floor_fen = %s WHERE id = %s", rows
        )


def _locked(codes: Sequence[str]) -> dict[str, AccountState]:
    if connection.vendor == "postgresql":
        rows, _ = run(_LOCK, [array_literal(codes)])
    else:
        rows = list(Account.objects.filter(code__in=codes).order_by("pk").values_list(*_COLUMNS))
    return {row[1]: AccountState(*row) for row in rows}
