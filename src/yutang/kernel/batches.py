"""Batches are the unit: many rows in one statement, many callers in one commit."""

import threading
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache, lru_cache
from typing import Any

import orjson
from django.db import connection, models

from yutang.kernel import prepared
from yutang.kernel.collector import Collector, close_collectors
from yutang.kernel.short_memory import also_forget

__all__ = [
    "Collector",
    "close_collectors",
    "insert_columns",
    "insert_missing",
    "next_ids",
    "one_statement",
    "send",
    "unnest_statement",
]

_AS_IS = (models.IntegerField, models.BooleanField, models.UUIDField, models.DateField)
_PREPARED_MOST = 1_000
"""Up to so many rows the text of an insert never varies, so that the server keeps its plan."""
_RESERVED = 64
_ALIKE = 8
_TEXTS = frozenset({"CharField", "TextField", "JSONField"})
_NEXT = """
    SELECT nextval((SELECT pg_get_serial_sequence(%s::text, %s::text))::regclass) FROM generate_series(1, %s::int)
"""
_reserved: dict[str, deque[int]] = {}
_reserving = threading.Lock()
also_forget(_reserved.clear)


class _Gathering(threading.local):
    """What this thread gathers for one statement; None: nothing is gathered."""

    parts: list[tuple[str, list[Any]]] | None = None


_gathering = _Gathering()


@contextmanager
def one_statement() -> Iterator[None]:
    """Send the inserts and silent updates of the block as one statement when it ends (PostgreSQL; else one by one).

    Inside, nobody may read what the block writes, nor open a savepoint. An error forgets what was gathered.
    """
    if connection.vendor != "postgresql" or _gathering.parts is not None:
        yield
        return
    _gathering.parts = []
    try:
        yield
        parts = _gathering.parts
    finally:
        _gathering.parts = None
    if parts:
        _send_all(parts)


def send(*steps: str, values: list[Any]) -> None:
    """Run a statement that answers nothing, or gather it inside ``one_statement``.

    A later step may read what the one before it returned: its name stands for ``{before}``.
    """
    parts = [(step, values if n == 0 else []) for n, step in enumerate(steps)]
    if _gathering.parts is None:
        _send_all(parts)
    else:
        _gathering.parts += parts


def _send_all(parts: Sequence[tuple[str, list[Any]]]) -> None:
    prepared.run(_joined(tuple(sql for sql, _ in parts)), [value for _, values in parts for value in values])


@lru_cache(2_000)
def _joined(steps: tuple[str, ...]) -> str:
    named = [step.replace("{before}", f"part{n - 1}") for n, step in enumerate(steps)]
    first = ", ".join(f"part{n} AS ({sql})" for n, sql in enumerate(named[:-1]))
    return f"WITH {first} {named[-1]}" if first else named[-1]


def insert_columns(model: type[models.Model], **columns: Sequence[Any]) -> None:
    """Insert rows given column by column (``name=[…], …``, equally long) in one statement.

    Two to three times as fast as ``bulk_create``; no model instances, no defaults, no signals: name every
    column that has no database default. Relations are named by attribute or field (``order`` or ``order_id``).
    """
    if not _length(model, columns):
        return
    text = insert_text(model, columns) if connection.vendor == "postgresql" else None
    if text is not None:
        send(text[0], values=text[1])
        return
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(*unnest_statement(model, columns))
        else:
            into, fields, values = _parts(model, columns)
            marks = ", ".join(["%s"] * len(fields))
            cursor.executemany(f"{into} VALUES ({marks})", list(zip(*values, strict=True)))


def insert_missing(model: type[models.Model], **columns: Sequence[Any]) -> None:
    """Insert rows like ``insert_columns``; those that are there already stay as they are."""
    if not _length(model, columns):
        return
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            statement, parameters = unnest_statement(model, columns)
            cursor.execute(f"{statement} ON CONFLICT DO NOTHING", parameters)
        else:
            into, fields, values = _parts(model, columns)
            marks = ", ".join(["%s"] * len(fields))
            cursor.executemany(
                f"{into} VALUES ({marks}) ON CONFLICT DO NOTHING", list(zip(*values, strict=True))
            )


