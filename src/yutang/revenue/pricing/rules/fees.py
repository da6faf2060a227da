"""What delivery of a basket costs."""

from collections.abc import Sequence
from typing import NamedTuple

from yutang.foundation.catalog.contracts import SkuFacts
from yutang.revenue.pricing.rules.book import PriceBook
from yutang.revenue.pricing.rules.kinds.shipping import Fee


class ShippingFee(NamedTuple):
    """The fee that is asked and what it would be without the threshold; `by` is the fee rule that decided."""

    fee_fen: int
    full_fen: int
    by: Fee | None
    missing_fen: int


NO_FEE = ShippingFee(0, 0, None, 0)


def shipping_fee(
    book: PriceBook, skus: Sequence[SkuFacts], money_of: Sequence[int], region: str
) -> ShippingFee:
    """Return the fee for goods, SKU by SKU with their money, that are sent to a province.

    Each template asks its threshold of its own goods; one parcel costs one fee, the highest.
    """
    if not book.templates or not skus:
        return NO_FEE
    if book.only_template is not None:
        return _asked(book.only_template.fee(region), sum(money_of))
    money: dict[int, int] = {}
    fees: dict[int, Fee] = {}
    for sku, fen in zip(skus, money_of, strict=True):
        template = book.template_for(sku)
        if template is not None:
            key = template.facts.promotion_id
            money[key] = money.get(key, 0) + fen
            fees[key] = template.fee(region)
    asked = [_asked(fees[key], money[key]) for key in fees]
    return max(asked, key=lambda one: (one.fee_fen, one.full_fen), default=NO_FEE)


def _asked(fee: Fee, money: int) -> ShippingFee:
    if fee.free_from_fen is not None and money >= fee.free_from_fen:
        return ShippingFee(0, fee.fee_fen, fee, 0)
    missing = fee.free_from_fen - money if fee.free_from_fen is not None else 0
    return ShippingFee(fee.fee_fen, fee.fee_fen, fee, missing)
