"""Many rows, each with its own values, changed by one conditional statement."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

import orjson
from django.db import connection, models

from yutang.kernel import prepared
from yutang.kernel.batches import _array_literal, _field, _prepared, _quote, array_type, json_cast, send

__all__ = ["update_columns"]


def update_columns(
    model: type[models.Model],
    *,
    by: str,
    keys: Sequence[Any],
    only: Mapping[str, Any] | None = None,
    silent: bool = False,
    **columns: Sequence[Any],
) -> set[Any]:
    """Set columns of the rows whose ``by`` is in ``keys`` (``name=[…], …``, as long as ``keys``) in one statement.

    ``only`` names equal values that a row must still have: a row that has moved on is left alone. Returns the
    keys of the rows that were changed; ``silent`` returns nothing and may wait for the end of ``together``.
    """
    if not keys:
        return set()
    names = (by, *columns)
    fields = [_field(model, name) for name in names]
    rows = [
        _prepared(field, list(given)) for field, given in zip(fields, (keys, *columns.values()), strict=True)
    ]
    conditions = [
        _field(model, name).get_db_prep_value(value, connection) for name, value in (only or {}).items()
    ]
    statement = _text(connection.vendor, model, names, tuple(only or ()), returning=not silent)
    if connection.vendor == "postgresql":
        literals = [_array_literal(field, row) for field, row in zip(fields, rows, strict=True)]
        values: list[Any] = [
            *(prepared.array_literal(r) if x is None else x for x, r in zip(literals, rows, strict=True))
        ]
    else:
        values = [orjson.dumps(list(zip(*rows, strict=True))).decode()]
    if silent:
        send(statement, values=[*values, *conditions])
        return set()
    return {row[0] for row in prepared.run(statement, [*values, *conditions])[0]}


@cache
def _text(
    vendor: str, model: type[models.Model], names: tuple[str, ...], only: tuple[str, ...], *, returning: bool
) -> str:
    fields = [_field(model, name) for name in names]
    table = _quote(model._meta.db_table)
    columns = [_quote(field.column) for field in fields]
    sets = ", ".join(f"{name} = given.c{i}" for i, name in enumerate(columns) if i)
    conditions = "".join(f" AND {table}.{_quote(_field(model, name).column)} = %s" for name in only)
    if vendor == "postgresql":
        arrays = ", ".join(f"%s::{array_type(field)}[]" for field in fields)
        outputs = ", ".join(f"c{i}{json_cast(field)} AS c{i}" for i, field in enumerate(fields))
        aliases = ", ".join(f"c{i}" for i in range(len(fields)))
        source = f"(SELECT {outputs} FROM unnest({arrays}) AS raw({aliases}))"  # noqa: S608 - our own names
    else:
        outputs = ", ".join(f"json_extract(value, '$[{i}]') AS c{i}" for i in range(len(fields)))
        source = f"(SELECT {outputs} FROM json_each(%s))"  # noqa: S608 - our own names
    answer = f" RETURNING {table}.{columns[0]}" if returning else ""
    where = f"{table}.{columns[0]} = given.c0{conditions}{answer}"
    return f"UPDATE {table} SET {sets} FROM {source} AS given WHERE {where}"  # noqa: S608 - our own names