def unnest_statement(
    model: type[models.Model], columns: Mapping[str, Sequence[Any]]
) -> tuple[str, list[Any]]:
    """Return PostgreSQL's one statement that inserts these columns, with its parameters, to build a longer one around."""
    return _unnest(*_parts(model, columns))


def insert_text(
    model: type[models.Model], columns: Mapping[str, Sequence[Any]]
) -> tuple[str, list[Any]] | None:
    """Return an insert whose text does not depend on the rows, with its arrays; None for very many rows.

    The server keeps the plan of such a text. Thousands of rows are better off with ``unnest_statement``, which sends
    what all rows share only once.
    """
    _, fields, values = _parts(model, columns)
    if len(values[0]) > _PREPARED_MOST:
        return None
    literals = [_array_literal(field, column) for field, column in zip(fields, values, strict=True)]
    found = [prepared.array_literal(v) if x is None else x for x, v in zip(literals, values, strict=True)]
    return _insert_text(model, tuple(columns)), found


def _length(model: type[models.Model], columns: Mapping[str, Sequence[Any]]) -> int:
    lengths = {len(values) for values in columns.values()}
    if len(lengths) > 1:
        raise ValueError(f"columns of {model.__name__} differ in length: {sorted(lengths)}")
    return max(lengths, default=0)


def _parts(
    model: type[models.Model], columns: Mapping[str, Sequence[Any]]
) -> tuple[str, list[models.Field[Any, Any]], list[list[Any]]]:
    fields = [_field(model, name) for name in columns]
    into = _into(model, tuple(columns))
    values = [_prepared(field, list(given)) for field, given in zip(fields, columns.values(), strict=True)]
    return into, fields, values


@cache
def _into(model: type[models.Model], columns: tuple[str, ...]) -> str:
    names = ", ".join(_quote(_field(model, name).column) for name in columns)
    return f"INSERT INTO {_quote(model._meta.db_table)} ({names})"


@cache
def _insert_text(model: type[models.Model], columns: tuple[str, ...]) -> str:
    fields = [_field(model, name) for name in columns]
    outputs = ", ".join(f"c{n}{json_cast(field)}" for n, field in enumerate(fields))
    arrays = ", ".join(f"%s::{array_type(field)}[]" for field in fields)
    aliases = ", ".join(f"c{n}" for n in range(len(fields)))
    into = _into(model, columns)
    return f"{into} SELECT {outputs} FROM unnest({arrays}) AS given({aliases})"  # noqa: S608 - our own names


def next_ids(model: type[models.Model], count: int) -> list[int]:
    """Reserve ``count`` ascending primary keys; call it inside the transaction that inserts them.

    A process takes them from the sequence in small stocks: ids of two processes are unique, not in order of time.
    """
    if count == 0:
        return []
    table = model._meta.db_table
    if connection.vendor == "postgresql":
        return _from_stock(model, count)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE sqlite_sequence SET seq = seq + %s WHERE name = %s RETURNING seq", [count, table]
        )
        row = cursor.fetchone()
        if row is None:
            cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [table, count])
            row = (count,)
    return list(range(row[0] - count + 1, row[0] + 1))


def _from_stock(model: type[models.Model], count: int) -> list[int]:
    # Two databases of one process (tests) have different sequences.
    stock = f"{connection.settings_dict['NAME']}.{model._meta.db_table}"
    with _reserving:
        waiting = _reserved.setdefault(stock, deque())
        found = [waiting.popleft() for _ in range(min(count, len(waiting)))]
    missing = count - len(found)
    if missing:
        name = [_quote(model._meta.db_table), model._meta.pk.column]
        fresh = sorted(row[0] for row in prepared.run(_NEXT, [*name, max(missing, _RESERVED)])[0])
        found += fresh[:missing]
        with _reserving:
            _reserved.setdefault(stock, deque()).extend(fresh[missing:])
    return found


@cache
def _field(model: type[models.Model], name: str) -> models.Field[Any, Any]:
    for field in model._meta.concrete_fields:
        if name in (field.name, field.attname):
            return field
    raise ValueError(f"{model.__name__} has no column {name}")


