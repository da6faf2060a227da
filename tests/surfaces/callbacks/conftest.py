"""The shop and the cashier of the storefront's tests."""

from tests.surfaces.mall.conftest import cashier, fresh_limits, me, shop, visitor

__all__ = ["cashier", "fresh_limits", "me", "shop", "visitor"]
