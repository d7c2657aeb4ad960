"""The API view of the totals of a selection."""

from typing import Any

from django.urls import reverse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from budgets.choices import Measure
from budgets.dimensions import DIMENSIONS
from budgets.filtersets import MeasuredForm
from budgets.grouping.answers import totals_of
from budgets.links import links_to
from budgets.serializers import TotalsSerializer, totals_payload
from budgets.totals import MODES, Totals
from changes.api.conditional import Conditional
from projects.filtersets import ProjectFilterSet
from projects.models import Project
from projects.schema import filter_parameters
from projects.strict import error_lists

DESCRIBED: dict[str, Any] = {
    "parameters": [
        *filter_parameters(ProjectFilterSet),
        OpenApiParameter("group_by", many=True, enum=list(DIMENSIONS)),
        OpenApiParameter("mode", enum=MODES, default=MODES[0]),
        OpenApiParameter("measure", enum=Measure.values, default=Measure.GRANTED.value),
        OpenApiParameter("on", OpenApiTypes.DATE, description="The figures of this day, by the entries' own days."),
    ],
    "responses": TotalsSerializer,
}
"""The OpenAPI description of the call."""


class TotalsView(Conditional, APIView):
    """The totals of a selection in groups: what was counted, what was not and why, and links to the lists behind.

    Takes every filter of projects. `mode=exclusive` groups by the combination of a project's values, so that the
    rows add up to the total; `mode=mentioned` gives each value the full amount.
    """

    other_parameters: tuple[str, ...] = MeasuredForm.parameters

    @extend_schema(**DESCRIBED)
    def get(self, request: Request) -> Any:
        filterset, answer = self.read_question(request)
        return self.answered(request, filterset, answer)

    def read_question(self, request: Request) -> tuple[ProjectFilterSet, Totals]:
        """Returns the filters of the request and the totals it asks for. Raises ValidationError with the names of
        the wrong parameters.
        """
        filterset = ProjectFilterSet(
            request.query_params, Project.objects.all(), other_parameters=self.other_parameters, searching=False
        )
        layout = MeasuredForm(request.query_params)
        if not (filterset.is_valid() and layout.is_valid()):
            raise ValidationError({**filterset.error_lists(), **error_lists(layout.errors)})
        return filterset, totals_of(filterset, **{name: layout.cleaned_data[name] for name in layout.parameters})

    def answered(self, request: Request, filterset: ProjectFilterSet, answer: Totals) -> Any:
        """Returns the totals as data. Every row has the addresses of the lists behind it."""
        links = links_to(
            answer,
            filterset.chosen(),
            reverse("api:project-list"),
            reverse("api:allocation-list"),
            request.build_absolute_uri,
            why=reverse("api:why"),
        )
        return Response(totals_payload(answer, filterset, links))
