"""Post a batch of transfers, all of them or none."""

from collections.abc import Sequence

from yutang.foundation.ledger.contracts import TransferReceipt, TransferSpec
from yutang.foundation.ledger.services.try_transfers import post_batch


def post_transfers(specs: Sequence[TransferSpec]) -> list[TransferReceipt]:
    """Post the transfers and return one receipt each, in order; idempotent by key.

    Raises BalanceShort when a debit would fall below its floor, and then nothing of the call is posted. The
    same key with the same content returns its first receipt (`is_new` False); with other content it raises
    TransferMismatch. To post what fits of a batch instead, use `try_transfers`.
    """
    return post_batch(specs, must_fit=True)
