"""Puts the triggers of kept columns into a database, and removes them before its tables change.

Django rebuilds a table of SQLite to change it, and loses the triggers on it; SQLite refuses to rename a table while
triggers of other tables name it. So all triggers go before migrations run, and come back after them.
"""

import hashlib
from typing import Any

from django.db import connections, transaction

from changes.guard import without_change
from changes.models import Change, Latest, Way
from changes.opened import changing
from projects.kept import postgres, sqlite
from projects.kept.declared import kept_columns, kept_models
from projects.kept.statements import column_of, differing, fill, table_of

LONGEST_NAME = 63
"""Of PostgreSQL."""


def install(using: str) -> None:
    """Makes the triggers that are missing, removes others, and then corrects the rows. Does nothing if all exist.

    Also does nothing before all tables and columns exist, as in the middle of migrations.
    """
    connection = connections[using]
    wanted = _named_triggers(connection)
    existing = dict(_database(connection).installed(connection))
    if existing.keys() == wanted.keys():
        return
    remove(using)
    if not _tables_are_complete(connection):
        return
    # The guard reads the statements of the triggers as if they were written now
    with without_change(), transaction.atomic(using), connection.cursor() as cursor:
        for statements in wanted.values():
            for statement in statements:
                cursor.execute(statement)
    if refill(using):
        _forget_remembered_figures(connection)


def _forget_remembered_figures(connection: Any) -> None:
    """Writes an empty change. A process that answered while rows were wrong then computes its figures again."""
    existing = _database(connection).columns(connection)
    needed = {
        (model._meta.db_table, field.column) for model in (Change, Latest) for field in model._meta.concrete_fields
    }
    # In the middle of migrations the tables of changes may not be ready, and no process answers from them
    if needed <= existing:
        with changing(way=Way.PROGRAM, reason="kept_columns", keeps_records=False) as change:
            change.written = True


def remove(using: str) -> None:
    """Removes all triggers of kept columns."""
    connection = connections[using]
    database = _database(connection)
    with transaction.atomic(using), connection.cursor() as cursor:
        for name, table in database.installed(connection):
            for statement in database.dropped(name, table):
                cursor.execute(statement)


def refill(using: str) -> int:
    """Corrects the rows whose columns differ from their definitions, and returns their number."""
    connection = connections[using]
    corrected = 0
    with without_change(), connection.cursor() as cursor:
        for model in kept_models():
            cursor.execute(fill(model, connection))
            corrected += cursor.rowcount
    return corrected


def rows_that_differ(using: str) -> dict[str, list[int]]:
    """Returns the ids of the rows that differ from the definition, by column; only columns with such rows."""
    connection = connections[using]
    found = {}
    with connection.cursor() as cursor:
        for kept in kept_columns():
            cursor.execute(differing(kept, connection))
            found[f"{kept.model}.{kept.field}"] = [key for (key,) in cursor.fetchall()]
    return {column: keys for column, keys in found.items() if keys}


def before_migrations(*, using: str, plan: Any, **_options: Any) -> None:
    """A receiver of ``pre_migrate``. Without a migration to apply, the triggers stay."""
    if plan:
        remove(using)


def after_migrations(*, using: str, **_options: Any) -> None:
    """A receiver of ``post_migrate``."""
    install(using)


def _database(connection: Any) -> Any:
    return postgres if connection.vendor == "postgresql" else sqlite


def _named_triggers(connection: Any) -> dict[str, list[str]]:
    """The name ends with a digest of the statements, so that a trigger of an older definition is recognised."""
    named = {}
    for label, _table, statements in _database(connection).triggers(connection):
        digest = hashlib.sha256("".join(statements).encode()).hexdigest()[:8]
        name = f"kept_{label[: LONGEST_NAME - 14]}_{digest}"
        named[name] = [statement.replace("{name}", name) for statement in statements]
    return named


def _tables_are_complete(connection: Any) -> bool:
    existing = _database(connection).columns(connection)
    for kept in kept_columns():
        needed = {(_name(kept.model), field) for field in (*kept.own, column_of(kept).strip('"'))}
        needed |= {(_name(source.model), name) for source in kept.sources for name in source.columns}
        if not needed <= existing:
            return False
    return True


def _name(model: str) -> str:
    return table_of(model).strip('"')
