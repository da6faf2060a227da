"""What the readers of outside files hand to the loaders, and what an import reports."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

type Progress = Callable[[str, int, int], None]
"""Called with the name of the stage, how much of it is done, and how much there is."""


@dataclass(frozen=True)
class FileLine:
    """One line of one order in a file, in fen, after order-level amounts were shared out to the lines."""

    sku: str
    name: str
    quantity: int
    base_fen: int
    discount_fen: int


@dataclass(frozen=True)
class FileOrder:
    """One order of a file, ready to be imported."""

    order_no: str
    paid_at: datetime
    phone: str
    email: str
    customer_name: str
    store_no: str
    lines: tuple[FileLine, ...]
    shipping_fen: int
    line_no: int

    @property
    def paid_fen(self) -> int:
        """What the buyer paid in all."""
        return self.shipping_fen + sum(line.base_fen - line.discount_fen for line in self.lines)


@dataclass(frozen=True)
class ImportReport:
    """How an import ended, as the command prints it."""

    source: str
    rows_read: int
    created: int
    known: int
    rejected_rows: int
    paid_fen: int
    rejects_file: Path | None
    dry_run: bool = False
    stages: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Comparison:
    """One figure counted twice: by DuckDB in the source, and by our database in what is stored."""

    name: str
    in_source: int
    stored: int
    rejected: int
    is_money: bool = False

    @property
    def agrees(self) -> bool:
        """Nothing may be lost between what was read and what is stored or refused by name."""
        return self.in_source == self.stored + self.rejected
