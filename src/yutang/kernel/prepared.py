"""Statements that run thousands of times a second: prepared by the server once per connection.

Django's cursor binds values into the text, so PostgreSQL parses and plans the same question anew each time, which costs
it more than the answer; the driver's general path costs a tenth of a millisecond of Python beside. Here a text is
prepared on first use and afterwards only its values travel, through libpq's own call. Transactions, errors, query logs
and statement counts stay Django's. Texts must not vary with the values: lists travel as one array literal
(``array_literal``). SQLite has all this by itself: there the statement simply runs.
"""

from collections.abc import Sequence
from datetime import date, datetime
from enum import Enum
from itertools import count
from typing import Any
from weakref import WeakKeyDictionary

import psycopg
from django.db import connection
from psycopg import errors, pq
from psycopg.adapt import Transformer

_IDLE = pq.TransactionStatus.IDLE
_FAILED = (pq.ExecStatus.FATAL_ERROR, pq.ExecStatus.BAD_RESPONSE)
_TUPLES = pq.ExecStatus.TUPLES_OK
_MOST = 1_000
"""A connection that has prepared so many texts starts over: somebody builds texts from values."""


class _Session:
    """What one connection has prepared."""

    def __init__(self, driver: "psycopg.Connection[Any]") -> None:
        self.driver = driver
        self.transformer = Transformer(driver)
        self.names: dict[str, bytes] = {}
        self.numbers = count(1)

    def name_of(self, sql: str) -> bytes:
        """The name under which the server knows the text."""
        name = self.names.get(sql)
        if name is None:
            if len(self.names) >= _MOST:
                self.names.clear()
                _checked(self.driver, self.driver.pgconn.exec_(b"DEALLOCATE ALL"))
            name = f"yutang_{next(self.numbers)}".encode()
            _checked(self.driver, self.driver.pgconn.prepare(name, _numbered(sql).encode()))
            self.names[sql] = name
        return name


_sessions: "WeakKeyDictionary[psycopg.Connection[Any], _Session]" = WeakKeyDictionary()


class _Sent:
    """A text as Django's query log reads it from a cursor of the driver."""

    def __init__(self, sql: str) -> None:
        self._sql = sql

    @property
    def query(self) -> bytes:
        """The text, with its marks."""
        return self._sql.encode()


class _Cursor:
    """The part of a DB-API cursor that Django's wrapper and its query log need."""

    def __init__(self, session: _Session) -> None:
        self._session = session
        self._rows: list[tuple[Any, ...]] = []
        self.connection = session.driver
        self.rowcount = -1
        # Django's query log asks the driver's cursor what it sent.
        self._query: Any = None

    def execute(self, sql: str, values: Sequence[Any] = ()) -> None:
        """Run a prepared text with these values."""
        session, server = self._session, self._session.driver.pgconn
        self._query = _Sent(sql)
        # The driver opens a transaction with the first statement after autocommit was turned off, and so do we.
        if server.transaction_status == _IDLE and not session.driver.autocommit:
            _checked(session.driver, server.exec_(b"BEGIN"))
        # The wrapper's annotation forgets that a value may be missing.
        travelling: Any = [_travelling(value) for value in values]
        result = _checked(session.driver, server.exec_prepared(session.name_of(sql), travelling))
        if result.status == _TUPLES:
            session.transformer.set_pgresult(result)
            self._rows = session.transformer.load_rows(0, result.ntuples, tuple)
            self.rowcount = result.ntuples
        else:
            self._rows = []
            self.rowcount = result.command_tuples or 0

    def fetchall(self) -> list[tuple[Any, ...]]:
        """Every row of the answer."""
        return self._rows

    def close(self) -> None:
        """Nothing is held."""


def run(sql: str, values: Sequence[Any] = ()) -> tuple[list[tuple[Any, ...]], int]:
    """Run one statement (``%s`` marks, literal ``%`` doubled) and return its rows and how many it touched.

    On PostgreSQL every mark needs a type that the server can infer or a cast. Values are what the driver would
    return: text, numbers, moments, None. Raises Django's database errors.
    """
    if connection.vendor != "postgresql":
        with connection.cursor() as plain:
            plain.execute(sql, values)
            rows = plain.fetchall() if plain.description else []
            return rows, plain.rowcount if plain.rowcount >= 0 else len(rows)
    connection.ensure_connection()
    driver: psycopg.Connection[Any] = connection.connection
    if driver.pgconn.pipeline_status:
        # Inside the driver's pipeline only the driver may send; nobody reads the answers there.
        connection.cursor().execute(sql, values)
        return [], -1
    session = _sessions.get(driver)
    if session is None:
        session = _sessions[driver] = _Session(driver)
    wrap: Any = connection._prepare_cursor  # type: ignore[attr-defined]
    cursor = wrap(_Cursor(session))
    cursor.execute(sql, values)
    return cursor.cursor.fetchall(), cursor.cursor.rowcount


def array_literal(values: Sequence[Any]) -> str:
    """Return PostgreSQL's text form of an array; the driver builds the same value by value, five times slower."""
    kinds = set(map(type, values))
    if kinds == {int}:
        return "{" + ",".join(map(str, values)) + "}"
    if kinds == {str}:
        # PostgreSQL's texts have no zero byte: plain texts are joined and checked at once.
        joined = "\x00".join(values)
        is_plain = '"' not in joined and "\\" not in joined
        if joined.count("\x00") == len(values) - 1:
            if not is_plain:
                joined = joined.replace("\\", "\\\\").replace('"', '\\"')
            return '{"' + joined.replace("\x00", '","') + '"}'
    return "{" + ",".join([_element(value) for value in values]) + "}"


def quoted(text: str | None) -> str:
    """Return one text as an element of an array literal."""
    if text is None:
        return "NULL"
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _element(value: Any) -> str:
    if isinstance(value, str):
        return quoted(value)
    if value is None:
        return "NULL"
    if isinstance(value, (datetime, date)):
        return quoted(value.isoformat())
    if isinstance(value, (bytes, memoryview)):
        return quoted("\\x" + bytes(value).hex())
    return str(value)


def _travelling(value: Any) -> bytes | None:
    if value is None:
        return None
    if isinstance(value, Enum):
        value = value.value
    if isinstance(value, str):
        return value.encode()
    if isinstance(value, bool):
        return b"t" if value else b"f"
    if isinstance(value, (datetime, date)):
        return value.isoformat().encode()
    if isinstance(value, (bytes, memoryview)):
        return b"\\x" + bytes(value).hex().encode()
    return str(value).encode()


def _numbered(sql: str) -> str:
    """Return the text with the server's own marks: ``$1``, ``$2``, ..."""
    first, *rest = sql.split("%s")
    marked = first + "".join(f"${number}{part}" for number, part in enumerate(rest, 1))
    return marked.replace("%%", "%")


def _checked(driver: "psycopg.Connection[Any]", result: Any) -> Any:
    if result.status in _FAILED:
        raise errors.error_from_result(result, encoding=driver.info.encoding)
    return result
