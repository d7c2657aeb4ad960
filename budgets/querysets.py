"""Named queries of allocations."""

from datetime import date
from typing import Any, Self

from django.db import models
from django.db.models import Q

from budgets.choices import Scope
from budgets.grouping.groups import Group, parse
from projects.kept.columns import OTHER, OWN
from projects.searching.newest import newest


class AllocationQuerySet(models.QuerySet):
    def per_project(self, total: Any) -> Self:
        """Returns one value per project, for a correlated subquery: a sum or count of its allocations."""
        return self.order_by().values("project").annotate(total=total).values("total")

    def decided_by(self, on: date) -> Self:
        """Returns the allocations that are decided on a day. A partial date counts from the first day that it can
        mean, and an allocation without a date always.
        """
        return self.filter(
            Q(granted__on_or_before=on)
            | Q(granted__isnull=True, year__lte=on.year)
            | Q(granted__isnull=True, year__isnull=True)
        )

    def shares(self) -> Self:
        """Returns the allocations that are the Council's share of a co-financed project."""
        return self.filter(scope=Scope.SHARE)

    def for_list(self) -> Self:
        """Returns the allocations with everything that a row of the list shows, in one query: in the order of their
        projects, and then by reference."""
        rows = self.select_related("project__portfolio", "council", "fund", "post", "source__document")
        return rows.order_by("project__document_order", "reference")

    def of_own_projects(self) -> Self:
        """Returns the allocations of the Council's own projects."""
        # Not by a list of projects: the index of their order gives the first page at once
        return self.filter(project__document_order__lt=OTHER)

    def of_all_projects(self) -> Self:
        """Returns all allocations, read in the order of their projects."""
        # Every project has an order. The condition lets SQLite begin with its index
        return self.filter(project__document_order__gte=OWN)

    def matching(self, text: str) -> Self:
        """Returns the allocations whose reference contains every word of the text. Their purposes are not searched,
        because they are described with their projects."""
        words = text.split()
        return self.filter(*(models.Q(reference__icontains=word) for word in words)) if words else self.none()

    def newest_matching(self, text: str, most: int, *columns: str) -> list[Any]:
        """Returns the ids of the newest matching allocations, ``most`` of them at most. With ``columns``: tuples of the
        id and these columns."""
        return newest(self.matching(text), most, *columns)

    @staticmethod
    def group_named(text: str) -> Group:
        """Returns the group of totals that the text names. Raises ValueError with a sentence if it names none."""
        return parse(text)

    def of_group(self, group: Group, on: date | None = None) -> Self:
        """Returns the allocations that the group counts, on a day or today."""
        narrowed: Self = group.of_allocations(self, on)
        return narrowed
