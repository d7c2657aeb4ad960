"""The triggers of SQLite: one for each row that is written. SQLite has one writer at a time, so nothing is locked."""

from typing import Any

from projects.kept.declared import Kept, Source, kept_columns, kept_models
from projects.kept.statements import assignments, fed_by, table_of

DEFINITION_OF_VIEW = "SELECT sql FROM sqlite_master WHERE type = 'view' AND name = %s"
EVENTS = {"INSERT": ("NEW",), "UPDATE": ("OLD", "NEW"), "DELETE": ("OLD",)}


def triggers(connection: Any) -> list[tuple[str, str, list[str]]]:
    """Returns the triggers: a name, the table, and the statements that make it, with ``{name}`` for the full name."""
    found = []
    for model in kept_models():
        found += _of_the_row(model, connection)
        for place, (columns, read, source) in enumerate(fed_by(model).values()):
            label = f"{model}_{source.model}_{place}".replace(".", "_").lower()
            found += [_of_a_source(label, event, columns, read, source, connection) for event in EVENTS]
    return found


def _of_the_row(model: str, connection: Any) -> list[tuple[str, str, list[str]]]:
    columns, table, label = kept_columns(model), table_of(model), model.replace(".", "_").lower()
    own = tuple(dict.fromkeys(name for kept in columns for name in kept.own))
    made = [_statement("INSERT", (), table, f"UPDATE {table} SET {assignments(columns, connection)} WHERE id = NEW.id")]
    reading = [kept for kept in columns if kept.own]
    if reading:
        update = f"UPDATE {table} SET {assignments(reading, connection)} WHERE id = NEW.id"
        made.append(_statement("UPDATE", own, table, update))
    return [(f"{label}_{event}", table, [sql]) for event, sql in zip(("insert", "update"), made, strict=False)]


def _of_a_source(
    label: str, event: str, columns: list[Kept], read: tuple[str, ...], source: Source, connection: Any
) -> tuple[str, str, list[str]]:
    rows = " UNION ".join(source.rows.format(row=state) for state in EVENTS[event])
    update = f"UPDATE {table_of(columns[0].model)} SET {assignments(columns, connection)} WHERE id IN ({rows})"
    table = table_of(source.model)
    return f"{label}_{event.lower()}", table, [_statement(event, read, table, update)]


def _statement(event: str, read: tuple[str, ...], table: str, update: str) -> str:
    of, when = "", ""
    if event == "UPDATE":
        of = " OF " + ", ".join(f'"{name}"' for name in read)
        when = " WHEN " + " OR ".join(f'OLD."{name}" IS NOT NEW."{name}"' for name in read)
    return f'CREATE TRIGGER "{{name}}" AFTER {event}{of} ON {table}{when} BEGIN {update}; END'


def installed(connection: Any) -> list[tuple[str, str]]:
    """Returns the names of the triggers that exist, each with its table."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'kept!_%' ESCAPE '!'"
        )
        return list(cursor.fetchall())


def dropped(name: str, _table: str) -> list[str]:
    """Returns the statements that remove a trigger."""
    return [f'DROP TRIGGER IF EXISTS "{name}"']


def columns(connection: Any) -> set[tuple[str, str]]:
    """Returns all tables with their columns."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tables.name, columns.name FROM sqlite_master AS tables, pragma_table_info(tables.name) AS columns"
            " WHERE tables.type = 'table'"
        )
        return set(cursor.fetchall())
