"""The file of rows that were not taken: safe to open in a spreadsheet, complete after any interruption."""

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

MAX_CONTENT = 500
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True)
class Reject:
    """A row, where it stood and why it was not taken."""

    line_no: int
    reason: str
    content: str

    def shortened(self) -> "Reject":
        """The same reject, fit for a table column: no NUL (PostgreSQL refuses it), no endless cell."""
        return Reject(self.line_no, self.reason[:300], self.content.replace("\x00", "")[:MAX_CONTENT])


def is_formula(cell: str) -> bool:
    """Whether a spreadsheet would run this cell instead of showing it."""
    return cell.startswith(_FORMULA_STARTS)


def safe_cell(cell: str) -> str:
    """A cell that a spreadsheet shows as it stands."""
    return f"'{cell}" if is_formula(cell) else cell


def write_rejects(path: Path, rejects: Iterable[Reject]) -> int:
    """Write the file anew (UTF-8 with BOM, for Excel) and return how many rows it has."""
    count = 0
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("行号", "原因", "内容"))
        for reject in rejects:
            writer.writerow((reject.line_no, reject.reason, safe_cell(reject.content)))
            count += 1
    return count
