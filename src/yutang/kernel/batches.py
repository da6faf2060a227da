"""Batches are the unit: many rows in one statement, many callers in one commit."""

from collections.abc import Sequence
from typing import Any

import orjson
from django.db import connection, models

from yutang.kernel.collector import Collector, close_collectors

__all__ = ["Collector", "close_collectors", "insert_columns", "next_ids"]

_AS_IS = (models.IntegerField, models.BooleanField, models.UUIDField, models.DateField)
_sequences: dict[str, str] = {}


def insert_columns(model: type[models.Model], **columns: Sequence[Any]) -> None:
    """Insert rows given column by column (``name=[…], …``, equally long) in one statement.

    Two to three times as fast as ``bulk_create``; no model instances, no defaults, no signals: name every
    column that has no database default. Relations are named by attribute or field (``order`` or ``order_id``).
    """
    lengths = {len(values) for values in columns.values()}
    if lengths == {0} or not columns:
        return
    if len(lengths) != 1:
        raise ValueError(f"columns of {model.__name__} differ in length: {sorted(lengths)}")
    fields = [_field(model, name) for name in columns]
    names = ", ".join(_quote(field.column) for field in fields)
    table = _quote(model._meta.db_table)
    values = [_prepared(field, list(given)) for field, given in zip(fields, columns.values(), strict=True)]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            arrays = ", ".join(f"%s::{_array_type(field)}[]" for field in fields)
            outputs = ", ".join(f"c{i}{_cast(field)}" for i, field in enumerate(fields))
            aliases = ", ".join(f"c{i}" for i in range(len(fields)))
            cursor.execute(
                f"INSERT INTO {table} ({names}) SELECT {outputs} FROM unnest({arrays}) AS given({aliases})",
                values,
            )
        else:
            marks = ", ".join(["%s"] * len(fields))
            cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", list(zip(*values, strict=True)))


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
            cursor.execute("SELECT nextval(%s::regclass) FROM generate_series(1, %s)", [_sequences[table], count])
            return sorted(row[0] for row in cursor.fetchall())
        cursor.execute("UPDATE sqlite_sequence SET seq = seq + %s WHERE name = %s RETURNING seq", [count, table])
        row = cursor.fetchone()
        if row is None:
            cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [table, count])
            row = (count,)
    return list(range(row[0] - count + 1, row[0] + 1))


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
        return [connection.ops.adapt_datetimefield_value(value) for value in values]
    if isinstance(field, _AS_IS) and connection.vendor == "postgresql":
        return values
    if isinstance(field, (models.IntegerField, models.BooleanField)):
        return values
    return [field.get_db_prep_save(value, connection) for value in values]


def _array_type(field: models.Field[Any, Any]) -> str:
    kind = (_target(field).db_type(connection) or "text").split("(")[0]
    return "text" if kind == "jsonb" else kind


def _cast(field: models.Field[Any, Any]) -> str:
    return "::jsonb" if isinstance(_target(field), models.JSONField) else ""


def _quote(name: str) -> str:
    return connection.ops.quote_name(name)
