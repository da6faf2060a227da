"""Periodic jobs of the wallet."""

from yutang.kernel.jobs import periodic
from yutang.revenue.wallet import api


@periodic(seconds=10, name="close-unpaid-topups")
def close_overdue_purchases() -> int:
    """Close top-ups and gift purchases whose 30 minutes are over."""
    return api.close_overdue_purchases()


@periodic(seconds=300, name="expire-gift-cards")
def expire_gift_cards() -> int:
    """End printed cards that are over, and send the money of unclaimed gifts back."""
    return api.expire_printed_cards() + api.expire_gifts()
