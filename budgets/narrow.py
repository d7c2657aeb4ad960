"""Allocations without model objects: those of a project in narrow lists (``projects/narrow/``), and all in a file."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import QuerySet

from projects.narrow.relations import RELATIONS, Relation
from projects.narrow.values import Value, code_or_none, column, columns_of, maker, money, rate, source, text_or_none

AT_ONCE = 1000
"""Rows that are fetched at a time."""
POST = "post"
"""The field that is left out where it is empty."""


def _allocations(_reader: str) -> dict[str, Value]:
    return {
        "reference": column("reference"),
        "amount": money("amount"),
        "currency": column("currency"),
        "amount_dkk": money("amount_dkk"),
        "rate": rate("rate"),
        "rate_date": text_or_none("rate_date"),
        "rate_source": column("rate_source"),
        "council": code_or_none("council__code"),
        "fund": code_or_none("fund__slug"),
        "year": column("year"),
        "granted": text_or_none("granted"),
        "scope": column("scope"),
        "source": source("source__document__slug", "source__section", "source__item"),
    }


RELATIONS["allocations"] = Relation("budgets.Allocation", _allocations, about="reference")


def read_allocations(rows: Any, names: Sequence[str]) -> Iterator[dict[str, Any]]:
    """Yields these fields of the allocations of a queryset, in its order, as the serializer gives them. One query."""
    values = {**_allocations(""), "project": column("project__reference"), POST: code_or_none("post__code")}
    chosen = {name: values[name] for name in names}
    columns = columns_of(chosen)
    make = maker(chosen, columns)
    for row in _plain(rows, columns):
        made = make(row)
        if POST in made and made[POST] is None:
            del made[POST]
        yield made


def _plain(rows: Any, columns: Sequence[str]) -> Iterator[Sequence[Any]]:
    """Yields the key and these columns of each row as the database has them."""
    # Not by the manager: modeltranslation would replace and reorder the columns
    plain: Any = QuerySet(rows.model, query=rows.query.chain()).values_list("pk", *columns)
    try:
        sql, parameters = plain.query.sql_with_params()
    except EmptyResultSet:
        return
    connection: Any = connections[rows.db]
    with connection.chunked_cursor() as cursor:
        cursor.execute(sql, parameters)
        while some := cursor.fetchmany(AT_ONCE):
            yield from some
