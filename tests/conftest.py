"""What every test gets: a clock that is put back, and no network but this machine."""

import socket
from typing import Any

import pytest
from django.db import connection

from yutang.kernel.short_memory import forget_everything

LOOPBACK = {"127.0.0.1", "::1", "localhost"}


@pytest.fixture(autouse=True)
def no_outside_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Connections to anything but the loopback fail loudly."""
    real_connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        if self.family in {socket.AF_INET, socket.AF_INET6} and address[0] not in LOOPBACK:
            raise OSError(f"tests may not reach {address[0]}")
        real_connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)


@pytest.fixture(autouse=True)
def fresh_memory() -> None:
    """What another test looked up is not true in this one's database."""
    forget_everything()


@pytest.fixture
def postgres_only() -> None:
    """Skip on SQLite: this test is about concurrency that only PostgreSQL has."""
    if connection.vendor != "postgresql":
        pytest.skip("needs PostgreSQL: set YUTANG_TEST_DATABASE_URL")
