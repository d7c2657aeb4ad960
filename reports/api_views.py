"""The totals as files: the same table as on the page."""

from typing import Any

from django.urls import reverse
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request

from budgets.links import links_to
from budgets.views import TotalsView
from reports.api import DIALECT, Files
from reports.renderers import RENDERERS
from reports.totals import totals_table


class TotalsFiles(Files, TotalsView):
    __doc__ = TotalsView.__doc__

    files = tuple(one for one in RENDERERS if one.format != "json")
    other_parameters = (*TotalsView.other_parameters, DIALECT)

    @extend_schema(parameters=[OpenApiParameter(DIALECT, enum=["excel"], description="Of CSV.")])
    def get(self, request: Request) -> Any:
        """The totals; with `format=csv|xlsx|ndjson|pdf` the same table as a file."""
        renderer = self.asked_file(request)
        filterset, answer = self.asked(request)
        if renderer is None:
            return self.answered(request, filterset, answer)
        lists = reverse("projects"), reverse("allocations")
        links = links_to(answer, filterset.chosen(), lists[0], lists[1], request.build_absolute_uri)
        table = totals_table(answer, filterset, links, timezone.localdate(), people=renderer.people)
        return self.file(table, renderer)
