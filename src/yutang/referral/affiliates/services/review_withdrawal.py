"""Look at a large withdrawal before it is sent."""

from functools import partial

from django.db import transaction

from yutang.kernel import audit
from yutang.kernel.errors import Conflict
from yutang.referral.affiliates.contracts import WithdrawalFacts, WithdrawalStatus, withdrawal_unknown
from yutang.referral.affiliates.models import Withdrawal
from yutang.referral.affiliates.selectors.withdrawals import facts_of
from yutang.referral.affiliates.services.give_back import give_back
from yutang.referral.affiliates.services.settle_payouts import send_soon


@transaction.atomic
def approve_withdrawal(*, no: str, actor: str) -> WithdrawalFacts:
    """Send the money, audited."""
    row = _reviewing(no)
    row.status = WithdrawalStatus.PAYING
    row.save(update_fields=["status"])
    _record(row, actor=actor, action="approve")
    transaction.on_commit(partial(send_soon, row.no))
    return facts_of(row)


@transaction.atomic
def reject_withdrawal(*, no: str, actor: str, note: str) -> WithdrawalFacts:
    """Give the money back to the distributor's balance, audited; he reads the note."""
    row = _reviewing(no)
    give_back(row, status=WithdrawalStatus.REJECTED, note=note)
    _record(row, actor=actor, action="reject")
    return facts_of(row)


def _reviewing(no: str) -> Withdrawal:
    row = Withdrawal.objects.select_for_update(of=("self",)).filter(no=no).first()
    if row is None:
        raise withdrawal_unknown()
    if row.status != WithdrawalStatus.REVIEWING:
        raise Conflict(
            "withdrawal_state", f"这笔提现{row.get_status_display()}，不能再审核", status_now=row.status
        )
    return row


def _record(row: Withdrawal, *, actor: str, action: str) -> None:
    audit.record(
        actor=actor,
        action=f"affiliates.{action}_withdrawal",
        subject=f"withdrawal:{row.no}",
        change={"amount_fen": row.amount_fen, "note": row.note},
    )
