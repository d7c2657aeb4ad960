"""The groupings that are kept, and a digest of how they are worked out."""

import hashlib
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections

from budgets.dimensions import DIMENSIONS, Dimension
from budgets.grouping.measures import GRANTED
from budgets.grouping.members import Key
from budgets.ledger import Ledger
from projects.kept.states import digest

LEFT_OUT = ("recipient", "stage")
"""Dimensions that follow from contracts, and from the day."""

WHOLE = ("exclusive", "mentioned")

Figures = tuple[int, ...]
Found = dict[Key, Figures]
"""The figures of each group, in the order of the ledger's sums; where projects are counted, only their number."""


@dataclass(frozen=True)
class Kept:
    """A grouping that is kept: a dimension, and ``how`` it groups, as ``Ledger.query`` names it."""

    dimension: Dimension
    how: str

    @property
    def name(self) -> str:
        """Returns the name that its rows have."""
        return f"{self.dimension.name}:{self.how}"

    @property
    def counts(self) -> bool:
        """Whether it only counts projects."""
        return self.how not in WHOLE

    def read(self, ledger: Ledger) -> Found:
        """Returns the groups of the ledger's projects."""
        rows = ledger.read([self.dimension], ledger.query(self.dimension, self.how))
        if self.how != "sets":
            # A count may name a value that no project has
            return {key: tuple(map(int, figures)) for key, *figures in rows if figures[0]}
        found: dict[Key, int] = defaultdict(int)
        for key, projects in rows:
            found["|".join(sorted(key.split("|")))] += int(projects)
        return {key: (projects,) for key, projects in found.items()}

    def statement(self, ledger: Ledger) -> tuple[str, tuple[Any, ...]]:
        """Returns the statement by which ``read`` reads, with its parameters."""
        return ledger.statement([self.dimension], ledger.query(self.dimension, self.how))


def added(found: Found, more: Found, sign: int = 1) -> Found:
    """Returns groups with the figures of both, or with ``sign=-1`` with those of the first less those of the second.
    Groups without projects are none."""
    together = dict(found)
    for key, figures in more.items():
        usual = together.get(key) or (0,) * len(figures)
        together[key] = tuple(one + sign * other for one, other in zip(usual, figures, strict=True))
    return {key: figures for key, figures in together.items() if figures[0]}


def has_own_keys(dimension: Dimension) -> bool:
    """Returns whether an allocation may have a key of its own, so that a project is in several exclusive groups."""
    return GRANTED.own_key(dimension) is not None


def kept_groupings() -> Iterator[Kept]:
    """Yields the groupings that are kept."""
    for name, dimension in DIMENSIONS.items():
        if name not in LEFT_OUT:
            yield Kept(dimension, "exclusive")
            if dimension.several:
                yield Kept(dimension, "mentioned")
            if has_own_keys(dimension):
                # Of the other dimensions, the groups say both
                yield Kept(dimension, "with")
                yield Kept(dimension, "sets")


_definitions: dict[str, str] = {}


def definition(ledger: Ledger) -> str:
    """Returns a text that differs where the SQL of any grouping does. ``ledger``: that of all own projects."""
    connection = connections[DEFAULT_DB_ALIAS]
    if connection.vendor not in _definitions:
        said = [repr((kept.name, kept.statement(ledger))) for kept in kept_groupings()]
        text = "".join([*said, digest(connection)])
        _definitions[connection.vendor] = hashlib.sha256(text.encode()).hexdigest()[:16]
    return _definitions[connection.vendor]
