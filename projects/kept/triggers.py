"""Puts the triggers of kept columns into a database, and removes them before its tables change.

Django rebuilds a table of SQLite to change it, and loses the triggers on it; SQLite refuses to rename a table while
triggers of other tables name it. So all triggers go before migrations run, and come back after them.
"""

import hashlib
from collections.abc import Iterator
from functools import cache
from typing import Any

from django.apps import apps
from django.db import connections, transaction

from changes.guard import without_change
from changes.models import Change, Latest, Way
from changes.opened import changing
from projects.kept import postgres, sqlite
from projects.kept.declared import kept_columns, kept_models
from projects.kept.statements import column_of, differing, fill, table_of
from projects.kept.steps import SILENT, Steps, steps_of

LONGEST_NAME = 63
"""Of PostgreSQL."""
PART = 20_000
"""Rows that one statement fills."""
FILLED = "kept_columns_filled"
"""The view that says with which definitions all rows were filled. It is missing while they are being filled."""


def install(using: str, said: Steps = SILENT, *, announces: bool = True) -> None:
    """Makes the triggers that are missing, removes others, and then corrects the rows. Does nothing if all exist and
    an earlier call corrected the rows to the end.

    Also does nothing before all tables and columns exist, as in the middle of migrations. ``announces=False`` writes
    no change after a correction: for rows that nobody has read yet.
    """
    connection = connections[using]
    wanted = _named_triggers(connection)
    existing = dict(_database(connection).installed(connection))
    complete = existing.keys() == wanted.keys()
    if complete and are_filled(using):
        return
    if not complete:
        remove(using)
        if not _tables_are_complete(connection):
            return
        # The guard reads the statements of the triggers as if they were written now
        with without_change(), transaction.atomic(using), connection.cursor() as cursor:
            for statements in wanted.values():
                for statement in statements:
                    cursor.execute(statement)
    if refill(using, said) and announces:
        _forget_remembered_figures(connection)
    _mark_as_filled(connection)


def are_filled(using: str) -> bool:
    """Returns whether all rows have their kept columns, by the definitions of this program."""
    connection = connections[using]
    with connection.cursor() as cursor:
        cursor.execute(_database(connection).DEFINITION_OF_VIEW, [FILLED])
        found = cursor.fetchone()
    return bool(found and found[0] and _digest_of_all(connection.vendor, using) in found[0])


def _mark_as_filled(connection: Any) -> None:
    # A view, because it needs no table, is written in a transaction, and is part of a backup
    digest = _digest_of_all(connection.vendor, connection.alias)
    with transaction.atomic(connection.alias), connection.cursor() as cursor:
        cursor.execute(f'DROP VIEW IF EXISTS "{FILLED}"')
        cursor.execute(f"CREATE VIEW \"{FILLED}\" AS SELECT '{digest}' AS definitions")


@cache
def _digest_of_all(_vendor: str, using: str) -> str:
    names = sorted(_named_triggers(connections[using]))
    return hashlib.sha256(" ".join(names).encode()).hexdigest()[:16]


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
        cursor.execute(f'DROP VIEW IF EXISTS "{FILLED}"')
        for name, table in database.installed(connection):
            for statement in database.dropped(name, table):
                cursor.execute(statement)


def refill(using: str, said: Steps = SILENT) -> int:
    """Corrects the rows whose columns differ from their definitions, and returns their number.

    Each part of the rows is a statement of its own, so that a long filling shows how far it is.
    """
    connection = connections[using]
    corrected = 0
    with without_change():
        for model in kept_models():
            rows: Any = apps.get_model(model)._base_manager.using(using).order_by("pk")
            with said.step(f"Checking and filling the kept columns of {model}", rows.count()) as done:
                for number, (first, last) in enumerate(_parts(rows), 1):
                    corrected += _corrected(fill(model, connection, first, last), connection)
                    done(number * PART)
    return corrected


def _corrected(statement: str, connection: Any) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return int(cursor.rowcount)


def _parts(rows: Any) -> Iterator[tuple[int, int]]:
    """Yields the first and the last id of each part of the rows."""
    after = 0
    while part := list(rows.filter(pk__gt=after).values_list("pk", flat=True)[:PART]):
        yield part[0], part[-1]
        after = part[-1]


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


def after_migrations(*, using: str, **options: Any) -> None:
    """A receiver of ``post_migrate``."""
    install(using, steps_of(**options))


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
