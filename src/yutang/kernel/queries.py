"""Hot reads: ordinary querysets, compiled once.

Building and compiling a queryset costs ten times what its answer costs. A read of the busy paths is declared once and
asked with values::

    _OPEN = Query(lambda: Payment.objects.filter(order_no__among=Many("orders"), status="created").values_list("no"))
    rows = _OPEN.rows(orders=["D1", "D2"])

``Many`` stands for a list (one parameter, so the text never depends on its length), ``Given`` for one value. The rows
are what the queryset would give, converters included; a queryset of whole models gives models. Both engines run the
same declaration; on PostgreSQL it is prepared (``kernel.prepared``).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
from django.db import connection, models
from django.db.models import Expression, Lookup, QuerySet

from yutang.kernel import prepared

type Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Many:
    """A list of values, for ``field__among=Many("name")``."""

    name: str


class Given(Expression):
    """One value, wherever an expression may stand: ``filter(at__gte=Given("since"))``."""

    def __init__(self, name: str) -> None:
        super().__init__(output_field=None)
        self.name = name

    def as_sql(self, _compiler: Any, _connection: Any) -> tuple[str, Any]:
        """A mark; the value comes with each question."""
        return "%s", [_Mark(self.name)]


@dataclass(frozen=True, slots=True)
class _Mark:
    """Where a value goes; a list is written down whole."""

    name: str
    is_list: bool = False


class Among(Lookup[Any]):
    """The column is one of a list that travels as one parameter."""

    lookup_name = "among"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        """``= ANY (array)``, or a walk through a JSON list on SQLite."""
        column, values = self.process_lhs(compiler, connection)
        if not isinstance(self.rhs, Many):
            raise TypeError("among takes Many(name); use __in outside a Query")
        mark = _Mark(self.rhs.name, is_list=True)
        if connection.vendor != "postgresql":
            return f"{column} IN (SELECT value FROM json_each(%s))", [*values, mark]  # noqa: S608
        kind = (_target(self.lhs.output_field).rel_db_type(connection) or "text").split("(")[0]
        return f"{column} = ANY (%s::{kind}[])", [*values, mark]


models.Field.register_lookup(Among)
models.ForeignKey.register_lookup(Among)


@dataclass(frozen=True, slots=True)
class _Compiled:
    sql: str
    values: tuple[Any, ...]
    converters: tuple[tuple[int, tuple[Callable[[Any], Any], ...]], ...]
    attributes: tuple[str, ...]


class Query:
    """A queryset that is compiled when it is first asked, once per engine."""

    def __init__(self, build: Callable[[], QuerySet[Any, Any]]) -> None:
        self._build = build
        self._compiled: dict[str, _Compiled] = {}
        self._model: type[models.Model] | None = None

    def rows(self, **given: Any) -> list[Row]:
        """Ask with these values and return the rows as ``values_list`` would."""
        found = self._compiled.get(connection.vendor) or self._compile()
        rows = prepared.run(found.sql, _filled(found.values, given))[0]
        if not found.converters:
            return rows
        converted = [list(row) for row in rows]
        for place, functions in found.converters:
            for row in converted:
                for function in functions:
                    row[place] = function(row[place])
        return [tuple(row) for row in converted]

    def column(self, **given: Any) -> list[Any]:
        """Ask and return the first field of every row."""
        return [row[0] for row in self.rows(**given)]

    def objects(self, **given: Any) -> list[Any]:
        """Ask for whole models."""
        rows = self.rows(**given)
        names = self._compiled[connection.vendor].attributes
        if self._model is None or not names:
            raise TypeError("this query gives values, not models")
        return [self._model.from_db("default", names, row) for row in rows]

    def _compile(self) -> _Compiled:
        queryset = self._build()
        query = queryset.query
        compiler = query.get_compiler(connection=connection)
        sql, values = compiler.as_sql()
        converters = compiler.get_converters([column for column, _, _ in compiler.select])
        self._model = queryset.model
        info = compiler.klass_info
        fields = [compiler.select[n][0].target for n in info["select_fields"]] if info else []
        found = _Compiled(
            sql=sql,
            values=tuple(values),
            converters=tuple(
                (place, tuple(_bound(convert, expression) for convert in functions))
                for place, (functions, expression) in converters.items()
            ),
            attributes=tuple(field.attname for field in fields),
        )
        self._compiled[connection.vendor] = found
        return found


def _bound(convert: Callable[..., Any], expression: Any) -> Callable[[Any], Any]:
    return lambda value: convert(value, expression, connection)


def _filled(values: Sequence[Any], given: Mapping[str, Any]) -> list[Any]:
    return [_value(given[v.name], is_list=v.is_list) if isinstance(v, _Mark) else v for v in values]


def _value(value: Any, *, is_list: bool) -> Any:
    if connection.vendor == "postgresql":
        return prepared.array_literal(list(value)) if is_list else value
    if is_list:
        return orjson.dumps(list(value)).decode()
    return connection.ops.adapt_datetimefield_value(value) if isinstance(value, datetime) else value


def _target(field: Any) -> Any:
    while isinstance(field, models.ForeignKey):
        field = field.target_field
    return field
