"""The conditions ``contains`` and ``icontains`` of an indexed column.

PostgreSQL chooses its index by itself. On SQLite the condition names the index: the rows that it finds are
candidates, and the condition on the column decides.
"""

from typing import TYPE_CHECKING, Any

from django.db.models.expressions import Col
from django.db.models.lookups import Contains, IContains

from projects.searching.registry import SHORTEST, index_of

if TYPE_CHECKING:
    _Base = Contains
else:
    _Base = object


class _Indexed(_Base):
    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> tuple[str, Any]:
        """Returns the condition, after the one that the row is a candidate, if the index can find it."""
        from projects.searching.sqlite import has_index

        sql, params = super().as_sql(compiler, connection, **context)
        index = index_of(self.lhs.target) if isinstance(self.lhs, Col) else None
        pieces = letters_by_three(self.rhs) if index and isinstance(self.rhs, str) else []
        if not index or not pieces or not has_index(connection, index):
            return sql, params
        quoted = connection.ops.quote_name
        row, words = f"{quoted(self.lhs.alias)}.{quoted(index.key)}", quoted(index.name)
        # Names of tables and columns only; the words are a parameter
        candidate = f"{row} IN (SELECT rowid FROM {words} WHERE {words} MATCH %s)"  # noqa: S608
        return f"({candidate} AND {sql})", [_all_of(pieces), *params]


class IndexedContains(_Indexed, Contains):
    """``contains`` of folded text."""


class IndexedIContains(_Indexed, IContains):
    """``icontains`` of a code."""


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
