"""The declarations of kept columns."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.apps import apps

from projects.kept.fields import KeptField


@dataclass(frozen=True)
class Source:
    """A table that the values of a kept column read, beside the column's own row."""

    model: str
    """The label of its model: ``"projects.Portfolio"``."""
    columns: tuple[str, ...]
    """The columns that the values read. An update that leaves all of them as they are is ignored."""
    rows: str
    """SQL: a query of the ids of the rows with the kept column that a row of this table feeds. ``{row}`` stands for
    that row: ``"SELECT {row}.project_id"``."""

    @property
    def feeds_many(self) -> bool:
        """Whether a row may feed rows that do not belong to it, as a place feeds the projects in it."""
        return " from " in self.rows.lower()


@dataclass(frozen=True)
class Kept:
    """A kept column: ``field`` of ``model`` is a ``KeptField``, and ``value`` defines it.

    ``value`` returns a Django expression over a row of the model, without a join: other tables are read by subqueries
    (``Combination``, ``Subquery`` with ``OuterRef``).
    """

    model: str
    field: str
    value: Callable[[], Any]
    own: tuple[str, ...] = ()
    """The columns of the row itself that the value reads, beside its id."""
    sources: tuple[Source, ...] = ()


_declared: dict[tuple[str, str], Kept] = {}


def keep_column(kept: Kept) -> None:
    """Declares a kept column. Called when the room is ready that knows its definition."""
    _declared[kept.model, kept.field] = kept


def kept_columns(model: str = "") -> list[Kept]:
    """Returns the declared columns, of one model or of all."""
    return [kept for (of, _field), kept in sorted(_declared.items()) if model in ("", of)]


def kept_models() -> list[str]:
    """Returns the labels of the models with kept columns."""
    return sorted({kept.model for kept in kept_columns()})


def undeclared() -> list[str]:
    """Returns the kept fields of models that no declaration defines."""
    return [
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if isinstance(field, KeptField) and (model._meta.label, field.name) not in _declared
    ]
