"""The door of pricing."""

from yutang.revenue.pricing.selectors.coupons import (
    coupons_ending,
    coupons_of,
    takeable_coupons,
)
from yutang.revenue.pricing.selectors.price_tags import price_tags, promotions_of_products, shipping_terms
from yutang.revenue.pricing.selectors.quotes import location_map, quote, quote_many
from yutang.revenue.pricing.selectors.redeemed_count import redeemed_count
from yutang.revenue.pricing.selectors.shop_window import limited_offers
from yutang.revenue.pricing.selectors.terms import register_terms, terms_of
from yutang.revenue.pricing.services.create_coupon_template import create_coupon_template
from yutang.revenue.pricing.services.create_promotion import create_promotion, stop_promotion
from yutang.revenue.pricing.services.expire_coupons import expire_coupons
from yutang.revenue.pricing.services.hold_coupons import (
    hold_coupons,
    restore_coupons,
    retake_coupon,
    use_coupons,
)
from yutang.revenue.pricing.services.import_coupons import import_coupon_templates, import_redemptions
from yutang.revenue.pricing.services.issue_coupons import issue_coupons
from yutang.revenue.pricing.services.take_coupon import take_coupon

__all__ = [
    "coupons_ending",
    "coupons_of",
    "create_coupon_template",
    "create_promotion",
    "expire_coupons",
    "hold_coupons",
    "import_coupon_templates",
    "import_redemptions",
    "issue_coupons",
    "limited_offers",
    "location_map",
    "price_tags",
    "promotions_of_products",
    "quote",
    "quote_many",
    "redeemed_count",
    "register_terms",
    "restore_coupons",
    "retake_coupon",
    "shipping_terms",
    "stop_promotion",
    "take_coupon",
    "takeable_coupons",
    "terms_of",
    "use_coupons",
]
