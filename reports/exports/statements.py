"""Reads the rows of an export: plain values, some rows at a time, in the order of the selection.

Some rows are read by their keys, each with subqueries of its own, so that the first of them come at once. For most
of a large table PostgreSQL reads the rest in one statement that gathers each relation once.
"""

import json
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import Any, cast

from django.db import connection
from django.db.models import F
from django.db.models.expressions import RawSQL

from projects.narrow.fetching import read_ahead
from reports.exports.asked import Asked, Gathered, One, Relation, by_relation, of_all_rows, plain_rows

AT_ONCE = 250
"""Rows of a portion. They bound the memory of an export of any length: a thousand took 15 MB more in Excel's file, and
saved a twentieth of the time."""
FETCHED = 500
"""Rows of a portion of the one statement."""
WORTH_GATHERING = 8
"""The one statement reads every relation whole. That is faster if at least one row of this many is selected."""

Converter = tuple[Sequence[Callable[..., Any]], Any]
"""Django's functions that make Python values of a column, and the expression that they are called with."""

Columns = list[Sequence[Any]]
"""A portion of the rows: the values of each column."""


def portions(chosen: Any, asked: Sequence[Asked], count: int) -> Generator[Columns, None, None]:
    """Yields the rows of a queryset, ``count`` of them, as the columns that are asked for."""
    by_key = ByKey(chosen.model, asked)
    keys = chosen.order_by(*(chosen.query.order_by or chosen.model._meta.ordering)).values_list("pk", flat=True)
    if connection.vendor == "postgresql" and count > FETCHED and _most_of(chosen.model, count - AT_ONCE):
        yield by_key.read(list(keys[:AT_ONCE]))
        yield from _gathered(keys[AT_ONCE:], asked)
        return
    with closing(_cursor(Statement.of(keys))) as cursor:
        while some := cursor.fetchmany(AT_ONCE):
            yield by_key.read([key for key, *_order in some])


def _cursor(statement: "Statement") -> Any:
    """Returns a cursor that leaves its rows in the database until they are fetched."""
    cursor = cast(Any, connection).chunked_cursor()
    cursor.execute(statement.sql, statement.params)
    return cursor


def _most_of(model: Any, count: int) -> bool:
    return bool(count * WORTH_GATHERING >= plain_rows(model).count())


@dataclass(frozen=True)
class Statement:
    """SQL, its parameters, and the converters of its columns (by position)."""

    sql: str
    params: tuple[Any, ...]
    converters: dict[int, Converter]

    @classmethod
    def of(cls, rows: Any) -> "Statement":
        """Returns the statement of a queryset of values."""
        compiler = rows.query.get_compiler(connection=connection)
        sql, params = compiler.as_sql()
        selected = [expression for expression, *_names in compiler.select]
        found = compiler.get_converters(selected)
        return cls(sql, tuple(params), found)

    def columns(self, rows: Sequence[Sequence[Any]]) -> Columns:
        """Returns the columns of rows of the database."""
        found: Columns = list(zip(*rows, strict=True))
        for place, (functions, expression) in self.converters.items():
            for function in functions:
                found[place] = [function(value, expression, connection) for value in found[place]]
        return found


class ByKey:
    """The rows of some keys, in the order of the keys. The statements are compiled once."""

    def __init__(self, model: Any, asked: Sequence[Asked]) -> None:
        self.keys = object()
        self.places: list[tuple[int, int]] = []
        """Where the value of each column is: the statement, and the column in it after the key."""
        together = {relation: some for relation, some in by_relation(asked).items() if _read_apart(relation, some)}
        apart = {one: place for place, some in enumerate(together.values(), 1) for one in some}
        values: dict[str, Any] = {}
        for place, one in enumerate(asked):
            if isinstance(one, Gathered) and one in apart:
                self.places.append((apart[one], together[one.relation].index(one)))
                continue
            self.places.append((0, len(values)))
            values[f"asked_{place}"] = one.expression() if isinstance(one, One) else one.of_each_row()
        rows = plain_rows(model).filter(pk__in=self._given()).annotate(**values).values_list("pk", *values)
        related = [
            of_all_rows(relation, some).filter(**{f"{relation.of}__in": self._given()})
            for relation, some in together.items()
        ]
        self.statements = [Statement.of(some) for some in (rows, *related)]

    def _given(self) -> RawSQL:
        # One parameter, so that the statement is the same for any number of keys
        if connection.vendor == "postgresql":
            return RawSQL("SELECT unnest(%s::bigint[])", [self.keys])
        return RawSQL("SELECT value FROM json_each(%s)", [self.keys])

    def read(self, keys: list[int]) -> Columns:
        """Returns the columns of the rows with these keys."""
        if not keys:
            return []
        read = [self._read(statement, keys) for statement in self.statements]
        return [read[statement][column] for statement, column in self.places]

    def _read(self, statement: "Statement", keys: list[int]) -> Columns:
        given = keys if connection.vendor == "postgresql" else json.dumps(keys)
        params = [given if param is self.keys else param for param in statement.params]
        with connection.cursor() as cursor:
            cursor.execute(statement.sql, params)
            found = {row[0]: row for row in cursor.fetchall()}
            nothing = (None,) * len(cursor.description)
        return statement.columns([found.get(key, nothing) for key in keys])[1:]


