"""Groups of the totals as an address writes them, so that every figure can link to the list behind it.

``council:MR-JÄM+MR-NARKO`` is the group of that combination, ``year:2004/fund:not-stated`` the cell of a cross
table, and ``partner:with:nbpn`` every group that contains the partner (mode ``mentioned``).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import CharField, Value
from django.db.models.functions import Concat
from django.utils.translation import gettext as _

from budgets.dimensions import DIMENSIONS, Dimension
from budgets.grouping.members import Key

WITH = "with:"
CELL = "/"


@dataclass(frozen=True)
class Belonging:
    """The part of a group for one dimension: rows with exactly this key, or with any key that contains it."""

    dimension: Dimension
    key: Key
    among_others: bool

    def narrow(self, rows: Any, expression: Any) -> Any:
        """Returns the rows whose ``expression`` has this key."""
        name = f"belongs_by_{self.dimension.name}"
        if not self.among_others:
            return rows.alias(**{name: expression}).filter(**{name: self.key})
        marked = Concat(Value("+"), expression, Value("+"), output_field=CharField())
        return rows.alias(**{name: marked}).filter(**{f"{name}__contains": f"+{self.key}+"})


@dataclass(frozen=True)
class Beside:
    """The part of a group for one dimension that is left when some of its keys are taken away."""

    dimension: Dimension
    keys: tuple[Key, ...]

    def narrow(self, rows: Any, expression: Any) -> Any:
        """Returns the rows whose ``expression`` has none of these keys."""
        name = f"beside_by_{self.dimension.name}"
        return rows.alias(**{name: expression}).exclude(**{f"{name}__in": self.keys})


@dataclass(frozen=True)
class Group:
    """The rows that match every part: a row of totals, or a cell of a cross table."""

    parts: tuple[Belonging | Beside, ...]

    def of_allocations(self, allocations: Any, on: date | None = None) -> Any:
        """Returns the allocations that the group counts, on a day or today."""
        for part in self.parts:
            allocations = part.narrow(allocations, part.dimension.allocation_on(on))
        return allocations

    def of_projects(self, projects: Any) -> Any:
        """Returns the projects that would belong to the group if they had no allocations of their own."""
        for part in self.parts:
            projects = part.narrow(projects, part.dimension.project())
        return projects

    def in_words(self) -> str:
        """Returns the group for people: "Council of ministers: MR-JÄM + MR-NARKO · Year: 2004"."""
        return " · ".join(_in_words(part) for part in self.parts if isinstance(part, Belonging))


def beside(groups: Iterable[Group]) -> Group:
    """Returns what is left beside groups: the rows that none of them holds. Each of them names one value of one
    dimension (``is_plain``).
    """
    keys: dict[str, list[Key]] = {}
    for group in groups:
        (part,) = group.parts
        keys.setdefault(part.dimension.name, []).append(part.key)  # type: ignore[union-attr]
    return Group(tuple(Beside(DIMENSIONS[name], tuple(found)) for name, found in keys.items()))


def is_plain(groups: list[Group]) -> bool:
    """Whether this is one group that names one value of one dimension, so that it can be left out."""
    parts = [part for group in groups for part in group.parts]
    return len(parts) == 1 and isinstance(parts[0], Belonging) and not parts[0].among_others


def parse(text: str) -> Group:
    """Returns the group that the text names. Raises ValueError with a sentence for the reader if it names none."""
    return Group(tuple(_part(part.strip()) for part in text.split(CELL)))


def _part(text: str) -> Belonging:
    name, _colon, value = text.partition(":")
    dimension = DIMENSIONS.get(name)
    if dimension is None:
        words = {"name": name, "known": ", ".join(DIMENSIONS)}
        raise ValueError(_("There is no dimension “%(name)s”. The dimensions are: %(known)s.") % words)
    among_others = dimension.several and value.startswith(WITH)
    value = value.removeprefix(WITH) if among_others else value
    try:
        key = dimension.key_of(value)
    except LookupError:
        key = None
    if key is None or (among_others and "+" in key) or (among_others and not key):
        words = {"label": dimension.label, "value": value}
        raise ValueError(_("%(label)s: there is no “%(value)s”.") % words)
    return Belonging(dimension, key, among_others)


def _in_words(part: Belonging) -> str:
    member = part.dimension.members([part.key])[part.key].label
    if part.among_others:
        member = _("%(member)s, alone or with others") % {"member": member}
    return f"{part.dimension.label}: {member}"


def written(dimension: Dimension, value: str, *, among_others: bool = False) -> str:
    """Returns the text that stands for a member's group in an address."""
    return f"{dimension.name}:{WITH if among_others else ''}{value}"
