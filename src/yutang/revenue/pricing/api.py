"""The door of pricing (signatures; services follow)."""

from collections.abc import Sequence
from yutang.kernel.errors import DomainError
from yutang.revenue.pricing.contracts import *  # noqa: F403

__all__ = ['coupons_of', 'create_coupon_template', 'create_promotion', 'expire_coupons', 'hold_coupons', 'issue_coupons', 'price_tags', 'promotions_of_products', 'quote', 'quote_many', 'restore_coupons', 'stop_promotion', 'take_coupon', 'takeable_coupons', 'use_coupons']


def quote(request: "QuoteRequest", *, with_choices: bool = False, check_stock: bool = True) -> "Quote":
    raise NotImplementedError


def quote_many(requests: "Sequence[QuoteRequest]", *, check_stock: bool = True) -> "list[Quote | DomainError]":
    raise NotImplementedError


def take_coupon(*, customer_id: int, template_code: str) -> "IssuedCoupon":
    raise NotImplementedError


def issue_coupons(issues: "Sequence[CouponIssue]") -> "list[IssuedCoupon]":
    raise NotImplementedError


def coupons_of(customer_id: int, *, status: str | None = None, limit: int = 100) -> "list[CouponFacts]":
    raise NotImplementedError


def takeable_coupons(*, product_id: int | None = None, customer_id: int | None = None) -> "list[CouponTemplateFacts]":
    raise NotImplementedError


def hold_coupons(wants: "Sequence[tuple[str, int, str]]") -> "set[str]":
    raise NotImplementedError


def use_coupons(order_nos: "Sequence[str]") -> int:
    raise NotImplementedError


def restore_coupons(order_nos: "Sequence[str]") -> int:
    raise NotImplementedError


def promotions_of_products(product_ids: "Sequence[int]") -> "dict[int, list[PromotionTag]]":
    raise NotImplementedError


def price_tags(sku_ids: "Sequence[int]", *, price_group: str = "") -> "dict[int, PriceTag]":
    raise NotImplementedError


def create_promotion(spec: "PromotionSpec") -> int:
    raise NotImplementedError


def stop_promotion(*, promotion_id: int) -> None:
    raise NotImplementedError


def create_coupon_template(spec: "CouponTemplateSpec") -> int:
    raise NotImplementedError


def expire_coupons() -> int:
    raise NotImplementedError

