"""The statements of a narrow list. Django composes each once; later only the keys differ."""

from collections.abc import Sequence
from functools import cache
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import CharField, F, QuerySet, Value
from django.db.models.functions import Coalesce, NullIf

from projects.models import Project, ProjectNote
from projects.narrow.relations import RELATIONS
from projects.narrow.values import FIRST_OF
from projects.querysets import ProjectQuerySet

NO_KEY = -1
"""Stands for the keys while a statement is composed."""
KEYS = "IN (%s)"


@cache
def statement(relation: str, columns: tuple[str, ...], reader: str) -> tuple[str, tuple[Any, ...]]:
    """Returns the statement of a relation's rows, with its parameters: the owner's key, and these columns.

    ``reader``: the language, which decides the order.
    """
    of = RELATIONS[relation]
    rows: Any = of.rows().filter(**{f"{of.owner}__in": [NO_KEY]})
    return _composed(_with(rows, f"{of.owner}_id", columns))


@cache
def statement_of_notes(columns: tuple[str, ...]) -> tuple[str, tuple[Any, ...]]:
    """Returns the statement of the notes on the fields of projects."""
    rows: Any = QuerySet(ProjectNote).filter(project__in=[NO_KEY]).order_by("field")
    return _composed(_with(rows, "project_id", columns))


@cache
def statement_of_projects(columns: tuple[str, ...]) -> tuple[str, tuple[Any, ...]]:
    """Returns the statement of the projects' own columns."""
    rows: Any = ProjectQuerySet(Project).filter(pk__in=[NO_KEY]).order_by()
    if "budget_dkk" in columns:
        rows = rows.with_budget()
    return _composed(_with(rows, "pk", columns))


def _with(rows: Any, key: str, columns: tuple[str, ...]) -> Any:
    """Returns the key and these columns of the rows, in this order."""
    return rows.values_list(key, *(_first_of(name) if FIRST_OF in name else name for name in columns))


def _first_of(columns: str) -> Coalesce:
    texts = [NullIf(F(name), Value("")) for name in columns.split(FIRST_OF)]
    return Coalesce(*texts, Value(""), output_field=CharField())


def _composed(rows: Any) -> tuple[str, tuple[Any, ...]]:
    sql, params = rows.query.sql_with_params()
    if sql.count(KEYS) != 1 or params.count(NO_KEY) != 1:
        raise ValueError(f"The keys of this statement cannot be found: {sql}")
    return sql, params


def read(composed: tuple[str, tuple[Any, ...]], keys: Sequence[int]) -> list[tuple[Any, ...]]:
    """Returns the rows of a statement for the projects with these keys."""
    sql, params = composed
    place = params.index(NO_KEY)
    marked = sql.replace(KEYS, f"IN ({', '.join(['%s'] * len(keys))})")
    with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
        cursor.execute(marked, (*params[:place], *keys, *params[place + 1 :]))
        return list(cursor.fetchall())
