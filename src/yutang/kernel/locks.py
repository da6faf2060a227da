"""One runner among all processes, for work that would only get in its own way."""

import fcntl
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from django.conf import settings
from django.db import connection


@contextmanager
def single_runner(name: str) -> Iterator["Lease | None"]:
    """Give a lease when nobody else holds ``name``, else None; it ends with the block or with the process.

    PostgreSQL: a session lock on a connection of its own, never taken from the pool (a pooled connection would
    carry the lock to its next user). SQLite: a locked file in the data folder.
    """
    if connection.vendor == "postgresql":
        with psycopg.connect(**_connect_arguments(), autocommit=True) as own:
            row = own.execute("SELECT pg_try_advisory_lock(%s)", [_number(name)]).fetchone()
            yield Lease(own) if row is not None and row[0] else None
        return
    folder = Path(settings.DATA_DIR) / "locks"
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / f"{name}.lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield None
        else:
            yield Lease(None)


class Lease:
    """The right to be the only runner."""

    def __init__(self, session: psycopg.Connection | None) -> None:
        self._session = session

    def is_held(self) -> bool:
        """Say whether the session that holds the lock is still alive."""
        if self._session is None:
            return True
        try:
            self._session.execute("SELECT 1")
        except psycopg.Error:
            return False
        return True


def _number(name: str) -> int:
    """Return the lock's 63-bit number; different databases have different locks anyway."""
    return int.from_bytes(hashlib.sha256(f"yutang:{name}".encode()).digest()[:8], "big") >> 1


def _connect_arguments() -> dict[str, Any]:
    given = connection.get_connection_params()
    wanted = ("dbname", "user", "password", "host", "port", "service", "sslmode")
    return {key: given[key] for key in wanted if given.get(key)}
