"""A small shop, and a cashier that only does what a test tells it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.revenue.builders import Buyer, Shop, buyer
from yutang.integrations.sandbox_pay.api import Cashier


@pytest.fixture
def shop(db: None) -> Shop:
    """A shop with a store; no goods, no promotions."""
    made = Shop()
    made.open_store()
    return made


@pytest.fixture
def su(db: None) -> Buyer:
    """A customer."""
    return buyer()


@pytest.fixture
def cashier(settings: Any, tmp_path: Path) -> Iterator[Cashier]:
    """A real cashier over HTTP on a free port that delivers only when asked."""
    server = Cashier(data_dir=tmp_path, port=0, background=False).start()
    settings.CASHIER_URL = server.url
    settings.DATA_DIR = tmp_path
    yield server
    server.stop()
