"""What orders take from their buyers as members: points as money, and free shipping from a card."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from django.db import transaction

from yutang.kernel import clock
from yutang.kernel.among import among
from yutang.kernel.batch_update import update_columns
from yutang.kernel.batches import insert_columns
from yutang.kernel.errors import DomainError
from yutang.kernel.outbox import Received
from yutang.retention.membership.contracts import (
    CardStatus,
    PointsBack,
    PointsSpend,
    Reason,
    UseStatus,
    benefit_used_up,
    points_short,
)
from yutang.retention.membership.models import BenefitUse, MemberCard
from yutang.retention.membership.rules import month_of
from yutang.retention.membership.services.members import lock_members
from yutang.retention.membership.services.spend_points import give_back_points, spend_points
from yutang.revenue.orders.contracts import ClaimWant, Refused
from yutang.revenue.orders.events import OrderCancelled, OrderRefunded

FREE_SHIPPING = "free_shipping"
type Use = tuple[ClaimWant, MemberCard, int, str]


def spend_key(order_no: str) -> str:
    """The key under which an order's points are spent."""
    return f"order:{order_no}"


@transaction.atomic
def take_claims(wants: Sequence[ClaimWant]) -> list[Refused | None]:
    """Take the points and the free shippings that orders use, or say why not; a constant number of statements."""
    at = clock.now()
    lock_members({want.customer_id for want in wants}, at=at)
    refusals: list[Refused | None] = [None] * len(wants)
    uses = _take_benefits(wants, refusals, at=at)
    spends = [
        PointsSpend(
            want.customer_id,
            want.points,
            Reason.ORDER_SPEND,
            spend_key(want.order_no),
            memo=f"订单 {want.order_no} 抵扣",
        )
        for want, refusal in zip(wants, refusals, strict=True)
        if want.points > 0 and refusal is None
    ]
    spent = {answer.key: answer for answer in spend_points(spends)}
    for index, want in enumerate(wants):
        answer = spent.get(spend_key(want.order_no))
        if answer is not None and not answer.is_spent:
            refusals[index] = _refused(points_short(want.points, answer.available))
    lost = {want.order_no for want, refusal in zip(wants, refusals, strict=True) if refusal is not None}
    _write_uses([use for use in uses if use[0].order_no not in lost], at=at)
    return refusals


@transaction.atomic
def give_back_for_cancelled(batch: Sequence[Received[OrderCancelled]]) -> int:
    """Return points and benefits of cancelled orders; what a refund returned before stays returned. Returns how many."""
    events = [received.event for received in batch if received.event.points_used or received.event.benefits]
    if not events:
        return 0
    _return_uses([event.order_no for event in events if event.benefits], {e.customer_id for e in events})
    give_back_points(
        [
            PointsBack(spend_key(event.order_no), "cancel", memo=f"订单 {event.order_no} 取消退回")
            for event in events
            if event.points_used
        ]
    )
    return len(events)


@transaction.atomic
def give_back_for_refunded(batch: Sequence[Received[OrderRefunded]]) -> int:
    """Return the points of what was refunded, and the benefits of orders that came back whole. Returns how many."""
    events = [received for received in batch if received.event.points_back or received.event.is_full]
    if not events:
        return 0
    whole = [received.event for received in events if received.event.is_full]
    _return_uses([event.order_no for event in whole], {r.event.customer_id for r in events})
    give_back_points(
        [
            PointsBack(
                spend_key(received.event.order_no),
                f"refund:{received.id}",
                received.event.points_back,
                memo=f"订单 {received.event.order_no} 退款退回",
            )
            for received in events
            if received.event.points_back
        ]
    )
    return len(events)


def _take_benefits(wants: Sequence[ClaimWant], refusals: list[Refused | None], *, at: datetime) -> list[Use]:
    """Count each free shipping on its card while there are some left; the cards' rows are locked."""
    wanted = {use.reference for want in wants for use in want.benefits if use.kind == FREE_SHIPPING}
    cards = _locked_cards(wanted) if wanted else {}
    month = month_of(at)
    taken: list[Use] = []
    for index, want in enumerate(wants):
        for use in want.benefits:
            if use.kind != FREE_SHIPPING:
                continue
            card = cards.get(use.reference)
            if card is None or card.customer_id != want.customer_id or not _has_left(card, month, at):
                refusals[index] = _refused(benefit_used_up(use.title))
                continue
            card.month_used = (card.month_used if card.month == month else 0) + 1
            card.month = month
            card.total_used += 1
            card.saved_fen += use.saved_fen
            taken.append((want, card, use.saved_fen, use.title))
    return taken


def _has_left(card: MemberCard, month: str, at: datetime) -> bool:
    used = card.month_used if card.month == month else 0
    is_running = card.status == CardStatus.ACTIVE and card.starts_at <= at < card.ends_at
    return is_running and used < card.month_free_shipping and card.total_used < card.total_free_shipping


def _write_uses(uses: Sequence[Use], *, at: datetime) -> None:
    if not uses:
        return
    count = len(uses)
    insert_columns(
        BenefitUse,
        card_id=[card.pk for _, card, _, _ in uses],
        customer_id=[want.customer_id for want, _, _, _ in uses],
        kind=[FREE_SHIPPING] * count,
        order_no=[want.order_no for want, _, _, _ in uses],
        title=[title[:80] for _, _, _, title in uses],
        month=[month_of(at)] * count,
        saved_fen=[saved for _, _, saved, _ in uses],
        status=[UseStatus.USED.value] * count,
        created_at=[at] * count,
        returned_at=[None] * count,
    )
    _store_cards({card.pk: card for _, card, _, _ in uses}.values())


def _return_uses(order_nos: Sequence[str], customer_ids: set[int]) -> None:
    at = clock.now()
    lock_members(customer_ids, at=at)
    rows = BenefitUse.objects.filter(order_no__in=list(order_nos), status=UseStatus.USED)
    numbers = set(rows.values_list("card__no", flat=True)) if order_nos else set()
    if not numbers:
        return
    cards = {card.pk: card for card in _locked_cards(numbers).values()}
    uses = list(rows.select_for_update().order_by("pk"))
    for use in uses:
        card = cards[use.card_id]
        card.total_used -= 1
        card.saved_fen -= use.saved_fen
        if card.month == use.month:
            card.month_used -= 1
    _store_cards(cards.values())
    BenefitUse.objects.filter(pk__in=[use.pk for use in uses]).update(
        status=UseStatus.RETURNED, returned_at=at
    )


def _store_cards(cards: Iterable[MemberCard]) -> None:
    rows = sorted(cards, key=lambda card: card.pk)
    update_columns(
        MemberCard,
        by="id",
        keys=[card.pk for card in rows],
        month=[card.month for card in rows],
        month_used=[card.month_used for card in rows],
        total_used=[card.total_used for card in rows],
        saved_fen=[card.saved_fen for card in rows],
    )


def _locked_cards(numbers: Collection[str]) -> dict[str, MemberCard]:
    rows = MemberCard.objects.select_for_update().filter(among(MemberCard, "no", sorted(numbers)))
    return {card.no: card for card in rows.order_by("pk")}


def _refused(error: DomainError) -> Refused:
    return Refused(error.code, error.message, error.status, error.details)
