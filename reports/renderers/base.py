"""The interface of a format, and functions that the formats share."""

from collections.abc import Iterable, Iterator
from typing import Any, Protocol, TypeVar

from django.utils.translation import gettext as _

T = TypeVar("T")
PIECE = 64 * 1024
"""About how many bytes are sent at once."""
BETWEEN = " | "
"""The separator between the texts of a cell that holds several."""


class Renderer(Protocol):
    """Writes an answer (a Table, the annex) as the bytes of a file, piece by piece."""

    content: type
    """The class of the answers that it writes."""
    format: str
    """The name in ``?format=``."""
    dialect: str
    """The name in ``?dialect=``; empty for the usual dialect of the format."""
    media_type: str
    extension: str
    people: bool
    """Whether people read it (labels, totals below the rows) or programs (names and codes, rows only)."""
    label: Any
    """The text of a link to the file, in the reader's language."""

    def render(self, content: Any, /) -> Iterator[bytes]:
        """Returns the file in pieces, the first of them before the first row is read.

        Raises TooManyRows, before the first piece, if the format cannot hold the answer. Raises BrokenTransfer if
        the number of rows differs from the table's count: a file that ends early must never look complete.
        """
        ...


class TooManyRows(ValueError):
    """The format cannot hold this number of rows. The message says so, and which format can."""


class BrokenTransfer(Exception):
    """The number of rows is smaller or larger than the count."""


def counted(rows: Iterable[T], count: int) -> Iterator[T]:
    """Yields the rows. Raises BrokenTransfer as soon as their number differs from ``count``."""
    number = 0
    for number, row in enumerate(rows, 1):
        if number > count:
            raise BrokenTransfer(f"More than the {count} rows that were promised.")
        yield row
    if number < count:
        raise BrokenTransfer(f"{number} rows instead of the {count} that were promised.")


def counted_columns(portions: Iterable[list[list[T]]], count: int) -> Iterator[list[list[T]]]:
    """Yields the portions of a table, each of them columns. Raises BrokenTransfer like ``counted``."""
    number = 0
    for columns in portions:
        number += len(columns[0])
        if number > count:
            raise BrokenTransfer(f"More than the {count} rows that were promised.")
        yield columns
    if number < count:
        raise BrokenTransfer(f"{number} rows instead of the {count} that were promised.")


def in_pieces(parts: Iterable[bytes]) -> Iterator[bytes]:
    """Yields the same bytes in larger pieces: one packet per row would be slow. The first part is sent at once."""
    parts = iter(parts)
    yield next(parts, b"")
    held, size = [], 0
    for part in parts:
        held.append(part)
        size += len(part)
        if size >= PIECE:
            yield b"".join(held)
            held, size = [], 0
    yield b"".join(held)


def yes_or_no(value: bool) -> str:
    """Returns "yes" or "no" in the reader's language."""
    return _("yes") if value else _("no")
