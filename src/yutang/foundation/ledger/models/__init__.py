"""Tables of the ledger: two nouns."""

from yutang.foundation.ledger.models.account import Account
from yutang.foundation.ledger.models.transfer import Transfer

__all__ = ["Account", "Transfer"]
