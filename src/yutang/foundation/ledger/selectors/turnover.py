"""What moved through an account, and what was posted under a key."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Sum

from yutang.foundation.ledger.contracts import TransferStatus
from yutang.foundation.ledger.models import Account, Transfer
from yutang.kernel.among import among


def turnover(code: str, *, since: datetime, until: datetime) -> tuple[int, int]:
    """Return (paid, received) by the account between two moments, posted transfers only."""
    account_id = Account.objects.filter(code=code).values_list("id", flat=True).first()
    if account_id is None:
        return 0, 0
    rows = Transfer.objects.filter(created_at__gte=since, created_at__lt=until, status=TransferStatus.POSTED)
    paid = rows.filter(debit_id=account_id).aggregate(n=Sum("amount"))["n"] or 0
    received = rows.filter(credit_id=account_id).aggregate(n=Sum("amount"))["n"] or 0
    return paid, received


def posted_amounts(keys: Sequence[str]) -> dict[str, int]:
    """Return the amount posted under each of these keys, in one query; keys without a transfer are left out."""
    rows = Transfer.objects.filter(among(Transfer, "key", list(keys)), status=TransferStatus.POSTED)
    return dict(rows.values_list("key", "amount"))
