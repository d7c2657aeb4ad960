"""The API of rules and findings."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.views import APIView

from budgets.models import Rule
from budgets.rules.filtersets import FindingsFilterSet
from budgets.rules.serializers import FindingSerializer, RuleSerializer
from changes.api.conditional import Conditional
from projects.filtering.pagination import NumberedPages
from projects.models import Project
from projects.schema import filter_parameters
from projects.viewsets import RegisterViewSet


class RuleViewSet(RegisterViewSet):
    """The rules on grants, with their words in the reader's language."""

    queryset = Rule.objects.select_related("fund", "portfolio").order_by("code")
    serializer_class = RuleSerializer
    lookup_field = "code"


class FindingsView(Conditional, APIView):
    """Where grants and contracts break a rule on a day, the oldest first.

    The filters of projects choose projects; `rule` and `severity` choose rules; `on` is the day, today if left out.
    Findings about budget posts belong to no project and are always included.
    """

    @extend_schema(
        operation_id="findings_list",
        parameters=filter_parameters(FindingsFilterSet),
        responses=FindingSerializer(many=True),
    )
    def get(self, request: Request) -> Any:
        filterset = FindingsFilterSet(request.query_params, Project.objects.all(), searching=False)
        if not filterset.is_valid():
            raise ValidationError(filterset.error_lists())
        pages = NumberedPages()
        page = pages.paginate_queryset(filterset.found(), request)
        return pages.get_paginated_response(FindingSerializer(page, many=True).data)
