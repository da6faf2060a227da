"""What follows when money to a person outside has arrived, or could not be sent."""

from collections.abc import Sequence

from yutang.kernel.outbox import Received, reacts_to
from yutang.referral.affiliates import api as affiliates
from yutang.revenue.payments.events import PayoutSettled


@reacts_to(PayoutSettled)
def settle_withdrawals(events: Sequence[Received[PayoutSettled]]) -> None:
    """The withdrawal is paid, or its money goes back to the distributor."""
    affiliates.settle_withdrawals(events)
