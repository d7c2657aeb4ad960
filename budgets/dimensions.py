"""By what totals can be grouped. One dimension is one line of ``DIMENSIONS``.

A dimension says where a project and where an allocation belongs, as one key a row: of something that a
project can have several of, the key is the set of them (``"1+4"``), so that groups add up to the total.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.db.models import CharField, F, OuterRef, Value
from django.db.models.functions import Cast, Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from projects.choices import NOT_STATED, Kind, Status
from projects.models import Council, CouncilRole, Portfolio
from projects.querysets import Combination

Key = str
"""What the database groups by; the empty text is "not stated"."""


@dataclass(frozen=True)
class Member:
    """One value of a dimension: as the API and filters write it, and in the reader's words."""

    value: str
    label: str
    rank: tuple[Any, ...]
    """Where it stands among the others: "not stated" last."""


@dataclass(frozen=True)
class Dimension:
    name: str
    label: Any
    project: Callable[[], Any]
    """Where a project belongs: gives an expression on Project."""
    allocation: Callable[[], Any]
    """Where an allocation belongs: gives an expression on Allocation."""
    parameter: str
    """The filter of projects whose value picks those of a row."""
    members: Callable[[Iterable[Key]], dict[Key, Member]]
    """The members that these keys stand for, in one query at most."""
    several: bool = False
    """Whether a project can have several: only then the modes differ."""
    own_parameter: str = ""
    """The filter of allocations that picks those of a row, where a project's may lie in several rows."""

    def parts(self, key: Key) -> list[Key]:
        """The single values of which a key is made."""
        return key.split("+") if self.several and key else [key]


def not_stated() -> Member:
    """The row of what the source does not say: shown like any other, and last."""
    return Member(NOT_STATED, _("Not stated"), (1,))


def choice(name: str, label: Any, choices: type[models.TextChoices]) -> Dimension:
    """A closed list on the project."""
    ranks = {value: rank for rank, value in enumerate(choices.values)}

    def members(keys: Iterable[Key]) -> dict[Key, Member]:
        return {key: Member(key, str(choices(key).label), (0, ranks[key])) for key in keys}

    return Dimension(name, label, lambda: F(name), lambda: F(f"project__{name}"), name, members)


def related(name: str, label: Any, model: type[models.Model]) -> Dimension:
    """A row that each project has exactly one of, known by its slug."""

    def members(keys: Iterable[Key]) -> dict[Key, Member]:
        rows = model._default_manager.filter(slug__in=list(keys))
        return {row.slug: Member(row.slug, str(row), (0, rank)) for rank, row in enumerate(rows)}  # type: ignore[attr-defined]

    return Dimension(name, label, lambda: F(f"{name}__slug"), lambda: F(f"project__{name}__slug"), name, members)


def combination(
    name: str, label: Any, through: type[models.Model], key: str, own: str, model: type[models.Model], code: str
) -> Dimension:
    """A set that a project has through ``through``; an allocation's ``own`` value goes before it."""

    def set_of(project: str) -> Combination:
        return Combination(through._default_manager.filter(project=OuterRef(project)), key)

    def of_project() -> Coalesce:
        return Coalesce(set_of("pk"), Value(""))

    def of_allocation() -> Coalesce:
        return Coalesce(Cast(own, CharField()), set_of("project_id"), Value(""))

    def members(keys: Iterable[Key]) -> dict[Key, Member]:
        codes = {str(pk): text for pk, text in model._default_manager.values_list("pk", code)}
        return {key: _combined([codes[part] for part in key.split("+")]) if key else not_stated() for key in keys}

    return Dimension(
        name, label, of_project, of_allocation, f"allocation_{name}", members, several=True, own_parameter="belongs_to"
    )


def _combined(codes: list[str]) -> Member:
    codes = sorted(codes)
    return Member("+".join(codes), " + ".join(codes), (0, len(codes), codes))


DIMENSIONS: dict[str, Dimension] = {
    dimension.name: dimension
    for dimension in (
        choice("status", gettext_lazy("Status"), Status),
        choice("kind", gettext_lazy("Kind"), Kind),
        combination(
            "council", gettext_lazy("Council of ministers"), CouncilRole, "council_id", "council_id", Council, "code"
        ),
        related("portfolio", gettext_lazy("Portfolio"), Portfolio),
    )
}
