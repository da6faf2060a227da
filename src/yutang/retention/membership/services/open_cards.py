"""A card was bought: it begins, at once or after the one that is running."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from yutang.kernel import clock
from yutang.kernel.ids import dated_no
from yutang.kernel.money import apportion
from yutang.kernel.outbox import Received, publish_many
from yutang.retention.membership.contracts import CardStatus
from yutang.retention.membership.events import CardOpened
from yutang.retention.membership.models import CardType, MemberCard
from yutang.retention.membership.services.members import lock_members
from yutang.revenue.orders.api import deliver_virtual
from yutang.revenue.orders.contracts import VirtualDelivery
from yutang.revenue.orders.events import OrderPaid


@dataclass(frozen=True, slots=True)
class _Bought:
    """One line of a paid order that sells cards."""

    event: OrderPaid
    line: dict[str, int]
    card_type: CardType
    at: datetime


@transaction.atomic
def open_cards(batch: Sequence[Received[OrderPaid]]) -> int:
    """Open the cards that paid orders bought, once per order line and piece; returns how many are new.

    A card of a kind that is running begins when that one ends. The order is complete with it; a card may be given back
    until it ends.
    """
    bought = _bought(batch)
    if not bought:
        return 0
    ends = _last_ends(bought)
    # Orders and their stock first, then members: the same order of locks as when orders are placed.
    deliver_virtual([VirtualDelivery(b.event.order_id, _after_sale_until(b, ends)) for b in bought])
    lock_members({b.event.customer_id for b in bought}, at=clock.now())
    ends = _last_ends(bought)
    made = [card for one in bought for card in _cards(one, ends)]
    known = set(MemberCard.objects.filter(key__in=[card.key for card in made]).values_list("key", flat=True))
    fresh = [card for card in made if card.key not in known]
    MemberCard.objects.bulk_create(fresh)
    publish_many([_opened(card) for card in fresh])
    return len(fresh)


def _bought(batch: Sequence[Received[OrderPaid]]) -> list[_Bought]:
    once = {received.event.order_id: received for received in batch if not received.event.imported}
    lines = [
        (received, line)
        for received in once.values()
        for line in received.event.lines
        if not line.get("is_gift")
    ]
    wanted = {line["sku_id"] for _, line in lines}
    types = {row.sku_id: row for row in CardType.objects.all() if row.sku_id in wanted} if wanted else {}
    return [
        _Bought(received.event, line, types[line["sku_id"]], received.occurred_at)
        for received, line in lines
        if line["sku_id"] in types
    ]


def _last_ends(bought: Sequence[_Bought]) -> dict[tuple[int, int], datetime]:
    rows = MemberCard.objects.filter(
        customer_id__in={b.event.customer_id for b in bought}, status=CardStatus.ACTIVE
    ).order_by("ends_at")
    return {(row.customer_id, row.card_type_id): row.ends_at for row in rows}


def _after_sale_until(one: _Bought, ends: Mapping[tuple[int, int], datetime]) -> datetime:
    begins = max(ends.get((one.event.customer_id, one.card_type.pk), one.at), one.at)
    return begins + timedelta(days=one.card_type.days * one.line["quantity"])


def _cards(one: _Bought, ends: dict[tuple[int, int], datetime]) -> list[MemberCard]:
    """Return one card per piece, each beginning where the one before ends; moves `ends` along."""
    kind, quantity, cards = one.card_type, one.line["quantity"], list[MemberCard]()
    place = (one.event.customer_id, kind.pk)
    for number, paid in enumerate(apportion(one.line["paid_fen"], [1] * quantity), start=1):
        starts = max(ends.get(place, one.at), one.at)
        ends[place] = starts + timedelta(days=kind.days)
        cards.append(
            MemberCard(
                no=dated_no("K", one.at),
                key=f"order_line:{one.line['line_id']}:{number}",
                customer_id=one.event.customer_id,
                card_type=kind,
                order_id=one.event.order_id,
                order_no=one.event.order_no,
                line_id=one.line["line_id"],
                paid_fen=paid,
                starts_at=starts,
                ends_at=ends[place],
                month_free_shipping=kind.month_free_shipping,
                total_free_shipping=kind.total_free_shipping,
                discount_bp=kind.discount_bp,
                price_group=kind.price_group,
                created_at=one.at,
            )
        )
    return cards


def _opened(card: MemberCard) -> CardOpened:
    return CardOpened(
        customer_id=card.customer_id,
        card_no=card.no,
        card_name=card.card_type.name,
        order_no=card.order_no,
        paid_fen=card.paid_fen,
        starts_at=card.starts_at.isoformat(),
        ends_at=card.ends_at.isoformat(),
    )
