"""The history of kept columns: what they were from one change until another.

A kept column may change without a new state of its row: a grant changes the sum of its project. So these histories
have a table of their own, which is written when a change closes. It also repeats the short columns by which lists and
totals choose and sort. A total as of a change then reads this narrow table, and not the texts of the rows.

The table follows from the declarations and the histories: ``migrate`` makes it anew from both when a declaration
changes (``rebuilding.py``). It is no model, as the indexes of words are none, and no migration contains it.
"""

import hashlib
from collections.abc import Sequence
from typing import Any

from django.apps import apps
from django.db import DEFAULT_DB_ALIAS, connections

from changes import tables
from changes.as_of.views import Narrow, at, narrow_table
from projects.kept.declared import kept_columns, kept_models
from projects.kept.statements import column_of, distinct, value_sql

AT_ONCE = 500
"""Rows that one statement names."""
BESIDE = {"projects.Project": ("reference", "portfolio_id", "kind", "status", "starts", "ends", "source_id")}
"""Model → its short columns by which lists and totals choose and sort."""


def table_of_states(model: Any) -> str:
    """Returns the name of the table with the history of a model's kept columns."""
    return f"{model._meta.db_table}_kept_states"


def columns_of(label: str) -> list[str]:
    """Returns the columns that the history of a model's kept columns has, beside those of the interval."""
    return [*BESIDE.get(label, ()), *(column_of(kept).strip('"') for kept in kept_columns(label))]


@narrow_table
def states_of(model: Any) -> Narrow | None:
    """Returns the table with the history of a model's kept columns; None for a model without them."""
    label = model._meta.label
    return Narrow(table_of_states(model), frozenset(columns_of(label))) if label in kept_models() else None


def rows_fed_by(label: str, records: set[tuple[str, int]]) -> list[int] | None:
    """Returns the rows whose kept columns these records may have changed; None: it may be any row.

    A change without records may have written anything.
    """
    own = tables.kind_of(apps.get_model(label))
    read = {_kind_of_table(source.model) for kept in kept_columns(label) for source in kept.sources}
    if not records or any(kind in read - {own} for kind, _row in records):
        return None
    return sorted(row for kind, row in records if kind == own)


def _kind_of_table(label: str) -> str:
    return tables.tables()[apps.get_model(label)._meta.db_table].kind


def write_states(label: str, number: int, rows: list[int] | None) -> None:
    """Brings the history of a model's kept columns to what its table says after the change with this number."""
    if rows is None:
        _write_states(label, number, "", [])
        return
    for start in range(0, len(rows), AT_ONCE):
        part = rows[start : start + AT_ONCE]
        _write_states(label, number, f"id IN ({', '.join(['%s'] * len(part))})", part)


def _write_states(label: str, number: int, which: str, values: list[int]) -> None:
    model: Any = apps.get_model(label)
    connection = connections[DEFAULT_DB_ALIAS]
    table, history, states = model._meta.db_table, model.history.model._meta.db_table, table_of_states(model)
    same = " AND ".join(
        f"NOT (kept.{column_of(kept)} {distinct(connection)} now.{column_of(kept)})" for kept in kept_columns(label)
    )
    columns = columns_of(label)
    still = at("state", str(number), connection)
    state = f'JOIN "{history}" AS state ON state.id = now.id AND {still}'
    # First whether the row has another state: its columns are not worked out then
    lasts = f'SELECT 1 FROM "{history}" AS state WHERE state.history_id = kept.state AND {still}'
    ended = (
        f'UPDATE "{states}" AS kept SET until_change = %s WHERE kept.until_change IS NULL'
        f"{f' AND kept.{which}' if which else ''} AND NOT (EXISTS ({lasts})"
        f' AND EXISTS (SELECT 1 FROM "{table}" AS now WHERE now.id = kept.id AND {same}))'
    )
    begun = (
        f'INSERT INTO "{states}" (id, state, from_change, {_listed(columns)})'
        f' SELECT now.id, state.history_id, %s, {_listed(columns, "now.")} FROM "{table}" AS now {state}'
        f' WHERE NOT EXISTS (SELECT 1 FROM "{states}" AS kept WHERE kept.id = now.id AND kept.until_change IS NULL)'
        f"{f' AND now.{which}' if which else ''}"
    )
    with connection.cursor() as cursor:
        for statement in (ended, begun):
            cursor.execute(statement, [number, *values])


def _listed(columns: Sequence[str], row: str = "") -> str:
    return ", ".join(f'{row}"{column}"' for column in columns)


def made(label: str, connection: Any) -> list[str]:
    """Returns the statements that make the table of a model."""
    model: Any = apps.get_model(label)
    fields = {field.column: field for field in model._meta.concrete_fields}
    columns = [f'"{name}" {_type(fields[name], connection)}' for name in columns_of(label)]
    name = table_of_states(model)
    interval = "from_change bigint NOT NULL, until_change bigint"
    return [
        f'CREATE TABLE "{name}" (id bigint NOT NULL, state integer NOT NULL, {interval}, {", ".join(columns)})',
        f'CREATE INDEX "{name}_id" ON "{name}" (id)',
        f'CREATE INDEX "{name}_state" ON "{name}" (state)',
        f'CREATE UNIQUE INDEX "{name}_open" ON "{name}" (id) WHERE until_change IS NULL',
    ]


def indexed(label: str) -> list[str]:
    """Returns the statements that make further indexes of the table, unless they are there.

    They are no part of the digest: an index is no reason to write the whole history anew, which takes long.
    """
    name = table_of_states(apps.get_model(label))
    return [f'CREATE INDEX IF NOT EXISTS "{name}_from" ON "{name}" (from_change)']


def _type(field: Any, connection: Any) -> str:
    parameters = field.db_parameters(connection)
    collation = parameters.get("collation")
    return f'{parameters["type"]} COLLATE "{collation}"' if collation else str(parameters["type"])


def digest(connection: Any) -> str:
    """Returns a text that differs where a declaration differs."""
    said = [statement for label in kept_models() for statement in made(label, connection)]
    said += [value_sql(kept, connection) for kept in kept_columns()]
    return hashlib.sha256("".join(said).encode()).hexdigest()[:16]
