"""The indexes on PostgreSQL: GIN with ``pg_trgm``, which comes with the server and may be created by a database's
owner.

The index holds three letters each. A pair of letters is at the end of a text, before a usual sign, or before another
one. The index finds the first two as all entries that begin with the pair. A second index, of the rows whose text has
any unusual sign, finds the third. Folded texts have few such signs.
"""

import re
from typing import Any

from django.db import DatabaseError, transaction

from projects.kept.steps import SILENT, Steps
from projects.searching.registry import Index

MEMORY = "256MB"
"""Of the database while it makes an index. With the usual 64 MB a large one takes several times as long."""


USUAL, UNUSUAL = "[ -~]", "[^ -~]"
"""Patterns of a printable ASCII sign, and of any other."""


def is_pair(text: Any) -> bool:
    """Returns whether a text is two ASCII letters or digits."""
    return isinstance(text, str) and re.fullmatch("[a-z0-9]{2}", text) is not None


def pair_condition(column: str, pair: str) -> tuple[str, list[str]]:
    """Returns the SQL for texts that may contain two ASCII letters or digits, with the column three times in it, and
    its two parameters. True for each text that contains them."""
    condition = f"({column} ~ %s OR {column} LIKE %s OR {column} ~ '{UNUSUAL}')"
    return condition, [f"{pair}{USUAL}", f"%{pair}"]


def ensure(connection: Any, index: Index, said: Steps = SILENT) -> None:
    """Makes the index, and for rare pairs the one of unusual signs, unless they are there. Without the extension, or
    the right to create it, there is no index."""
    with connection.cursor() as cursor:
        missing = [sql for name, sql in _parts(index) if not _exists(cursor, name)]
        if not missing:
            return
        rows = index.rows(connection.alias)
        try:
            with said.step(f"Indexing the words of {index.table}", rows), transaction.atomic(using=connection.alias):
                # The extension may be there although this account may not create it
                cursor.execute("SELECT 1 FROM pg_extension WHERE extname = 'pg_trgm'")
                if not cursor.fetchone():
                    cursor.execute("CREATE EXTENSION pg_trgm")
                cursor.execute(f"SET LOCAL maintenance_work_mem = '{MEMORY}'")
                for sql in missing:
                    cursor.execute(sql)
        except DatabaseError:
            # The searches work without it
            pass


def _exists(cursor: Any, name: str) -> bool:
    cursor.execute("SELECT to_regclass(%s)", [f'"{name}"'])
    return cursor.fetchone()[0] is not None


def _parts(index: Index) -> list[tuple[str, str]]:
    """Returns the names of the indexes and the statements that make them."""
    table, words = f'"{index.table}"', f'CREATE INDEX "{index.name}"'
    parts = [(index.name, f"{words} ON {table} USING gin ({_value(index)} gin_trgm_ops)")]
    if index.pairs:
        unusual = f'CREATE INDEX "{index.name}_unusual" ON {table} ("{index.key}")'
        parts.append((f"{index.name}_unusual", f"{unusual} WHERE \"{index.column}\" ~ '{UNUSUAL}'"))
    return parts


def _value(index: Index) -> str:
    """Returns the indexed expression, written as Django writes it in its conditions."""
    return f'"{index.column}"' if index.folded else f'UPPER("{index.column}"::text)'
