"""A group of the totals as an address writes it, so that a link leads from any figure to what it is made of.

``council:MR-JÄM+MR-NARKO`` is the group of that combination, ``year:2004/fund:not-stated`` the cell of a
cross table, and ``partner:with:nbpn`` everything that the partner is part of (mode ``mentioned``).
"""

from dataclasses import dataclass
from typing import Any

from django.db.models import Value
from django.db.models.functions import Concat
from django.utils.translation import gettext as _

from budgets.dimensions import DIMENSIONS, Dimension
from budgets.grouping.members import Key

WITH = "with:"
CELL = "/"


@dataclass(frozen=True)
class Belonging:
    """One dimension's part of a group: belongs to this key exactly, or to any that the key is part of."""

    dimension: Dimension
    key: Key
    among_others: bool

    def narrow(self, rows: Any, expression: Any) -> Any:
        """The rows whose ``expression`` says that they belong here."""
        name = f"belongs_by_{self.dimension.name}"
        if not self.among_others:
            return rows.alias(**{name: expression}).filter(**{name: self.key})
        marked = Concat(Value("+"), expression, Value("+"))
        return rows.alias(**{name: marked}).filter(**{f"{name}__contains": f"+{self.key}+"})


@dataclass(frozen=True)
class Group:
    """What belongs to every one of its parts at once: a row of totals, or a cell of a cross table."""

    parts: tuple[Belonging, ...]

    def of_allocations(self, allocations: Any) -> Any:
        """The allocations that the group counts."""
        for part in self.parts:
            allocations = part.narrow(allocations, part.dimension.allocation())
        return allocations

    def of_projects(self, projects: Any) -> Any:
        """The projects that would stand in the group if they had no allocation to speak for them."""
        for part in self.parts:
            projects = part.narrow(projects, part.dimension.project())
        return projects

    def in_words(self) -> str:
        """For people: "Council of ministers: MR-JÄM + MR-NARKO · Year: 2004"."""
        return " · ".join(_in_words(part) for part in self.parts)


def parse(text: str) -> Group:
    """The group that a text names. Raises ValueError, with a sentence for the reader, where it names none."""
    return Group(tuple(_part(one.strip()) for one in text.split(CELL)))


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
    """How an address writes the group of a member's value."""
    return f"{dimension.name}:{WITH if among_others else ''}{value}"
