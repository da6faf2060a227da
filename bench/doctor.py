"""`yutang doctor` on the imported year: seconds per check, beside one sequential read of the largest table."""

import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.db import connection

from yutang.kernel.doctor import run_checks
from yutang.kernel.outbox import drain
from yutang.surfaces.imports.completejourney.load import import_completejourney
from yutang.surfaces.imports.completejourney.source import package_folder

TARGET_SECONDS = 60


def run(progress: Callable[[str], None]) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as scratch:
        import_completejourney(
            folder=package_folder(), rejects_path=Path(scratch) / "r.csv", progress=lambda *_: None
        )
    drain()
    progress("  imported; examining")
    with connection.cursor() as cursor:
        started = time.perf_counter()
        cursor.execute("SELECT count(*), sum(paid_fen) FROM orders_orderline")
        cursor.fetchone()
        scan = time.perf_counter() - started
    started = time.perf_counter()
    results = run_checks()
    seconds = time.perf_counter() - started
    progress(f"  {len(results)} checks in {seconds:.1f} s")
    return {
        "checks": len(results),
        "seconds": round(seconds, 2),
        "slowest": {
            result.name: round(result.seconds, 2)
            for result in sorted(results, key=lambda result: -result.seconds)[:6]
        },
        "clean": all(result.is_clean for result in results),
        "yardstick_scan_seconds": round(scan, 3),
        "ratio_to_yardstick": round(seconds / scan, 1),
        "target_seconds": TARGET_SECONDS,
        "is_within_target": seconds <= TARGET_SECONDS,
    }
