"""Importing the real year: seconds, peak memory and whether every total agrees.

The yardstick is the same database taking the bare lines, four numbers each, without indexes, events or checks,
in one plain multi-row insert per 10,000 rows.
"""

import resource
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
from django.db import connection, transaction

from yutang.kernel.outbox import drain
from yutang.surfaces.imports.completejourney.load import import_completejourney
from yutang.surfaces.imports.completejourney.source import package_folder
from yutang.surfaces.imports.runs import hurried

TARGET_SECONDS = 300
TARGET_MIB = 1_536
YARDSTICK_ROWS = 200_000


def run(progress: Callable[[str], None]) -> dict[str, Any]:
    folder = package_folder()
    bare = _bare_rows_per_second(folder)
    progress(f"  yardstick: {bare:,.0f} bare rows/s")
    stages: dict[str, float] = {}
    started, cpu_started = time.perf_counter(), time.process_time()

    def note(stage: str, done: int, total: int) -> None:
        if done >= total:
            stages[stage] = round(time.perf_counter() - started, 1)

    with tempfile.TemporaryDirectory() as scratch:
        outcome = import_completejourney(folder=folder, rejects_path=Path(scratch) / "r.csv", progress=note)
    loaded = time.perf_counter() - started
    with hurried():
        events = drain()
    seconds = time.perf_counter() - started
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    lines = next(one.stored for one in outcome.comparisons if one.name == "交易行")
    progress(f"  {lines:,} lines in {loaded:.1f} s, {events:,} events drained, {peak:,} MiB")
    return {
        "lines": lines,
        "load_seconds": round(loaded, 1),
        "seconds": round(seconds, 1),
        "lines_per_second": round(lines / loaded),
        "cpu_seconds": round(time.process_time() - cpu_started, 1),
        "peak_mib": peak,
        "finished_after_seconds": stages,
        "totals_agree": outcome.agrees,
        "yardstick_bare_rows_per_second": round(bare),
        "ratio_to_yardstick": round(lines / loaded / bare, 3),
        "targets": {"seconds": TARGET_SECONDS, "peak_mib": TARGET_MIB},
        "is_within_targets": outcome.agrees and seconds <= TARGET_SECONDS and peak <= TARGET_MIB,
    }


def _bare_rows_per_second(folder: Path) -> float:
    with duckdb.connect() as duck:
        rows = duck.execute(
            "SELECT basket_id, product_id, quantity, round(sales_value * 100)::BIGINT"
            f" FROM read_parquet('{folder}/transactions.parquet') LIMIT {YARDSTICK_ROWS}"
        ).fetchall()
    marks = "%s, %s, %s, %s"
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE bench_bare (basket bigint, product bigint, quantity bigint, fen bigint)")
        started = time.perf_counter()
        for start in range(0, len(rows), 10_000):
            with transaction.atomic():
                cursor.executemany(f"INSERT INTO bench_bare VALUES ({marks})", rows[start : start + 10_000])
        seconds = time.perf_counter() - started
        cursor.execute("DROP TABLE bench_bare")
    return len(rows) / seconds
