"""An account's statement."""

from collections.abc import Sequence

from django.db.models import Q

from yutang.foundation.ledger.contracts import Entry, TransferStatus
from yutang.foundation.ledger.models import Account, Transfer


def entries_of(code: str, *, limit: int = 50, before_id: int | None = None) -> list[Entry]:
    """The newest transfers that touch the account, newest first; `before_id` turns the page."""
    account_id = Account.objects.filter(code=code).values_list("id", flat=True).first()
    if account_id is None:
        return []
    rows = Transfer.objects.filter(Q(debit_id=account_id) | Q(credit_id=account_id))
    if before_id is not None:
        rows = rows.filter(id__lt=before_id)
    return [_entry(row, account_id) for row in rows.select_related("debit", "credit").order_by("-id")[:limit]]


def statement_of(codes: Sequence[str], *, limit: int = 50, before_id: int | None = None) -> list[Entry]:
    """The newest transfers of several accounts of one owner, newest first; `before_id` turns the page.

    A transfer between two of them is told once, by the account that received.
    """
    ids = list(Account.objects.filter(code__in=list(codes)).values_list("id", flat=True))
    rows = Transfer.objects.filter(Q(debit_id__in=ids) | Q(credit_id__in=ids))
    if before_id is not None:
        rows = rows.filter(id__lt=before_id)
    page = rows.select_related("debit", "credit").order_by("-id")[:limit]
    return [_entry(row, row.credit_id if row.credit_id in ids else row.debit_id) for row in page]


def _entry(row: Transfer, account_id: int) -> Entry:
    received = row.credit_id == account_id
    return Entry(
        transfer_id=row.pk,
        key=row.key,
        code=row.code,
        amount=row.amount if received else -row.amount,
        other_account=row.debit.code if received else row.credit.code,
        status=TransferStatus(row.status),
        subject=row.subject,
        memo=row.memo,
        at=row.created_at,
        account=row.credit.code if received else row.debit.code,
        group=row.group,
    )


def entries_about(subject: str, *, account_prefix: str, limit: int = 200) -> list[Entry]:
    """The transfers about a subject as one owner's accounts saw them, oldest first.

    A transfer between two of the owner's own accounts is told once, by the account that received.
    """
    rows = Transfer.objects.filter(subject=subject).select_related("debit", "credit").order_by("id")[:limit]
    return [
        _entry(row, row.credit_id if row.credit.code.startswith(account_prefix) else row.debit_id)
        for row in rows
        if row.credit.code.startswith(account_prefix) or row.debit.code.startswith(account_prefix)
    ]
