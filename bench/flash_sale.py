"""A flash sale over HTTP: token, JSON, idempotency key, stock, person limit, order, line, event, committed, answered.

The yardstick is pgbench in the same run, on the same server and database, at its best client count: one transaction
per order that updates stock where there is enough, inserts an order and inserts a line. Rounds of both alternate, so
that what else the machine does hurts both alike. At the end the server is killed with -9 in the middle of a round.
"""

import contextlib
import os
import pickle
import re
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection

from yutang.foundation.catalog.api import import_products
from yutang.foundation.catalog.contracts import NewProduct, NewSku
from yutang.foundation.customers.api import make_token
from yutang.foundation.customers.models import Address, Customer, Identity
from yutang.foundation.inventory.api import StockCount, default_location_id, import_stock
from yutang.kernel import clock
from yutang.kernel.doctor import run_checks
from yutang.revenue.flash_sales.api import sale_facts, schedule_sale
from yutang.revenue.flash_sales.contracts import ItemSpec, SaleSpec
from yutang.revenue.flash_sales.models import FlashItem, FlashTaking
from yutang.revenue.orders.models import Order, OrderLine

ROUNDS = 3
SECONDS = 4.0
CONNECTIONS = 200
HOT_ITEMS = 8
BUYERS = 20_000
PIECES = 400_000
PER_PERSON = 50
REQUESTS_PER_ROUND = 60_000
CLIENTS = (1, 4, 8, 16)
PGBENCH_SECONDS = 2
TARGETS = {
    "postgresql": {"ratio": 2.5, "p99_ms": 60, "oversold": 0, "lost": 0},
    "sqlite": {"orders_per_s": 5_000, "oversold": 0, "lost": 0},
}
SCRIPT = """\\set sku random(1, 8)
\\set customer random(1, 20000)
BEGIN;
UPDATE bench_stock SET n = n - 1 WHERE id = :sku AND n >= 1;
INSERT INTO bench_order (sku_id, customer_id, total_fen) VALUES (:sku, :customer, 1990) RETURNING id \\gset
INSERT INTO bench_line (order_id, sku_id, quantity, paid_fen) VALUES (:id, :sku, 1, 1990);
COMMIT;
"""
TABLES = """
CREATE TABLE bench_stock (id bigint PRIMARY KEY, n bigint NOT NULL CHECK (n >= 0));
CREATE TABLE bench_order (id bigserial PRIMARY KEY, sku_id bigint NOT NULL, customer_id bigint NOT NULL,
    total_fen bigint NOT NULL, placed_at timestamptz NOT NULL DEFAULT now());
CREATE TABLE bench_line (id bigserial PRIMARY KEY, order_id bigint NOT NULL, sku_id bigint NOT NULL,
    quantity int NOT NULL, paid_fen bigint NOT NULL);
INSERT INTO bench_stock SELECT n, 1000000000 FROM generate_series(1, 8) AS n;
"""


@dataclass
class Round:
    """One round of load."""

    orders: int
    seconds: float
    p50_ms: float
    p99_ms: float
    server_cpu: float
    client_cpu: float
    said: dict[str, int]


def run(progress: Callable[[str], None]) -> dict[str, Any]:
    """Return orders per second over HTTP beside pgbench, and what a kill left behind."""
    progress("a shop with 20,000 customers")
    item_ids, buyers = _shop()
    figures: dict[str, Any] = {"engine": connection.vendor, "connections": CONNECTIONS}
    requests = _requests(item_ids, buyers, REQUESTS_PER_ROUND * (ROUNDS + 2))
    with tempfile.TemporaryDirectory(prefix="yutang-flash-") as name:
        folder = Path(name)
        rounds, yardsticks, first = [], [], 0
        with _door() as (port, child):
            _load(folder, port, child, requests[:2_000], 1.0)
            first = 2_000
            for number in range(ROUNDS):
                progress(f"round {number + 1}")
                if connection.vendor == "postgresql":
                    yardsticks.append(_pgbench(folder))
                chosen = requests[first : first + REQUESTS_PER_ROUND]
                first += REQUESTS_PER_ROUND
                rounds.append(_load(folder, port, child, chosen, SECONDS)[0])
            if connection.vendor == "postgresql":
                yardsticks.append(_pgbench(folder))
        progress("kill -9")
        killed = _kill(folder, requests[first : first + REQUESTS_PER_ROUND])
    return figures | _told(rounds, yardsticks) | killed | {"targets": TARGETS[connection.vendor]}


