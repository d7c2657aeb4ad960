"""What a column of a file asks the database: a value of the row, or a value gathered from rows that refer to it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.db.models import Aggregate, F, OuterRef, Subquery, TextField

BETWEEN_ROWS, BETWEEN_VALUES = "\x1e", "\x1f"
"""Separators of ``Joined``: the record and the unit separator of ASCII, which no text of the register holds."""


@dataclass(frozen=True)
class One:
    """A value of the row itself, or of a row that it refers to. The expression may depend on the reader's language."""

    expression: Callable[[], Any]


def plain_rows(model: type[models.Model]) -> models.QuerySet:
    """Returns the rows of a model in no order. The querysets of modeltranslation mix up the columns of values."""
    return models.QuerySet(model).order_by()


@dataclass(frozen=True)
class Relation:
    """The rows of another model that refer to a row."""

    model: type[models.Model]
    of: str
    """The column by which they refer to it."""
    own: str = "pk"
    """The column of the row that they refer to."""

    def rows(self) -> models.QuerySet:
        """Returns all rows of the model."""
        return plain_rows(self.model)


@dataclass(frozen=True)
class Gathered:
    """A value of all rows of a relation together: a sum, a count, or their values as one text (``Joined``)."""

    relation: Relation
    aggregate: Callable[[], Any]

    def of_each_row(self) -> Subquery:
        """Returns the value as a subquery of the row: fast for some rows."""
        relation = self.relation
        rows = relation.rows().filter(**{relation.of: OuterRef(relation.own)})
        return Subquery(rows.values(relation.of).annotate(gathered=self.aggregate()).values("gathered"))


Asked = One | Gathered


def by_relation(asked: Iterable[Asked]) -> dict[Relation, list[Gathered]]:
    """Returns the gathered values of each relation."""
    found: dict[Relation, list[Gathered]] = {}
    for one in asked:
        if isinstance(one, Gathered):
            found.setdefault(one.relation, []).append(one)
    return found


def of_all_rows(relation: Relation, gathered: list[Gathered]) -> models.QuerySet:
    """Returns the values of a relation for every row at once, after the key of the row: fast for most of a table."""
    values = {f"value_{place}": one.aggregate() for place, one in enumerate(gathered)}
    return relation.rows().values(relation.of).annotate(**values).values_list(relation.of, *values)


class Joined(Aggregate):
    """Joins the values of several rows to one text, in any order; NULL if there are none.

    The values of a row are joined too. A single value that is NULL is left out.
    """

    output_field = TextField()
    allow_distinct = False

    def __init__(self, *values: Any, **extra: Any) -> None:
        super().__init__(*(F(value) if isinstance(value, str) else value for value in values), **extra)

    def as_sql(self, compiler: Any, connection: Any, **_context: Any) -> Any:  # type: ignore[override]
        parts, params = zip(*(compiler.compile(part) for part in self.get_source_expressions() if part), strict=True)
        text = f" || '{BETWEEN_VALUES}' || ".join(
            f"COALESCE(CAST({part} AS text), '')" if len(parts) > 1 else f"CAST({part} AS text)" for part in parts
        )
        function = "STRING_AGG" if connection.vendor == "postgresql" else "GROUP_CONCAT"
        return f"{function}({text}, '{BETWEEN_ROWS}')", tuple(param for some in params for param in some)
