"""Reads of allocations that are worth a name."""

from collections.abc import Iterable
from typing import Self

from django.db import models
from django.db.models import Q

from budgets.dimensions import DIMENSIONS
from budgets.totals import BUDGET
from projects.querysets import combination_key


class AllocationQuerySet(models.QuerySet):
    def budget_per_project(self) -> Self:
        """One value a project: what its allocations come to in DKK, for a correlated subquery."""
        return self.order_by().values("project").annotate(budget=BUDGET).values("budget")

    def for_list(self) -> Self:
        """With everything that a row shows, in one query."""
        return self.select_related("project__portfolio", "council", "fund", "source__document").order_by(
            "-project__portfolio__own", "project__portfolio__slug", "-project__status", "reference"
        )

    def belonging_to(self, councils: Iterable[int]) -> Self:
        """Those of exactly these councils (ids): paid by the one, or named together for the project.

        No council: those that no council pays for and whose project names none.
        """
        group = DIMENSIONS["council"].allocation()
        return self.alias(council_group=group).filter(council_group=combination_key(councils))

    def of_council_group(self, councils: frozenset[int], exactly: bool) -> Self:
        """Those of exactly this group of councils (ids), or those that touch its only one."""
        if exactly:
            return self.belonging_to(councils)
        (council,) = councils
        return self.touching(council)

    def touching(self, council: int) -> Self:
        """Those that this council (id) pays, and those without a payer whose project names it."""
        return self.filter(Q(council=council) | Q(council=None, project__in=_projects_naming(self, council)))


def _projects_naming(allocations: models.QuerySet, council: int) -> models.QuerySet:
    projects = allocations.model._meta.get_field("project").related_model.objects
    return projects.filter(councils=council).values("pk")
