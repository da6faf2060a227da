"""The door of the ledger."""

from yutang.foundation.ledger.contracts import (
    Asset,
    BadTransfer,
    Balance,
    BalanceShort,
    Entry,
    TransferMismatch,
    TransferReceipt,
    TransferSpec,
    TransferStatus,
)
from yutang.foundation.ledger.selectors.balances import balance, balances
from yutang.foundation.ledger.selectors.entries import entries_about, entries_of, statement_of
from yutang.foundation.ledger.selectors.turnover import posted_amounts, turnover
from yutang.foundation.ledger.services.post_transfers import post_transfers
from yutang.foundation.ledger.services.reverse_transfer import reverse_transfer
from yutang.foundation.ledger.services.settle_pending import settle_pending
from yutang.foundation.ledger.services.try_transfers import try_transfers

__all__ = [
    "Asset",
    "BadTransfer",
    "Balance",
    "BalanceShort",
    "Entry",
    "TransferMismatch",
    "TransferReceipt",
    "TransferSpec",
    "TransferStatus",
    "balance",
    "balances",
    "entries_about",
    "entries_of",
    "post_transfers",
    "posted_amounts",
    "reverse_transfer",
    "settle_pending",
    "statement_of",
    "try_transfers",
    "turnover",
]
