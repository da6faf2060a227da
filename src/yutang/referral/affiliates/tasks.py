"""Periodic jobs of affiliates."""

from yutang.kernel.jobs import periodic
from yutang.referral.affiliates.api import release_due, settle_payouts


@periodic(seconds=30, name="settle-payouts")
def settle() -> int:
    """Send withdrawals that are still on their way."""
    return settle_payouts()


@periodic(seconds=300, name="release-due-commissions")
def release() -> int:
    """Release commissions whose extra freeze is over."""
    return release_due()
