"""Tables of lotteries."""

from yutang.retention.lottery.models.draw import Chance, Draw
from yutang.retention.lottery.models.lottery import Lottery, Prize

__all__ = ["Chance", "Draw", "Lottery", "Prize"]
