"""Which coupons a basket uses: the best set that may stand together, or the ones the customer names."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import product
from typing import NamedTuple

from yutang.foundation.catalog.contracts import SkuFacts
from yutang.revenue.pricing.contracts import CouponFacts, CouponKind, CouponStatus
from yutang.revenue.pricing.rules.coupons import CouponLine, CouponSaving, coupon_saves
from yutang.revenue.pricing.rules.scopes import in_scope

# Shares first, then amounts, then pieces: the customer pays least in this order.
_TURN = {
    CouponKind.PERCENT: 0,
    CouponKind.CASH: 1,
    CouponKind.RANDOM: 1,
    CouponKind.EXCHANGE: 2,
    CouponKind.FREE_SHIPPING: 3,
}
PER_GROUP = 3


class Use(NamedTuple):
    """One coupon of a basket and what it takes off."""

    coupon: CouponFacts
    saving: CouponSaving


@dataclass(slots=True)
class _Seen:
    """A coupon and the positions of the lines it is about."""

    coupon: CouponFacts
    positions: tuple[int, ...]


class CouponBook:
    """The coupons one customer could use on one basket, sorted out once and weighed for many prices of it."""

    def __init__(
        self, coupons: Sequence[CouponFacts], skus: Sequence[SkuFacts], now: datetime, store_id: int | None
    ) -> None:
        scopes: dict[object, tuple[int, ...]] = {}
        self.skus = skus
        self.seen: list[_Seen] = []
        for coupon in sorted(coupons, key=lambda one: (one.valid_until, one.code)):
            if not _is_alive(coupon, now, store_id):
                continue
            positions = scopes.get(coupon.scope)
            if positions is None:
                positions = tuple(i for i, sku in enumerate(skus) if in_scope(coupon.scope, sku))
                scopes[coupon.scope] = positions
            if positions:
                self.seen.append(_Seen(coupon, positions))

    def best(
        self, goods: Sequence[CouponLine], shipping_fen: int, wanted: frozenset[str] | None
    ) -> tuple[Use, ...]:
        """Return the set that takes off most; `wanted` names the codes that must be in it, or nothing is returned."""
        if wanted is not None:
            return self._named(goods, shipping_fen, wanted)
        weighed = self._weighed(goods, shipping_fen)
        alone = [one for one in weighed if not one[1].coupon.stacking_group]
        groups: dict[str, list[tuple[int, _Seen]]] = {}
        for one in weighed:
            if one[1].coupon.stacking_group:
                groups.setdefault(one[1].coupon.stacking_group, []).append(one)
        answers = [self._applied([seen.coupon], goods, shipping_fen) for _, seen in alone[:1]]
        if groups:
            few = [[None, *(seen.coupon for _, seen in found[:PER_GROUP])] for found in groups.values()][:4]
            sets = [[coupon for coupon in chosen if coupon] for chosen in product(*few)]
            answers += [self._applied(chosen, goods, shipping_fen) for chosen in sets if chosen]
        useful = [uses for uses in answers if uses]
        return min(useful, key=lambda uses: (-saved(uses), len(uses), _ends(uses)), default=())

    def hopes(
        self, goods: Sequence[CouponLine], shipping_fen: int
    ) -> list[tuple[int, CouponFacts, tuple[int, ...]]]:
        """Return (saving, coupon, lines) on goods as they are, the best first."""
        return [(fen, seen.coupon, seen.positions) for fen, seen in self._weighed(goods, shipping_fen)]

    def _weighed(self, goods: Sequence[CouponLine], shipping_fen: int) -> list[tuple[int, _Seen]]:
        bases: dict[tuple[int, ...], tuple[int, bool]] = {}
        found = []
        for seen in self.seen:
            known = bases.get(seen.positions)
            if known is None:
                base = sum([goods[i].fen for i in seen.positions])
                known = bases[seen.positions] = (base, any(goods[i].reduced for i in seen.positions))
            fen = self._quick(seen, known[0], is_reduced=known[1], goods=goods, shipping_fen=shipping_fen)
            if fen > 0:
                found.append((fen, seen))
        # Among equals the one that ends first is used first, so that nothing is wasted.
        found.sort(key=lambda one: -one[0])
        return found

    @staticmethod
    def _quick(
        seen: _Seen, base: int, *, is_reduced: bool, goods: Sequence[CouponLine], shipping_fen: int
    ) -> int:
        """What the coupon would take off alone; the lines' shares are worked out for the chosen ones only."""
        coupon = seen.coupon
        if base <= 0 or base < coupon.threshold_fen or (is_reduced and not coupon.stacks_with_promotions):
            return 0
        if coupon.kind in (CouponKind.CASH, CouponKind.RANDOM) and coupon.uses_per_order == 1:
            return min(coupon.amount_fen, base)
        if coupon.kind == CouponKind.PERCENT:
            off = base * (10_000 - coupon.discount_bp) // 10_000
            return min(off, coupon.cap_fen) if coupon.cap_fen else off
        return coupon_saves(coupon, goods=goods, shipping_fen=shipping_fen).fen

    def _named(
        self, goods: Sequence[CouponLine], shipping_fen: int, wanted: frozenset[str]
    ) -> tuple[Use, ...]:
        usable = [seen.coupon for _, seen in self._weighed(goods, shipping_fen) if seen.coupon.code in wanted]
        if len(usable) < len(wanted):
            return ()
        return self._applied(usable, goods, shipping_fen)

    @staticmethod
    def _applied(
        coupons: Sequence[CouponFacts], goods: Sequence[CouponLine], shipping_fen: int
    ) -> tuple[Use, ...]:
        """Apply one after the other; each sees the money that those before it left."""
        uses: list[Use] = []
        for coupon in sorted(
            coupons, key=lambda one: (_TURN[CouponKind(one.kind)], one.valid_until, one.code)
        ):
            saving = coupon_saves(coupon, goods=goods, shipping_fen=shipping_fen)
            if saving.fen <= 0:
                continue
            uses.append(Use(coupon, saving))
            shipping_fen -= saving.shipping_fen
            goods = [
                line if not off else line._replace(fen=line.fen - off)
                for line, off in zip(goods, saving.shares, strict=True)
            ]
        return tuple(uses)


def saved(uses: Sequence[Use]) -> int:
    """Return what these coupons take off together."""
    return sum([use.saving.fen for use in uses])


def _ends(uses: Sequence[Use]) -> list[tuple[datetime, str]]:
    return [(use.coupon.valid_until, use.coupon.code) for use in uses]


def _is_alive(coupon: CouponFacts, now: datetime, store_id: int | None) -> bool:
    return (
        coupon.status == CouponStatus.AVAILABLE
        and coupon.uses_left >= 1
        and coupon.valid_from <= now < coupon.valid_until
        and (not coupon.store_ids or store_id in coupon.store_ids)
    )