def _told(rounds: list[Round], yardsticks: list[dict[int, float]]) -> dict[str, Any]:
    rates = [one.orders / one.seconds for one in rounds]
    found: dict[str, Any] = {
        "orders_per_s": round(statistics.median(rates)),
        "p50_ms": round(statistics.median(one.p50_ms for one in rounds), 1),
        "p99_ms": round(statistics.median(one.p99_ms for one in rounds), 1),
        "rounds_per_s": [round(rate) for rate in rates],
        "rounds_p99_ms": [round(one.p99_ms, 1) for one in rounds],
        "server_cpu_us_per_order": round(
            statistics.median(1e6 * o.server_cpu / max(o.orders, 1) for o in rounds)
        ),
        "client_cpu_us_per_order": round(
            statistics.median(1e6 * o.client_cpu / max(o.orders, 1) for o in rounds)
        ),
        "other_answers": {k: v for one in rounds for k, v in one.said.items()},
        "load_average": round(os.getloadavg()[0], 1),
    }
    if not yardsticks:
        return found | {"yardstick": "none on SQLite", "yardstick_per_s": None, "ratio": None}
    best = [max(one.values()) for one in yardsticks]
    # Each round against the mean of pgbench right before and right after it.
    ratios = [rate / ((best[n] + best[n + 1]) / 2) for n, rate in enumerate(rates)]
    return found | {
        "yardstick": "pgbench -M prepared, best of 1, 4, 8, 16 clients",
        "yardstick_per_s": round(statistics.median(best)),
        "yardstick_runs": [{clients: round(rate) for clients, rate in one.items()} for one in yardsticks],
        "ratio": round(statistics.median(ratios), 2),
        "ratios": [round(ratio, 2) for ratio in ratios],
    }


def _shop() -> tuple[list[int], list[tuple[int, int]]]:
    products = [
        NewProduct(
            no=f"F{n}", name=f"秒杀鲜果 {n}", skus=(NewSku(no=f"FK{n}", price_fen=5_990, spec="500 g"),)
        )
        for n in range(HOT_ITEMS)
    ]
    skus = list(import_products(products).sku_ids.values())
    import_stock([StockCount(default_location_id(), sku_id, PIECES) for sku_id in skus])
    now = clock.now()
    people = Customer.objects.bulk_create(
        [Customer(no=f"B{n}", nickname=f"客户{n}", created_at=now, last_seen_at=now) for n in range(BUYERS)],
        batch_size=2_000,
    )
    homes = Address.objects.bulk_create(
        [
            Address(
                customer=one,
                name="苏晚晴",
                phone="13800000000",
                province="浙江省",
                city="杭州市",
                district="西湖区",
                detail="文三路 259 号昌地火炬大厦 1 号楼 806",
                created_at=now,
                updated_at=now,
            )
            for one in people
        ],
        batch_size=2_000,
    )
    Identity.objects.bulk_create(
        [
            Identity(
                customer=one,
                provider="import",
                subject_index=f"bench-{n}",
                value=f"bench-{n}",
                created_at=now,
            )
            for n, one in enumerate(people)
        ],
        batch_size=2_000,
    )
    spec = SaleSpec(
        "十点场",
        now - timedelta(minutes=1),
        now + timedelta(hours=2),
        tuple(ItemSpec(sku_id, 1_990, PIECES, per_person=PER_PERSON) for sku_id in skus),
        pay_minutes=60,
    )
    sale_id = schedule_sale(spec, actor="bench")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return [item.item_id for item in sale_facts(sale_id).items], [(one.customer_id, one.pk) for one in homes]