def _target(field: models.Field[Any, Any]) -> models.Field[Any, Any]:
    while isinstance(field, models.ForeignKey):
        field = field.target_field
    return field


def _prepared(field: models.Field[Any, Any], values: list[Any]) -> list[Any]:
    """Adapt values to the driver; the usual kinds take a path without a call per value."""
    field = _target(field)
    if isinstance(field, models.JSONField):
        return [None if value is None else orjson.dumps(value).decode() for value in values]
    if type(field) in (models.CharField, models.TextField):
        return [value if value is None or type(value) is str else str(value) for value in values]
    if isinstance(field, models.DateTimeField) and connection.vendor == "sqlite":
        # A batch repeats its moments: adapting one costs more than looking it up.
        adapted = {value: connection.ops.adapt_datetimefield_value(value) for value in set(values)}
        return [adapted[value] for value in values]
    if isinstance(field, _AS_IS) and connection.vendor == "postgresql":
        return values
    if isinstance(field, (models.IntegerField, models.BooleanField)):
        return values
    return [field.get_db_prep_save(value, connection) for value in values]


def _unnest(
    into: str, fields: list[models.Field[Any, Any]], values: list[list[Any]]
) -> tuple[str, list[Any]]:
    """Return one statement that inserts all rows: arrays side by side, a constant column only once."""
    outputs, arrays, aliases = list[str](), list[str](), list[str]()
    constants, parameters = list[Any](), list[Any]()
    for number, (field, column) in enumerate(zip(fields, values, strict=True)):
        if arrays and len(column) > 1 and column.count(column[0]) == len(column):
            outputs.append(f"%s::{column_type(field)}")
            constants.append(_plain(column[0]))
            continue
        literal = _array_literal(field, column)
        outputs.append(f"c{number}{json_cast(field)}")
        arrays.append(f"%s::{array_type(field)}[]")
        aliases.append(f"c{number}")
        parameters.append(column if literal is None else literal)
    given = f"unnest({', '.join(arrays)}) AS given({', '.join(aliases)})"
    statement = f"{into} SELECT {', '.join(outputs)} FROM {given}"  # noqa: S608 - quoted names of our models
    return statement, constants + parameters


def _plain(value: Any) -> Any:
    """Return the value itself, or the number inside an enum member."""
    return int(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _array_literal(field: models.Field[Any, Any], column: list[Any]) -> str | None:
    """Return PostgreSQL's text form of an array; the driver builds the same value by value, five times slower."""
    field = _target(field)
    if (
        len(column) > _ALIKE
        and field.get_internal_type() in _TEXTS
        and column.count(column[0]) == len(column)
    ):
        # What all rows share is written down once.
        return "{" + ",".join([prepared.array_literal(column[:1])[1:-1]] * len(column)) + "}"
    if isinstance(field, (models.CharField, models.TextField, models.JSONField)):
        return prepared.array_literal(column)
    if isinstance(field, (models.IntegerField, models.BooleanField)):
        return "{" + ",".join(map(str, column)).replace("None", "NULL") + "}"
    if isinstance(field, models.DateTimeField):
        # A batch repeats its moments.
        told = {value: "NULL" if value is None else value.isoformat() for value in set(column)}
        return "{" + ",".join([told[value] for value in column]) + "}"
    return None


@cache
def column_type(field: models.Field[Any, Any]) -> str:
    """Return PostgreSQL's type of a column, without its length."""
    return (_target(field).db_type(connection) or "text").split("(")[0]


def array_type(field: models.Field[Any, Any]) -> str:
    """Return the element type under which a column's values travel: JSON travels as text."""
    kind = column_type(field)
    return "text" if kind == "jsonb" else kind


def json_cast(field: models.Field[Any, Any]) -> str:
    """Return the cast that makes JSON of what travelled as text."""
    return "::jsonb" if isinstance(_target(field), models.JSONField) else ""


def _quote(name: str | None) -> str:
    return str(connection.ops.quote_name(name or ""))
