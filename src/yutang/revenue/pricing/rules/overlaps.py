"""What a new promotion meets: others about the same goods at the same time, and what that means."""

from collections.abc import Iterable
from datetime import datetime

from yutang.revenue.pricing.contracts import MAIN_GROUP, Overlap, PromotionFacts, PromotionKind, Scope
from yutang.revenue.pricing.rules.kinds import KINDS

UNIT_KINDS = frozenset({PromotionKind.LIMITED_PRICE, PromotionKind.MEMBER_PRICE, PromotionKind.MEMBER_DAY})


def overlaps(new: PromotionFacts, others: Iterable[PromotionFacts]) -> tuple[Overlap, ...]:
    """Return the promotions that meet the new one, the oldest first, each with what happens to a line that is in both."""
    return tuple(
        Overlap(one.promotion_id, one.name, one.kind, _meaning(new, one))
        for one in others
        if one.promotion_id != new.promotion_id and _same_time(new, one) and _same_goods(new, one)
        if (one.kind == PromotionKind.SHIPPING) == (new.kind == PromotionKind.SHIPPING)
    )


def _same_time(one: PromotionFacts, other: PromotionFacts) -> bool:
    return _before(one.starts_at, other.ends_at) and _before(other.starts_at, one.ends_at)


def _before(start: datetime, end: datetime | None) -> bool:
    return end is None or start < end


def _same_goods(one: PromotionFacts, other: PromotionFacts) -> bool:
    mine, theirs = _scope(one), _scope(other)
    if mine.kind == "all" or theirs.kind == "all" or mine.kind != theirs.kind:
        # Of scopes of different kinds nobody knows without the catalogue: better one warning too many.
        return True
    return not mine.ids.isdisjoint(theirs.ids)


def _scope(facts: PromotionFacts) -> Scope:
    if facts.config.get("prices"):
        return Scope("sku", frozenset(int(sku_id) for sku_id in facts.config["prices"]))
    if facts.kind == PromotionKind.BUNDLE:
        return Scope("sku", frozenset(int(one["sku_id"]) for one in facts.config["items"]))
    return facts.scope


def _meaning(new: PromotionFacts, other: PromotionFacts) -> str:
    title = KINDS[other.kind].title
    if new.kind == PromotionKind.SHIPPING:
        return f"与运费模板“{other.name}”范围重叠：范围更窄的优先，同级以新建的为准"
    if new.kind in UNIT_KINDS and other.kind in UNIT_KINDS:
        return f"与{title}“{other.name}”同时生效：顾客付两者中较低的价，不叠乘"
    if not new.stacks or not other.stacks:
        return f"与{title}“{other.name}”不能叠加：同一商品只参加更省的一个"
    if (
        new.exclusive_group == other.exclusive_group
        and new.kind not in UNIT_KINDS
        and other.kind not in UNIT_KINDS
    ):
        group = "默认组" if new.exclusive_group == MAIN_GROUP else f"“{new.exclusive_group}”"
        return f"与{title}“{other.name}”同属互斥组{group}：同一商品只参加更省的一个"
    return f"与{title}“{other.name}”会叠加，请确认折上折后的价格"
