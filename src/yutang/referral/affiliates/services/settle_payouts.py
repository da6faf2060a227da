"""Send withdrawals to the payment provider and write down what became of them."""

import logging
from collections.abc import Sequence

from django.db import transaction

from yutang.foundation.ledger.api import TransferSpec, post_transfers
from yutang.kernel.errors import DomainError
from yutang.kernel.outbox import Received
from yutang.referral.affiliates import accounts
from yutang.referral.affiliates.contracts import WithdrawalStatus
from yutang.referral.affiliates.models import Affiliate, Withdrawal
from yutang.referral.affiliates.services.give_back import end, give_back
from yutang.revenue.payments.api import payout
from yutang.revenue.payments.contracts import PayoutFacts, PayoutRequest, PayoutStatus
from yutang.revenue.payments.events import PayoutSettled

_PREFIX = "withdrawal:"
_BATCH = 100
log = logging.getLogger(__name__)


def settle_payouts() -> int:
    """Send, or ask again about, every withdrawal that is on its way; returns how many ended."""
    rows = Withdrawal.objects.filter(status=WithdrawalStatus.PAYING).order_by("id")
    return sum(send_soon(no) for no in list(rows.values_list("no", flat=True)[:_BATCH]))


def send_soon(no: str) -> bool:
    """Send one withdrawal; whatever goes wrong is left to the next round. Never runs inside a transaction.

    The provider knows our key, so asking twice pays once. Returns whether the withdrawal ended.
    """
    row = Withdrawal.objects.select_related("affiliate").filter(no=no, status=WithdrawalStatus.PAYING).first()
    if row is None:
        return False
    try:
        facts = payout(
            PayoutRequest(
                key=f"{_PREFIX}{row.no}",
                payee=f"customer:{row.affiliate.customer_id}",
                payee_name=row.affiliate.applicant_name,
                amount_fen=row.amount_fen - row.fee_fen,
                debit_account=accounts.paying(row.affiliate_id),
                memo=f"佣金提现 {row.no}",
            )
        )
    except (DomainError, OSError) as problem:
        log.warning("withdrawal %s is not sent yet: %s", row.no, problem)
        return False
    return _settle(facts)


def settle_withdrawals(batch: Sequence[Received[PayoutSettled]]) -> int:
    """Write down what payments says became of our payouts; returns how many withdrawals ended."""
    ended = 0
    for received in batch:
        event = received.event
        if event.key.startswith(_PREFIX):
            ended += _settle(
                PayoutFacts(
                    event.payout_no, event.key, event.payee, event.amount_fen, event.status, event.failure
                )
            )
    return ended


@transaction.atomic
def _settle(facts: PayoutFacts) -> bool:
    row = (
        Withdrawal.objects.select_for_update(of=("self",))
        .filter(no=facts.key.removeprefix(_PREFIX), status=WithdrawalStatus.PAYING)
        .first()
    )
    if row is None:
        return False
    row.payout_no = facts.payout_no
    if facts.status == PayoutStatus.SUCCEEDED:
        _keep_fee(row)
        end(row, Affiliate.objects.get(pk=row.affiliate_id), status=WithdrawalStatus.PAID, note="")
        return True
    if facts.status == PayoutStatus.FAILED:
        give_back(row, status=WithdrawalStatus.FAILED, note=facts.failure or "收款方未接收")
        return True
    row.save(update_fields=["payout_no"])
    return False


def _keep_fee(row: Withdrawal) -> None:
    """Payments took what arrived from the account; what is left of this withdrawal there is the fee."""
    if row.fee_fen:
        post_transfers(
            [
                TransferSpec(
                    key=f"withdrawal:{row.no}:fee",
                    code=accounts.CODE_FEE,
                    asset="CNY",
                    amount=row.fee_fen,
                    debit=accounts.paying(row.affiliate_id),
                    credit=accounts.FEES,
                    subject=f"withdrawal:{row.no}",
                    memo=f"提现 {row.no} 手续费",
                    debit_floor=0,
                )
            ]
        )
