"""The shop of revenue's tests."""

from tests.revenue.conftest import shop, su

__all__ = ["shop", "su"]
