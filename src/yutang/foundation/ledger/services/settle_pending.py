"""End pending transfers: let them through or let go of them."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from yutang.foundation.ledger.contracts import BadTransfer, TransferMismatch, TransferReceipt, TransferStatus
from yutang.foundation.ledger.models import Transfer
from yutang.foundation.ledger.services.account_book import open_and_lock, write_back
from yutang.kernel import clock


def settle_pending(keys: Sequence[str], *, outcome: TransferStatus) -> list[TransferReceipt]:
    """Post or void the pending transfers with these keys; each settlement is a new row "<key>:<outcome>".

    Settling again the same way returns the first receipt; the other way raises TransferMismatch. A key that
    is unknown or was not pending raises BadTransfer, and then nothing is settled.
    """
    if outcome not in (TransferStatus.POSTED, TransferStatus.VOIDED):
        raise ValueError("a pending transfer is posted or voided")
    if not keys:
        return []
    with transaction.atomic():
        receipts = _settle(list(dict.fromkeys(keys)), outcome)
    return [receipts[key] for key in keys]


def _settle(keys: Sequence[str], outcome: TransferStatus) -> dict[str, TransferReceipt]:
    pending = {
        row.key: row for row in Transfer.objects.filter(key__in=keys).select_related("debit", "credit")
    }
    for key in keys:
        if key not in pending or pending[key].status != TransferStatus.PENDING:
            raise BadTransfer("key", "这笔转账不存在，或不是待确认状态", key=key)
    rows = [pending[key] for key in keys]
    accounts = open_and_lock(
        {account.code: (account.asset, None) for row in rows for account in (row.debit, row.credit)}
    )
    settled = {
        row.resolves_id: row for row in Transfer.objects.filter(resolves_id__in=[row.pk for row in rows])
    }
    receipts: dict[str, TransferReceipt] = {}
    at = clock.now()
    fresh: list[Transfer] = []
    for row in rows:
        known = settled.get(row.pk)
        if known is None:
            debit, credit = accounts[row.debit.code], accounts[row.credit.code]
            debit.reserved -= row.amount
            if outcome is TransferStatus.POSTED:
                debit.balance -= row.amount
                credit.balance += row.amount
            fresh.append(_settlement(row, outcome, at))
        elif known.status != outcome:
            raise TransferMismatch(row.key)
        else:
            receipts[row.key] = TransferReceipt(known.key, outcome, known.pk, known.amount, is_new=False)
    write_back(accounts[code] for code in {c for row in fresh for c in (row.debit.code, row.credit.code)})
    for made in Transfer.objects.bulk_create(fresh):
        key = made.key.rsplit(":", 1)[0]
        receipts[key] = TransferReceipt(made.key, outcome, made.pk, made.amount, is_new=True)
    return receipts


def _settlement(row: Transfer, outcome: TransferStatus, at: datetime) -> Transfer:
    return Transfer(
        key=f"{row.key}:{outcome.value}",
        code=row.code,
        asset=row.asset,
        amount=row.amount,
        debit=row.debit,
        credit=row.credit,
        status=outcome.value,
        resolves=row,
        subject=row.subject,
        memo=row.memo,
        created_at=at,
    )
