"""Transfers as rows: writing new ones and recognising those already answered."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import connection

from yutang.foundation.ledger.contracts import TransferMismatch, TransferReceipt, TransferSpec, TransferStatus
from yutang.foundation.ledger.models import Transfer
from yutang.foundation.ledger.rules import AccountState
from yutang.kernel import clock
from yutang.kernel.batches import insert_columns, next_ids
from yutang.kernel.prepared import array_literal, run

_COLUMNS = ("id", "key", "code", "asset", "amount", "debit_id", "credit_id", "status", "subject")
_KNOWN = f"SELECT {', '.join(_COLUMNS)} FROM ledger_transfer WHERE key = ANY(%s::text[])"  # noqa: S608


def answered(
    specs: Sequence[TransferSpec], accounts: Mapping[str, AccountState]
) -> dict[str, TransferReceipt]:
    """Receipts of the specs whose key is known; TransferMismatch if the key meant something else."""
    wanted = {spec.key: spec for spec in specs}
    rows: Iterable[tuple[Any, ...]]
    if connection.vendor == "postgresql":
        rows, _ = run(_KNOWN, [array_literal(list(wanted))])
    else:
        rows = Transfer.objects.filter(key__in=list(wanted)).values_list(*_COLUMNS)
    receipts: dict[str, TransferReceipt] = {}
    for row_id, key, code, asset, amount, debit_id, credit_id, status, subject in rows:
        spec = wanted[key]
        same = (code, asset, amount, subject, status == TransferStatus.PENDING) == (
            spec.code,
            spec.asset,
            spec.amount,
            spec.subject,
            spec.is_pending,
        )
        if not same or (debit_id, credit_id) != (
            accounts[spec.debit].account_id,
            accounts[spec.credit].account_id,
        ):
            raise TransferMismatch(key)
        receipts[key] = TransferReceipt(key, TransferStatus(status), row_id, amount, is_new=False)
    return receipts


def insert_specs(
    specs: Sequence[TransferSpec], accounts: Mapping[str, AccountState]
) -> dict[str, TransferReceipt]:
    """Write one row per spec, in order, and return their receipts by key."""
    ids = next_ids(Transfer, len(specs))
    at = clock.now()
    statuses = [
        TransferStatus.PENDING.value if spec.is_pending else TransferStatus.POSTED.value for spec in specs
    ]
    insert_columns(
        Transfer,
        id=ids,
        key=[spec.key for spec in specs],
        code=[spec.code for spec in specs],
        asset=[spec.asset for spec in specs],
        amount=[spec.amount for spec in specs],
        debit_id=[accounts[spec.debit].account_id for spec in specs],
        credit_id=[accounts[spec.credit].account_id for spec in specs],
        status=statuses,
        group=[spec.group for spec in specs],
        subject=[spec.subject[:80] for spec in specs],
        memo=[spec.memo[:200] for spec in specs],
        created_at=[at] * len(specs),
    )
    return {
        spec.key: TransferReceipt(spec.key, TransferStatus(status), row_id, spec.amount, is_new=True)
        for spec, status, row_id in zip(specs, statuses, ids, strict=True)
    }
