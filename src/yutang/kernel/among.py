"""Long lists in a condition: one array parameter instead of a thousand marks."""

from collections.abc import Collection
from typing import Any

from django.db import connection, models
from django.db.models import Q
from django.db.models.expressions import RawSQL


def among(model: type[models.Model], field: str, values: Collection[Any]) -> Q | RawSQL:
    """Return the condition that the model's own column is one of the values, for ``filter()``.

    On PostgreSQL an ``= ANY(array)``: parsing a thousand placeholders costs the driver longer than the query
    takes. The values must already be what the column stores (text or whole numbers).
    """
    if connection.vendor != "postgresql":
        return Q(**{f"{field}__in": list(values)})
    name = next(str(one.column) for one in model._meta.concrete_fields if field in (one.name, one.attname))
    column = f"{_quote(model._meta.db_table)}.{_quote(name)}"
    # The column's name comes from the model, the values travel as one parameter.
    return RawSQL(f"{column} = ANY(%s)", (list(values),), output_field=models.BooleanField())  # noqa: S611


def _quote(name: str) -> str:
    return connection.ops.quote_name(name)
