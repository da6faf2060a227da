"""The price sheet: what each step takes off each line, and the row that explains it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from yutang.foundation.catalog.contracts import SkuFacts
from yutang.kernel.money import apportion, yuan
from yutang.revenue.pricing.contracts import (
    BenefitUse,
    Delivery,
    Discount,
    ExplanationRow,
    GiftLine,
    LineDiscount,
    QuoteLine,
    QuoteRequest,
)
from yutang.revenue.pricing.rules.book import UnitPrice
from yutang.revenue.pricing.rules.explain import coupon_label, day_label, short_yuan, until_label
from yutang.revenue.pricing.rules.plan import Applied, Basket, Outcome


@dataclass(slots=True)
class _Row:
    """One line while its price is written down."""

    sku: SkuFacts
    quantity: int
    unit: UnitPrice
    fen: int
    discounts: list[LineDiscount] = field(default_factory=list)
    points: int = 0

    def take(self, kind: str, label: str, fen: int, reference: str = "") -> None:
        if fen:
            self.discounts.append(LineDiscount(kind, label, fen, reference))
            self.fen -= fen


class PriceSheet:
    """Writes an outcome down, step by step; after each step lines, discounts and explanation add up."""

    def __init__(self, request: QuoteRequest, basket: Basket, outcome: Outcome, now: datetime) -> None:
        self._request, self._basket, self._outcome, self._now = request, basket, outcome, now
        self._rows = [
            _Row(line.sku, line.quantity, line.prices[at], line.sku.price_fen * line.quantity)
            for line, at in zip(basket.lines, outcome.prices, strict=True)
        ]
        self.subtotal_fen = sum([row.fen for row in self._rows])
        self.rows: list[ExplanationRow] = [self._subtotal_row()]
        self.discounts: list[Discount] = []
        self.gifts: list[GiftLine] = []
        self.benefits: list[BenefitUse] = []
        self.fee_fen = 0
        self._full_fee = 0
        self._taken = 0

    @property
    def goods_fen(self) -> int:
        """What the goods cost by now."""
        return self.subtotal_fen - self._taken

    @property
    def saved_fen(self) -> int:
        """What the customer saves, delivery included."""
        return self._taken + self._full_fee - self.fee_fen

    def _subtotal_row(self) -> ExplanationRow:
        rows = self._rows
        parts = [
            yuan(row.unit.base_fen) if row.quantity == 1 else f"{yuan(row.unit.base_fen)} × {row.quantity}"
            for row in self._first(4)
        ]
        more = f" 等 {len(rows)} 种" if len(rows) > 4 else ""
        return ExplanationRow(
            "subtotal", "商品金额", f"按日常价 {' + '.join(parts)}{more}", self.subtotal_fen
        )

    def _first(self, many: int) -> list[_Row]:
        """Return rows in the order in which the customer wrote them."""
        rows = self._rows
        if len(rows) == 1:
            return rows
        by_sku = {row.sku.sku_id: row for row in rows}
        found: dict[int, _Row] = {}
        for sku_id, _ in self._request.lines:
            if sku_id in by_sku and len(found) < many:
                found[sku_id] = by_sku[sku_id]
        return list(found.values())

    def take_prices(self) -> None:
        """Take limited and member prices off."""
        cheaper = [row for row in self._rows if row.unit.base_fen != row.unit.member_fen]
        if cheaper:
            self._take_limited(cheaper)
            self._take_member(cheaper)

    def _take_limited(self, rows: Sequence[_Row]) -> None:
        limited, words = 0, list[str]()
        for row in rows:
            by, off = row.unit.limited_by, row.unit.base_fen - row.unit.limited_fen
            if by is None or not off:
                continue
            row.take("limited_price", "限时价", off * row.quantity, str(by.promotion_id))
            limited += off * row.quantity
            if len(words) < 4:
                words.append(f"{row.sku.name} 每份 −{yuan(off)}{until_label(by.ends_at, self._now)}")
        if limited:
            self._explain("limited_price", "限时价", "；".join(words), limited, "限时价")

    def _take_member(self, rows: Sequence[_Row]) -> None:
        member = by_terms = 0
        titles: dict[str, None] = {}
        for row in rows:
            off = (row.unit.limited_fen - row.unit.member_fen) * row.quantity
            if not off:
                continue
            row.take("member_price", "会员价", off)
            member += off
            by_terms += off if row.unit.is_terms else 0
            titles[row.unit.member_title] = None
        if member:
            words = "、".join(titles)
            self._explain("member_price", "会员价", words, member, f"会员价 {words}")
        if by_terms:
            terms = self._basket.terms
            title = terms.discount_title or "会员折扣"
            self.benefits.append(BenefitUse("member_discount", terms.price_group, title, by_terms))

    def _explain(self, kind: str, label: str, detail: str, off: int, name: str, reference: str = "") -> None:
        self.rows.append(ExplanationRow(kind, label, detail, -off))
        self._taken += off
        if off:
            self.discounts.append(Discount(kind, name, off, reference))

    def take_promotions(self, skus: Mapping[int, SkuFacts], gift_stock: Mapping[int, int] | None) -> None:
        """Take promotions off their lines, and put gifts beside them."""
        left = dict(gift_stock) if gift_stock is not None else None
        for one in self._outcome.applied:
            taken, facts = one.taken, one.rule.facts
            reference = str(facts.promotion_id)
            for i, off in zip(one.positions, taken.shares, strict=True):
                self._rows[i].take(facts.kind, taken.label, off, reference)
            if taken.gifts:
                self._add_gifts(one, skus, left)
            if taken.off_fen:
                self._explain(facts.kind, taken.label, taken.detail, taken.off_fen, taken.label, reference)
            if facts.promotion_id in self._basket.book.counted:
                self.benefits.append(BenefitUse("promotion", reference, facts.name, taken.off_fen))

    def _add_gifts(self, one: Applied, skus: Mapping[int, SkuFacts], left: dict[int, int] | None) -> None:
        facts, words = one.rule.facts, []
        for sku_id, quantity in one.taken.gifts:
            sku = skus.get(sku_id)
            there = quantity if left is None else min(quantity, left.get(sku_id, 0))
            if sku is None or there <= 0:
                continue
            if left is not None:
                left[sku_id] -= there
            words.append(f"{sku.name} × {there}")
            worth = sku.price_fen * there
            self.gifts.append(
                GiftLine(
                    sku_id,
                    sku.product_id,
                    sku.name,
                    sku.spec,
                    sku.picture,
                    sku.tint,
                    there,
                    worth,
                    facts.promotion_id,
                    facts.name,
                )
            )
        detail = "送" + "、".join(words) if words else "赠品已送完"
        self.rows.append(ExplanationRow(facts.kind, one.taken.label, detail, 0))

    def take_coupons(self) -> None:
        """Take coupons off their lines."""
        for coupon, saving in self._outcome.uses:
            label = coupon_label(coupon)
            for row, share in zip(self._rows, saving.shares, strict=True):
                row.take("coupon", label, share, coupon.code)
            detail = f"{label}，{day_label(coupon.valid_until)}到期"
            self._explain("coupon", "优惠券", detail, saving.goods_fen, f"优惠券 {label}", coupon.code)

    def take_shipping(self) -> None:
        """Write down what delivery costs."""
        outcome, usual = self._outcome, self._basket.book
        if self._request.delivery == Delivery.PICKUP:
            before = usual.fee_fen or None
            self.rows.append(ExplanationRow("shipping", "运费", "到店自提免运费", 0, before))
            return
        fee = outcome.fee
        by_coupon = sum([use.saving.shipping_fen for use in outcome.uses])
        self._full_fee = fee.full_fen
        self.fee_fen = outcome.fee_fen - by_coupon
        struck: int | None = None
        free_from = fee.by.free_from_fen if fee.by else None
        if outcome.has_card:
            title = self._basket.terms.free_shipping_title or "包邮卡"
            card = self._basket.terms.free_shipping_card
            self.benefits.append(BenefitUse("free_shipping", card, title, fee.fee_fen))
            detail, struck = f"{title}抵扣", fee.fee_fen
        elif by_coupon:
            detail, struck = "包邮券抵扣", fee.fee_fen
        elif fee.fee_fen == 0 and fee.full_fen and free_from is not None:
            detail, struck = f"满 ¥{short_yuan(free_from)} 包邮", fee.full_fen
        elif fee.fee_fen and free_from is not None:
            detail = f"未满 ¥{short_yuan(free_from)}"
        else:
            detail = "每单" if fee.fee_fen else "免运费"
        self.rows.append(ExplanationRow("shipping", "运费", detail, self.fee_fen, struck))

    def take_points(self, points: int, fen: int) -> None:
        """Pay a part with points; each line has its share of the money and of the points."""
        if not fen:
            return
        shares = apportion(fen, [row.fen for row in self._rows])
        for row, share, mine in zip(self._rows, shares, apportion(points, shares), strict=True):
            row.take("points", "积分抵扣", share)
            row.points = mine
        self._explain("points", "积分抵扣", f"使用 {points} 积分", fen, "积分抵扣")

    def lines(self, available: Mapping[int, int] | None) -> dict[int, QuoteLine]:
        """Return the finished lines by SKU."""
        return {row.sku.sku_id: _line(row, available) for row in self._rows}


def _line(row: _Row, available: Mapping[int, int] | None) -> QuoteLine:
    sku = row.sku
    return QuoteLine(
        sku.sku_id,
        sku.product_id,
        sku.product_no,
        sku.name,
        sku.spec,
        sku.picture,
        sku.tint,
        row.quantity,
        row.unit.base_fen,
        row.unit.fen,
        row.unit.base_fen * row.quantity,
        tuple(row.discounts),
        row.fen,
        available=None if available is None else available.get(sku.sku_id, 0),
        points=row.points,
    )
