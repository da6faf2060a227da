"""The product as people run it: `yutang up` in a process of its own, on ports and a data folder of its own."""

import contextlib
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import httpx
import psycopg

YUTANG = Path(sys.executable).with_name("yutang")


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextlib.contextmanager
def scratch_database(name: str) -> Iterator[str]:
    """An empty database beside the one of the test run: PostgreSQL where the run uses it, else SQLite ("")."""
    server = os.environ.get("YUTANG_TEST_DATABASE_URL", "")
    if not server:
        yield ""
        return
    database = f"yutang_{name}_{os.getpid()}_{secrets.token_hex(3)}"  # two houses may stand in one process
    with psycopg.connect(server, autocommit=True) as admin:
        admin.execute(f'DROP DATABASE IF EXISTS "{database}" WITH (FORCE)')
        admin.execute(f'CREATE DATABASE "{database}"')
        try:
            yield urlunsplit(urlsplit(server)._replace(path=f"/{database}"))
        finally:
            admin.execute(f'DROP DATABASE "{database}" WITH (FORCE)')


@dataclass
class House:
    """One running installation. `stop` asks nicely, `kill` does not."""

    data: Path
    database_url: str = ""
    port: int = field(default_factory=free_port)
    cashier_port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def environment(self) -> dict[str, str]:
        kept = {
            k: v
            for k, v in os.environ.items()
            if not k.startswith("YUTANG_") and k != "DJANGO_SETTINGS_MODULE"
        }
        kept |= {
            "YUTANG_DATA": str(self.data),
            "YUTANG_PUBLIC_URL": self.url,
            "YUTANG_CASHIER_URL": f"http://127.0.0.1:{self.cashier_port}",
        }
        if self.database_url:
            kept["YUTANG_DATABASE_URL"] = self.database_url
        return kept

    def run(self, *words: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        """One `yutang` command in this installation."""
        return subprocess.run(
            [YUTANG, *words], env=self.environment, capture_output=True, text=True, check=check, timeout=240
        )

    def start(self) -> None:
        self.data.mkdir(parents=True, exist_ok=True)
        log = (self.data / "up.log").open("ab")
        self.process = subprocess.Popen(
            [YUTANG, "up", "--port", str(self.port)],
            env=self.environment,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                break
            with contextlib.suppress(httpx.HTTPError):
                if httpx.get(f"{self.url}/readyz", timeout=2).status_code == 200:
                    return
            time.sleep(0.1)
        raise AssertionError("yutang up did not answer:\n" + (self.data / "up.log").read_text()[-3000:])

    def stop(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(30)

    def kill(self) -> None:
        """kill -9 of the server process alone, in the middle of whatever it does."""
        assert self.process is not None
        self.process.kill()
        self.process.wait(10)
