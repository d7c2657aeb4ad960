"""Events that wait for staff to confirm them, with the changes since staff last confirmed them."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from changes.as_of.point import todays_date
from changes.rights import check_may
from events.choices import EventStatus
from events.models import Event
from projects.filtering.pagination import page_of
from projects.history.differences import FieldDifference, changes_between
from projects.strict import refuse_unknown_parameters

PAGE_SIZE = 20


@dataclass(frozen=True)
class Waiting:
    """A waiting event, and its differences from the last state that staff confirmed."""

    event: Event
    confirmed_before: bool
    changes: list[FieldDifference]


@require_safe
def waiting_events(request: HttpRequest) -> HttpResponse:
    """Lists the waiting events for people who may confirm them."""
    check_may(request.user, "confirm", "event")
    if set(request.GET) - {"page"}:
        refuse_unknown_parameters(request)
    page = page_of(waiting_on(todays_date()).for_list(), request, PAGE_SIZE)
    return render(request, "calendar/waiting.html", {"page": page, "rows": [since_confirmed(event) for event in page]})


def waiting_on(today: date) -> Any:
    """Returns the events that wait for staff: tentative, not over, and organised by an organisation with an account."""
    return Event.objects.coming(today).of_contributors().filter(status=EventStatus.TENTATIVE)


def since_confirmed(event: Event) -> Waiting:
    """Returns the event with its differences from its last confirmed state: three queries."""
    records = event.history.order_by("-history_id")  # type: ignore[attr-defined]
    confirmed, latest = records.filter(status=EventStatus.CONFIRMED).first(), records.first()
    return Waiting(event, confirmed is not None, changes_between(confirmed, latest) if confirmed else [])
