"""Writes the rows of a backup into the tables: the one place of a restore that passes the guard of changes.

A backup holds changes and their history as they were. A change around the restore would be one more than the backup
has, and mirrors could not go on.
"""

import io
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from django.db import connection

from changes.guard import without_change
from portfolio.backup.archive import CHUNK, Reader
from portfolio.backup.parts import Part, every_model, sequence_of
from portfolio.backup.values import changing, for_the_database

AT_ONCE = 500
"""Rows that are written together."""
past_the_guard = without_change
"""Lets a restore write the rows of records without a change."""


def empty_all_tables() -> None:
    """Deletes the rows of all tables, those that no backup holds included."""
    names = [f'"{model._meta.db_table}"' for model in every_model()]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"TRUNCATE {', '.join(names)}")
            return
        for name in names:
            cursor.execute(f"DELETE FROM {name}")  # noqa: S608 (names of our models)


def load(backup: Reader, part: Part) -> None:
    """Writes the rows of a part. Raises NotWhole, DatabaseError."""
    rows = _values(backup.lines(part.table), part)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.copy_expert(f'COPY "{part.table}" ({part.listed()}) FROM STDIN', _Copied(rows), size=CHUNK)
        return
    marks = ", ".join(["%s"] * len(part.columns))
    with connection.cursor() as cursor:
        while some := list(islice(rows, AT_ONCE)):
            cursor.executemany(f'INSERT INTO "{part.table}" ({part.listed()}) VALUES ({marks})', some)  # noqa: S608


def _values(rows: Iterable[list[Any]], part: Part) -> Iterator[list[Any]]:
    changed = changing(part.columns, for_the_database())
    for row in rows:
        for place, change in changed:
            if row[place] is not None:
                row[place] = change(row[place])
        yield row


ESCAPED = str.maketrans({"\\": r"\\", "\n": r"\n", "\r": r"\r", "\t": r"\t"})


class _Copied(io.RawIOBase):
    """Rows as a file in the format of COPY (PostgreSQL, "COPY", Text Format), made while it is read."""

    def __init__(self, rows: Iterator[Sequence[Any]]) -> None:
        self.rows, self.rest = rows, b""

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        """Returns the next bytes; none at the end."""
        while len(self.rest) < size or size < 0:
            some = "".join(map(_copied, islice(self.rows, AT_ONCE))).encode()
            if not some:
                size = len(self.rest)
                break
            self.rest += some
        found, self.rest = self.rest[:size], self.rest[size:]
        return found


def _copied(row: Sequence[Any]) -> str:
    return "\t".join(map(_copied_value, row)) + "\n"


def _copied_value(value: Any) -> str:
    if value is None:
        return r"\N"
    if isinstance(value, str):
        return value.translate(ESCAPED)
    if isinstance(value, bytes):
        return rf"\\x{value.hex()}"
    return str(value)


def go_on_counting(part: Part, last: int | None) -> None:
    """Lets the keys of new rows begin after ``last``, the highest that was ever given."""
    if last is None or not part.counts_keys:
        return
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # In the transaction, unlike setval()
            cursor.execute(f"ALTER SEQUENCE {sequence_of(part)} RESTART WITH {last + 1:d}")
            return
        cursor.execute("DELETE FROM sqlite_sequence WHERE name = %s", [part.table])
        cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [part.table, last])
