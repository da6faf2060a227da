"""The price of a purchase, line by line."""

from collections.abc import Mapping, Sequence

from yutang.foundation.org.api import stores_by_ids
from yutang.foundation.org.contracts import StoreFacts
from yutang.kernel.errors import DomainError
from yutang.revenue.orders.api import checkout_previews
from yutang.revenue.orders.contracts import PlaceOrder
from yutang.revenue.pricing.contracts import (
    CouponChoice,
    ExplanationRow,
    GiftLine,
    PointsOffer,
    Quote,
    QuoteLine,
)
from yutang.surfaces.mall.answers.cart import hint_out
from yutang.surfaces.mall.answers.coupons import face, scope_text, threshold_text
from yutang.surfaces.mall.answers.media import media_url
from yutang.surfaces.mall.schemas.quote import (
    BenefitUseOut,
    CouponOptionOut,
    ExplanationOut,
    GiftLineOut,
    PointsOfferOut,
    QuoteIn,
    QuoteLineOut,
    QuoteOut,
    WantIn,
)

UNIT_LABELS = {"limited_price": "限时价", "member_price": "会员价"}


def coupon_wish(coupon: str) -> str | None:
    """ "none" is how a page says that it wants no coupon."""
    return None if coupon == "none" else coupon


def wanted_lines(lines: list[WantIn] | None) -> tuple[tuple[int, int], ...]:
    """What is wanted; nothing means the cart."""
    return tuple((line.sku_id, line.quantity) for line in lines or ())


def preview_request(customer_id: int, body: QuoteIn) -> PlaceOrder:
    """The order as it would be placed."""
    return PlaceOrder(
        customer_id=customer_id,
        key="",
        lines=wanted_lines(body.lines),
        from_cart=body.lines is None,
        coupon_code=coupon_wish(body.coupon),
        delivery=body.delivery,
        address_id=body.address_id,
        store_id=body.store_id,
        points=body.points,
    )


def quote_for(customer_id: int, body: QuoteIn) -> QuoteOut:
    """Price it; refuses what cannot be priced."""
    (answer,) = quotes_for([(customer_id, body)])
    if isinstance(answer, DomainError):
        raise answer
    return answer


def quotes_for(wanted: Sequence[tuple[int, QuoteIn]]) -> list[QuoteOut | DomainError]:
    """Price many at once; a refusal is the answer of the one who is refused."""
    quotes = checkout_previews([preview_request(customer_id, body) for customer_id, body in wanted])
    store_ids = {body.store_id for _, body in wanted if body.delivery == "pickup" and body.store_id}
    stores = stores_by_ids(store_ids) if store_ids else {}
    return [
        quote if isinstance(quote, DomainError) else quote_out(quote, body, stores)
        for quote, (_, body) in zip(quotes, wanted, strict=True)
    ]


def quote_out(quote: Quote, body: QuoteIn, stores: Mapping[int, StoreFacts]) -> QuoteOut:
    """The quote as the checkout page shows it."""
    usable = [choice for choice in quote.choices if choice.usable]
    best = max((choice.saves_fen for choice in usable), default=0)
    chosen = next((c for c in quote.choices if quote.coupon and c.coupon.code == quote.coupon.code), None)
    return QuoteOut(
        lines=[line_out(line) for line in quote.lines],
        explanation=[explanation_out(row) for row in quote.explanation],
        subtotal_fen=quote.subtotal_fen,
        saved_fen=quote.saved_fen,
        shipping_fen=quote.shipping_fen,
        total_fen=quote.total_fen,
        coupon_code=quote.coupon.code if quote.coupon else None,
        coupon_title=_title(quote) if quote.coupon else "",
        coupon_is_best=chosen is not None and chosen.saves_fen == best,
        coupons=[_option(choice) for choice in quote.choices],
        hints=[hint_out(hint) for hint in quote.hints],
        delivery=body.delivery,
        arrival_text=_arrival_text(stores.get(body.store_id or 0)) if body.delivery == "pickup" else "",
        buyable=quote.is_buyable,
        gifts=[gift_out(gift) for gift in quote.gifts],
        benefits=[
            BenefitUseOut(kind=one.kind, title=one.title, saved_fen=one.saved_fen) for one in quote.benefits
        ],
        points=_points_out(quote.points_offer) if quote.points_offer else None,
        points_used=quote.points_used,
        points_fen=quote.points_fen,
        coupon_codes=[coupon.code for coupon in quote.coupons],
    )


def gift_out(gift: GiftLine) -> GiftLineOut:
    """Goods that come along for nothing."""
    return GiftLineOut(
        sku_id=gift.sku_id,
        product_id=gift.product_id,
        name=gift.name,
        spec=gift.spec,
        picture=media_url(gift.picture),
        tint=gift.tint,
        quantity=gift.quantity,
        worth_fen=gift.worth_fen,
        reason=gift.promotion_name,
    )


def _points_out(offer: PointsOffer) -> PointsOfferOut:
    return PointsOfferOut(
        balance=offer.balance,
        usable=offer.usable,
        usable_fen=offer.usable_fen,
        points_per_yuan=offer.points_per_yuan,
    )


def line_out(line: QuoteLine) -> QuoteLineOut:
    """One line."""
    label = next((UNIT_LABELS[d.kind] for d in reversed(line.discounts) if d.kind in UNIT_LABELS), "")
    return QuoteLineOut(
        sku_id=line.sku_id,
        product_id=line.product_id,
        name=line.name,
        spec=line.spec,
        picture=media_url(line.picture),
        tint=line.tint,
        quantity=line.quantity,
        unit_price_fen=line.unit_fen,
        original_price_fen=line.base_unit_fen if line.base_unit_fen > line.unit_fen else None,
        price_label=label,
        discount_fen=line.base_fen - line.paid_fen if not line.problem else 0,
        paid_fen=line.paid_fen,
        problem=line.problem_text,
        points=line.points,
    )


def explanation_out(row: ExplanationRow) -> ExplanationOut:
    """One row of the price."""
    return ExplanationOut(
        kind=row.kind,
        title=row.label,
        detail=row.detail,
        amount_fen=row.amount_fen,
        struck_fen=row.before_fen,
    )


def _title(quote: Quote) -> str:
    coupon = quote.coupon
    return threshold_text(coupon) if coupon else ""


def _option(choice: CouponChoice) -> CouponOptionOut:
    coupon = choice.coupon
    return CouponOptionOut(
        code=coupon.code,
        title=threshold_text(coupon),
        amount_fen=coupon.amount_fen,
        threshold_fen=coupon.threshold_fen,
        valid_until=coupon.valid_until,
        usable=choice.usable,
        reason=choice.reason,
        saves_fen=choice.saves_fen,
        kind=coupon.kind,
        face=face(coupon),
        scope_text=scope_text(coupon),
        uses=choice.uses,
        uses_left=coupon.uses_left,
        stacking_group=coupon.stacking_group,
    )


def _arrival_text(store: StoreFacts | None) -> str:
    """Where and until when the goods can be had; nothing is promised that no rule keeps."""
    if store is None:
        return ""
    hours = f"，营业 {store.hours}" if store.hours else ""
    return f"{store.name}备好后凭取货码自提{hours}"
