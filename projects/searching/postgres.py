"""The indexes on PostgreSQL: GIN with ``pg_trgm``, which comes with the server and may be created by a database's
owner."""

from typing import Any

from django.db import DatabaseError, transaction

from projects.kept.steps import SILENT, Steps
from projects.searching.registry import Index

MEMORY = "256MB"
"""Of the database while it makes an index. With the usual 64 MB a large one takes several times as long."""


def ensure(connection: Any, index: Index, said: Steps = SILENT) -> None:
    """Makes the index unless it is there. Without the extension, or the right to create it, there is no index."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass(%s)", [f'"{index.name}"'])
        if cursor.fetchone()[0]:
            return
        rows = index.rows(connection.alias)
        try:
            with said.step(f"Indexing the words of {index.table}", rows), transaction.atomic(using=connection.alias):
                # The extension may be there although this account may not create it
                cursor.execute("SELECT 1 FROM pg_extension WHERE extname = 'pg_trgm'")
                if not cursor.fetchone():
                    cursor.execute("CREATE EXTENSION pg_trgm")
                cursor.execute(f"SET LOCAL maintenance_work_mem = '{MEMORY}'")
                cursor.execute(
                    f'CREATE INDEX "{index.name}" ON "{index.table}" USING gin ({_value(index)} gin_trgm_ops)'
                )
        except DatabaseError:
            # The searches work without it
            pass


def _value(index: Index) -> str:
    """Returns the indexed expression, written as Django writes it in its conditions."""
    return f'"{index.column}"' if index.folded else f'UPPER("{index.column}"::text)'
