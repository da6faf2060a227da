"""What a price has to know about members."""

from collections.abc import Collection, Mapping
from datetime import datetime

from yutang.kernel.queries import Many, Query
from yutang.retention.membership.contracts import LevelFacts, PolicyFacts
from yutang.retention.membership.models import Member, MemberCard
from yutang.retention.membership.rules import WHOLE_BP, is_member_day, level_of, month_of
from yutang.retention.membership.selectors.cards import running_cards
from yutang.retention.membership.selectors.levels import recent_levels
from yutang.retention.membership.selectors.policy import recent_policy
from yutang.revenue.orders.api import buyers_among
from yutang.revenue.pricing.contracts import CustomerTerms

_MEMBERS = Query(
    lambda: (
        Member.objects.filter(customer_id__among=Many("customers"))
        .order_by()
        .values_list("customer_id", "growth", "points")
    )
)


def member_terms(customer_ids: Collection[int], now: datetime) -> Mapping[int, CustomerTerms]:
    """The terms of these customers by level, card, points and the day, with three statements for any batch."""
    wanted = sorted({one for one in customer_ids if one})
    if not wanted:
        return {}
    members = {pk: (growth, points) for pk, growth, points in _MEMBERS.rows(customers=wanted)}
    cards, buyers = running_cards(wanted, now), buyers_among(wanted)
    policy, table = recent_policy(), recent_levels()
    found = {}
    for pk in wanted:
        growth, points = members.get(pk, (0, 0))
        found[pk] = _terms(
            policy,
            level_of(table, growth),
            cards.get(pk, []),
            points=points,
            is_newcomer=pk not in buyers,
            now=now,
        )
    return found


def _terms(
    policy: PolicyFacts,
    level: LevelFacts,
    cards: list[MemberCard],
    *,
    points: int,
    is_newcomer: bool,
    now: datetime,
) -> CustomerTerms:
    day = is_member_day(policy, now)
    offers = [(level.discount_bp, f"{level.name}折扣")]
    offers += [(card.discount_bp, card.card_type.name) for card in cards]
    if day:
        offers.append((policy.member_day_discount_bp, "会员日"))
    discount_bp, title = min(offers, key=lambda offer: offer[0])
    shipping = next(((card, left) for card in cards if (left := shipping_left(card, now)) > 0), None)
    group = next((card.price_group for card in cards if card.price_group), level.price_group)
    return CustomerTerms(
        price_group=group,
        discount_bp=discount_bp,
        discount_title=title if discount_bp < WHOLE_BP else "",
        free_shipping_left=shipping[1] if shipping else 0,
        free_shipping_title=shipping[0].card_type.name if shipping else "",
        free_shipping_card=shipping[0].no if shipping else "",
        points=points if policy.is_money else 0,
        points_per_yuan=policy.points_per_yuan,
        points_cap_bp=policy.money_cap_bp,
        is_newcomer=is_newcomer,
        level=level.level,
        member_day=day,
    )


def shipping_left(card: MemberCard, now: datetime) -> int:
    """How many more free shippings the card gives this month."""
    used = card.month_used if card.month == month_of(now) else 0
    return min(card.month_free_shipping - used, card.total_free_shipping - card.total_used)
