"""Undo a posted transfer by its mirror image."""

from django.db import transaction

from yutang.foundation.ledger.contracts import BadTransfer, TransferReceipt, TransferSpec, TransferStatus
from yutang.foundation.ledger.models import Transfer
from yutang.foundation.ledger.services.post_transfers import post_transfers

REVERSED = ":reversed"


def reverse_transfer(key: str, *, memo: str = "", debit_floor: int | None = 0) -> TransferReceipt:
    """Post the opposite of a posted transfer under the key "<key>:reversed"; once, however often called.

    The account that received must be able to give back down to `debit_floor`, else BalanceShort.
    """
    with transaction.atomic():
        original = Transfer.objects.select_related("debit", "credit").filter(key=key).first()
        if original is None or original.status != TransferStatus.POSTED or key.endswith(REVERSED):
            raise BadTransfer("key", "只能冲正已入账的转账", key=key)
        (receipt,) = post_transfers(
            [
                TransferSpec(
                    key=key + REVERSED,
                    code=original.code,
                    asset=original.asset,
                    amount=original.amount,
                    debit=original.credit.code,
                    credit=original.debit.code,
                    subject=original.subject,
                    memo=memo or "冲正",
                    debit_floor=debit_floor,
                )
            ]
        )
    return receipt
