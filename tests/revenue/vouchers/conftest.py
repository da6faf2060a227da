"""One shop, one counter, one customer with a pack."""

import pytest

from tests.revenue.builders import Shop
from tests.revenue.vouchers.world import Counter, a_counter


@pytest.fixture
def counter(shop: Shop) -> Counter:
    """A store with a guide and a manager."""
    return a_counter(shop)
