"""The rows that proposals refer to, each looked up once while proposals are applied."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

_references: ContextVar[dict[Any, dict[Any, Any]] | None] = ContextVar("references", default=None)
"""Model → how a proposal names a row → the row. None: nothing is remembered."""
MOST = 20_000
"""Rows that are remembered at the same time. It bounds the memory."""


@contextmanager
def remembering_references() -> Iterator[None]:
    """Looks up each referenced row once. Many proposals name the same few portfolios, councils and places."""
    token = _references.set({})
    try:
        yield
    finally:
        _references.reset(token)


def references_to(model: Any) -> dict[Any, Any]:
    """Returns what is remembered of the rows of a model, by the name that a proposal gives them."""
    remembered = _references.get()
    return {} if remembered is None else remembered.setdefault(model, {})


def forget_references(model: Any = None) -> None:
    """Forgets the remembered rows of a model that was written; those of all models if a key changed."""
    remembered = _references.get()
    if remembered is not None and model is None:
        remembered.clear()
    elif remembered is not None:
        remembered.pop(model, None)


def forget_too_many_references() -> None:
    """Forgets the rows of each model of which many are remembered."""
    for rows in (_references.get() or {}).values():
        if len(rows) > MOST:
            rows.clear()


def judge_reference(column: Any, row: Any) -> None:
    """Judges the reference of a row as its field does, each row that it leads to once. Raises ValidationError."""
    key = getattr(row, column.attname)
    judged = references_to(column.related_model)
    name = ("judged", column, key)
    if key is None or not (name in judged or (_references.get() is not None and _was_found(column, row))):
        column.clean(key, row)
        judged[name] = key


def _was_found(column: Any, row: Any) -> bool:
    """Whether the reference leads to a row that was just looked up by its code, and may lead to any row."""
    found = column.is_cached(row) and not column.get_limit_choices_to()
    return bool(found and not column.get_cached_value(row)._state.adding)
