"""The projects that a proposal is about, each with its money as it is today."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from budgets.entries.measures import Money, money_of_projects
from budgets.models import Allocation
from changes.approving.keeping import Operation, operations_of
from changes.models import WaitingProposal
from projects.models import Project

MOST = 20
"""Projects that the page shows. A change of several projects at once may have thousands."""


@dataclass(frozen=True)
class OneProject:
    """A project that a proposal is about. ``money`` is what its grants add up to today, in DKK."""

    project: Any
    money: Money


@dataclass(frozen=True)
class About:
    """The first projects that a proposal is about, by their references."""

    projects: list[OneProject]
    left: int
    """How many others there are."""


def about(proposal: WaitingProposal) -> About:
    """Returns the projects that a proposal is about and that exist: at most 20 of them. Runs four queries."""
    references: set[str] = set()
    grants: set[str] = set()
    for one in operations_of(proposal):
        for state in _states(one):
            references.update(_named(state, "project"))
            grants.update(_named(state, "allocation"))
            if one.kind == "project":
                references.update(_named(state, "reference"))
    chosen = Q(reference__in=references) | Q(allocations__reference__in=grants)
    found = Project.objects.filter(chosen).select_related("portfolio").distinct().order_by("reference")
    projects = list(found[:MOST])
    money = money_of_projects(Allocation.objects.filter(project__in=[one.pk for one in projects]))
    shown = [OneProject(one, money.get(one.pk, Money())) for one in projects]
    return About(shown, found.count() - len(shown))


def _states(operation: Operation) -> Iterator[Mapping[str, Any]]:
    """Yields what the record says, and what the proposal wants it to say."""
    yield operation.base or {}
    yield {**(operation.base or {}), **(operation.data or {})}


def _named(state: Mapping[str, Any], field: str) -> list[str]:
    value = state.get(field)
    return [value] if isinstance(value, str) else []
