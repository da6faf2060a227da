"""Withdrawals as people read them."""

from yutang.referral.affiliates.contracts import WithdrawalFacts, WithdrawalPage
from yutang.referral.affiliates.models import Withdrawal


def facts_of(row: Withdrawal) -> WithdrawalFacts:
    """Return the row as a contract."""
    return WithdrawalFacts(
        no=row.no,
        affiliate_id=row.affiliate_id,
        amount_fen=row.amount_fen,
        fee_fen=row.fee_fen,
        status=str(row.status),
        status_text=f"{row.get_status_display()}：{row.note}" if row.note else row.get_status_display(),
        requested_at=row.requested_at,
        settled_at=row.settled_at,
        payout_no=row.payout_no,
    )


def withdrawals_of(customer_id: int, *, page: int = 1, size: int = 20) -> WithdrawalPage:
    """Return one page of a distributor's withdrawals, the newest first."""
    start = (max(page, 1) - 1) * size
    rows = list(
        Withdrawal.objects.filter(affiliate__customer_id=customer_id).order_by("-id")[
            start : start + size + 1
        ]
    )
    return WithdrawalPage(tuple(facts_of(row) for row in rows[:size]), page + 1 if len(rows) > size else None)