def _read_apart(relation: Relation, gathered: list[Gathered]) -> bool:
    """Returns whether one statement for the relation is faster than a subquery for each of its values."""
    return len(gathered) > 1 and relation.own == "pk"


def _gathered(keys: Any, asked: Sequence[Asked]) -> Iterator[Columns]:
    statement = _one_statement(keys, asked)
    with connection.cursor() as cursor:
        # All rows of the cursor are wanted, not the first of them soon
        cursor.execute("SET LOCAL cursor_tuple_fraction = 1")
    with closing(_cursor(statement)) as cursor:
        for rows in read_ahead(connection, lambda: cursor.fetchmany(FETCHED)):
            yield statement.columns(rows)


def _one_statement(keys: Any, asked: Sequence[Asked]) -> Statement:
    """Returns the statement that reads the rows of a query of keys, in its order, and gathers each relation once."""
    relations = by_relation(asked)
    own = {f"own_{place}": F(relation.own) for place, relation in enumerate(relations)}
    ones = {f"one_{place}": one.expression() for place, one in enumerate(asked) if isinstance(one, One)}
    model = keys.model
    parts = _Parts()
    parts.add(keys, "WITH chosen(key, place) AS MATERIALIZED (SELECT key, row_number() OVER () FROM ({}) AS keys(key))")
    parts.text("SELECT {columns} FROM chosen")
    plain = plain_rows(model).annotate(**own, **ones).values_list("pk", *own, *ones)
    names = ", ".join(["key", *own, *ones])
    parts.add(plain, f"JOIN ({{}}) AS plain({names}) ON plain.key = chosen.key", "plain", [*own, *ones])
    for place, (relation, gathered) in enumerate(relations.items()):
        values = [f"value_{number}" for number in range(len(gathered))]
        head = f"LEFT JOIN ({{}}) AS related_{place}(key, {', '.join(values)})"
        on = f" ON related_{place}.key = plain.own_{place}"
        parts.add(of_all_rows(relation, gathered), head + on, f"related_{place}", values)
    parts.text("ORDER BY chosen.place")
    places = {relation: place for place, relation in enumerate(relations)}
    return parts.statement(
        [
            f"plain.one_{place}"
            if isinstance(one, One)
            else f"related_{places[one.relation]}.value_{relations[one.relation].index(one)}"
            for place, one in enumerate(asked)
        ]
    )


class _Parts:
    """A statement made of those of several querysets."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.params: list[Any] = []
        self.converters: dict[str, Converter] = {}

    def text(self, text: str) -> None:
        self.texts.append(text)

    def add(self, rows: Any, frame: str, name: str = "", columns: Sequence[str] = ()) -> None:
        """Adds a queryset inside ``frame``. ``columns`` names those after the key."""
        part = Statement.of(rows)
        self.texts.append(frame.replace("{}", part.sql))
        self.params += part.params
        self.converters |= {
            f"{name}.{columns[place - 1]}": convert for place, convert in part.converters.items() if columns and place
        }

    def statement(self, columns: Sequence[str]) -> Statement:
        """Returns the whole statement, which reads these columns."""
        sql = " ".join(self.texts).replace("{columns}", ", ".join(columns), 1)
        found = {place: self.converters[name] for place, name in enumerate(columns) if name in self.converters}
        return Statement(sql, tuple(self.params), found)
