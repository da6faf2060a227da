"""Batches are the unit: many rows in one statement, many callers in one commit."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

import orjson
from django.db import connection, models

from yutang.kernel.collector import Collector, close_collectors

__all__ = ["Collector", "close_collectors", "insert_columns", "next_ids", "unnest_statement"]

_AS_IS = (models.IntegerField, models.BooleanField, models.UUIDField, models.DateField)
_sequences: dict[str, str] = {}


def insert_columns(model: type[models.Model], **columns: Sequence[Any]) -> None:
    """Insert rows given column by column (``name=[…], …``, equally long) in one statement.

    Two to three times as fast as ``bulk_create``; no model instances, no defaults, no signals: name every
    column that has no database default. Relations are named by attribute or field (``order`` or ``order_id``).
    """
    if not _length(model, columns):
        return
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(*unnest_statement(model, columns))
        else:
            into, fields, values = _parts(model, columns)
            marks = ", ".join(["%s"] * len(fields))
            cursor.executemany(f"{into} VALUES ({marks})", list(zip(*values, strict=True)))


def unnest_statement(
    model: type[models.Model], columns: Mapping[str, Sequence[Any]]
) -> tuple[str, list[Any]]:
    """Return PostgreSQL's one statement that inserts these columns, with its parameters, to build a longer one around."""
    return _unnest(*_parts(model, columns))


def _length(model: type[models.Model], columns: Mapping[str, Sequence[Any]]) -> int:
    lengths = {len(values) for values in columns.values()}
    if len(lengths) > 1:
        raise ValueError(f"columns of {model.__name__} differ in length: {sorted(lengths)}")
    return max(lengths, default=0)


def _parts(
    model: type[models.Model], columns: Mapping[str, Sequence[Any]]
) -> tuple[str, list[models.Field[Any, Any]], list[list[Any]]]:
    fields = [_field(model, name) for name in columns]
    names = ", ".join(_quote(field.column) for field in fields)
    into = f"INSERT INTO {_quote(model._meta.db_table)} ({names})"
    values = [_prepared(field, list(given)) for field, given in zip(fields, columns.values(), strict=True)]
    return into, fields, values


def next_ids(model: type[models.Model], count: int) -> list[int]:
    """Reserve ``count`` ascending primary keys; call it inside the transaction that inserts them."""
    if count == 0:
        return []
    table = model._meta.db_table
    pk = model._meta.pk
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            if table not in _sequences:
                cursor.execute("SELECT pg_get_serial_sequence(%s, %s)", [_quote(table), pk.column])
                _sequences[table] = cursor.fetchone()[0]
            cursor.execute(
                "SELECT nextval(%s::regclass) FROM generate_series(1, %s)", [_sequences[table], count]
            )
            return sorted(row[0] for row in cursor.fetchall())
        cursor.execute(
            "UPDATE sqlite_sequence SET seq = seq + %s WHERE name = %s RETURNING seq", [count, table]
        )
        row = cursor.fetchone()
        if row is None:
            cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [table, count])
            row = (count,)
    return list(range(row[0] - count + 1, row[0] + 1))


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
    if isinstance(field, (models.CharField, models.TextField, models.JSONField)):
        return "{" + ",".join(map(_quoted, column)) + "}"
    if isinstance(field, (models.IntegerField, models.BooleanField)):
        return "{" + ",".join(map(str, column)).replace("None", "NULL") + "}"
    if isinstance(field, models.DateTimeField):
        return "{" + ",".join("NULL" if value is None else value.isoformat() for value in column) + "}"
    return None


def _quoted(text: str | None) -> str:
    if text is None:
        return "NULL"
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


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
