"""The API's list of deadlines."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.views import APIView

from changes.api.conditional import Conditional
from changes.as_of.point import todays_date
from events.deadlines.chosen import chosen_deadlines
from events.filtersets import EventFilterSet
from events.models import Event
from projects.deadlines import DeadlineKind
from projects.filtering.pagination import NumberedPages
from projects.schema import filter_parameters


class DeadlineSerializer(serializers.Serializer):
    """A deadline. It is worked out, so it has no address of its own: ``url`` is the page of its project."""

    key = serializers.CharField(help_text="Names the deadline. It stays the same when the day moves.")
    kind = serializers.ChoiceField(choices=DeadlineKind.choices)
    name = serializers.CharField(help_text="What is due, in the language of the answer.")
    day = serializers.DateField()
    contract = serializers.CharField(source="about")
    project = serializers.CharField(source="project.reference")
    done = serializers.BooleanField(help_text="Whether it came, or was paid.")
    late = serializers.SerializerMethodField(help_text="Whether the day has passed and nothing came.")
    url = serializers.SerializerMethodField()

    def get_late(self, deadline: Any) -> bool:
        return bool(deadline.is_late(self.context["today"]))

    def get_url(self, deadline: Any) -> str:
        return str(self.context["request"].build_absolute_uri(deadline.path))


class DeadlinesView(Conditional, APIView):
    """What contracts ask for by a day: instalments, reports, annual reports, and the ends of contracts, by day.

    The filters are those of events. Deadlines are worked out and never stored, so they cannot be written.
    """

    @extend_schema(
        operation_id="deadlines_list",
        parameters=filter_parameters(EventFilterSet),
        responses=DeadlineSerializer(many=True),
    )
    def get(self, request: Request) -> Any:
        filterset = EventFilterSet(request.query_params, Event.objects.none(), searching=False)
        if not filterset.is_valid():
            raise ValidationError(filterset.error_lists())
        today = todays_date()
        found = chosen_deadlines(filterset, request.user, today)
        pages = NumberedPages()
        page = pages.paginate_queryset(found, request)
        context = {"request": request, "today": today}
        return pages.get_paginated_response(DeadlineSerializer(page, many=True, context=context).data)
