"""CSV that spreadsheets open in Chinese and do not run."""

import csv
from collections.abc import Iterable, Iterator, Sequence

_DANGEROUS = ("=", "+", "-", "@", "\t", "\r")


def csv_lines(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """CSV with a byte-order mark; a cell that a spreadsheet would run as a formula is quoted as text."""

    class _Line:
        def write(self, line: str) -> str:
            return line

    writer = csv.writer(_Line())
    yield "\ufeff" + writer.writerow(heads)
    for row in rows:
        yield writer.writerow([_harmless(cell) for cell in row])


def _harmless(cell: str) -> str:
    if not cell.startswith(_DANGEROUS) or cell.replace(".", "", 1).lstrip("-").isdigit():
        return cell
    return f"'{cell}"
