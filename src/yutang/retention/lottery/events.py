"""Facts that lotteries publish."""

from dataclasses import dataclass
from typing import ClassVar

from yutang.kernel.outbox import DomainEvent


@dataclass(frozen=True, slots=True)
class LotteryDrawn(DomainEvent):
    """A customer drew. The prize is handed out by what follows from this."""

    name: ClassVar[str] = "lottery.drawn"

    customer_id: int
    lottery_no: str
    draw_id: int
    prize_title: str
    kind: str
    value_fen: int

    @property
    def subject(self) -> str:
        """Whose story this belongs to."""
        return f"customer:{self.customer_id}"
