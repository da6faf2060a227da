"""The words of the sandbox payment provider, and what can go wrong when we talk to it."""

from dataclasses import dataclass


class SandboxPayError(Exception):
    """The provider refused: a stable code and a sentence."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message


class SandboxPayUnavailable(Exception):
    """The provider did not answer, so the outcome is unknown: ask again with the same number."""


class SignatureInvalid(Exception):
    """What arrived was not signed by the provider, or it is too old."""


@dataclass(frozen=True, slots=True)
class Notice:
    """One verified notification. state: SUCCESS | FAIL."""

    id: str
    payment_no: str
    transaction_id: str
    state: str
    amount_fen: int
    success_time: str
    reason: str


@dataclass(frozen=True, slots=True)
class Answer:
    """The provider's state of one payment, refund or payout."""

    state: str
    transaction_id: str = ""
    amount_fen: int = 0
    reason: str = ""


class BillInvalid(Exception):
    """A bill that is not whole: broken lines, no totals, or totals that are not those of the rows."""


@dataclass(frozen=True, slots=True)
class BillLine:
    """One movement in a bill. kind: payment | refund | payout; origin_no: the payment a refund belongs to."""

    kind: str
    no: str
    amount_fen: int
    happened_at: str
    transaction_id: str = ""
    origin_no: str = ""
