"""The door of lotteries."""

from yutang.retention.lottery.selectors.lotteries import (
    chances_of,
    draws_of,
    lottery_facts,
    lottery_of,
    open_lotteries,
)
from yutang.retention.lottery.services.chances import grant_chances, revoke_chances
from yutang.retention.lottery.services.draw import draw, draw_many
from yutang.retention.lottery.services.hand_out import (
    forget_receivers,
    give_address,
    hand_out,
    hand_out_waiting,
    ship_prize,
)
from yutang.retention.lottery.services.publish_lottery import create_lottery, publish_lottery, stop_lottery

__all__ = [
    "chances_of",
    "create_lottery",
    "draw",
    "draw_many",
    "draws_of",
    "forget_receivers",
    "give_address",
    "grant_chances",
    "hand_out",
    "hand_out_waiting",
    "lottery_facts",
    "lottery_of",
    "open_lotteries",
    "publish_lottery",
    "revoke_chances",
    "ship_prize",
    "stop_lottery",
]
