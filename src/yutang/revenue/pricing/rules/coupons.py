"""Whether a coupon fits a basket, what it saves there, on which lines, and which coupons may stand together."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from yutang.foundation.catalog.contracts import SkuFacts
from yutang.kernel.money import apportion, yuan
from yutang.revenue.pricing.contracts import CouponFacts, CouponKind, CouponStatus
from yutang.revenue.pricing.rules.kinds.base import FULL_BP
from yutang.revenue.pricing.rules.scopes import in_scope


class CouponLine(NamedTuple):
    """One line of goods as coupons see it: its money after promotions and after the coupons taken before."""

    sku: SkuFacts
    fen: int
    quantity: int = 1
    reduced: bool = False


@dataclass(frozen=True, slots=True)
class CouponSaving:
    """What a coupon takes off: goods_fen falls on the lines as `shares` (one per line), shipping_fen on the fee.

    uses: how many parts of the coupon that takes (1 unless it is a pack that may be used several times at once).
    """

    goods_fen: int
    shares: tuple[int, ...]
    shipping_fen: int = 0
    uses: int = 1

    @property
    def fen(self) -> int:
        """Goods and shipping together."""
        return self.goods_fen + self.shipping_fen


def coupon_reason(
    coupon: CouponFacts,
    *,
    goods: Sequence[CouponLine],
    shipping_fen: int,
    now: datetime,
    store_id: int | None = None,
) -> str:
    """Return why a coupon cannot be used on these goods, or "" when it can.

    store_id: the store in which the goods are collected, None when they are sent.
    """
    mine = [line for line in goods if in_scope(coupon.scope, line.sku)]
    base = sum(line.fen for line in mine)
    reduced = any(line.reduced for line in mine)
    exchanges = coupon.kind == CouponKind.EXCHANGE
    hindrances = (
        (coupon.status != CouponStatus.AVAILABLE or coupon.uses_left < 1, "已使用或已失效"),
        (now < coupon.valid_from, "还没到使用时间"),
        (now >= coupon.valid_until, "已过期"),
        (bool(coupon.store_ids) and store_id not in coupon.store_ids, "仅限到指定门店自提时使用"),
        (reduced and not coupon.stacks_with_promotions, "不与满减同享"),
        (base <= 0, "没有适用的商品"),
        (base < coupon.threshold_fen, f"还差 ¥{yuan(coupon.threshold_fen - base)}"),
        (coupon.kind == CouponKind.FREE_SHIPPING and shipping_fen <= 0, "本单已免运费"),
        (exchanges and not any(_piece_saving(coupon, line) for line in mine), "兑换价不低于现价"),
    )
    return next((words for holds, words in hindrances if holds), "")


def scope_fen(coupon: CouponFacts, goods: Sequence[CouponLine]) -> int:
    """The money of the goods that a coupon is about."""
    return sum(line.fen for line in goods if in_scope(coupon.scope, line.sku))


def coupon_saves(coupon: CouponFacts, *, goods: Sequence[CouponLine], shipping_fen: int) -> CouponSaving:
    """What a usable coupon takes off, line by line: never more than a line costs, or than the shipping fee.

    Money falls on the lines the coupon is about by largest remainder; an exchange falls on the pieces exchanged,
    the dearest first.
    """
    nothing = (0,) * len(goods)
    if coupon.kind == CouponKind.FREE_SHIPPING:
        return CouponSaving(0, nothing, _capped(shipping_fen, coupon.cap_fen))
    if coupon.kind == CouponKind.EXCHANGE:
        return _exchange(coupon, goods)
    weights = [line.fen if in_scope(coupon.scope, line.sku) else 0 for line in goods]
    base, uses = sum(weights), 1
    if base <= 0:
        return CouponSaving(0, nothing)
    if coupon.kind == CouponKind.PERCENT:
        # The customer pays the rounded-up rest, so that a fraction never gives goods away.
        off = _capped(base * (FULL_BP - coupon.discount_bp) // FULL_BP, coupon.cap_fen)
    else:
        uses = _cash_uses(coupon, base)
        off = min(coupon.amount_fen * uses, base)
    return CouponSaving(off, tuple(apportion(off, weights)), uses=uses)


def may_stand_together(coupons: Iterable[CouponFacts]) -> bool:
    """Whether these coupons may be used on one order: one alone, or all of different stacking groups."""
    chosen = list(coupons)
    groups = {coupon.stacking_group for coupon in chosen}
    return len(chosen) <= 1 or ("" not in groups and len(groups) == len(chosen))


def uses_due_back(
    *, uses: int, saved_fen: int, saved_back_fen: int, already_back: int, is_whole: bool
) -> int:
    """How many more parts come back when so much of the saving, counted from the beginning, has been refunded.

    A part comes back when the whole of its saving has; with everything refunded all parts are back.
    """
    if is_whole:
        return max(uses - already_back, 0)
    due = uses * min(saved_back_fen, saved_fen) // saved_fen if saved_fen > 0 else 0
    return max(due - already_back, 0)


def _capped(fen: int, cap_fen: int) -> int:
    return min(fen, cap_fen) if cap_fen else fen


def _cash_uses(coupon: CouponFacts, base: int) -> int:
    """A pack that may be used several times at once takes one part for each time its threshold is reached."""
    most = min(coupon.uses_per_order, coupon.uses_left)
    times = base // max(coupon.threshold_fen, coupon.amount_fen, 1)
    return max(min(most, times), 1)


def _piece_saving(coupon: CouponFacts, line: CouponLine) -> int:
    """What exchanging one piece of a line takes off."""
    return _capped(max(line.fen // max(line.quantity, 1) - coupon.amount_fen, 0), coupon.cap_fen)


def _exchange(coupon: CouponFacts, goods: Sequence[CouponLine]) -> CouponSaving:
    shares = [0] * len(goods)
    left = max(min(coupon.uses_per_order, coupon.uses_left), 1)
    used = 0
    savings = [_piece_saving(coupon, x) if in_scope(coupon.scope, x.sku) else 0 for x in goods]
    for index in sorted(range(len(goods)), key=lambda i: (-savings[i], i)):
        pieces = min(left - used, goods[index].quantity)
        if pieces <= 0 or savings[index] <= 0:
            break
        line = goods[index]
        # Several pieces of a line may cost an odd fen: take the pieces' money, not the rounded piece.
        worth = line.fen * pieces // line.quantity - coupon.amount_fen * pieces
        shares[index] = _capped(worth, coupon.cap_fen * pieces)
        used += pieces
    return CouponSaving(sum(shares), tuple(shares), uses=max(used, 1))
