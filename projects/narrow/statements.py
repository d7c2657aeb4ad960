"""The statements of a narrow list. Django composes each once; later only the keys differ."""

from functools import cache, reduce
from operator import or_
from typing import Any

from django.db.models import Case, CharField, F, Func, Q, QuerySet, TextField, Value, When
from django.db.models.functions import Coalesce, NullIf

from projects.language.texts import LANGUAGES
from projects.models import Project, ProjectNote
from projects.narrow.fetching import KEYS, NO_KEY, Statement
from projects.narrow.relations import RELATIONS
from projects.narrow.values import FIRST_OF, NOTE
from projects.querysets import ProjectQuerySet


@cache
def statement(relation: str, columns: tuple[str, ...], reader: str) -> Statement:
    """Returns the statement of a relation's rows, with its columns: the owner's key, and these columns.

    ``reader``: the language, which decides the order.
    """
    of = RELATIONS[relation]
    rows: Any = of.rows().filter(**{f"{of.owner}__in": [NO_KEY]})
    return _composed(_with(rows, f"{of.owner}_id", columns), columns)


@cache
def statement_of_notes(columns: tuple[str, ...]) -> Statement:
    """Returns the statement of the notes on the fields of projects."""
    rows: Any = QuerySet(ProjectNote).filter(project__in=[NO_KEY]).order_by("field")
    return _composed(_with(rows, "project_id", columns), columns)


@cache
def statement_of_projects(columns: tuple[str, ...]) -> Statement:
    """Returns the statement of the projects' own columns."""
    rows: Any = ProjectQuerySet(Project).filter(pk__in=[NO_KEY]).order_by()
    if "budget_dkk" in columns:
        rows = rows.with_budget()
    return _composed(_with(rows, "pk", columns), columns)


def _with(rows: Any, key: str, columns: tuple[str, ...]) -> Any:
    """Returns the key and these columns of the rows, in this order."""
    return rows.values_list(key, *map(_column, columns))


def _column(name: str) -> Any:
    if name == NOTE:
        return _note()
    return _first_of(name) if FIRST_OF in name else name


class Packed(Func):
    """Several columns as one text, a list in JSON."""

    output_field = TextField()

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        # Joined to a text, or SQLite would take it for JSON where rows are read as JSON
        packed = "(json_array(%(expressions)s) || '')"
        return super().as_sql(compiler, connection, template=packed, **context)

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        packed = "json_build_array(%(expressions)s)::text"
        return super().as_sql(compiler, connection, template=packed, **context)


def _note() -> Case:
    texts = [f"note_{language}" for language in LANGUAGES]
    is_noted = reduce(or_, (Q(**{f"{text}__gt": ""}) for text in texts))
    return Case(When(is_noted, then=Packed("inferred", *texts)), output_field=TextField())


def _first_of(columns: str) -> Coalesce:
    texts = [NullIf(F(name), Value("")) for name in columns.split(FIRST_OF)]
    return Coalesce(*texts, Value(""), output_field=CharField())


def _composed(rows: Any, columns: tuple[str, ...]) -> Statement:
    sql, params = rows.query.sql_with_params()
    if sql.count(KEYS) != 1 or params.count(NO_KEY) != 1:
        raise ValueError(f"The keys of this statement cannot be found: {sql}")
    return Statement(sql, params, 1 + len(columns))
