"""The rows that proposals refer to, each looked up once while proposals are applied."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
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
    remembered = _references.get() or {}
    for rows in [*remembered.values(), *remembered.get(ANSWERS, {}).values()]:
        if len(rows) > MOST:
            rows.clear()


def foresee(model: Any, name: Any, **facts: Any) -> None:
    """Lets records name a row that is not written, because a proposal before theirs makes it. It has no key of the
    database, so only its code can be read from it.
    """
    rows = references_to(model)
    if name not in rows:
        # No row has such a key, so questions about it find nothing
        row = model(pk=-1 - len(rows), **facts)
        row._state.adding, row.is_foreseen = False, True
        rows[name] = row


def foreseen_columns(row: Any) -> set[str]:
    """Returns the references of a row that lead to rows which are not written."""
    columns = (column for column in _references_of(row._meta.model) if column.is_cached(row))
    return {column.name for column in columns if hasattr(column.get_cached_value(row), "is_foreseen")}


@cache
def _references_of(model: Any) -> tuple[Any, ...]:
    return tuple(column for column in model._meta.concrete_fields if column.many_to_one)


ANSWERS = "answers"
"""Among what is remembered: what is known about values, as long as nothing is written."""


@contextmanager
def remembering_answers() -> Iterator[None]:
    """Remembers the rows that proposals refer to, and what was found about values that many records have in common.

    Only where nothing is written: a written row may change each answer.
    """
    token = _references.set({ANSWERS: {}})
    try:
        yield
    finally:
        _references.reset(token)


def answers_to(question: Any) -> dict[Any, Any] | None:
    """Returns the answers to a question that are remembered; None where none are."""
    answers = (_references.get() or {}).get(ANSWERS)
    return None if answers is None else answers.setdefault(question, {})


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
