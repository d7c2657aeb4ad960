"""Makes the indexes after each migration: see ``registry``."""

from typing import Any

from django.db import connections

from projects.kept.steps import steps_of
from projects.searching import postgres, sqlite
from projects.searching.registry import indexes


def ensure_indexes(using: str, **options: Any) -> None:
    """Makes the indexes that the database lacks. A receiver of ``post_migrate``.

    Leaves out columns that do not exist yet, as after a migration to an earlier state.
    """
    connection = connections[using]
    ensure = {"sqlite": sqlite.ensure, "postgresql": postgres.ensure}[connection.vendor]
    with connection.cursor() as cursor:
        tables = set(connection.introspection.table_names(cursor))
        made = [index for index in indexes() if index.table in tables]
        there = [index for index in made if index.column in _columns(cursor, index.table)]
    said = steps_of(**options)
    for index in there:
        ensure(connection, index, said)


def _columns(cursor: Any, table: str) -> set[str]:
    cursor.execute(f'SELECT * FROM "{table}" LIMIT 0')  # noqa: S608
    return {column[0] for column in cursor.description}
