"""One DuckDB in memory per process: views over sealed Parquet files and the tail of the log.

DuckDB is imported with the first figure that is asked for; the server starts without it.
"""

import importlib
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from yutang.insight.warehouse.contracts import StoredEvent
from yutang.insight.warehouse.rules import FACTS

_AT_ONCE = 1_000


@cache
def _duckdb() -> Any:
    return importlib.import_module("duckdb")


def connect(spill: Path) -> Any:
    """An empty DuckDB in memory that may use half a gigabyte before it spills to disk."""
    connection = _duckdb().connect(":memory:")
    connection.execute("SET threads TO 2")
    connection.execute("SET memory_limit = '600MB'")
    connection.execute("SET temp_directory = ?", [str(spill)])
    connection.execute("SET TimeZone = 'UTC'")
    connection.execute("SET enable_progress_bar = false")
    return connection


def load_batch(connection: Any, events: Sequence[StoredEvent]) -> None:
    """Make `events` visible to this connection as the relation `batch`."""
    # As list parameters: Arrow arrays of Python strings pull in pandas. The driver converts a list without letting other
    # threads run, 12 µs an event: few at a time, lest customers and reactions wait for a quarter of a second.
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE batch (position BIGINT, name VARCHAR, occurred_at VARCHAR, payload VARCHAR)"
    )
    for start in range(0, len(events), _AT_ONCE):
        part = events[start : start + _AT_ONCE]
        connection.execute(
            "INSERT INTO batch SELECT unnest($position::BIGINT[]), unnest($name::VARCHAR[]), "
            "unnest($occurred_at::VARCHAR[]), unnest($payload::VARCHAR[])",
            {
                "position": [event.position for event in part],
                "name": [event.name for event in part],
                "occurred_at": [event.occurred_at for event in part],
                "payload": [event.payload for event in part],
            },
        )


def write_parquet(connection: Any, select: str, target: Path) -> int:
    """Write the rows of `select` in order of position; the file appears whole or not at all. Returns the rows."""
    connection.execute(f"CREATE OR REPLACE TEMP TABLE outgoing AS {select}")
    count = int(connection.execute("SELECT count(*) FROM outgoing").fetchall()[0][0])
    if not count:
        return 0
    target.parent.mkdir(parents=True, exist_ok=True)
    partial = target.with_suffix(".partial")
    path = str(partial).replace("'", "''")
    connection.execute(
        f"COPY (SELECT * FROM outgoing ORDER BY position) TO '{path}' (FORMAT parquet, COMPRESSION zstd)"
    )
    partial.replace(target)
    return count


def make_tail(connection: Any) -> None:
    """Empty tables for the tail, shaped by the facts themselves."""
    load_batch(connection, [])
    for fact, select in FACTS.items():
        connection.execute(f"CREATE OR REPLACE TABLE tail_{fact} AS {select}")


def append_tail(connection: Any, events: Sequence[StoredEvent]) -> None:
    """Extract the facts of `events` into the tail."""
    load_batch(connection, events)
    for fact, select in FACTS.items():
        connection.execute(f"INSERT INTO tail_{fact} {select}")


def cut_tail(connection: Any, sealed_to: int) -> None:
    """Forget the part of the tail that sealed files now hold."""
    for fact in FACTS:
        connection.execute(f"DELETE FROM tail_{fact} WHERE position <= ?", [sealed_to])


def show_facts(connection: Any, files: dict[str, list[Path]]) -> None:
    """(Re)make the views `orders`, `order_lines`, …: sealed files and tail together."""
    for fact in FACTS:
        tail = f"SELECT * FROM tail_{fact}"
        if files[fact]:
            names = ", ".join("'" + str(path).replace("'", "''") + "'" for path in files[fact])
            tail = f"SELECT * FROM read_parquet([{names}]) UNION ALL {tail}"
        connection.execute(f"CREATE OR REPLACE VIEW {fact} AS {tail}")


def rows(cursor: Any) -> list[dict[str, Any]]:
    """The result as dictionaries."""
    names: Iterable[str] = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
