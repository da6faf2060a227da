"""From a basket to a price that explains itself.

base -> limited or member price -> promotions -> coupons -> shipping -> points
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from yutang.foundation.catalog.contracts import SkuFacts
from yutang.revenue.pricing.contracts import (
    NO_TERMS,
    CouponChoice,
    CouponFacts,
    CouponTaken,
    CustomerTerms,
    Delivery,
    PointsOffer,
    Quote,
    QuoteRequest,
    coupon_not_usable,
    coupon_unknown,
    coupon_used,
)
from yutang.revenue.pricing.rules.book import PriceBook
from yutang.revenue.pricing.rules.coupon_pick import CouponBook
from yutang.revenue.pricing.rules.coupons import (
    CouponLine,
    coupon_reason,
    coupon_saves,
    may_stand_together,
)
from yutang.revenue.pricing.rules.hints import hints_of
from yutang.revenue.pricing.rules.lines import Shopper, cart_lines, merged_lines, sort_out, with_base_prices
from yutang.revenue.pricing.rules.plan import Basket, Outcome, best_outcome, price
from yutang.revenue.pricing.rules.points import points_offer, points_wanted
from yutang.revenue.pricing.rules.sheet import PriceSheet

__all__ = ["decide_quote", "merged_lines"]

NOBODY: Mapping[int, int] = {}


def decide_quote(  # noqa: PLR0913 - everything a price depends on is named, nothing is looked up
    request: QuoteRequest,
    *,
    skus: Mapping[int, SkuFacts],
    book: PriceBook,
    coupons: Sequence[CouponFacts],
    now: datetime,
    available: Mapping[int, int] | None = None,
    terms: CustomerTerms = NO_TERMS,
    used: Mapping[int, int] = NOBODY,
    gift_stock: Mapping[int, int] | None = None,
    with_more: bool = True,
) -> Quote:
    """Return the price of a basket. The same arguments always give the same quote, whatever the order of the lines.

    Lines that cannot be bought stay in the quote with their problem and cost nothing. `available` None skips the stock
    check; `used` says how often the customer has used promotions that count it; `gift_stock` how many gifts are there
    (None: enough). with_more adds hints and weighs every coupon. Raises DomainError for a bad quantity and for a named
    coupon that cannot be used.
    """
    wanted = merged_lines(request.lines)
    good, bad = sort_out(wanted, skus, book, request, available)
    shopper = Shopper(terms.price_group or request.price_group or "", terms, now, used)
    basket = _basket(request, good, book, shopper, coupons)
    outcome = best_outcome(basket)
    named = _named_codes(request)
    if named:
        outcome = _with_named(request, basket, outcome, coupons, named, now)
    sheet = PriceSheet(request, basket, outcome, now)
    sheet.take_prices()
    sheet.take_promotions(skus, gift_stock)
    sheet.take_coupons()
    if good and request.delivery != Delivery.VOUCHER:
        sheet.take_shipping()
    offer, points, points_fen = _pay_with_points(request, sheet, terms)
    chosen = tuple(use.coupon for use in outcome.uses)
    lines = sheet.lines(available)
    return Quote(
        lines=tuple([lines.get(sku_id) or bad[sku_id] for sku_id in wanted]),
        subtotal_fen=sheet.subtotal_fen,
        discounts=tuple(sheet.discounts),
        goods_fen=sheet.goods_fen,
        shipping_fen=sheet.fee_fen,
        total_fen=sheet.goods_fen + sheet.fee_fen,
        saved_fen=sheet.saved_fen,
        coupon=chosen[0] if chosen else None,
        hints=hints_of(basket, outcome) if with_more and good else (),
        explanation=tuple(sheet.rows) if good else (),
        choices=_choices(request, basket, outcome, coupons, now) if with_more else (),
        coupons=chosen,
        coupon_uses=tuple(
            [CouponTaken(use.coupon.code, use.saving.uses, use.saving.fen) for use in outcome.uses]
        ),
        gifts=tuple(sheet.gifts),
        benefits=tuple(sheet.benefits),
        points_used=points,
        points_fen=points_fen,
        points_offer=offer,
    )


def _pay_with_points(
    request: QuoteRequest, sheet: PriceSheet, terms: CustomerTerms
) -> tuple[PointsOffer | None, int, int]:
    offer = points_offer(terms, sheet.goods_fen) if sheet.goods_fen else None
    if offer is None or not request.points:
        return offer, 0, 0
    points, fen = points_wanted(request.points, offer, terms)
    sheet.take_points(points, fen)
    return offer, points, fen


def _basket(
    request: QuoteRequest,
    good: Sequence[tuple[SkuFacts, int]],
    book: PriceBook,
    shopper: Shopper,
    coupons: Sequence[CouponFacts],
) -> Basket:
    lines = cart_lines(good, book, shopper)
    is_sent = request.delivery == Delivery.EXPRESS
    found: CouponBook | None = None
    if coupons and request.coupon_code and lines:
        store_id = request.store_id if request.delivery == Delivery.PICKUP else None
        found = CouponBook(coupons, [line.sku for line in lines], shopper.now, store_id)
    lines = with_base_prices(lines, book, request.region if is_sent else "", found)
    return Basket(
        lines=lines,
        book=book,
        coupons=found,
        wanted=_named_codes(request),
        is_sent=is_sent,
        region=request.region,
        terms=shopper.terms,
    )


def _named_codes(request: QuoteRequest) -> frozenset[str] | None:
    wish = request.coupon_code
    if not wish or wish == "best":
        return None
    return frozenset(code for code in wish.split(",") if code)


def _with_named(
    request: QuoteRequest,
    basket: Basket,
    outcome: Outcome,
    coupons: Sequence[CouponFacts],
    named: frozenset[str],
    now: datetime,
) -> Outcome:
    """Make sure that the coupons a customer asked for by name are used, or say why not."""
    mine = _own_coupons(request, coupons, named)
    if not basket.lines or {use.coupon.code for use in outcome.uses} == named:
        return outcome
    better = _barring(basket, outcome, list(mine.values()))
    if {use.coupon.code for use in better.uses} == named:
        return better
    goods = coupon_lines(basket, better)
    for code in sorted(named):
        reason = _reason(request, mine[code], goods, better.fee_fen, now)
        if reason:
            raise coupon_not_usable(code, reason)
    raise coupon_not_usable(min(named), "不能省更多")


def _own_coupons(
    request: QuoteRequest, coupons: Sequence[CouponFacts], named: frozenset[str]
) -> dict[str, CouponFacts]:
    """Return the coupons by the names the customer gave; refuses foreign and spent ones, and sets that do not stand together."""
    mine = {one.code: one for one in coupons if one.customer_id == request.customer_id and one.code in named}
    for code in sorted(named):
        if code not in mine:
            raise coupon_unknown(code)
        if mine[code].status in ("held", "used"):
            raise coupon_used(code)
    if not may_stand_together(mine.values()):
        raise coupon_not_usable(min(named), "这些优惠券不能同时使用")
    return mine


def _barring(basket: Basket, outcome: Outcome, coupons: Sequence[CouponFacts]) -> Outcome:
    """Return the price at which the coupons' own lines join no promotion: what the customer asked for goes first."""
    about: frozenset[int] = frozenset()
    if basket.coupons is not None:
        codes = {coupon.code for coupon in coupons}
        about = frozenset(i for s in basket.coupons.seen if s.coupon.code in codes for i in s.positions)
    return price(basket, outcome.prices, barred=about)


