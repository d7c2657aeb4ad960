"""The filters of the calendar. A page's filter form is the form of this filterset."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext_lazy

from events.choices import Audience, EventKind, EventStatus
from events.fields import holding
from projects.choices import NOT_STATED, PlaceKind
from projects.fields import PartialDateFormField
from projects.filtering.filters import ChoicesFilter, CodesFilter, EachFilter, OrderingFilter, RelatedFilter, year_field
from projects.filtersets import CouncilsFilter, kept_codes, names_of
from projects.models import Organisation, Place, Project
from projects.strict import StrictFilterSet

SHOWN, HIDDEN = "shown", "hidden"
"""Whether the calendar shows the deadlines of grants beside its events."""


class ProjectReferenceField(forms.CharField):
    """The reference of a project, or "not stated". There may be thousands, so no list of them is offered."""

    def clean(self, value: Any) -> Any:
        reference = super().clean(value)
        if reference != NOT_STATED and not Project.objects.filter(reference=reference).exists():
            raise ValidationError(
                gettext_lazy("There is no project “%(reference)s”."), "unknown", {"reference": reference}
            )
        return reference


def _of_project(events: Any, reference: str) -> Any:
    if reference == NOT_STATED:
        return events.filter(event_projects__isnull=True)
    return events.filter(pk__in=_rows(events).filter(projects__reference=reference).values("pk"))


def _rows(events: Any) -> Any:
    return events.model._default_manager.all()


class EventFilterSet(StrictFilterSet):
    """The filters of events, for the list, the pages, feeds and exports."""

    search = EachFilter(
        forms.CharField(max_length=200), lambda events, text: events.matching(text), label=gettext_lazy("Search")
    )
    kind = ChoicesFilter("kind", EventKind, label=gettext_lazy("Kind"))
    status = ChoicesFilter("status", EventStatus, label=gettext_lazy("Status"))
    organisation = RelatedFilter(
        ("parties__organisation__slug",),
        names_of(Organisation, merged_into=None),
        moved=kept_codes,
        label=gettext_lazy("Organisation"),
    )
    council = CouncilsFilter(label=gettext_lazy("Council of ministers"))
    place = RelatedFilter(("place__slug",), names_of(Place), label=gettext_lazy("Place"))
    country = RelatedFilter(
        ("place__code", "place__country__code", "place__spans__code"),
        names_of(Place, "code", kind=PlaceKind.COUNTRY),
        label=gettext_lazy("Country"),
    )
    audience = ChoicesFilter("audience", Audience, method="for_audience", label=gettext_lazy("Audience"))
    project = EachFilter(ProjectReferenceField(max_length=40), _of_project, label=gettext_lazy("Project"))
    year = EachFilter(
        year_field(),
        lambda events, year: events.between(date(year, 1, 1), date(year, 12, 31)),
        label=gettext_lazy("In the year"),
    )
    starts_after = EachFilter(
        PartialDateFormField(), lambda events, day: events.starting_after(day), label=gettext_lazy("Starts from")
    )
    starts_before = EachFilter(
        PartialDateFormField(), lambda events, day: events.starting_before(day), label=gettext_lazy("Starts until")
    )
    ends_after = EachFilter(
        PartialDateFormField(), lambda events, day: events.ending_after(day), label=gettext_lazy("Ends from")
    )
    ends_before = EachFilter(
        PartialDateFormField(), lambda events, day: events.ending_before(day), label=gettext_lazy("Ends until")
    )
    online = CodesFilter(
        choices=[("true", gettext_lazy("Online")), ("false", gettext_lazy("Not online"))],
        widget=forms.CheckboxSelectMultiple,
        method="held_online",
        label=gettext_lazy("Online"),
    )
    ordering = OrderingFilter(
        {
            "starts": ("first_day", gettext_lazy("Start")),
            "title": ("title_key", gettext_lazy("Title")),
            "slug": ("slug", gettext_lazy("Short name")),
        },
        label=gettext_lazy("Order"),
    )

    def for_audience(self, events: Any, _name: str, groups: list[str]) -> Any:
        """Returns events for any of the groups."""
        wanted = Q()
        for group in groups:
            wanted |= holding("audience", group)
        return events.filter(wanted)

    def held_online(self, events: Any, _name: str, answers: list[str]) -> Any:
        """Returns events that can be attended online, or that cannot; both values together do not filter."""
        return events.filter(online="true" in answers) if len(set(answers)) == 1 else events

    def filter_queryset(self, queryset: Any) -> Any:
        return super().filter_queryset(queryset.with_title())


class CalendarQuestion(EventFilterSet):
    """The filters of the calendar's pages and feeds: those of events, and whether deadlines of grants are shown."""

    deadlines = CodesFilter(
        choices=[(SHOWN, gettext_lazy("Shown")), (HIDDEN, gettext_lazy("Hidden"))],
        widget=forms.CheckboxSelectMultiple,
        method="of_events",
        label=gettext_lazy("Deadlines of grants"),
    )

    def of_events(self, events: Any, _name: str, _answers: list[str]) -> Any:
        """Returns the events as they are: deadlines are no events (``events/deadlines/chosen.py``)."""
        return events
