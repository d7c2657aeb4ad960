"""Chooses deadlines by the filters of the calendar."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.http import QueryDict

from changes.approving.handing_in import organisation_of
from changes.rights import may
from events.choices import EventKind, EventStatus
from events.filtersets import HIDDEN, SHOWN
from projects.choices import NOT_STATED
from projects.deadlines import Deadline, deadlines_of, owed_by
from projects.filtersets import EVERY_PORTFOLIO, ProjectFilterSet
from projects.models import Partnership, Project

OF_EVENTS_ONLY = ("place", "country", "audience")
"""Filters on facts that a deadline does not have."""


def sees_deadlines(user: Any) -> bool:
    """Returns whether the reader may see deadlines: those who may see the money see all, and the account of an
    organisation sees the reports that it owes.
    """
    return whose_deadlines(user) is not None


def whose_deadlines(user: Any) -> int | None:
    """Returns whose deadlines the reader may see: 0 for all of them, the key of an organisation for the reports that it
    owes; None: no deadlines.
    """
    if may(user, "read", "register") and may(user, "read", "every portfolio"):
        return 0
    return organisation_of(user) if may(user, "read", "owed-reports") else None


def chosen_deadlines(
    filterset: Any, user: Any, today: date, first: date = date.min, last: date = date.max
) -> list[Deadline]:
    """Returns the deadlines between two days that a valid CalendarFilterSet chooses and the reader may see, by day."""
    values = filterset.form.cleaned_data
    whose = whose_deadlines(user)
    if whose is None or _left_out(values):
        return []
    projects = _projects(filterset)
    if whose:
        owed = owed_by(whose, today, first, last)
        among = set(projects.filter(pk__in={one.project.pk for one in owed}).order_by().values_list("pk", flat=True))
        found = [one for one in owed if one.project.pk in among]
    else:
        found = deadlines_of(projects, today, first, last)
    return [one for one in found if _in_time(one.day, values)]


def _left_out(values: Mapping[str, Any]) -> bool:
    """Whether the filters leave out every deadline."""
    hidden = values.get("deadlines") or [SHOWN]
    others = any(values.get(name) and NOT_STATED not in values[name] for name in OF_EVENTS_ONLY)
    kind = bool(values["kind"]) and EventKind.DEADLINE not in values["kind"]
    status = bool(values["status"]) and EventStatus.CONFIRMED not in values["status"]
    online = values["online"] == ["true"]
    return (HIDDEN in hidden and SHOWN not in hidden) or others or kind or status or online


def _projects(filterset: Any) -> Any:
    values = filterset.form.cleaned_data
    projects: Any = Project.objects.all()
    if councils := filterset.chosen().get("council"):
        asked = QueryDict(mutable=True)
        asked.setlist("council", councils)
        asked["portfolio"] = EVERY_PORTFOLIO
        projects = ProjectFilterSet(asked, projects).qs
    if references := values["project"]:
        projects = projects.filter(reference__in=references)
    if slugs := values["organisation"]:
        partners = Partnership.objects.filter(organisation__slug__in=slugs)
        projects = projects.filter(pk__in=partners.values("project"))
    return _matching(projects, values["search"] or ())


def _matching(projects: Any, texts: Iterable[str]) -> Any:
    found = [Project.objects.matching(text).order_by().values("pk") for text in texts]
    return projects.filter(pk__in=found[0].union(*found[1:])) if found else projects


def _in_time(day: date, values: Mapping[str, Any]) -> bool:
    """Whether the day is in the years and the periods of the filters. A deadline starts and ends on its day."""
    years = values["year"] or [day.year]
    after = all(
        any(day >= period.first for period in values[name]) for name in ("starts_after", "ends_after") if values[name]
    )
    before = all(
        any(day <= period.last for period in values[name]) for name in ("starts_before", "ends_before") if values[name]
    )
    return day.year in years and after and before
