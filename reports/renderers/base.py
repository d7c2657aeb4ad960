"""What a format has to be, and what the formats share."""

from collections.abc import Iterable, Iterator
from typing import Any, Protocol, TypeVar

from django.utils.translation import gettext as _

T = TypeVar("T")
PIECE = 64 * 1024
"""About how many bytes are sent at once."""
BETWEEN = " | "
"""Between the texts of a cell that holds several."""


class Renderer(Protocol):
    """Writes an answer (a Table, the annex) as the bytes of a file, piece by piece."""

    content: type
    """The class of the answers that it writes."""
    format: str
    """As ``?format=`` names it."""
    dialect: str
    """As ``?dialect=`` names it; empty for the format's usual way of writing."""
    media_type: str
    extension: str
    people: bool
    """Whether people read it (labels, totals below the rows) or programs (names and codes, rows only)."""
    label: Any
    """What a link to the file says, in the reader's language."""

    def render(self, content: Any, /) -> Iterator[bytes]:
        """The file in pieces, the first of them before the first row is read.

        Raises TooManyRows, before the first piece, where the format cannot hold the answer. Raises
        BrokenTransfer where not as many rows came as the table promised: a file that ends early must never
        look whole.
        """
        ...


class TooManyRows(ValueError):
    """The format cannot hold so many rows; the message says so to the reader, and what can."""


class BrokenTransfer(Exception):
    """The rows ended before, or went on after, the count that was promised."""


def counted(rows: Iterable[T], count: int) -> Iterator[T]:
    """The rows, if there are as many as promised. Raises BrokenTransfer as soon as there are not."""
    number = 0
    for number, row in enumerate(rows, 1):
        if number > count:
            raise BrokenTransfer(f"More than the {count} rows that were promised.")
        yield row
    if number < count:
        raise BrokenTransfer(f"{number} rows instead of the {count} that were promised.")


def in_pieces(parts: Iterable[bytes]) -> Iterator[bytes]:
    """The same bytes in larger pieces: a packet for each row would be slow. The first part goes out at once."""
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
    """A truth as people read it."""
    return _("yes") if value else _("no")
