"""The rows of money that totals count, one by one, each with the keys of its groups and its amount.

Totals need only sums. Whoever explains a total needs the rows behind it, and both must put a row into the same groups:
its own key, else the key of its project, as in ``budgets/ledger.py``.
"""

from collections.abc import Iterator, Sequence
from itertools import product
from typing import Any, NamedTuple

from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import F

from budgets.dimensions import Dimension
from budgets.grouping.measures import Measure
from budgets.grouping.members import Key
from budgets.grouping.slow import is_slow


class CountedRow(NamedTuple):
    """A row of money of a chosen project."""

    row: int
    """Its key in its table."""
    keys: tuple[Key, ...]
    """The key of its group in each dimension."""
    ore: int | None
    """Its amount in øre, with the sign of its measure; None: another currency without a rate."""


def counted_rows(projects: Any, measure: Measure, dimensions: Sequence[Dimension], only: Any) -> Iterator[CountedRow]:
    """Yields the rows of money of the projects of a ProjectQuerySet. ``only``: a condition (Q) on these rows."""
    own = {f"k{place}": measure.own_key(dimension) for place, dimension in enumerate(dimensions, 1)}
    owned = {name: key for name, key in own.items() if key is not None}
    of_projects = {f"k{place}": dimension.project() for place, dimension in enumerate(dimensions, 1)}
    keys = [f"COALESCE(m.{name}, p.{name})" if name in owned else f"p.{name}" for name in own]
    rows = measure.rows().order_by().filter(only)
    try:
        chosen, first = _columns(projects.order_by(), {"id": F("pk"), **of_projects})
        money, then = _columns(rows, {"project_id": F("project_id"), "id": F("pk"), **owned, **measure.columns()})
    except EmptyResultSet:
        return
    once = "MATERIALIZED" if is_slow(chosen) else "NOT MATERIALIZED"
    sql = (
        f"WITH p AS {once} ({chosen}), m AS ({money}) "  # noqa: S608 (SQL of our querysets)
        f"SELECT {', '.join(['m.id', 'm.ore', *keys])} FROM m JOIN p ON p.id = m.project_id"
    )
    with connections[projects.db].cursor() as cursor:
        cursor.execute(sql, (*first, *then))
        yield from (CountedRow(row, tuple(found), ore) for row, ore, *found in cursor.fetchall())


def groups_of(dimensions: Sequence[Dimension], keys: tuple[Key, ...], *, spread: bool) -> set[tuple[Key, ...]]:
    """Returns the groups in which a row with these keys counts: with ``spread`` that of each single value."""
    if not spread:
        return {keys}
    return set(product(*(dimension.parts(key) for dimension, key in zip(dimensions, keys, strict=True))))


def _columns(rows: Any, named: dict[str, Any]) -> tuple[str, tuple[Any, ...]]:
    # A queryset refuses a column that has the name of a field, so that each is renamed outside
    inner = {f"c_{name}": value for name, value in named.items()}
    # modeltranslation's values() changes the order of the columns; raw_values keeps it
    values = getattr(rows, "raw_values", rows.values)
    sql, parameters = values(**inner).query.sql_with_params()
    renamed = ", ".join(f"c_{name} AS {name}" for name in named)
    return f"SELECT {renamed} FROM ({sql}) AS inside", tuple(parameters)  # noqa: S608 (names of our own)