def coupon_lines(basket: Basket, outcome: Outcome) -> list[CouponLine]:
    """Return the goods as coupons see them: after the promotions."""
    reduced = {
        i for one in outcome.applied for i, off in zip(one.positions, one.taken.shares, strict=True) if off
    }
    return [
        CouponLine(line.sku, fen, line.quantity, i in reduced)
        for i, (line, fen) in enumerate(zip(basket.lines, outcome.money, strict=True))
    ]


def _reason(
    request: QuoteRequest, coupon: CouponFacts, goods: Sequence[CouponLine], fee_fen: int, now: datetime
) -> str:
    store_id = request.store_id if request.delivery == Delivery.PICKUP else None
    return coupon_reason(coupon, goods=goods, shipping_fen=fee_fen, now=now, store_id=store_id)


def _choices(
    request: QuoteRequest, basket: Basket, outcome: Outcome, coupons: Sequence[CouponFacts], now: datetime
) -> tuple[CouponChoice, ...]:
    """Weigh every coupon on the basket as it is priced; one that was chosen at the promotions' cost is usable too."""
    goods = coupon_lines(basket, outcome)
    taken = {use.coupon.code: use.saving for use in outcome.uses}
    found: list[CouponChoice] = []
    for coupon in coupons:
        saving = taken.get(coupon.code)
        reason = "" if saving else _reason(request, coupon, goods, outcome.fee_fen, now)
        if reason:
            found.append(CouponChoice(coupon, 0, usable=False, reason=reason, uses=0))
            continue
        saving = saving or coupon_saves(coupon, goods=goods, shipping_fen=outcome.fee_fen)
        found.append(CouponChoice(coupon, saving.fen, usable=True, reason="", uses=saving.uses))
    # Among equals the one that ends first is used first, so that nothing is wasted.
    found.sort(key=lambda choice: (-choice.saves_fen, choice.coupon.valid_until, choice.coupon.code))
    return tuple(found)
