"""Take money out."""

from functools import partial

from django.db import IntegrityError, transaction

from yutang.foundation.ledger.api import BalanceShort, TransferSpec, post_transfers
from yutang.kernel import audit
from yutang.kernel.clock import now
from yutang.kernel.errors import DomainError
from yutang.kernel.ids import dated_no
from yutang.kernel.money import yuan
from yutang.referral.affiliates import accounts
from yutang.referral.affiliates.contracts import (
    AffiliateStatus,
    WithdrawalFacts,
    WithdrawalStatus,
    affiliate_suspended,
    idempotency_mismatch,
    not_a_distributor,
    withdrawal_exceeds_available,
    withdrawal_too_large,
    withdrawal_too_small,
)
from yutang.referral.affiliates.models import Affiliate, Withdrawal
from yutang.referral.affiliates.rules import share_fen
from yutang.referral.affiliates.selectors.policy import current_policy
from yutang.referral.affiliates.selectors.withdrawals import facts_of
from yutang.referral.affiliates.services.settle_payouts import send_soon


def request_withdrawal(*, customer_id: int, amount_fen: int, key: str) -> WithdrawalFacts:
    """Move money from available to on its way, and send it; large amounts wait for somebody to look.

    The same key gives the first withdrawal again; with another amount it raises idempotency_mismatch. Raises
    withdrawal_too_small, withdrawal_too_large or withdrawal_exceeds_available; two requests at once can never
    take more than there is.
    """
    if not key or len(key) > 80:
        raise DomainError("idempotency_key_invalid", "请求标识缺失或过长", field="key")
    try:
        return _request(customer_id=customer_id, amount_fen=amount_fen, key=key)
    except IntegrityError:
        # The same key at once from two places: the other one made the withdrawal.
        return _request(customer_id=customer_id, amount_fen=amount_fen, key=key)


@transaction.atomic
def _request(*, customer_id: int, amount_fen: int, key: str) -> WithdrawalFacts:
    affiliate = Affiliate.objects.select_for_update(of=("self",)).filter(customer_id=customer_id).first()
    if affiliate is None or affiliate.status in {AffiliateStatus.PENDING, AffiliateStatus.REJECTED}:
        raise not_a_distributor()
    known = Withdrawal.objects.filter(affiliate=affiliate, key=key).first()
    if known is not None:
        if known.amount_fen != amount_fen:
            raise idempotency_mismatch()
        return facts_of(known)
    if affiliate.status == AffiliateStatus.SUSPENDED:
        raise affiliate_suspended()
    policy = current_policy()
    if amount_fen < policy.min_withdraw_fen:
        raise withdrawal_too_small(policy.min_withdraw_fen, yuan(policy.min_withdraw_fen))
    if amount_fen > policy.max_withdraw_fen:
        raise withdrawal_too_large(policy.max_withdraw_fen, yuan(policy.max_withdraw_fen))
    is_large = amount_fen > policy.review_above_fen
    row = Withdrawal.objects.create(
        no=dated_no("W", now()),
        affiliate=affiliate,
        key=key,
        amount_fen=amount_fen,
        fee_fen=share_fen(amount_fen, policy.withdraw_fee_bp),
        status=WithdrawalStatus.REVIEWING if is_large else WithdrawalStatus.PAYING,
        requested_at=now(),
    )
    _take(row)
    audit.record(
        actor=f"customer:{customer_id}",
        action="affiliates.withdraw",
        subject=f"withdrawal:{row.no}",
        change={"amount_fen": amount_fen, "status": str(row.status)},
    )
    if not is_large:
        transaction.on_commit(partial(send_soon, row.no))
    return facts_of(row)


def _take(row: Withdrawal) -> None:
    """The ledger's floor refuses what is not there; the whole withdrawal is then undone."""
    try:
        post_transfers(
            [
                TransferSpec(
                    key=f"withdrawal:{row.no}:request",
                    code=accounts.CODE_WITHDRAW,
                    asset="CNY",
                    amount=row.amount_fen,
                    debit=accounts.available(row.affiliate_id),
                    credit=accounts.paying(row.affiliate_id),
                    subject=f"withdrawal:{row.no}",
                    memo=f"提现 {row.no}",
                    debit_floor=0,
                )
            ]
        )
    except BalanceShort as short:
        left = accounts.purses([row.affiliate_id])[row.affiliate_id].available_fen
        raise withdrawal_exceeds_available(left, yuan(left)) from short
