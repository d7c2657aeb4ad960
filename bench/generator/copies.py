"""Makes a generated portfolio many times as large by copying its rows inside the database.

To generate a million projects takes hours, and to copy them takes minutes. A copy has the same texts, partners, places
and money under references of its own. Derived columns, indexes of words and keys between tables are made once, when
all copies are there: kept row by row, they take most of the time.
"""

from collections.abc import Callable
from typing import Any

from django.core.management.color import no_style
from django.db import connection, models, transaction

from bench.generator.portfolio import REFERENCE, generated, made_up
from budgets.models import Allocation
from portfolio.backup.around import bare_tables
from portfolio.databases.statistics import refresh_statistics
from projects.kept.steps import SILENT
from projects.models import CouncilRole, Lineage, Partnership, Project, ProjectCoreArea, ProjectPlace

COPIED: tuple[type[models.Model], ...] = (
    Project, CouncilRole, Partnership, ProjectPlace, ProjectCoreArea, Lineage, Allocation,
)  # fmt: skip
"""The tables with rows of a generated project, each after the tables to which it refers."""
DIGITS = 7
"""Of the number in a reference: GEN-0000001, GEN-0000001-A1."""
NAMED = {"reference": REFERENCE, "search_text": REFERENCE.lower()}
"""The columns that begin with the reference, and how it begins there."""


def copy(times: int, progress: Callable[[int], object] = lambda count: None) -> None:
    """Adds ``times`` copies of all generated projects; calls ``progress`` with the projects of each copy.

    Entries, contracts and notes are not copied. Raises ValueError if the numbers of the copies need more digits than
    references have.
    """
    count = generated().count()
    if count * (times + 1) >= 10**DIGITS:
        raise ValueError(f"{times} copies of {count:,} projects: references hold {DIGITS} digits.")
    first = list(generated().values_list("pk", flat=True).order_by("pk")[:1])
    highest = {model: _highest(model) for model in COPIED}
    if times:
        with transaction.atomic(), bare_tables(SILENT), made_up():
            for time in range(1, times + 1):
                with connection.cursor() as cursor:
                    for model in COPIED:
                        cursor.execute(_statement(model, time, count, first[0], highest))
                progress(count)
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), COPIED):
            cursor.execute(statement)
    if times:
        refresh_statistics()


def _highest(model: type[models.Model]) -> int:
    return int(model._base_manager.aggregate(highest=models.Max("pk", default=0))["highest"])


def _statement(
    model: type[models.Model], time: int, count: int, first: int, highest: dict[type[models.Model], int]
) -> str:
    """The copied rows are those with a generated project: ids from its first to the highest before any copy."""
    columns = [field for field in model._meta.concrete_fields if not isinstance(field, models.GeneratedField)]
    values = [_value(field, time, count, highest) for field in columns]
    names = ", ".join(f'"{field.column}"' for field in columns)
    project = "id" if model is Project else "project_id"
    return (
        f'INSERT INTO "{model._meta.db_table}" ({names}) SELECT {", ".join(values)} FROM "{model._meta.db_table}"'
        f' WHERE "{project}" BETWEEN {first} AND {highest[Project]} AND "id" <= {highest[model]}'
    )


def _value(field: Any, time: int, count: int, highest: dict[type[models.Model], int]) -> str:
    of = field.model if field.primary_key else field.related_model
    if of in highest:
        return f'"{field.column}" + {time * highest[of]}'
    if field.name in NAMED:
        beginning = NAMED[field.name]
        number = f'CAST(substr("{field.column}", {len(beginning) + 1}, {DIGITS}) AS integer) + {time * count}'
        digits = f"substr(CAST({10**DIGITS} + {number} AS text), 2)"
        return f"'{beginning}' || {digits} || substr(\"{field.column}\", {len(beginning) + DIGITS + 1})"
    return f'"{field.column}"'
