"""The API view of the difference between two states, as data and as files."""

from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from budgets.api_views import DESCRIBED
from changes.api.conditional import Conditional
from changes.rights import SEE, may
from changes.rights.limits import narrowed_to
from projects.models import Project
from projects.strict import error_lists
from reports.difference.asked import FROM, TO, DifferenceOfApiForm
from reports.difference.difference import remembered_difference
from reports.difference.serializers import DifferenceSerializer, difference_payload
from reports.files.negotiation import DIALECT, Files, parameters_of
from reports.formats import OF_A_REPORT
from reports.kinds.difference import difference_table


class DifferencesView(Files, Conditional, APIView):
    """The difference between the totals of two states of the register: which grants or entries made it, by cause.

    Takes every parameter of the totals. In every row and in total the causes add up to the difference. Only staff see
    who made a change and why.
    """

    files = OF_A_REPORT
    other_parameters = (*DifferenceOfApiForm.parameters, DIALECT)

    @extend_schema(
        parameters=[
            OpenApiParameter(FROM, OpenApiTypes.STR, description="A day, a moment or a number of a change."),
            OpenApiParameter(TO, OpenApiTypes.STR, description="The same; left out: the last change."),
            *DESCRIBED["parameters"],
            *parameters_of(OF_A_REPORT),
        ],
        responses=DifferenceSerializer,
    )
    def get(self, request: Request) -> Any:
        renderer = self.requested_renderer(request)
        parameters = request.query_params
        form = DifferenceOfApiForm(parameters)
        others = self.other_parameters
        filterset = form.filterset(parameters, Project.objects.all(), other_parameters=others, searching=False)
        if not (filterset.is_valid() and form.is_valid()):
            raise ValidationError({**filterset.error_lists(), **error_lists(form.errors)})
        answer = remembered_difference(*form.asked(filterset.chosen()), filterset)
        # A reason may speak of projects that a key of some portfolios may not read
        staff = may(request.user, SEE, "author") and narrowed_to(request.user) is None
        absolute = request.build_absolute_uri
        if renderer is None:
            return Response(difference_payload(answer, filterset, staff=staff, absolute=absolute))
        table = difference_table(answer, filterset, people=renderer.people, staff=staff, absolute=absolute)
        return self.file(table, renderer)
