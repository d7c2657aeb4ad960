"""What a format has to be."""

from collections.abc import Iterator
from typing import Any, Protocol

from reports.table import Table


class Renderer(Protocol):
    """Writes a Table as the bytes of a file, piece by piece."""

    format: str
    """As ``?format=`` names it."""
    dialect: str
    """As ``?dialect=`` names it; empty where the format has one way of writing only."""
    media_type: str
    extension: str
    people: bool
    """Whether people read it (labels, totals below the rows) or programs (names and codes, rows only)."""
    label: Any
    """What a link to the file says, in the reader's language."""

    def render(self, table: Table) -> Iterator[bytes]:
        """The file in pieces, the first of them before the first row is read.

        Raises BrokenTransfer where not as many rows came as the table promised: a file that ends early
        must never look whole.
        """
        ...


class BrokenTransfer(Exception):
    """The rows ended before, or went on after, the count that was promised."""
