"""The indexes on SQLite: a table of FTS5 for each column, which triggers keep.

The table holds the index only, not the text (``content``), and not the places of the letters (``detail=none``): half
the size of the texts. The trigram tokenizer needs SQLite 3.34.

A blank is added to each text. So every pair of letters begins an entry of three, and the entries that begin with a pair
find the rows that contain it. A table of FTS5 lists the entries.
"""

from typing import Any

from django.db import OperationalError, transaction

from projects.kept.steps import SILENT, Steps
from projects.searching.registry import Index

PAIR = 2
RARE = 1000
"""Rows that may have the entries of a pair of letters. For more frequent pairs, reading all texts is faster."""
LAST = chr(0x10FFFF)
"""A letter after all others."""
KNOWN = "search_indexes"
"""The attribute of a connection that remembers which indexes its database has."""


def has_index(connection: Any, index: Index) -> bool:
    """Returns whether the database has the index. Looks once for each connection, past the log of queries."""
    if (found := getattr(connection, KNOWN, None)) is None:
        connection.ensure_connection()
        rows = connection.connection.execute("SELECT name FROM sqlite_master WHERE sql LIKE '%USING fts5%'")
        found = frozenset(name for (name,) in rows)
        setattr(connection, KNOWN, found)
    return index.name in found


def finds_pair(connection: Any, index: Index, text: str) -> bool:
    """Returns whether the text is a pair of letters that few rows have. Looks past the log of queries."""
    # SQLite folds the case of other letters in its own way
    plain = text.isascii() and text.isprintable()
    if len(text) != PAIR or not plain or f"{index.name}_terms" not in getattr(connection, KNOWN):
        return False
    entries = f'SELECT doc FROM "{index.name}_terms" WHERE term >= ? AND term <= ?'  # noqa: S608
    number = 0
    for (rows,) in connection.connection.execute(entries, between(text)):
        number += rows
        if number > RARE:
            return False
    return True


def between(pair: str) -> list[str]:
    """Returns the first and the last possible entry that begins with a pair of letters."""
    return [pair.lower(), pair.lower() + LAST]


def entries_with_pair(index: Index) -> str:
    """Returns the SQL of the query of FTS5 for any entry between two parameters; for nothing if there is none."""
    quoted = """'"' || replace(term, '"', '""') || '"'"""
    entries = f"SELECT group_concat({quoted}, ' OR ') FROM \"{index.name}_terms\""  # noqa: S608
    return f"COALESCE(({entries} WHERE term >= %s AND term <= %s), '\"\"')"


def forget(connection: Any) -> None:
    """Lets the connection look again which indexes its database has."""
    setattr(connection, KNOWN, None)


def ensure(connection: Any, index: Index, said: Steps = SILENT) -> None:
    """Makes the index and its triggers, and fills it, unless all of it is there.

    Django drops a table's triggers when it rebuilds the table. Then the index may lack rows, and is filled again.
    Without FTS5, or with a SQLite that lacks its trigram tokenizer, there is no index.
    """
    wanted = dict(_parts(index))
    with connection.cursor() as cursor:
        names = ", ".join(["%s"] * len(wanted))
        cursor.execute(f"SELECT name, sql FROM sqlite_master WHERE name IN ({names})", list(wanted))  # noqa: S608
        if dict(cursor.fetchall()) == wanted:
            return
        forget(connection)
        rows = index.rows(connection.alias)
        try:
            with said.step(f"Indexing the words of {index.table}", rows), transaction.atomic(using=connection.alias):
                for name, sql in reversed(wanted.items()):
                    kind = "TRIGGER" if sql.startswith("CREATE TRIGGER") else "TABLE"
                    cursor.execute(f'DROP {kind} IF EXISTS "{name}"')
                for sql in wanted.values():
                    cursor.execute(sql)
                cursor.execute(_filling(index))
        except OperationalError:
            # The searches work without it
            pass


def _parts(index: Index) -> list[tuple[str, str]]:
    """Returns the names and the statements of the index and of its triggers."""
    table, column, key, words = index.table, index.column, index.key, index.name
    add = f'INSERT INTO "{words}"(rowid, "{column}") VALUES (new."{key}", new."{column}" || \' \');'  # noqa: S608
    remove = (
        f'INSERT INTO "{words}"("{words}", rowid, "{column}") '  # noqa: S608
        f"VALUES ('delete', old.\"{key}\", old.\"{column}\" || ' ');"
    )
    changed = f'UPDATE OF "{column}" ON "{table}" WHEN old."{column}" IS NOT new."{column}"'
    made = (
        f'CREATE VIRTUAL TABLE "{words}" USING fts5("{column}", content=\'\', '
        "tokenize='trigram', detail=none, columnsize=0)"
    )
    terms = f"CREATE VIRTUAL TABLE \"{words}_terms\" USING fts5vocab('{words}', 'row')"
    return [
        (words, made),
        (f"{words}_added", f'CREATE TRIGGER "{words}_added" AFTER INSERT ON "{table}" BEGIN {add} END'),
        (f"{words}_removed", f'CREATE TRIGGER "{words}_removed" AFTER DELETE ON "{table}" BEGIN {remove} END'),
        (f"{words}_changed", f'CREATE TRIGGER "{words}_changed" AFTER {changed} BEGIN {remove} {add} END'),
        (f"{words}_terms", terms),
    ]


def _filling(index: Index) -> str:
    read = f'SELECT "{index.key}", "{index.column}" || \' \' FROM "{index.table}"'  # noqa: S608
    return f'INSERT INTO "{index.name}"(rowid, "{index.column}") {read}'
