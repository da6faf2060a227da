"""Many rows, each with its own values, changed by one conditional statement."""

from collections.abc import Mapping, Sequence
from typing import Any

import orjson
from django.db import connection, models

from yutang.kernel.batches import _prepared, _quote, array_type, json_cast

__all__ = ["update_columns"]


def update_columns(
    model: type[models.Model],
    *,
    by: str,
    keys: Sequence[Any],
    only: Mapping[str, Any] | None = None,
    **columns: Sequence[Any],
) -> set[Any]:
    """Set columns of the rows whose ``by`` is in ``keys`` (``name=[…], …``, as long as ``keys``) in one statement.

    ``only`` names equal values that a row must still have: a row that has moved on is left alone. Returns the
    keys of the rows that were changed.
    """
    if not keys:
        return set()
    fields = [model._meta.get_field(name) for name in (by, *columns)]
    only_fields = [(model._meta.get_field(name), value) for name, value in (only or {}).items()]
    table = _quote(model._meta.db_table)
    rows = [
        _prepared(field, list(given))  # type: ignore[arg-type]
        for field, given in zip(fields, (keys, *columns.values()), strict=True)
    ]
    names = [_quote(field.column) for field in fields]  # type: ignore[union-attr]
    sets = ", ".join(f"{name} = given.c{i}" for i, name in enumerate(names) if i)
    conditions = "".join(f" AND {table}.{_quote(field.column)} = %s" for field, _ in only_fields)  # type: ignore[union-attr]
    values = [field.get_db_prep_value(value, connection) for field, value in only_fields]  # type: ignore[union-attr]
    if connection.vendor == "postgresql":
        arrays = ", ".join(f"%s::{array_type(field)}[]" for field in fields)  # type: ignore[arg-type]
        outputs = ", ".join(f"c{i}{json_cast(field)} AS c{i}" for i, field in enumerate(fields))  # type: ignore[arg-type]
        aliases = ", ".join(f"c{i}" for i in range(len(fields)))
        source = f"(SELECT {outputs} FROM unnest({arrays}) AS raw({aliases}))"  # noqa: S608 - our own names
        parameters: list[Any] = [*rows, *values]
    else:
        outputs = ", ".join(f"json_extract(value, '$[{i}]') AS c{i}" for i in range(len(fields)))
        source = f"(SELECT {outputs} FROM json_each(%s))"  # noqa: S608 - our own names
        parameters = [orjson.dumps(list(zip(*rows, strict=True))).decode(), *values]
    where = f"{table}.{names[0]} = given.c0{conditions} RETURNING {table}.{names[0]}"
    statement = f"UPDATE {table} SET {sets} FROM {source} AS given WHERE {where}"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return {row[0] for row in cursor.fetchall()}
