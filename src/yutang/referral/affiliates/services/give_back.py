"""Money that could not be sent comes back to the distributor."""

from yutang.foundation.ledger.api import TransferSpec, post_transfers
from yutang.kernel.clock import now
from yutang.kernel.outbox import publish
from yutang.referral.affiliates import accounts
from yutang.referral.affiliates.contracts import WithdrawalStatus
from yutang.referral.affiliates.events import WithdrawalSettled
from yutang.referral.affiliates.models import Affiliate, Withdrawal
from yutang.referral.affiliates.rules import split_income


def give_back(row: Withdrawal, *, status: WithdrawalStatus, note: str) -> None:
    """Return the money, to a debt first, and end the withdrawal. The caller holds the row locked."""
    affiliate = Affiliate.objects.select_for_update(of=("self",)).get(pk=row.affiliate_id)
    split = split_income(row.amount_fen, accounts.purses([affiliate.pk])[affiliate.pk])
    parts = (
        ("return", accounts.CODE_RETURN, accounts.available(affiliate.pk), split.available_fen),
        ("repay", accounts.CODE_REPAY, accounts.debt(affiliate.pk), split.debt_fen),
    )
    post_transfers(
        [
            TransferSpec(
                key=f"withdrawal:{row.no}:{word}",
                code=code,
                asset="CNY",
                amount=amount_fen,
                debit=accounts.paying(affiliate.pk),
                credit=credit,
                subject=f"withdrawal:{row.no}",
                memo=f"提现 {row.no} 退回",
                debit_floor=0,
            )
            for word, code, credit, amount_fen in parts
            if amount_fen > 0
        ]
    )
    end(row, affiliate, status=status, note=note)


def end(row: Withdrawal, affiliate: Affiliate, *, status: WithdrawalStatus, note: str) -> None:
    """Store how a withdrawal ended and tell the log."""
    row.status, row.note, row.settled_at = status, note[:200], now()
    row.save(update_fields=["status", "note", "settled_at", "payout_no"])
    publish(
        WithdrawalSettled(
            withdrawal_no=row.no,
            affiliate_id=affiliate.pk,
            customer_id=affiliate.customer_id,
            amount_fen=row.amount_fen,
            status=str(status),
        )
    )
