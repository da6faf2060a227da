"""Names of the ledger accounts that affiliates uses, and what is read from them."""

from collections.abc import Collection

from yutang.foundation.ledger.api import balances
from yutang.referral.affiliates.rules import Purse

EXPENSE = "house:commission_expense"
FEES = "house:withdrawal_fee"
CODE_ACCRUE = "commission_accrue"
CODE_CLAW_BACK = "commission_claw_back"
CODE_RELEASE = "commission_release"
CODE_REPAY = "commission_repay_debt"
CODE_WITHDRAW = "withdrawal_request"
CODE_RETURN = "withdrawal_return"
CODE_FEE = "withdrawal_fee"


def frozen(affiliate_id: int) -> str:
    """Earned, not yet his."""
    return f"affiliate:{affiliate_id}:frozen"


def available(affiliate_id: int) -> str:
    """His, can be withdrawn. Never below zero."""
    return f"affiliate:{affiliate_id}:available"


def debt(affiliate_id: int) -> str:
    """Below zero by what he owes."""
    return f"affiliate:{affiliate_id}:debt"


def paying(affiliate_id: int) -> str:
    """On its way to him; payments takes it from here when the money has arrived."""
    return f"affiliate:{affiliate_id}:paying"


def purses(affiliate_ids: Collection[int]) -> dict[int, Purse]:
    """Return what lies in these distributors' accounts; hold their rows locked to rely on it."""
    codes = [code for pk in affiliate_ids for code in (available(pk), debt(pk))]
    found = balances(codes) if codes else {}
    return {
        pk: Purse(available_fen=found[available(pk)].posted, debt_fen=-found[debt(pk)].posted)
        for pk in affiliate_ids
    }
