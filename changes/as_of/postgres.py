"""The views of PostgreSQL: once, in a schema of their own, made after each migration and removed before it.

PostgreSQL refuses to change a column that a view reads, so the views go before migrations run. The role that migrates
needs the right to make a schema in its database, which an owner of the database has.
"""

import hashlib
from typing import Any

from django.db import connections, transaction

from changes.as_of.views import definitions

SCHEMA = "as_of"
SETTING = "oversigt.as_of"
"""The setting of a transaction with the number of the change."""
NUMBER = f"current_setting('{SETTING}')::bigint"


def install(using: str) -> None:
    """Makes the schema and its views, unless they are there as the models define them.

    Does nothing before all tables exist, as in the middle of migrations.
    """
    connection = connections[using]
    if connection.vendor != "postgresql" or are_current(using) or not _tables_are_complete(connection):
        return
    with transaction.atomic(using), connection.cursor() as cursor:
        schema = _schema_of_tables(cursor)
        cursor.execute(f"DROP SCHEMA IF EXISTS {SCHEMA} CASCADE")
        cursor.execute(f"CREATE SCHEMA {SCHEMA}")
        # A column that is worked out reads other tables by name: it has to find their views
        cursor.execute(f'SET LOCAL search_path = {SCHEMA}, "{schema}"')
        for name, select in definitions(connection, NUMBER, f'"{schema}"'):
            cursor.execute(f'CREATE VIEW {SCHEMA}."{name}" AS {select}')
        cursor.execute(f"COMMENT ON SCHEMA {SCHEMA} IS '{_digest(connection, schema)}'")
        cursor.execute(f'SET LOCAL search_path = "{schema}"')


def are_current(using: str) -> bool:
    """Returns whether the views are there as the models define them."""
    connection = connections[using]
    with connection.cursor() as cursor:
        cursor.execute("SELECT obj_description(oid, 'pg_namespace') FROM pg_namespace WHERE nspname = %s", [SCHEMA])
        found = cursor.fetchone()
        return bool(found and found[0] == _digest(connection, _schema_of_tables(cursor)))


def remove(using: str) -> None:
    """Removes the views, so that their tables can be changed."""
    connection = connections[using]
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"DROP SCHEMA IF EXISTS {SCHEMA} CASCADE")


def before_migrations(*, using: str, plan: Any, **_options: Any) -> None:
    """A receiver of ``pre_migrate``. Without a migration to apply, the views stay."""
    if plan:
        remove(using)


def after_migrations(*, using: str, **_options: Any) -> None:
    """A receiver of ``post_migrate``."""
    install(using)


def _digest(connection: Any, schema: str) -> str:
    made = "".join(f"{name}{select}" for name, select in definitions(connection, NUMBER, schema))
    return hashlib.sha256(made.encode()).hexdigest()[:16]


def _schema_of_tables(cursor: Any) -> str:
    cursor.execute("SELECT current_schema()")
    return str(cursor.fetchone()[0])


def _tables_are_complete(connection: Any) -> bool:
    from changes import tables

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = current_schema()"
        )
        existing = set(cursor.fetchall())
    needed = set()
    for table in tables.tables().values():
        history = (table.record or table.model).history.model._meta
        needed |= {(history.db_table, field.column) for field in history.concrete_fields}
    return needed <= existing
