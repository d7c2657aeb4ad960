"""What a following is about: its name, its page, its projects and its total, as the reader may see them now."""

from collections.abc import Collection, Set
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from accounts.models import SavedView
from accounts.pages import pages
from budgets.models import Allocation
from budgets.totals import figures_of, totals
from changes.models import RecordChange
from changes.rights import may
from changes.tables import kind_of, model_of
from letters.choices import Kind
from letters.querysets import MOST_KEYS
from projects.filtersets import ProjectFilterSet
from projects.language.texts import shown
from projects.models import Project


@dataclass(frozen=True)
class Subject:
    """The thing that a following is about."""

    kind: str
    title: str
    path: str
    """The path of its page; empty if it has none any more."""
    chosen: Any = None
    """The projects or the allocations that it chooses now, as a queryset; None if there is nothing to choose from."""
    note: str = ""
    """A sentence about the following itself."""

    def total(self) -> Decimal | None:
        """Returns the total in DKK; None: not stated."""
        if self.chosen is None:
            return None
        if self.chosen.model is Allocation:
            return figures_of(self.chosen).budget_dkk
        return totals(self.chosen).total.budget_dkk

    def projects(self) -> Set[int]:
        """Returns the keys of the projects that belong to it now."""
        if self.chosen is None:
            return set()
        name = "project" if self.chosen.model is Allocation else "pk"
        return set(self.chosen.order_by().values_list(name, flat=True))

    def among(self, keys: Collection[int]) -> Set[int]:
        """Returns those of the projects with these keys that belong to it now."""
        if self.chosen is None or len(keys) > MOST_KEYS:
            return self.projects() & set(keys)
        name = "project" if self.chosen.model is Allocation else "pk"
        rows = self.chosen.order_by().filter(**{f"{name}__in": keys})
        return set(rows.values_list(name, flat=True))

    def state(self) -> dict[str, Any]:
        """Returns what a following remembers of its last letter."""
        total = self.total()
        projects = sorted(self.projects()) if self.kind == Kind.VIEW else []
        return {"dkk": None if total is None else str(total), "projects": projects, "note": self.note}


def may_follow(user: Any) -> bool:
    """Returns whether the account gets letters: it may sign in, and reads more than the calendar."""
    return bool(user.is_authenticated and user.is_active and may(user, "read", "register"))


def subject_of(following: Any) -> Subject | None:
    """Returns the subject of a following; None if its reader may not see it any more."""
    if not may_follow(following.user):
        return None
    if following.kind == Kind.VIEW:
        return _of_view(following)
    row = model_of(following.kind).objects.filter(pk=following.row).first()
    # A merged organisation is followed as the one that is kept
    return _deleted(following) if row is None else subject_of_row(getattr(row, "stands_for", row))


def subject_of_row(row: Any) -> Subject:
    """Returns the subject of a project, an organisation or a fund."""
    kind = str(kind_of(type(row)))
    if kind == Kind.PROJECT:
        title = f"{row.reference} {shown(row, 'title')}"
        return Subject(kind, title, row.get_absolute_url(), Project.objects.filter(pk=row.pk))
    # The projects of the row's own page, so that the letter and the page show the same total
    parameter = {Kind.ORGANISATION: "partner", Kind.FUND: "fund"}[Kind(kind)]
    filterset = ProjectFilterSet(QueryDict(f"{parameter}={row.slug}"), Project.objects.all())
    chosen = filterset.qs if filterset.is_valid() else Project.objects.none()
    return Subject(kind, str(shown(row, "name")), row.get_absolute_url(), chosen)


def _of_view(following: Any) -> Subject | None:
    view = SavedView.objects.visible_to(following.user).filter(pk=following.view_id).first()
    if view is None:
        return None
    chosen = pages().chosen(view.page, view.report, view.query)
    note = _("The filters of this view are not valid any more.") if chosen is None else ""
    return Subject(Kind.VIEW, view.name, view.get_absolute_url(), chosen, note)


def _deleted(following: Any) -> Subject:
    records = RecordChange.objects.filter(kind=following.kind, row=following.row)
    last = records.order_by("-change_id").values_list("key", flat=True).first()
    return Subject(following.kind, last or "", "")
