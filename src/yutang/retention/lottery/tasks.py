"""Periodic jobs of lotteries."""

from yutang.kernel.jobs import periodic
from yutang.retention.lottery import api


@periodic(seconds=60, name="hand-out-prizes")
def hand_out_waiting() -> int:
    """Try again prizes that could not be handed out."""
    return api.hand_out_waiting()
