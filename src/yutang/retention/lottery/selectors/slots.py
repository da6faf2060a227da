"""A lottery's prizes as they stand now."""

from collections.abc import Sequence
from datetime import date

from django.db.models import Count

from yutang.retention.lottery.models import Draw, Lottery, Prize
from yutang.retention.lottery.rules import Slot


def slots_of(prizes: Sequence[Prize], day: date) -> list[Slot]:
    """Return the prizes in the order in which they divide the million, with what is left of each."""
    capped = [prize.pk for prize in prizes if prize.daily_cap is not None]
    today: dict[int, int] = {}
    if capped:
        rows = Draw.objects.filter(prize_id__in=capped, day=day).values_list("prize_id").order_by()
        today = dict(rows.annotate(n=Count("pk")))
    return [
        Slot(
            prize_id=prize.pk,
            kind=prize.kind,
            weight_ppm=prize.weight_ppm,
            value_fen=prize.value_fen,
            left=None if prize.stock is None else prize.stock - prize.taken,
            left_today=None if prize.daily_cap is None else prize.daily_cap - today.get(prize.pk, 0),
        )
        for prize in prizes
    ]


def budget_left(lottery: Lottery) -> int | None:
    """Return what prizes may still cost; None without a budget."""
    return lottery.budget_fen - lottery.spent_fen if lottery.budget_fen else None
