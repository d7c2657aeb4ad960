"""The pages of the calendar to read. A view filters, calls and renders."""

from datetime import date, timedelta
from typing import Any

from django.db.models import F, Prefetch
from django.forms.utils import ErrorDict
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from changes.as_of.point import current_point, todays_date
from events import calendar_pages
from events.clash.clashes import MOST, Candidate, check, check_calendar
from events.clash.forms import WindowForm
from events.deadlines.chosen import chosen_deadlines, sees_deadlines, whose_deadlines
from events.facets import facets_of
from events.filtersets import CalendarQuestion, EventFilterSet
from events.models import Event, EventContact
from events.when.occurrences import spans_of
from projects.choices import DocumentKind
from projects.deadlines import Deadline
from projects.filtering.pagination import page_of
from projects.memory import question_of, remembered
from projects.models import Document
from projects.models.reference import may_see_contacts
from projects.partial_date import PartialDate
from projects.strict import refuse_unknown_parameters

PAGE_SIZE = 50
VIEWS = ("month", "year", "list")
BASIC = (DocumentKind.AGREEMENT, DocumentKind.ACTION_PLAN, DocumentKind.GUIDELINE, DocumentKind.DECLARATION)
"""The kinds of document on which the co-operation rests."""

TIMED = {"year", "starts_after", "starts_before", "ends_after", "ends_before", "ordering"}
"""Filters that choose the days of a list or its order."""

MOST_DEADLINES = 50
"""Most deadlines that the list names under its events."""

OCCURRENCES = 10
"""Most coming occurrences of a series that the page lists."""


class CalendarFilterSet(CalendarQuestion):
    """The filters of the calendar, and two parameters of the page: ``view``, and ``at``, the month or year."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"other_parameters": ("view", "at"), **kwargs})

    @property
    def errors(self) -> ErrorDict:
        errors = super().errors
        for name, wrong in (("view", self._wrong_view()), ("at", self._wrong_time())):
            if wrong:
                errors[name] = self.form.error_class([wrong])
        return errors

    @property
    def view(self) -> str:
        """Returns month, year or list."""
        return self.data.get("view") or VIEWS[0]

    def at(self, today: date) -> PartialDate:
        """Returns the month or the year to show: the one in the address, else today's."""
        text = self.data.get("at")
        period = PartialDate.parse(text) if text else PartialDate(today.year, today.month)
        return PartialDate(period.year) if self.view == "year" else PartialDate(period.year, period.month or 1)

    def _wrong_view(self) -> str:
        words = {"value": self.view, "known": ", ".join(VIEWS)}
        return "" if self.view in VIEWS else _("There is no view “%(value)s”. Known are: %(known)s.") % words

    def _wrong_time(self) -> str:
        try:
            PartialDate.parse(self.data.get("at") or "2009")
        except ValueError as error:
            return str(error)
        return ""


@require_safe
def calendar(request: HttpRequest) -> HttpResponse:
    """Shows the chosen events by month, by year or as a list."""
    filterset = CalendarFilterSet(request.GET, Event.objects.all())
    context: dict[str, Any] = {"filterset": filterset, "errors": filterset.errors}
    if filterset.errors:
        return render(request, "calendar/calendar.html", {**context, "view": VIEWS[0]}, status=400)
    context["facets"] = remembered(("calendar", question_of(filterset)), lambda: facets_of(filterset))
    today = todays_date()
    context |= {"view": filterset.view, "today": today, "at": filterset.at(today)}
    context["sees_deadlines"] = sees_deadlines(request.user)
    context |= LAID_OUT[filterset.view](request, filterset, today)
    return render(request, "calendar/calendar.html", context)


@require_safe
def calendar_documents(request: HttpRequest) -> HttpResponse:
    """Shows the documents on which the co-operation rests, without any money: contributors see this page too."""
    if set(request.GET) - {"page"}:
        refuse_unknown_parameters(request)
    rows = Document.objects.filter(kind__in=BASIC).order_by(F("adopted").desc(nulls_last=True), "slug")
    parties = rows.prefetch_related("parties__council", "parties__organisation", "parties__country")
    return render(request, "calendar/documents.html", {"page": page_of(parties, request, PAGE_SIZE)})


@require_safe
def event_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """Shows an event with its clashes."""
    refuse_unknown_parameters(request)
    contacts = Prefetch("event_contacts", EventContact.objects.select_related("contact__organisation"))
    event = get_object_or_404(Event.objects.for_list().prefetch_related(contacts, "place__spans"), slug=slug)
    today = todays_date().toordinal()
    ahead = [span for span in spans_of(event) if event.recurrence and span.ends_last >= today][:OCCURRENCES]
    persons = may_see_contacts(request.user)
    context = {
        "event": event,
        "ahead": ahead,
        # The index of the clash check is of now
        "findings": None if current_point() else check(Candidate.of_event(event), persons=persons),
        "contacts": [post.contact for post in event.event_contacts.all()] if persons else [],
    }
    return render(request, "calendar/event.html", context)


