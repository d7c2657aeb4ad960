"""Fills the columns that histories keep beside what people state: sort keys, folded texts, days of events.

A change writes them when it closes. States from before these columns existed lack them, and get them after the
migration that adds them: the state of now from its row, an earlier one by the fields' own way to make them.
"""

from collections.abc import Iterator
from typing import Any

from django.db import connections

from changes import tables
from changes.models import Change, Latest, RecordChange
from projects.history.differences import as_it_was
from projects.kept import postgres, sqlite
from projects.kept.steps import steps_of

AT_ONCE = 500
MADE_ANEW = ("FoldedField", "SortKeyField", "DerivedDayField")
"""The fields whose value follows from the other columns of the row."""


def fill(*, using: str, **options: Any) -> None:
    """A receiver of ``post_migrate``. Does nothing for a history that is filled or lacks the columns yet."""
    said = steps_of(**options)
    existing = _columns(connections[using])
    for table in tables.tables().values():
        history: Any = getattr(table.model, "history", None)
        needed = history and {(history.model._meta.db_table, name) for name in history.model.columns_beside}
        if not needed or not needed <= existing:
            continue
        lacking: Any = history.model._base_manager.using(using).filter(
            **{f"{_always_there(table.model)}__isnull": True}
        )
        if rows := lacking.count():
            with said.step(f"Filling the history of {table.model._meta.label}", rows) as done:
                _fill_states_of_now(connections[using], table.model)
                for number, part in enumerate(_parts(lacking), 1):
                    _fill_earlier(table.model, part, using)
                    done(number * AT_ONCE)


def is_whole(connection: Any) -> bool:
    """Returns whether all tables and columns of records and histories are there: not in the middle of migrations."""
    models: list[Any] = [Change, Latest, RecordChange]
    for table in tables.tables().values():
        models += [table.model, *([table.model.history.model] if hasattr(table.model, "history") else [])]
    needed = {
        (model._meta.db_table, field.column)
        for model in models
        for field in model._meta.concrete_fields
        if not field.generated  # SQLite does not list them
    }
    return needed <= _columns(connection)


def _columns(connection: Any) -> set[tuple[str, str]]:
    return (postgres if connection.vendor == "postgresql" else sqlite).columns(connection)


def _always_there(model: Any) -> str:
    """The name of a column that every filled state has."""
    return next(name for name in model.history.model.columns_beside if not model._meta.get_field(name).null)


def _fill_states_of_now(connection: Any, model: Any) -> None:
    table, history = model._meta.db_table, model.history.model
    values = ", ".join(
        f'"{name}" = (SELECT "{name}" FROM "{table}" AS here WHERE here.id = "{history._meta.db_table}".id)'  # noqa: S608
        for name in history.columns_beside
    )
    with connection.cursor() as cursor:
        cursor.execute(
            f'UPDATE "{history._meta.db_table}" SET {values} WHERE until_change IS NULL'  # noqa: S608
            f' AND "{_always_there(model)}" IS NULL'
        )


def _parts(lacking: Any) -> Iterator[list[Any]]:
    after = 0
    while part := list(lacking.filter(history_id__gt=after).order_by("history_id")[:AT_ONCE]):
        yield part
        after = part[-1].history_id


def _fill_earlier(model: Any, states: list[Any], using: str) -> None:
    names = model.history.model.columns_beside
    rows = model._base_manager.using(using).in_bulk([state.id for state in states])
    for state in states:
        row = as_it_was(state)
        for name in names:
            setattr(state, name, _value(model._meta.get_field(name), row, state, rows.get(state.id)))
    model.history.model._base_manager.using(using).bulk_update(states, names)


def _value(field: Any, row: Any, state: Any, now: Any) -> Any:
    if type(field).__name__ in MADE_ANEW:
        return field.pre_save(row, add=True)
    if field.name == "changed_at":
        return state.history_date
    if field.name == "sequence":
        earlier = type(state)._base_manager.filter(id=state.id, history_id__lt=state.history_id, history_type="~")
        return earlier.count() + (state.history_type == "~")
    # The days of a period have been in no history. A closed period keeps them, so those of now are the best guess
    return getattr(now, field.attname, None)
