"""The door of pricing."""

from yutang.revenue.pricing.rules.explain import tenths, worth_label
from yutang.revenue.pricing.selectors.coupon_results import coupon_results, open_coupon_uses
from yutang.revenue.pricing.selectors.coupons import (
    coupons_ending,
    coupons_of,
    takeable_coupons,
    takeable_template,
)
from yutang.revenue.pricing.selectors.drafts import (
    PastPrices,
    coupons_by_codes,
    preview_quote,
    promotion_overlaps,
    promotion_spec,
    rule_text,
)
from yutang.revenue.pricing.selectors.price_tags import price_tags, promotions_of_products, shipping_terms
from yutang.revenue.pricing.selectors.quotes import location_map, quote, quote_many
from yutang.revenue.pricing.selectors.redeemed_count import redeemed_count
from yutang.revenue.pricing.selectors.shop_window import limited_offers
from yutang.revenue.pricing.selectors.terms import register_terms, terms_of
from yutang.revenue.pricing.services.change_coupon_template import (
    change_coupon_template,
    set_template_active,
    spec_of,
    void_coupon,
    withdraw_template,
)
from yutang.revenue.pricing.services.coupon_codes import (
    codes_of_file,
    create_code_file,
    redeem_code,
    void_code_file,
)
from yutang.revenue.pricing.services.create_coupon_template import create_coupon_template
from yutang.revenue.pricing.services.create_promotion import create_promotion
from yutang.revenue.pricing.services.edit_promotion import edit_promotion
from yutang.revenue.pricing.services.expire_coupons import expire_coupons
from yutang.revenue.pricing.services.hold_coupons import (
    hold_coupons,
    restore_coupons,
    retake_coupon,
    use_coupons,
)
from yutang.revenue.pricing.services.import_coupons import import_coupon_templates, import_redemptions
from yutang.revenue.pricing.services.issue_coupons import issue_coupons
from yutang.revenue.pricing.services.issue_runs import (
    go_on_with_issues,
    preview_issue,
    start_issue,
    stop_issue,
)
from yutang.revenue.pricing.services.promotion_uses import release_promotion_uses, take_promotion_uses
from yutang.revenue.pricing.services.restore_coupon_uses import restore_coupon_uses
from yutang.revenue.pricing.services.stop_promotion import (
    pause_promotion,
    resume_promotion,
    stop_promotion,
)
from yutang.revenue.pricing.services.take_coupons import take_coupon, take_coupons

__all__ = [
    "PastPrices",
    "change_coupon_template",
    "codes_of_file",
    "coupon_results",
    "coupons_by_codes",
    "coupons_ending",
    "coupons_of",
    "create_code_file",
    "create_coupon_template",
    "create_promotion",
    "edit_promotion",
    "expire_coupons",
    "go_on_with_issues",
    "hold_coupons",
    "import_coupon_templates",
    "import_redemptions",
    "issue_coupons",
    "limited_offers",
    "location_map",
    "open_coupon_uses",
    "pause_promotion",
    "preview_issue",
    "preview_quote",
    "price_tags",
    "promotion_overlaps",
    "promotion_spec",
    "promotions_of_products",
    "quote",
    "quote_many",
    "redeem_code",
    "redeemed_count",
    "register_terms",
    "release_promotion_uses",
    "restore_coupon_uses",
    "restore_coupons",
    "resume_promotion",
    "retake_coupon",
    "rule_text",
    "set_template_active",
    "shipping_terms",
    "spec_of",
    "start_issue",
    "stop_issue",
    "stop_promotion",
    "take_coupon",
    "take_coupons",
    "take_promotion_uses",
    "takeable_coupons",
    "takeable_template",
    "tenths",
    "terms_of",
    "use_coupons",
    "void_code_file",
    "void_coupon",
    "withdraw_template",
    "worth_label",
]
