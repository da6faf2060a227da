"""The provider's own books, in its own SQLite file: it must survive a restart and know nothing of the shop's database."""

import json
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

SCHEMA = """
PRAGMA journal_mode=WAL;
CREATE TABLE IF NOT EXISTS payment(
  no TEXT PRIMARY KEY, prepay_id TEXT UNIQUE NOT NULL, amount_fen INTEGER NOT NULL CHECK(amount_fen > 0),
  refunded_fen INTEGER NOT NULL DEFAULT 0 CHECK(refunded_fen <= amount_fen), title TEXT NOT NULL,
  notify_url TEXT NOT NULL, return_url TEXT NOT NULL, state TEXT NOT NULL, transaction_id TEXT NOT NULL DEFAULT '',
  created_at INTEGER NOT NULL, expires_at INTEGER NOT NULL, success_at INTEGER, late_at REAL);
CREATE TABLE IF NOT EXISTS refund(
  no TEXT PRIMARY KEY, payment_no TEXT NOT NULL, amount_fen INTEGER NOT NULL CHECK(amount_fen > 0), reason TEXT NOT NULL,
  state TEXT NOT NULL, transaction_id TEXT NOT NULL, settled_at INTEGER);
CREATE TABLE IF NOT EXISTS payout(
  no TEXT PRIMARY KEY, payee TEXT NOT NULL, name TEXT NOT NULL, amount_fen INTEGER NOT NULL CHECK(amount_fen > 0),
  memo TEXT NOT NULL, state TEXT NOT NULL, transaction_id TEXT NOT NULL, settled_at INTEGER);
CREATE TABLE IF NOT EXISTS notice(
  id TEXT PRIMARY KEY, payment_no TEXT NOT NULL, url TEXT NOT NULL, body TEXT NOT NULL, due_at REAL NOT NULL,
  attempts INTEGER NOT NULL DEFAULT 0, state TEXT NOT NULL DEFAULT 'waiting', answer TEXT NOT NULL DEFAULT '');
CREATE INDEX IF NOT EXISTS notice_due ON notice(due_at) WHERE state = 'waiting';
CREATE TABLE IF NOT EXISTS switch(name TEXT PRIMARY KEY, value INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS bill_fault(day TEXT NOT NULL, name TEXT NOT NULL, PRIMARY KEY(day, name));
"""

Row = dict[str, Any]


class Store:
    """One connection behind a lock: the provider is small and never wrong about its own order of events."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._lock = threading.RLock()
        self._db = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        self._db.row_factory = sqlite3.Row
        self._db.executescript(SCHEMA)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Everything inside becomes true together, or not at all."""
        with self._lock:
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                self._db.execute("ROLLBACK")
                raise
            self._db.execute("COMMIT")

    def one(self, sql: str, *values: Any) -> Row | None:
        """Return the first row of a query, or None."""
        with self._lock:
            row = self._db.execute(sql, values).fetchone()
        return dict(row) if row else None

    def all(self, sql: str, *values: Any) -> list[Row]:
        """Return every row of a query."""
        with self._lock:
            return [dict(row) for row in self._db.execute(sql, values).fetchall()]

    def run(self, sql: str, *values: Any) -> int:
        """Run a statement and return how many rows it changed."""
        with self._lock:
            return self._db.execute(sql, values).rowcount

    def add_notice(self, *, id_: str, payment: Row, body: Row, due_at: float) -> None:
        """Queue a notification about a payment."""
        text = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
        self.run(
            "INSERT INTO notice(id, payment_no, url, body, due_at) VALUES (?, ?, ?, ?, ?)",
            id_,
            payment["no"],
            payment["notify_url"],
            text,
            due_at,
        )

    def switch(self, name: str) -> bool:
        """Return whether a fault is ordered, and use it up: a switch of 2 makes the next two calls fail."""
        return self.run("UPDATE switch SET value = value - 1 WHERE name = ? AND value > 0", name) == 1

    def set_switch(self, name: str, value: int) -> None:
        """Order the next `value` calls of this kind to fail."""
        self.run(
            "INSERT INTO switch VALUES (?, ?) ON CONFLICT(name) DO UPDATE SET value = excluded.value",
            name,
            value,
        )

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._db.close()