@require_safe
def calendar_clashes(request: HttpRequest) -> HttpResponse:
    """Shows the clashes between events, the worst first; with filters, those in which at least one event is chosen."""
    window = WindowForm(request.GET, required=False)
    filterset = EventFilterSet(request.GET, Event.objects.all(), other_parameters=tuple(window.fields))
    window.other_parameters, window.read_elsewhere = tuple(filterset.allowed), frozenset(filterset.allowed)
    context: dict[str, Any] = {"filterset": filterset, "window": window, "errors": filterset.errors or window.errors}
    if context["errors"]:
        return render(request, "calendar/clashes.html", context, status=400)
    context["facets"] = remembered(("calendar", question_of(filterset)), lambda: facets_of(filterset))
    chosen = window.cleaned_data
    first, last = window.days(todays_date())
    findings = check_calendar(
        first,
        last,
        near=chosen["near"],
        least=chosen["severity"],
        chosen=filterset.qs if filterset.chosen() else None,
        offset=(chosen["page"] - 1) * MOST,
        persons=may_see_contacts(request.user),
    )
    rows = findings.told_from(chosen["severity"])
    page = page_of(range(rows), request, MOST, fixed=True)
    context["after"] = findings.checked_until and findings.checked_until + timedelta(days=1)
    context |= {"findings": findings, "first": first, "last": last, "page": page, "told": rows}
    return render(request, "calendar/clashes.html", context)


def _deadlines(
    request: HttpRequest, filterset: Any, today: date, first: date, last: date, most: int | None = None
) -> tuple[list[Deadline], int]:
    """Returns the deadlines between two days that the reader may see, at most ``most``, and how many there are. They
    are remembered until a record changes.
    """

    def work_out() -> tuple[list[Deadline], int]:
        found = chosen_deadlines(filterset, request.user, today, first, last)
        return found[:most], len(found)

    key = ("deadlines", whose_deadlines(request.user), question_of(filterset), today, first, last, most)
    return remembered(key, work_out)


def _month(request: HttpRequest, filterset: CalendarFilterSet, today: date) -> dict[str, Any]:
    at = filterset.at(today)
    first, last = calendar_pages.days_of_weeks(at)
    deadlines, _number = _deadlines(request, filterset, today, first, last)
    month = calendar_pages.month_of(filterset.qs, at, today, deadlines)
    around = calendar_pages.neighbours(filterset.qs, at) if not month.number else (None, None)
    steps = _step(at, -1), _step(at, 1)
    return {"month": month, "before": steps[0], "after": steps[1], "nearest": [found for found in around if found]}


def _year(request: HttpRequest, filterset: CalendarFilterSet, today: date) -> dict[str, Any]:
    at = filterset.at(today)
    deadlines, _number = _deadlines(request, filterset, today, at.first, at.last)
    return {
        "year": calendar_pages.year_of(filterset.qs, at, today, deadlines),
        "before": _year_at(at.year - 1),
        "after": _year_at(at.year + 1),
    }


def _list(request: HttpRequest, filterset: CalendarFilterSet, today: date) -> dict[str, Any]:
    """Starts the list today, unless the address chooses days or an order."""
    from_today = not TIMED & {*filterset.chosen()}
    if from_today:
        events = filterset.qs.coming(today).with_belongings()
    elif filterset.data.get("ordering"):
        events = filterset.qs.with_belongings()
    else:
        events = filterset.qs.for_list()
    first = today if from_today else date.min
    deadlines, number = _deadlines(request, filterset, today, first, date.max, MOST_DEADLINES)
    return {
        "page": page_of(events, request, PAGE_SIZE),
        "deadlines": deadlines,
        "number_of_deadlines": number,
        "from_today": from_today,
        "yesterday": today - timedelta(days=1),
    }


LAID_OUT = {"month": _month, "year": _year, "list": _list}
"""View → function that returns the context of its template."""


def _step(at: PartialDate, months: int) -> PartialDate | None:
    number = at.year * 12 + (at.month or 1) - 1 + months
    year = _year_at(number // 12)
    return PartialDate(year.year, number % 12 + 1) if year else None


def _year_at(year: int) -> PartialDate | None:
    try:
        return PartialDate(year)
    except ValueError:
        return None
