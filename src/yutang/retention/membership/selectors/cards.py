"""Cards: those for sale, those in a customer's hands, and what they saved."""

from collections.abc import Collection
from datetime import datetime

from yutang.kernel import clock
from yutang.kernel.queries import Given, Many, Query
from yutang.retention.membership.contracts import (
    CARD_TEXT,
    BenefitUseFacts,
    CardFacts,
    CardStatus,
    CardTypeFacts,
    card_unknown,
)
from yutang.retention.membership.models import BenefitUse, CardType, MemberCard
from yutang.retention.membership.rules import month_of, refundable_fen

# Most customers have no card: who has one is asked first, cheaply, for every price that is shown.
_HOLDERS = Query(
    lambda: (
        MemberCard.objects.filter(
            customer_id__among=Many("customers"),
            status=CardStatus.ACTIVE,
            starts_at__lte=Given("at"),
            ends_at__gt=Given("at"),
        )
        .order_by()
        .values_list("customer_id")
        .distinct()
    )
)


def card_types(*, on_sale_only: bool = True) -> list[CardTypeFacts]:
    """The kinds of cards, cheapest first."""
    rows = CardType.objects.filter(is_on_sale=True) if on_sale_only else CardType.objects.all()
    return [type_facts(row) for row in rows.order_by("price_fen", "pk")]


def cards_of(customer_id: int, *, limit: int = 20) -> list[CardFacts]:
    """The customer's cards: running ones first, then those to come, then the past."""
    now = clock.now()
    rows = MemberCard.objects.filter(customer_id=customer_id).select_related("card_type").order_by("-pk")
    facts = [card_facts(row, now) for row in rows[:limit]]
    return sorted(facts, key=lambda card: (card.status != CardStatus.ACTIVE, card.starts_at))


def running_cards(customer_ids: Collection[int], at: datetime) -> dict[int, list[MemberCard]]:
    """The cards of these customers that are good at this moment, in one query, or two where there are any."""
    holders = _HOLDERS.column(customers=customer_ids, at=at)
    if not holders:
        return {}
    rows = MemberCard.objects.filter(
        customer_id__in=holders, status=CardStatus.ACTIVE, starts_at__lte=at, ends_at__gt=at
    )
    found: dict[int, list[MemberCard]] = {}
    for card in rows.select_related("card_type").order_by("ends_at"):
        found.setdefault(card.customer_id, []).append(card)
    return found


def benefit_uses(*, customer_id: int, card_no: str, limit: int = 100) -> list[BenefitUseFacts]:
    """What one's own card was used for, newest first. Raises card_unknown."""
    card = MemberCard.objects.filter(no=card_no, customer_id=customer_id).first()
    if card is None:
        raise card_unknown()
    rows = BenefitUse.objects.filter(card=card).order_by("-pk")[:limit]
    return [
        BenefitUseFacts(row.title, row.order_no, row.saved_fen, row.status, row.created_at) for row in rows
    ]


def card_facts(row: MemberCard, now: datetime) -> CardFacts:
    """Return the card as it stands now."""
    month_used = row.month_used if row.month == month_of(now) else 0
    is_good = row.status == CardStatus.ACTIVE and row.ends_at > now
    total_left = row.total_free_shipping - row.total_used if is_good else 0
    status = row.status if is_good or row.status != CardStatus.ACTIVE else CardStatus.ENDED.value
    worth = refundable_fen(
        paid_fen=row.paid_fen, saved_fen=row.saved_fen, starts_at=row.starts_at, ends_at=row.ends_at, at=now
    )
    return CardFacts(
        card_id=row.pk,
        no=row.no,
        customer_id=row.customer_id,
        card_type=type_facts(row.card_type),
        status=status,
        status_text="未开始" if is_good and row.starts_at > now else CARD_TEXT[status],
        order_no=row.order_no,
        paid_fen=row.paid_fen,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        month_left=min(row.month_free_shipping - month_used, total_left),
        month_used=month_used,
        total_left=total_left,
        total_used=row.total_used,
        saved_fen=row.saved_fen,
        refundable_fen=worth if is_good else 0,
    )


def type_facts(row: CardType) -> CardTypeFacts:
    """Return the kind as a contract."""
    return CardTypeFacts(
        card_type_id=row.pk,
        name=row.name,
        sku_id=row.sku_id,
        product_id=row.product_id,
        price_fen=row.price_fen,
        days=row.days,
        month_free_shipping=row.month_free_shipping,
        total_free_shipping=row.total_free_shipping,
        discount_bp=row.discount_bp,
        price_group=row.price_group,
        month_coupons=tuple(row.month_coupons),
        colour=row.colour,
        icon=row.icon,
        intro=row.intro,
        is_on_sale=row.is_on_sale,
    )
