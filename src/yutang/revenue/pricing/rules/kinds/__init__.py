"""Every kind of promotion: how it is checked, how it applies, its words and its hint. One file per kind."""

from collections.abc import Mapping
from dataclasses import dataclass

from yutang.revenue.pricing.contracts import PromotionKind
from yutang.revenue.pricing.rules.kinds import (
    bundle,
    choose_one,
    first_order,
    full_discount,
    full_gift,
    full_reduction,
    n_for,
    nth_discount,
    shipping,
    unit_prices,
)
from yutang.revenue.pricing.rules.kinds.base import CartRule
from yutang.revenue.pricing.rules.kinds.checks import Check


@dataclass(frozen=True, slots=True)
class Kind:
    """How a kind is checked; `rule` for those that look at the whole basket, and the group such a rule is in."""

    title: str
    check: Check
    rule: type[CartRule] | None = None
    group: str = "main"


KINDS: Mapping[str, Kind] = {
    PromotionKind.LIMITED_PRICE: Kind("限时价", unit_prices.check_limited),
    PromotionKind.MEMBER_PRICE: Kind("会员价", unit_prices.check_member),
    PromotionKind.MEMBER_DAY: Kind("会员日", unit_prices.check_day),
    PromotionKind.FIRST_ORDER: Kind("新人首单", first_order.check, first_order.FirstOrder, "newcomer"),
    PromotionKind.FULL_REDUCTION: Kind("满减", full_reduction.check, full_reduction.FullReduction),
    PromotionKind.FULL_DISCOUNT: Kind("满折", full_discount.check, full_discount.FullDiscount),
    PromotionKind.FULL_GIFT: Kind("满赠", full_gift.check, full_gift.FullGift, "gift"),
    PromotionKind.NTH_DISCOUNT: Kind("第 N 件优惠", nth_discount.check, nth_discount.NthDiscount),
    PromotionKind.N_FOR: Kind("N 件 N 元", n_for.check, n_for.NFor),
    PromotionKind.CHOOSE_ONE: Kind("N 选 1", choose_one.check, choose_one.ChooseOne),
    PromotionKind.BUNDLE: Kind("套装", bundle.check, bundle.Bundle),
    PromotionKind.SHIPPING: Kind("运费模板", shipping.check),
}
