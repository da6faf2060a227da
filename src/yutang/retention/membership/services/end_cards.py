"""Cards end: by time, or because their money goes back."""

from collections.abc import Mapping, Sequence

from django.db import transaction

from yutang.kernel import clock
from yutang.kernel.outbox import publish_many
from yutang.retention.membership.contracts import CardStatus
from yutang.retention.membership.events import CardEnded
from yutang.retention.membership.models import MemberCard
from yutang.retention.membership.rules import refundable_fen
from yutang.revenue.orders.contracts import RefundLimit, RefundLimitWant

BATCH = 1000


@transaction.atomic
def end_cards() -> int:
    """Close the cards whose time is over; returns how many."""
    at = clock.now()
    rows = MemberCard.objects.filter(status=CardStatus.ACTIVE, ends_at__lte=at)
    cards = list(
        rows.select_for_update(of=("self",), skip_locked=True)
        .select_related("card_type")
        .order_by("pk")[:BATCH]
    )
    _end(cards, CardStatus.ENDED, "expired")
    return len(cards)


def card_refund_limits(wants: Sequence[RefundLimitWant], is_final: bool) -> Mapping[int, RefundLimit]:  # noqa: FBT001
    """Say what of the cards bought with these lines may still be given back: unused days, less what was saved.

    The card that begins last goes back first. When it is final the cards end in this transaction.
    """
    rows = MemberCard.objects.filter(line_id__in=[want.line_id for want in wants]).order_by(
        "-starts_at", "-pk"
    )
    if is_final:
        rows = rows.select_for_update(of=("self",))
    by_line: dict[int, list[MemberCard]] = {}
    for card in rows.select_related("card_type"):
        by_line.setdefault(card.line_id, []).append(card)
    at, limits, ending = clock.now(), dict[int, RefundLimit](), list[MemberCard]()
    for want in wants:
        cards = by_line.get(want.line_id)
        if cards is None:
            continue
        left = [card for card in cards if card.status == CardStatus.ACTIVE and card.ends_at > at]
        asked = left[: want.asked]
        worth = sum(
            refundable_fen(
                paid_fen=card.paid_fen,
                saved_fen=card.saved_fen,
                starts_at=card.starts_at,
                ends_at=card.ends_at,
                at=at,
            )
            for card in asked
        )
        limits[want.line_id] = RefundLimit(len(left), worth, "按剩余天数折算，并扣除已省下的金额")
        ending += asked
    if is_final:
        _end(ending, CardStatus.REFUNDED, "refunded")
    return limits


def _end(cards: Sequence[MemberCard], status: CardStatus, how: str) -> None:
    MemberCard.objects.filter(pk__in=[card.pk for card in cards]).update(status=status, ended_at=clock.now())
    publish_many(
        [CardEnded(card.customer_id, card.no, card.card_type.name, card.saved_fen, how) for card in cards]
    )
