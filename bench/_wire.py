"""A cheap HTTP/1.1 client and the house as a child process: what the benches over HTTP share."""

import asyncio
import contextlib
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import orjson
from django.db import connection, transaction

from yutang.kernel import clock
from yutang.kernel.models import Answer

HOST = "127.0.0.1"


class Wire:
    """One kept connection; requests follow each other."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._reader: asyncio.StreamReader | None = None
        self._writer: asyncio.StreamWriter | None = None

    async def ask(
        self, method: str, path: str, headers: Mapping[str, str] | None = None, body: bytes = b""
    ) -> tuple[int, bytes]:
        """Return status and body."""
        if self._reader is None or self._writer is None:
            self._reader, self._writer = await asyncio.open_connection(HOST, self._port)
        lines = "".join(f"{name}: {value}\r\n" for name, value in (headers or {}).items())
        head = f"{method} {path} HTTP/1.1\r\nhost: {HOST}\r\n{lines}content-length: {len(body)}\r\n\r\n"
        self._writer.write(head.encode() + body)
        raw = await self._reader.readuntil(b"\r\n\r\n")
        length = int(raw.lower().partition(b"content-length:")[2].partition(b"\r\n")[0])
        return int(raw[9:12]), await self._reader.readexactly(length)

    async def json(
        self, method: str, path: str, headers: Mapping[str, str] | None = None, body: object = None
    ) -> dict[str, object]:
        """A request that must succeed."""
        raw = b"" if body is None else orjson.dumps(body)
        given = {"content-type": "application/json", **(headers or {})}
        status, found = await self.ask(method, path, given, raw)
        if status != 200:
            raise RuntimeError(f"{method} {path}: {status} {found[:300]!r}")
        answer: dict[str, object] = orjson.loads(found)
        return answer

    def close(self) -> None:
        """Hang up."""
        if self._writer is not None:
            self._writer.close()


@dataclass(frozen=True)
class House:
    """A running `yutang up` on the bench's database."""

    port: int
    cashier_port: int
    pid: int

    def cpu_seconds(self) -> float:
        """What the process has used so far."""
        with open(f"/proc/{self.pid}/stat") as file:  # noqa: PTH123 - not a path of ours
            fields = file.read().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


@contextlib.contextmanager
def house() -> Iterator[House]:
    """Start the whole product as people do, and stop it."""
    port, cashier_port = free_port(), free_port()
    environment = os.environ | {
        "YUTANG_PUBLIC_URL": f"http://{HOST}:{port}",
        "YUTANG_CASHIER_URL": f"http://{HOST}:{cashier_port}",
        "YUTANG_LOG_LEVEL": "ERROR",
    }
    environment.pop("YUTANG_BENCH_CHILD", None)
    command = [sys.executable, "-m", "yutang.surfaces.cli.main", "up", "--port", str(port)]
    child = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
    try:
        _wait(port, child)
        yield House(port, cashier_port, child.pid)
    finally:
        child.terminate()
        try:
            child.wait(15)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()


def _wait(port: int, child: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        if child.poll() is not None:
            raise RuntimeError("the house ended before it answered")
        with socket.socket() as probe:
            probe.settimeout(0.3)
            if probe.connect_ex((HOST, port)) == 0:
                return
        time.sleep(0.05)
    raise RuntimeError("the house does not answer")


def single_inserts(seconds: float = 1.0) -> int:
    """The yardstick: rows per second, one plain insert and one commit each, on one connection."""
    until, count = time.perf_counter() + seconds, 0
    while time.perf_counter() < until:
        with transaction.atomic(), connection.cursor() as cursor:
            table = connection.ops.quote_name(Answer._meta.db_table)
            cursor.execute(
                f"INSERT INTO {table} (key, digest, status, body, created_at) VALUES (%s, %s, %s, %s, %s)",
                [
                    f"bench:{time.perf_counter_ns()}",
                    "-",
                    200,
                    "{}",
                    connection.ops.adapt_datetimefield_value(clock.now())
                    if connection.vendor == "sqlite"
                    else clock.now(),
                ],
            )
        count += 1
    return round(count / seconds)


def percentile(sorted_values: list[float], share: float) -> float:
    """The value below which this share lies."""
    return sorted_values[min(int(len(sorted_values) * share), len(sorted_values) - 1)]
