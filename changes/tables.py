"""Which tables hold records, and to which record a row of each belongs."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.apps import apps


@dataclass(frozen=True)
class Table:
    """A table that is written only inside a change."""

    kind: str
    """The kind of record that its rows are, or belong to."""
    owner: str = ""
    """The column with the key of the record that a row belongs to; empty: the row is the record itself."""
    model: Any = None
    record: Any = None
    """The model of the record, where the rows are those of its many-to-many relation."""


_kinds: dict[str, str] = {}
_rows: dict[str, tuple[str, str]] = {}
_many: list[tuple[str, str, str]] = []
_private: set[str] = set()


def keep(
    app: str,
    *,
    kinds: Mapping[str, str],
    rows: Mapping[str, tuple[str, str]] | None = None,
    many: Mapping[str, str] | None = None,
    private: tuple[str, ...] = (),
) -> None:
    """Declares the tables of an app that hold records. Called when the app is ready.

    ``kinds``: kind → model. ``rows``: model → kind of the record that its rows belong to, and the key that leads
    there. ``many``: many-to-many field without a model of its own → kind. ``private``: kinds of personal data, whose
    values no change keeps.
    """
    _kinds.update({kind: f"{app}.{model}" for kind, model in kinds.items()})
    _rows.update({f"{app}.{model}": owner for model, owner in (rows or {}).items()})
    _many.extend((kind, kinds[kind], field) for field, kind in (many or {}).items())
    _private.update(private)
    tables.cache_clear()
    tables_of.cache_clear()


def model_of(kind: str) -> Any:
    """The model of a kind of record. Raises KeyError for an unknown kind."""
    return apps.get_model(_kinds[kind])


def kind_of(model: Any) -> str | None:
    """The kind of the records of a model; None where the model has none."""
    label = model._meta.label
    return next((kind for kind, name in _kinds.items() if name == label), None)


def kinds() -> list[str]:
    """All kinds of records."""
    return list(_kinds)


def is_private(kind: str) -> bool:
    """Whether records of this kind are personal data."""
    return kind in _private


def names_a_person(model: Any) -> bool:
    """Whether the rows of a model refer to personal data."""
    people = {model_of(kind) for kind in _private}
    return any(field.related_model in people for field in model._meta.concrete_fields if field.many_to_one)


def is_personal(model: Any) -> bool:
    """Whether the rows of a model are personal data or refer to it. Nothing of them is kept after their deletion, and
    as of an earlier day they are those of today.
    """
    return is_private(kind_of(model) or "") or names_a_person(model)


def rows_of(kind: str) -> list[tuple[Any, str]]:
    """The models whose rows belong to records of this kind, and the key that leads there."""
    return [(apps.get_model(label), key) for label, (of, key) in _rows.items() if of == kind]


def many_of(kind: str) -> list[str]:
    """The many-to-many fields of records of this kind that have no model of their own."""
    return [field for of, _model, field in _many if of == kind]


@cache
def tables() -> dict[str, Table]:
    """Every table that is written only inside a change, by its name in the database."""
    found = {}
    for kind in _kinds:
        model = model_of(kind)
        found[model._meta.db_table] = Table(kind, model=model)
    for label, (kind, key) in _rows.items():
        model = apps.get_model(label)
        found[model._meta.db_table] = Table(kind, model._meta.get_field(key).column, model)
    for kind, _model, field in _many:
        relation: Any = model_of(kind)._meta.get_field(field)
        found[relation.m2m_db_table()] = Table(
            kind, relation.m2m_column_name(), relation.remote_field.through, model_of(kind)
        )
    return found


@cache
def tables_of(kind: str) -> frozenset[str]:
    """The tables of the records of this kind, and of the rows that belong to them."""
    return frozenset(name for name, table in tables().items() if table.kind == kind)
