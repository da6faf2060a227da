"""From wishes to lines: what can be bought, what cannot and why, and at which prices."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from yutang.foundation.catalog.contracts import ProductKind, SkuFacts
from yutang.revenue.pricing.contracts import (
    MAX_QUANTITY,
    CustomerTerms,
    Delivery,
    QuoteLine,
    QuoteRequest,
    quantity_invalid,
)
from yutang.revenue.pricing.rules.book import PriceBook, UnitPrice
from yutang.revenue.pricing.rules.coupon_pick import CouponBook
from yutang.revenue.pricing.rules.kinds.base import CartRule, Item
from yutang.revenue.pricing.rules.kinds.first_order import FirstOrder
from yutang.revenue.pricing.rules.plan import CartLine


@dataclass(slots=True)
class Shopper:
    """Whose prices count: group, terms, the moment, and which counted promotions are used up."""

    group: str
    terms: CustomerTerms
    now: datetime
    used: Mapping[int, int]

    def may_join(self, rule: CartRule, book: PriceBook) -> bool:
        """Whether a promotion is for this customer."""
        facts, audience = rule.facts, rule.facts.audience
        if (isinstance(rule, FirstOrder) or audience.kind == "newcomer") and not self.terms.is_newcomer:
            return False
        if audience.kind == "level" and self.terms.level < audience.min_level:
            return False
        if audience.kind == "group" and self.group not in audience.groups:
            return False
        most = book.counted.get(facts.promotion_id)
        return most is None or self.used.get(facts.promotion_id, 0) < most


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


def sort_out(
    wanted: Mapping[int, int],
    skus: Mapping[int, SkuFacts],
    book: PriceBook,
    request: QuoteRequest,
    available: Mapping[int, int] | None,
) -> tuple[list[tuple[SkuFacts, int]], dict[int, QuoteLine]]:
    """Return what can be bought, by SKU id so that the order of the wishes decides nothing, and what cannot."""
    good: list[tuple[SkuFacts, int]] = []
    bad: dict[int, QuoteLine] = {}
    is_voucher = request.delivery == Delivery.VOUCHER
    region = request.region if request.delivery == Delivery.EXPRESS else ""
    for sku_id in sorted(wanted):
        quantity, sku = wanted[sku_id], skus.get(sku_id)
        if sku is None:
            bad[sku_id] = bad_line(sku_id, None, quantity, "unknown", "商品不存在")
        elif not sku.is_sellable:
            bad[sku_id] = bad_line(sku_id, sku, quantity, "off_sale", "商品已下架")
        elif (sku.kind == ProductKind.VOUCHER) != is_voucher:
            text = "需要发货，请单独购买" if is_voucher else "不用发货，请单独购买"
            bad[sku_id] = bad_line(sku_id, sku, quantity, "delivery_mismatch", text)
        elif available is not None and available.get(sku_id, 0) < quantity:
            left = max(available.get(sku_id, 0), 0)
            text = f"仅剩 {left} 件" if left else "已售罄"
            bad[sku_id] = bad_line(sku_id, sku, quantity, "stock_short", text, left)
        elif region and not _sends_to(book, sku, region):
            bad[sku_id] = bad_line(sku_id, sku, quantity, "region_excluded", f"不配送到{region}")
        else:
            good.append((sku, quantity))
    return good, bad


def _sends_to(book: PriceBook, sku: SkuFacts, region: str) -> bool:
    template = book.template_for(sku)
    return template is None or template.sends_to(region)


def bad_line(
    sku_id: int, sku: SkuFacts | None, quantity: int, problem: str, text: str, available: int | None = None
) -> QuoteLine:
    """Return a line that stays in the quote and costs nothing."""
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


def cart_lines(good: Sequence[tuple[SkuFacts, int]], book: PriceBook, shopper: Shopper) -> list[CartLine]:
    """Return lines with their lowest price and the promotions that are for this customer."""
    terms = shopper.terms
    members = book.members_for(shopper.group, terms, shopper.now)
    closed = {rule.promotion_id for rule in book.choosy if not shopper.may_join(rule, book)}
    lines = []
    for sku, quantity in good:
        unit = book.unit_for(sku, members, terms)
        rules = book.rules_for(sku)
        if closed and rules:
            rules = tuple([rule for rule in rules if rule.promotion_id not in closed])
        prices: tuple[UnitPrice, ...] = (unit,)
        if rules and unit.is_exclusive:
            prices = (unit, book.unit_for(sku, members, terms, stacks_only=True))
        lines.append(CartLine(sku, quantity, prices, rules))
    return lines


def with_base_prices(
    lines: list[CartLine], book: PriceBook, region: str, coupons: CouponBook | None
) -> list[CartLine]:
    """Return the lines, some with their everyday price as a second choice.

    Who takes a lower price can miss a threshold that would bring more: only then the everyday price is worth a thought.
    """
    if all(line.prices[0].member_fen == line.prices[0].base_fen for line in lines):
        return lines
    more = [(line.prices[-1].base_fen - line.prices[0].fen) * line.quantity for line in lines]
    items = [
        Item(i, line.sku, line.quantity, line.prices[0].fen * line.quantity) for i, line in enumerate(lines)
    ]
    useful: set[int] = set()
    rules = {rule.promotion_id: rule for line in lines for rule in line.rules}
    for rule in rules.values():
        mine = [i for i, line in enumerate(lines) if rule in line.rules]
        extra = sum([more[i] for i in mine])
        if extra and rule.jumps([items[i] for i in mine], extra, others=len(rules) > 1):
            useful.update(mine)
    if _fee_jumps(book, items, sum(more), region) or (
        coupons is not None and _coupon_jumps(coupons, items, more)
    ):
        useful.update(range(len(lines)))
    return [
        CartLine(line.sku, line.quantity, (*line.prices, _everyday(line)), line.rules)
        if i in useful and more[i]
        else line
        for i, line in enumerate(lines)
    ]


def _everyday(line: CartLine) -> UnitPrice:
    base = line.sku.price_fen
    return UnitPrice(base, base, base, None, "")


def _fee_jumps(book: PriceBook, items: Sequence[Item], extra: int, region: str) -> bool:
    have = sum([item.fen for item in items])
    for template in book.templates:
        fee = template.fee(region)
        if fee.free_from_fen is None or not fee.fee_fen or fee.free_from_fen > have + extra:
            continue
        if fee.free_from_fen > have or len(book.templates) > 1:
            return True
    return False


def _coupon_jumps(coupons: CouponBook, items: Sequence[Item], more: Sequence[int]) -> bool:
    for seen in coupons.seen:
        extra = sum([more[i] for i in seen.positions])
        have = sum([items[i].fen for i in seen.positions])
        if extra and 0 < seen.coupon.threshold_fen <= have + extra:
            return True
    return False
