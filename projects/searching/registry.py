"""The columns that have an index of three letters each. A room names its own in ``ready()``: ``index_words(…)``.

The index narrows a search down and never decides it: the condition on the column itself stays in the query. So the
answer is the same with the index, without it, and on both databases. An index lives outside of the migrations,
because it needs what not every database has: the extension ``pg_trgm`` on PostgreSQL, FTS5 on SQLite. A database
without it answers too, only slower.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db.models import Field, Model

from changes.as_of.point import current_point

SHORTEST = 3
"""The number of letters of an entry. The index cannot find shorter words."""

_off: ContextVar[bool] = ContextVar("search_without_index", default=False)
_indexes: dict[tuple[str, str], "Index"] = {}


@dataclass(frozen=True)
class Index:
    """The index of a column of text."""

    model: type[Model]
    field: Field
    folded: bool
    """Whether the column contains folded text; otherwise searches ignore case."""
    pairs: bool = False
    """Whether ``rarely_contains`` finds two letters that few rows have. PostgreSQL has a second index for these."""

    @property
    def table(self) -> str:
        return self.model._meta.db_table

    @property
    def column(self) -> str:
        return str(self.field.column)

    @property
    def key(self) -> str:
        """Returns the name of the column of the primary key."""
        return str(self.model._meta.pk.column)

    @property
    def name(self) -> str:
        """Returns the name of the index in the database."""
        return f"{self.table}_words"

    def rows(self, using: str) -> int:
        """Returns the number of rows to index."""
        return int(self.model._base_manager.using(using).count())


def index_words(*columns: str, pairs: bool = False) -> None:
    """Gives columns an index, named like ``"projects.Project.search_text"``. One column a model. ``pairs``: also
    ``rarely_contains``, for folded text."""
    from projects.fields import FoldedField
    from projects.searching.lookups import IndexedContains, IndexedIContains, RarelyContains

    for name in columns:
        path, _, column = name.rpartition(".")
        model = apps.get_model(path)
        field: Any = model._meta.get_field(column)
        folded = isinstance(field, FoldedField)
        field.register_lookup(IndexedContains if folded else IndexedIContains)
        if pairs:
            field.register_lookup(RarelyContains, "rarely_contains")
        _indexes[model._meta.db_table, column] = Index(model, field, folded, pairs)


def indexes() -> list[Index]:
    """Returns all indexes."""
    return list(_indexes.values())


def index_of(field: Any) -> Index | None:
    """Returns the index of a model's field; None if it has none, within ``without_index()``, and as of a change."""
    if _off.get() or current_point() is not None or not hasattr(field, "model"):
        return None
    return _indexes.get((field.model._meta.db_table, field.name))


@contextmanager
def without_index() -> Iterator[None]:
    """Searches without the indexes within the block, which hold the rows of now: for rows as they were earlier."""
    token = _off.set(True)
    try:
        yield
    finally:
        _off.reset(token)
