"""All groups of some dimensions, read once and used for several questions: the total, the largest groups, and the
number of projects with each value."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from budgets.grouping.members import Key

Row = tuple[Any, ...]
"""The keys of a group, then its figures."""


@dataclass(frozen=True)
class Groups:
    """The groups that were read, and how many smaller ones were not; ``rest`` are the figures of the latter."""

    rows: list[Row]
    left_out: int = 0
    rest: Row | None = None


@dataclass
class WholeGroups:
    """The groups of dimensions in which no row of money has a key of its own, each dimension alone."""

    figures: Sequence[str]
    """The names of a group's figures, in their order."""
    rows: dict[tuple[str, bool], list[Row]] = field(default_factory=dict)
    """By the name of the dimension, and whether combinations were spread to their values."""

    is_kept = False
    """Whether they come from a milestone (``budgets/milestones/``)."""

    def has(self, dimension: Any, spread: bool) -> bool:
        """Returns whether the groups of a dimension are here, so that nobody has to read them."""
        return (dimension.name, spread and dimension.several) in self.rows

    def total(self) -> Row | None:
        """Returns the figures of all projects; None if no dimension was read whose groups have no common project."""
        apart = next((rows for (_name, spread), rows in self.rows.items() if not spread), None)
        return tuple(map(sum, zip(*(row[1:] for row in apart), strict=True))) if apart else None

    def groups(self, dimension: Any, spread: bool, largest: int | None) -> Groups | None:
        """Returns the groups, or with ``largest`` that many and "not stated", in the order of ``Ledger.groups``. None
        if they were not read, or if the figures of the others would be needed.
        """
        rows = self.rows.get((dimension.name, spread))
        if rows is None or (largest is not None and not spread):
            return None
        if largest is None:
            return Groups(rows)
        shown, others = self.largest(rows, largest)
        return Groups(shown, len(others))

    def largest(self, rows: Sequence[Row], most: int) -> tuple[list[Row], list[Row]]:
        """Returns "not stated" and the largest groups, in the order of ``Ledger.groups``, and then the others."""
        ore, projects = (1 + self.figures.index(name) for name in ("ore", "projects"))
        ordered = sorted(rows, key=lambda row: (row[0] != "", -row[ore], -row[projects], row[0]))
        shown = most + any(row[0] == "" for row in rows)
        return ordered[:shown], ordered[shown:]

    def counts(self, dimension: Any) -> dict[Key, int] | None:
        """Returns how many projects have each single value; None if the dimension was not read."""
        place = 1 + self.figures.index("projects")
        for spread in (True, False):
            rows = self.rows.get((dimension.name, spread))
            if rows is not None:
                found: dict[Key, int] = defaultdict(int)
                for row in rows:
                    for key in [row[0]] if spread else dimension.parts(row[0]):
                        found[key] += int(row[place])
                return {key: count for key, count in found.items() if count}
        return None
