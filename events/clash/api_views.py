"""API views of the clash check and of the free dates."""

from typing import Any

from django.conf import settings
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from changes.api.conditional import Conditional
from events.choices import EventKind, EventStatus
from events.clash.clashes import MOST, Candidate, Findings, check, check_calendar
from events.clash.forms import SEVERITIES, ClashForm, FreeDatesForm, WindowForm
from events.clash.free_dates import free_dates
from events.clash.serializers import ClashesSerializer, FreeDatesSerializer, numbers_of
from projects.models.reference import may_see_contacts
from projects.strict import BadParameters

_LANGUAGE = OpenApiParameter("lang", enum=[code for code, _name in settings.LANGUAGES])
_CIRCUMSTANCES = [
    OpenApiParameter("place", description="Slug of a place; a city is shared, a country or region gives holidays."),
    OpenApiParameter("address", description="Street address: with a city, the venue."),
    OpenApiParameter("organiser", many=True, description="Slug of an organisation, or code of a council."),
    OpenApiParameter("participant", many=True, description="The same, of those who take part."),
    OpenApiParameter("audience", many=True, description="Groups for whom it is."),
    OpenApiParameter("country", many=True, description="Countries of the audience, ISO 3166 alpha-2."),
    OpenApiParameter("near", OpenApiTypes.INT, description="Days within which events are near: 0 to 31, usually 3."),
    _LANGUAGE,
]


class ClashesView(Conditional, APIView):
    """The clash check of a proposed event, before it is saved, or of the whole calendar.

    With `starts`: that date. With `event` alone: that event as it is saved; with both: the event, moved to that date.
    With `from` and `to` instead: every pair of events in these days, fifty a page. Clashes over key persons are counted
    and shown for staff only.
    """

    renderer_classes = (JSONRenderer,)

    @extend_schema(
        operation_id="events_clashes",
        parameters=[
            OpenApiParameter("starts", description="2008, 2008-04, 2008-04-10 or 2008-04-10T09:00 (with timezone)."),
            OpenApiParameter("ends", description="The same; left out, it ends in the period in which it starts."),
            OpenApiParameter("timezone", description="IANA name, of times."),
            OpenApiParameter("recurrence", description="A rule of RFC 5545."),
            OpenApiParameter("kind", enum=EventKind.values, default="conference"),
            OpenApiParameter("status", enum=EventStatus.values, default="confirmed"),
            OpenApiParameter("event", description="Slug: the event that is moved, or checked as it stands."),
            OpenApiParameter("severity", enum=list(SEVERITIES), description="From which severity on."),
            OpenApiParameter("from", description="First day of the check of the whole calendar; partial allowed."),
            OpenApiParameter("to", description="Its last day; thirty years later at most."),
            OpenApiParameter("page", OpenApiTypes.INT, description="Of the whole calendar: 50 pairs each."),
            *_CIRCUMSTANCES,
        ],
        responses=ClashesSerializer,
    )
    def get(self, request: Request) -> Response:
        if {"from", "to"} & {*request.query_params}:
            return self._whole(request)
        form = _valid(ClashForm(request.query_params))
        near, least = form.cleaned_data["near"], form.cleaned_data["severity"]
        found = check(form.proposal(), near=near, least=least, persons=may_see_contacts(request.user))
        return self._answer(request, found, near, None)

    def _whole(self, request: Request) -> Response:
        form = _valid(WindowForm(request.query_params))
        near, least, page = (form.cleaned_data[name] for name in ("near", "severity", "page"))
        found = check_calendar(
            form.cleaned_data["from"].first,
            form.cleaned_data["to"].last,
            near=near,
            least=least,
            offset=(page - 1) * MOST,
            persons=may_see_contacts(request.user),
        )
        rows = found.told_from(least)
        query = request.query_params.copy()
        query["page"] = str(page + 1)
        following = request.build_absolute_uri(f"?{query.urlencode()}") if rows > page * MOST else None
        return self._answer(request, found, near, following)

    def _answer(self, request: Request, found: Findings, near: int, following: str | None) -> Response:
        shape = ClashesSerializer(
            {
                "near_days": near,
                "numbers": numbers_of(found.numbers),
                "worst": found.worst,
                "clashes": found.clashes,
                "holidays": found.holidays,
                "holidays_found": found.holiday_number,
                "checked_until": found.checked_until,
                "complete": found.complete,
                "next": following,
            },
            context={"request": request},
        )
        return Response(shape.data)


class FreeDatesView(Conditional, APIView):
    """The best weeks for an event of `length` days between two days, at most ten, each with its clashes."""

    renderer_classes = (JSONRenderer,)

    @extend_schema(
        operation_id="events_free_dates",
        parameters=[
            OpenApiParameter("length", OpenApiTypes.INT, required=True, description="Days, 1 to 31."),
            OpenApiParameter("from", required=True, description="First day, partial allowed."),
            OpenApiParameter("to", required=True, description="Last day; 366 days at most."),
            *_CIRCUMSTANCES,
        ],
        responses=FreeDatesSerializer,
    )
    def get(self, request: Request) -> Response:
        form = _valid(FreeDatesForm(request.query_params))
        near, length = form.cleaned_data["near"], form.cleaned_data["length"]
        first, last = form.window()
        found = free_dates(
            Candidate([], **form.circumstances()),
            length=length,
            first=first,
            last=last,
            near=near,
            persons=may_see_contacts(request.user),
        )
        answer = {"length": length, "near_days": near, "weeks": found.weeks, "checked_until": found.checked_until}
        return Response(FreeDatesSerializer(answer, context={"request": request}).data)


def _valid(form: Any) -> Any:
    if not form.is_valid():
        raise BadParameters(form.error_lists())
    return form
