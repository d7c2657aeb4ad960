"""The conditions ``contains`` and ``icontains`` of an indexed column.

PostgreSQL chooses its index by itself. On SQLite the condition names the index: the rows that it finds are
candidates, and the condition on the column decides.
"""

from typing import TYPE_CHECKING, Any

from django.db import connections
from django.db.models.expressions import Col
from django.db.models.lookups import Contains, IContains

from projects.searching.postgres import is_pair, pair_condition
from projects.searching.registry import SHORTEST, Index, index_of

if TYPE_CHECKING:
    _Base = Contains
else:
    _Base = object


class _Indexed(_Base):
    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> tuple[str, Any]:
        """Returns the condition, after the one that the row is a candidate, if the index can find it."""
        sql, params = super().as_sql(compiler, connection, **context)
        index = index_of(self.lhs.target) if isinstance(self.lhs, Col) else None
        match, values = _match(connection, index, self.rhs) if index and isinstance(self.rhs, str) else ("", [])
        if not index or not match:
            return sql, params
        quoted = connection.ops.quote_name
        row, words = f"{quoted(self.lhs.alias)}.{quoted(index.key)}", quoted(index.name)
        # Names of tables and columns only; the words are a parameter
        candidate = f"{row} IN (SELECT rowid FROM {words} WHERE {words} MATCH {match})"  # noqa: S608
        return f"({candidate} AND {sql})", [*values, *params]


class IndexedContains(_Indexed, Contains):
    """``contains`` of folded text."""


class IndexedIContains(_Indexed, IContains):
    """``icontains`` of a code."""


class RarelyContains(IndexedContains):
    """``rarely_contains``: ``contains`` of folded text, for words that few rows have. On PostgreSQL the index then
    finds two letters too. Where many rows have them, each text would be compared twice."""

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> tuple[str, Any]:
        """Returns the condition; for two letters, followed by one that it implies and that the index can find."""
        sql, params = super().as_sql(compiler, connection, **context)
        index = index_of(self.lhs.target) if isinstance(self.lhs, Col) else None
        if not index or not is_pair(self.rhs):
            return sql, params
        # The left side is a column (Col), which has no parameters
        column, _none = self.process_lhs(compiler, connection)
        candidate, values = pair_condition(column, self.rhs)
        return f"({sql} AND {candidate})", [*params, *values]


def _match(connection: Any, index: Index, text: str) -> tuple[str, list[str]]:
    """Returns the SQL of the query of FTS5 for rows that may have the text, and its parameters; empty if the index does
    not help."""
    from projects.searching import sqlite

    if not sqlite.has_index(connection, index):
        return "", []
    if pieces := letters_by_three(text):
        return "%s", [_all_of(pieces)]
    if sqlite.finds_pair(connection, index, text):
        return sqlite.entries_with_pair(index), sqlite.between(text)
    return "", []


def finds(field: Any, word: str, using: str) -> bool:
    """Returns whether an index helps to find the rows whose field contains the word: three letters or more; on SQLite
    also two that few rows have.
    """
    connection = connections[using]
    if len(word) >= SHORTEST or connection.vendor != "sqlite":
        return len(word) >= SHORTEST
    index = index_of(field)
    return bool(index and _match(connection, index, word)[0])


def letters_by_three(text: str) -> list[str]:
    """Returns the different sequences of three letters of a text: "abcd" gives "abc" and "bcd".

    Leaves out those with unusual signs, which SQLite might split or fold in another way. The condition on the column
    itself compares these.
    """
    pieces = (text[start : start + SHORTEST] for start in range(len(text) - SHORTEST + 1))
    return [piece for piece in dict.fromkeys(pieces) if all(map(_usual, piece))]


def _usual(letter: str) -> bool:
    return letter.isprintable() if letter.isascii() else letter.isalpha() and len(letter.lower()) == 1


def _all_of(pieces: list[str]) -> str:
    """Returns the query of FTS5 for rows that have all pieces, each a quoted string."""
    return " ".join('"{}"'.format(piece.replace('"', '""')) for piece in pieces)
