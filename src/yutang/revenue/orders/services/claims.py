"""What else an order uses up: points, card benefits and whatever a higher room keeps books about."""

from collections.abc import Sequence

from django.db import transaction

from yutang.revenue.orders.contracts import ClaimTaker, ClaimWant, Refused

_takers: dict[str, ClaimTaker] = {}


def register_claim(name: str, take: ClaimTaker) -> None:
    """Ask `take` for what orders use up beside stock and coupons, inside the transaction that writes them.

    It is asked only about orders that use points or benefits, after their stock is held, with a constant number of
    statements, and answers None for what it took (or has nothing to do with) and a refusal for what it could not take.
    Taking is undone by the database when another taker refuses the same order. What was taken is given back by a
    reaction to OrderCancelled and OrderRefunded. The last one registered under a name wins.
    """
    _takers[name] = take


def take_claims(wants: Sequence[ClaimWant]) -> dict[str, Refused]:
    """Let every registered room take its part; returns the refusals by order number.

    A refused order has taken nothing anywhere: after a refusal everything is rolled back and the others are taken again.
    """
    refusals: dict[str, Refused] = {}
    left = list(wants)
    while left and _takers:
        try:
            with transaction.atomic():
                return refusals | _take_all(left)
        except _RefusedMeanwhile as found:
            refusals |= found.refusals
            left = [want for want in left if want.order_no not in refusals]
    return refusals


def _take_all(wants: Sequence[ClaimWant]) -> dict[str, Refused]:
    for name, take in _takers.items():
        answers = take(wants)
        if len(answers) != len(wants):
            raise ValueError(f"claim {name!r} answered {len(answers)} of {len(wants)} wants")
        refusals = {w.order_no: a for w, a in zip(wants, answers, strict=True) if a is not None}
        if refusals:
            raise _RefusedMeanwhile(refusals)
    return {}


class _RefusedMeanwhile(Exception):
    """Rolls the round back."""

    def __init__(self, refusals: dict[str, Refused]) -> None:
        super().__init__()
        self.refusals = refusals
