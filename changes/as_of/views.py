"""The views that show each table of records as of a change, made from the models.

A view has all columns of its table. Those of the history come from there; a column that the database generates is
worked out by its own expression, and so is one that a room declares by ``works_out`` (kept columns). Their expressions
read other tables by name, and thereby the views of these tables.

Personal data has no view: who was deleted since then stays deleted, so contacts are those of today.
"""

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from changes import tables
from changes.models import Change, Latest, RecordChange

Expression = Callable[[Any, Any], str]
"""Takes a model's field and the connection. Returns its SQL over the row of the table, which has the table's name."""
_worked_out: list[Expression] = []


class Narrow(NamedTuple):
    """A table with the history of some columns of a model, in intervals of its own.

    Its column ``state`` is the key of the history row that has the others.
    """

    table: str
    columns: frozenset[str]


NarrowTable = Callable[[Any], Narrow | None]
_narrow: list[NarrowTable] = []


def narrow_table(of: NarrowTable) -> NarrowTable:
    """Registers the function that gives the narrow table of a model, if it has one."""
    _narrow.append(of)
    return of


def works_out(expression: Expression) -> Expression:
    """Registers the function that gives the SQL of the fields whose ``worked_out`` is true."""
    _worked_out.append(expression)
    return expression


def definitions(connection: Any, change: str, schema: str, *, narrow: bool = True) -> Iterator[tuple[str, str]]:
    """Yields the name of each view with its SELECT.

    ``change``: SQL of the number of the change. ``schema``: where the histories are. A view whose columns read other
    views comes after these. ``narrow=False`` works out the columns that narrow tables have.
    """
    yield from _of_changes(change, schema)
    for needs_others in (False, True):
        for name, table in tables.tables().items():
            if tables.is_personal(table.model):
                continue
            if any(getattr(field, "worked_out", False) for field in table.model._meta.concrete_fields) == needs_others:
                yield name, select_of(connection, table, change, schema, narrow=narrow)


def narrow_of(model: Any) -> Narrow | None:
    """Returns the narrow table of a model; None if it has none."""
    return next(filter(None, (of(model) for of in _narrow)), None)


def select_of(
    connection: Any, table: tables.Table, change: str, schema: str, *, narrow: bool = True, gathered: str = ""
) -> str:
    """Returns the SELECT of the rows of a table as of a change. ``gathered``: a table with those rows of its narrow
    table."""
    if table.record:
        return _of_relation(connection, table, change, schema)
    return _of_table(connection, table, change, schema, narrow, gathered)


def _of_changes(change: str, schema: str) -> Iterator[tuple[str, str]]:
    """The changes until then: a page or a feed of them ends there, and nothing is undone by a later one."""
    changes, records, latest = (model._meta.db_table for model in (Change, RecordChange, Latest))
    yield changes, f'SELECT * FROM {schema}."{changes}" WHERE number <= {change}'  # noqa: S608 (names of our models)
    yield records, f'SELECT * FROM {schema}."{records}" WHERE change_id <= {change}'  # noqa: S608
    yield latest, f'SELECT 1 AS id, number, mark FROM {schema}."{changes}" WHERE number = {change}'  # noqa: S608


def _of_table(connection: Any, table: tables.Table, change: str, schema: str, narrow: bool, gathered: str) -> str:
    meta, history = table.model._meta, table.model.history.model._meta
    # The history goes by the name of the table, as the expressions write it
    row, place = f'"{meta.db_table}"', f'{schema}."{history.db_table}"'
    kept = {field.column: f'{row}."{field.column}"' for field in history.concrete_fields}
    if not narrow and table.owner and connection.vendor == "sqlite":
        # With the index of another column SQLite would read the whole history for each row
        plain = {meta.pk.column, table.owner}
        kept = {column: value if column in plain else f"+{value}" for column, value in kept.items()}
    rows, interval = f"{place} AS {row}", row
    values = {field.column: kept.get(field.column) or _worked(connection, field) for field in meta.concrete_fields}
    if found := narrow_of(table.model) if narrow else None:
        state, interval = f"{row}.history_id = kept.state", "kept"
        narrow_rows = gathered or f'{schema}."{found.table}"'
        rows = f"{narrow_rows} AS kept"
        if connection.vendor == "sqlite":
            # SQLite leaves out an outer join that a query does not need only where the query adds up nothing
            last = f"FROM {place} AS {row} WHERE {state}"
            values = {name: f"(SELECT {value} {last})" for name, value in values.items()}
        else:
            rows = f"{rows} LEFT JOIN {place} AS {row} ON {state}"
        values |= {column: f'kept."{column}"' for column in ("id", *found.columns)}
    columns = ", ".join(f'{value} AS "{column}"' for column, value in values.items())
    which = "" if gathered else f" WHERE {at(interval, change, connection)}"
    return f"SELECT {columns} FROM {rows}{which}"  # noqa: S608 (names of our models)


def _of_relation(connection: Any, table: tables.Table, change: str, schema: str) -> str:
    """The rows of a many-to-many relation belong to a state of the record."""
    through, owner = table.model._meta, table.record.history.model._meta
    relation = next(field for field in table.record._meta.many_to_many if field.remote_field.through is table.model)
    kept = getattr(table.record.history.model, relation.name).model._meta.db_table
    columns = ", ".join(f'related."{field.column}"' for field in through.concrete_fields)
    return (
        f'SELECT {columns} FROM {schema}."{kept}" AS related JOIN {schema}."{owner.db_table}" AS state'  # noqa: S608
        f" ON state.history_id = related.history_id WHERE {at('state', change, connection)}"
    )


def at(row: str, change: str, connection: Any) -> str:
    """Returns the condition that a row with an interval is so as of a change."""
    # The sign keeps SQLite from the index of these numbers: the other conditions of a query find fewer rows
    begun = f"{'+' if connection.vendor == 'sqlite' else ''}{row}.from_change"
    return f"{begun} <= {change} AND ({row}.until_change IS NULL OR {row}.until_change > {change})"


def _worked(connection: Any, field: Any) -> str:
    if field.generated:
        sql, params = field.generated_sql(connection)
        return f"({sql % tuple(map(_literal, params))})"
    for expression in _worked_out:
        return f"({expression(field, connection)})"
    raise LookupError(f"Nobody knows {field.model._meta.label}.{field.column} as of a change.")


def _literal(value: Any) -> str:
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int):
        return str(value)
    return "'{}'".format(str(value).replace("'", "''"))
