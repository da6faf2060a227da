"""From a basket to a price: base -> limited -> member -> full-reduction -> one coupon -> shipping, each fen explained."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from yutang.foundation.catalog.contracts import ProductKind, SkuFacts
from yutang.kernel.money import apportion, yuan
from yutang.revenue.pricing.contracts import (
    MAX_QUANTITY,
    CouponChoice,
    CouponFacts,
    CouponTaken,
    Delivery,
    Discount,
    ExplanationRow,
    Hint,
    LineDiscount,
    Quote,
    QuoteLine,
    QuoteRequest,
    coupon_not_usable,
    coupon_unknown,
    coupon_used,
    quantity_invalid,
)
from yutang.revenue.pricing.rules.book import PriceBook, Reduction, Tier, UnitPrice, in_scope
from yutang.revenue.pricing.rules.coupons import CouponLine, coupon_reason, coupon_saves
from yutang.revenue.pricing.rules.explain import coupon_label, day_label, reduction_label, until_label


@dataclass(slots=True)
class _Work:
    """One line while its price is being made."""

    sku: SkuFacts
    quantity: int
    unit: UnitPrice
    fen: int
    discounts: list[LineDiscount] = field(default_factory=list)
    reduced: bool = False

    def take(self, kind: str, label: str, fen: int, reference: str = "") -> None:
        if fen:
            self.discounts.append(LineDiscount(kind, label, fen, reference))
            self.fen -= fen


def merged_lines(lines: Sequence[tuple[int, int]]) -> dict[int, int]:
    """Return quantity by SKU. Raises DomainError naming `quantity` for one that nobody can mean."""
    merged: dict[int, int] = {}
    for sku_id, quantity in lines:
        if type(quantity) is not int or not 1 <= quantity <= MAX_QUANTITY:
            raise quantity_invalid(quantity, sku_id)
        merged[sku_id] = merged.get(sku_id, 0) + quantity
        if merged[sku_id] > MAX_QUANTITY:
            raise quantity_invalid(merged[sku_id], sku_id)
    return merged


def decide_quote(
    request: QuoteRequest,
    *,
    skus: Mapping[int, SkuFacts],
    book: PriceBook,
    coupons: Sequence[CouponFacts],
    now: datetime,
    available: Mapping[int, int] | None = None,
) -> Quote:
    """Return the price of a basket. The same arguments always give the same quote.

    Lines that cannot be bought stay in the quote with their problem and cost nothing. `available` None skips the stock
    check. Raises DomainError for a bad quantity and for a named coupon that cannot be used.
    """
    wanted = merged_lines(request.lines)
    good, bad = _sort_out(wanted, skus, book, request, available)
    rows = [_subtotal_row(good)]
    discounts: list[Discount] = []
    _take_unit_prices(good, rows, discounts, now)
    _take_reductions(good, book, rows, discounts)
    goods_before_coupon = sum(work.fen for work in good)
    shipping = _shipping_fen(request, book, good)
    choices = _choices(request, good, coupons, shipping, now)
    coupon = _choose(request, choices) if good else None
    fee, taken = _take_coupon(good, coupon, shipping, rows, discounts)
    if good and request.delivery != Delivery.VOUCHER:
        rows.append(_shipping_row(request, book, shipping, fee))
    goods = sum(work.fen for work in good)
    subtotal = sum(work.unit.base_fen * work.quantity for work in good)
    saved = subtotal - goods + (book.fee_fen - fee if good and request.delivery == Delivery.EXPRESS else 0)
    lines = {work.sku.sku_id: _line(work, available) for work in good}
    return Quote(
        lines=tuple(lines.get(sku_id) or bad[sku_id] for sku_id in wanted),
        subtotal_fen=subtotal,
        discounts=tuple(discounts),
        goods_fen=goods,
        shipping_fen=fee,
        total_fen=goods + fee,
        saved_fen=saved,
        coupon=coupon.coupon if coupon else None,
        coupon_uses=taken,
        hints=_hints(request, book, good, goods_before_coupon, fee),
        explanation=tuple(rows) if good else (),
        choices=choices,
        coupons=(coupon.coupon,) if coupon else (),
    )


def _sort_out(
    wanted: Mapping[int, int],
    skus: Mapping[int, SkuFacts],
    book: PriceBook,
    request: QuoteRequest,
    available: Mapping[int, int] | None,
) -> tuple[list[_Work], dict[int, QuoteLine]]:
    good: list[_Work] = []
    bad: dict[int, QuoteLine] = {}
    group, is_voucher = request.price_group or "", request.delivery == Delivery.VOUCHER
    for sku_id, quantity in wanted.items():
        sku = skus.get(sku_id)
        if sku is None:
            bad[sku_id] = _bad_line(sku_id, None, quantity, "unknown", "商品不存在")
        elif not sku.is_sellable:
            bad[sku_id] = _bad_line(sku_id, sku, quantity, "off_sale", "商品已下架")
        elif (sku.kind == ProductKind.VOUCHER) != is_voucher:
            text = "不是到店券，请单独购买" if is_voucher else "到店券请单独购买"
            bad[sku_id] = _bad_line(sku_id, sku, quantity, "delivery_mismatch", text)
        elif available is not None and available.get(sku_id, 0) < quantity:
            left = max(available.get(sku_id, 0), 0)
            text = f"仅剩 {left} 件" if left else "已售罄"
            bad[sku_id] = _bad_line(sku_id, sku, quantity, "stock_short", text, left)
        else:
            unit = book.unit(sku, group)
            good.append(_Work(sku, quantity, unit, unit.base_fen * quantity))
    return good, bad


def _bad_line(
    sku_id: int, sku: SkuFacts | None, quantity: int, problem: str, text: str, available: int | None = None
) -> QuoteLine:
    price = sku.price_fen if sku else 0
    return QuoteLine(
        sku_id=sku_id,
        product_id=sku.product_id if sku else 0,
        product_no=sku.product_no if sku else "",
        name=sku.name if sku else "已失效的商品",
        spec=sku.spec if sku else "",
        picture=sku.picture if sku else "",
        tint=sku.tint if sku else "",
        quantity=quantity,
        base_unit_fen=price,
        unit_fen=price,
        base_fen=price * quantity,
        discounts=(),
        paid_fen=0,
        problem=problem,
        problem_text=text,
        available=available,
    )


def _line(work: _Work, available: Mapping[int, int] | None) -> QuoteLine:
    sku = work.sku
    return QuoteLine(
        sku.sku_id,
        sku.product_id,
        sku.product_no,
        sku.name,
        sku.spec,
        sku.picture,
        sku.tint,
        work.quantity,
        work.unit.base_fen,
        work.unit.fen,
        work.unit.base_fen * work.quantity,
        tuple(work.discounts),
        work.fen,
        available=None if available is None else available.get(sku.sku_id, 0),
    )


def _subtotal_row(good: Sequence[_Work]) -> ExplanationRow:
    parts = [
        yuan(work.unit.base_fen) if work.quantity == 1 else f"{yuan(work.unit.base_fen)} × {work.quantity}"
        for work in good[:4]
    ]
    more = f" 等 {len(good)} 种" if len(good) > 4 else ""
    total = sum(work.unit.base_fen * work.quantity for work in good)
    return ExplanationRow("subtotal", "商品金额", f"按日常价 {' + '.join(parts)}{more}", total)


def _take_unit_prices(
    good: Sequence[_Work], rows: list[ExplanationRow], discounts: list[Discount], now: datetime
) -> None:
    limited = member = 0
    limited_words: list[str] = []
    member_words: list[str] = []
    for work in good:
        unit = work.unit
        if unit.limited_by is not None and unit.limited_fen < unit.base_fen:
            off = unit.base_fen - unit.limited_fen
            work.take("limited_price", "限时价", off * work.quantity)
            limited += off * work.quantity
            words = f"{work.sku.name} 每份 −{yuan(off)}{until_label(unit.limited_by.ends_at, now)}"
            limited_words.append(words)
        if unit.member_fen < unit.limited_fen:
            off = unit.limited_fen - unit.member_fen
            work.take("member_price", "会员价", off * work.quantity)
            member += off * work.quantity
            if unit.member_title not in member_words:
                member_words.append(unit.member_title)
    for kind, label, fen, detail in (
        ("limited_price", "限时价", limited, "；".join(limited_words)),
        ("member_price", "会员价", member, "、".join(member_words)),
    ):
        if fen:
            rows.append(ExplanationRow(kind, label, detail, -fen))
            discounts.append(Discount(kind, f"{label} {detail}" if kind == "member_price" else label, fen))


def _reached(reduction: Reduction, fen: int) -> Tier | None:
    return next((tier for tier in reduction.tiers if fen >= tier.threshold_fen), None)


def _take_reductions(
    good: Sequence[_Work], book: PriceBook, rows: list[ExplanationRow], discounts: list[Discount]
) -> None:
    """A line joins one full-reduction at most; the one that takes off most goes first, then the older one."""
    left = list(book.reductions)
    while left:
        best: tuple[int, int, Reduction, Tier, list[_Work]] | None = None
        for reduction in left:
            joined = [w for w in good if not w.reduced and in_scope(reduction.promotion.scope, w.sku)]
            tier = _reached(reduction, sum(w.fen for w in joined))
            if tier and (best is None or (-tier.off_fen, reduction.promotion.promotion_id) < best[:2]):
                best = (-tier.off_fen, reduction.promotion.promotion_id, reduction, tier, joined)
        if best is None:
            return
        _, _, reduction, tier, joined = best
        base = sum(w.fen for w in joined)
        label = reduction_label(tier.threshold_fen, tier.off_fen)
        off = min(tier.off_fen, base)
        for work, share in zip(joined, apportion(off, [w.fen for w in joined]), strict=True):
            work.take("full_reduction", label, share)
            work.reduced = True
        rows.append(ExplanationRow("full_reduction", label, f"以上 ¥{yuan(base)}，已达门槛", -off))
        discounts.append(Discount("full_reduction", label, off, str(reduction.promotion.promotion_id)))
        left.remove(reduction)


def _shipping_fen(request: QuoteRequest, book: PriceBook, good: Sequence[_Work]) -> int:
    """The threshold is asked of the goods before the coupon: a coupon never costs a customer his free delivery."""
    goods_fen = sum(work.fen for work in good)
    if not good or request.delivery != Delivery.EXPRESS:
        return 0
    if book.free_from_fen is not None and goods_fen >= book.free_from_fen:
        return 0
    return book.fee_fen


def _choices(
    request: QuoteRequest,
    good: Sequence[_Work],
    coupons: Sequence[CouponFacts],
    shipping_fen: int,
    now: datetime,
) -> tuple[CouponChoice, ...]:
    if not coupons:
        return ()
    goods = _coupon_lines(good)
    store_id = request.store_id if request.delivery == Delivery.PICKUP else None
    found: list[CouponChoice] = []
    for coupon in coupons:
        reason = coupon_reason(coupon, goods=goods, shipping_fen=shipping_fen, now=now, store_id=store_id)
        saving = coupon_saves(coupon, goods=goods, shipping_fen=shipping_fen)
        found.append(
            CouponChoice(
                coupon, 0 if reason else saving.fen, not reason, reason, 0 if reason else saving.uses
            )
        )
    # Among equals the one that ends first is used first, so that nothing is wasted.
    found.sort(key=lambda choice: (-choice.saves_fen, choice.coupon.valid_until, choice.coupon.code))
    return tuple(found)


def _coupon_lines(good: Sequence[_Work]) -> list[CouponLine]:
    return [CouponLine(work.sku, work.fen, work.quantity, work.reduced) for work in good]


def _choose(request: QuoteRequest, choices: Sequence[CouponChoice]) -> CouponChoice | None:
    wish = request.coupon_code
    if not wish:
        return None
    if wish == "best":
        return choices[0] if choices and choices[0].usable and choices[0].saves_fen > 0 else None
    choice = next((c for c in choices if c.coupon.code == wish), None)
    if choice is None or choice.coupon.customer_id != request.customer_id:
        raise coupon_unknown(wish)
    if choice.coupon.status in ("held", "used"):
        raise coupon_used(wish)
    if not choice.usable:
        raise coupon_not_usable(wish, choice.reason)
    return choice


def _take_coupon(
    good: Sequence[_Work],
    choice: CouponChoice | None,
    shipping_fen: int,
    rows: list[ExplanationRow],
    discounts: list[Discount],
) -> tuple[int, tuple[CouponTaken, ...]]:
    """Take the coupon off the lines it is about; return the shipping fee that is left and what was taken."""
    if choice is None:
        return shipping_fen, ()
    coupon, label = choice.coupon, coupon_label(choice.coupon)
    detail = f"{label}，{day_label(coupon.valid_until)}到期"
    saving = coupon_saves(coupon, goods=_coupon_lines(good), shipping_fen=shipping_fen)
    for work, share in zip(good, saving.shares, strict=True):
        work.take("coupon", label, share, coupon.code)
    rows.append(ExplanationRow("coupon", "优惠券", detail, -saving.goods_fen))
    if saving.goods_fen:
        discounts.append(Discount("coupon", f"优惠券 {label}", saving.goods_fen, coupon.code))
    return shipping_fen - saving.shipping_fen, (CouponTaken(coupon.code, saving.uses, saving.fen),)


def _shipping_row(request: QuoteRequest, book: PriceBook, shipping_fen: int, fee_fen: int) -> ExplanationRow:
    if request.delivery == Delivery.PICKUP:
        return ExplanationRow("shipping", "运费", "到店自提免运费", 0, book.fee_fen or None)
    free_from = book.free_from_fen
    if fee_fen < shipping_fen:
        return ExplanationRow("shipping", "运费", "包邮券抵扣", fee_fen, shipping_fen)
    if fee_fen == 0 and book.fee_fen and free_from is not None:
        return ExplanationRow("shipping", "运费", f"满 ¥{_bare(free_from)} 包邮", 0, book.fee_fen)
    if fee_fen and free_from is not None:
        return ExplanationRow("shipping", "运费", f"未满 ¥{_bare(free_from)}", fee_fen)
    return ExplanationRow("shipping", "运费", "免运费" if fee_fen == 0 else "每单", fee_fen)


def _bare(fen: int) -> str:
    return str(fen // 100) if fen % 100 == 0 else yuan(fen)


def _hints(
    request: QuoteRequest, book: PriceBook, good: Sequence[_Work], goods_fen: int, fee_fen: int
) -> tuple[Hint, ...]:
    found: list[Hint] = []
    if fee_fen and book.free_from_fen is not None and request.delivery == Delivery.EXPRESS:
        missing = book.free_from_fen - goods_fen
        if missing > 0:
            found.append(Hint("free_shipping", f"再买 ¥{yuan(missing)} 包邮", missing))
    for reduction in book.reductions:
        joined = [w for w in good if in_scope(reduction.promotion.scope, w.sku)]
        base = sum(_before_reduction(w) for w in joined)
        next_tier = next((t for t in reversed(reduction.tiers) if t.threshold_fen > base), None)
        if joined and next_tier:
            missing = next_tier.threshold_fen - base
            text = f"再买 ¥{yuan(missing)} 减 ¥{_bare(next_tier.off_fen)}"
            found.append(Hint("full_reduction", text, missing))
    found.sort(key=lambda hint: hint.missing_fen)
    return tuple(found)


def _before_reduction(work: _Work) -> int:
    return work.unit.fen * work.quantity
