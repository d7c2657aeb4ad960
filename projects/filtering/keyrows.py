"""The rows of a list of which only the keys are read: without objects of the model, which cost a fifth of a page."""

from collections import namedtuple
from collections.abc import Iterator
from functools import cache
from typing import Any

from django.db.models.query import BaseIterable


class KeyRows(BaseIterable):
    """Yields the key of each row of a query, as ``pk``, with what the query annotates."""

    def __iter__(self) -> Iterator[Any]:
        rows: Any = self.queryset
        found = rows.query.get_compiler(using=rows.db).results_iter(
            chunked_fetch=self.chunked_fetch, chunk_size=self.chunk_size
        )
        yield from map(_row("pk", *rows.query.annotation_select)._make, found)


def keys_of(rows: Any) -> Any:
    """Returns a queryset that selects the primary key alone, with plain rows instead of objects."""
    rows = rows.all()
    rows._iterable_class = KeyRows
    return rows


def has_keys_alone(rows: Any) -> bool:
    """Returns whether a queryset has such rows."""
    return getattr(rows, "_iterable_class", None) is KeyRows


def row_of(key: int) -> Any:
    """Returns the plain row of a key."""
    return _row("pk")(key)


@cache
def _row(*names: str) -> Any:
    return namedtuple("KeyRow", names)
