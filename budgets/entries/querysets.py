"""Named queries of entries."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import Exists, OuterRef, Q

from budgets.choices import EntryKind


class EntryQuerySet(models.QuerySet):
    def in_force(self, on: date | None = None) -> Self:
        """Returns the entries that count on a day, or that count today and later (None).

        An entry counts from its own day until the day before the day of the entry that corrects it. So a correction
        leaves the figures of all earlier days as they were, and its own period takes the difference.
        """
        corrections = self.model._base_manager.filter(corrects=OuterRef("pk")).order_by()
        entries = self.exclude(kind=EntryKind.WITHDRAWN)
        if on is None:
            return entries.filter(~Exists(corrections))
        return entries.filter(~Exists(corrections.filter(day__lte=on)), day__lte=on)

    def out_of_force(self) -> Self:
        """Returns the entries that do not count today: those that another one corrects, and those that withdraw one."""
        corrections = self.model._base_manager.filter(corrects=OuterRef("pk")).order_by()
        return self.filter(Q(kind=EntryKind.WITHDRAWN) | Exists(corrections))

    def for_list(self) -> Self:
        """Returns the entries with everything that a row of the list shows, in one query."""
        return self.select_related(
            "allocation__project", "contract", "post", "counterpart", "source__document", "corrects"
        ).order_by("day", "reference")