def _requests(item_ids: list[int], buyers: list[tuple[int, int]], count: int) -> list[bytes]:
    heads = []
    for customer_id, address_id in buyers:
        body = f'{{"quantity":1,"address_id":{address_id}}}'
        head = (
            f"host: 127.0.0.1\r\ncontent-type: application/json\r\nauthorization: Bearer {make_token(customer_id, 0)}\r\n"
            f"x-visitor: bench-{customer_id:08d}\r\ncontent-length: {len(body)}\r\nidempotency-key: "
        )
        heads.append((head, body))
    made = []
    for n in range(count):
        head, body = heads[n % len(heads)]
        path = f"/api/mall/flash/items/{item_ids[(n * 7 + n // len(heads)) % len(item_ids)]}/orders"
        made.append(f"POST {path} HTTP/1.1\r\n{head}bench-{n:010d}\r\n\r\n{body}".encode())
    return made


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextlib.contextmanager
def _door() -> Iterator[tuple[int, "subprocess.Popen[bytes]"]]:
    """The process that owns flash intake, as `yutang flash-door` starts it."""
    port = _free_port()
    environment = dict(os.environ)
    environment.pop("YUTANG_BENCH_CHILD", None)
    command = [sys.executable, "-m", "yutang.surfaces.cli.main", "flash-door", "--port", str(port)]
    child = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
    try:
        until = time.monotonic() + 60
        while time.monotonic() < until and child.poll() is None:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.05)
        yield port, child
    finally:
        child.terminate()
        child.wait(20)


def _cpu(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _load(
    folder: Path, port: int, child: "subprocess.Popen[bytes]", requests: list[bytes], seconds: float
) -> tuple[Round, dict[str, Any]]:
    before = _cpu(child.pid)
    found = _start_load(folder, port, requests, seconds)()
    latencies = sorted(found["latencies"]) or [0.0]
    made = Round(
        len(found["acknowledged"]),
        found["seconds"],
        latencies[len(latencies) // 2] * 1000,
        latencies[int(len(latencies) * 0.99)] * 1000,
        _cpu(child.pid) - before,
        found["cpu_seconds"],
        found["said"],
    )
    return made, found


def _start_load(
    folder: Path, port: int, requests: list[bytes], seconds: float
) -> Callable[[], dict[str, Any]]:
    asked, answered = folder / "requests", folder / "answers"
    asked.write_bytes(pickle.dumps(requests))
    script = Path(__file__).with_name("_flash_load.py")
    command = [
        sys.executable,
        str(script),
        str(port),
        str(CONNECTIONS),
        str(seconds),
        str(asked),
        str(answered),
    ]
    client = subprocess.Popen(command)

    def wait() -> dict[str, Any]:
        if client.wait(120) != 0:
            raise RuntimeError("the load client failed")
        found: dict[str, Any] = pickle.loads(answered.read_bytes())  # noqa: S301 - our own file
        return found

    return wait


def _kill(folder: Path, requests: list[bytes]) -> dict[str, Any]:
    """Kill the server in the middle; then every acknowledged order must exist, and no item be oversold."""
    with _door() as (port, child):
        wait = _start_load(folder, port, requests, 20.0)
        time.sleep(2.5)
        os.kill(child.pid, signal.SIGKILL)
        found = wait()
    numbers = [order_no for _, order_no in found["acknowledged"]]
    known: set[str] = set()
    for start in range(0, len(numbers), 5_000):
        chosen = numbers[start : start + 5_000]
        known |= set(Order.objects.filter(no__in=chosen).values_list("no", flat=True))
    oversold = sum(max(item.taken - item.allotment, 0) for item in FlashItem.objects.all())
    findings = {outcome.name: len(outcome.findings) for outcome in run_checks() if outcome.findings}
    return {
        "oversold": oversold,
        "lost": len(set(numbers) - known),
        "acknowledged_before_kill": len(numbers),
        "orders_stored": Order.objects.count(),
        "lines_stored": OrderLine.objects.count(),
        "takings_stored": FlashTaking.objects.count(),
        "doctor_findings": findings,
    }


def _pgbench(folder: Path) -> dict[int, float]:
    """Transactions per second by number of clients."""
    program = shutil.which("pgbench")
    if program is None:
        raise RuntimeError("pgbench is missing: install postgresql-contrib or postgresql")
    script = folder / "order.sql"
    if not script.exists():
        script.write_text(SCRIPT)
        with connection.cursor() as cursor:
            cursor.execute(TABLES)
    given = settings.DATABASES["default"]
    environment = os.environ | {"PGPASSWORD": str(given["PASSWORD"])}
    found = {}
    for clients in CLIENTS:
        command = [program, "-n", "-M", "prepared", "-c", str(clients), "-j", str(min(clients, 2))]
        command += ["-T", str(PGBENCH_SECONDS), "-f", str(script)]
        command += ["-h", given["HOST"], "-p", str(given["PORT"]), "-U", given["USER"], given["NAME"]]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
        found[clients] = float(re.search(r"tps = ([0-9.]+)", done.stdout)[1])  # type: ignore[index]
    return found
