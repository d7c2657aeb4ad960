"""Small pieces of the SQL of totals, and how several questions are read together."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from budgets.dimensions import Dimension


@dataclass(frozen=True)
class Asked:
    """A question that is read together with others, and the number of its figures."""

    dimensions: Sequence[Dimension]
    query: str
    figures: int


def names_of(dimensions: Sequence[Dimension]) -> tuple[str, ...]:
    """Returns the names of dimensions."""
    return tuple(dimension.name for dimension in dimensions)


def named(keys: Sequence[str]) -> list[str]:
    """Returns the SQL of keys with the names of the groups' keys: ``k1``, ``k2``."""
    return [f"{key} AS k{number}" for number, key in enumerate(keys, 1)]


def listed(columns: dict[str, str]) -> str:
    """Returns the SQL of columns with their names."""
    return ", ".join(f"{column} AS {name}" for name, column in columns.items())


def sets_in(booked: str, vendor: str) -> str:
    """Returns the query of the number of projects in each set of groups, by the projects' bookings in one dimension.

    A set is written as the keys of its groups, each after "*" if a council pays there, with "|" between, in any order.
    """
    key = "CASE WHEN b.paid_for > 0 THEN '*' ELSE '' END || b.k1"
    joined = f"string_agg({key}, '|')" if vendor == "postgresql" else f"group_concat({key}, '|')"
    sets = f"SELECT b.id, {joined} AS k FROM ({booked}) AS b GROUP BY b.id"  # noqa: S608 (SQL of the ledger)
    return f"SELECT s.k, COUNT(*) AS projects FROM ({sets}) AS s GROUP BY s.k"  # noqa: S608


def columns_of(rows: Any, key: str, named: dict[str, Any]) -> Any:
    """Returns a queryset of a key and of expressions with their names, in this order."""
    # modeltranslation's values() changes the order of the columns; raw_values keeps it
    values = getattr(rows, "raw_values", rows.values)
    return values(key, **named)
