"""API views of the totals and the annex, as data and as files."""

from typing import Any

from django.conf import settings
from django.http import StreamingHttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from budgets.api_views import DESCRIBED, TotalsView
from changes.api.conditional import Conditional
from changes.as_of.point import todays_date
from projects.filtersets import ProjectFilterSet
from projects.schema import filter_parameters
from reports.annex.annex import annex_filterset, annex_of
from reports.annex.streaming import FEW, streamed_annex
from reports.files.negotiation import DIALECT, Files, parameters_of
from reports.formats import OF_A_REPORT, OF_THE_ANNEX
from reports.kinds.totals import totals_table
from reports.questions import links_between_pages
from reports.renderers.base import TooManyRows
from reports.serializers import AnnexSerializer


class TotalsFiles(Files, TotalsView):
    __doc__ = TotalsView.__doc__

    files = OF_A_REPORT
    other_parameters = (*TotalsView.other_parameters, DIALECT)

    @extend_schema(**{**DESCRIBED, "parameters": [*DESCRIBED["parameters"], *parameters_of(OF_A_REPORT)]})
    def get(self, request: Request) -> Any:
        renderer = self.requested_renderer(request)
        filterset, answer = self.read_question(request)
        if renderer is None:
            return self.answered(request, filterset, answer)
        links = links_between_pages(answer, filterset.chosen(), request.build_absolute_uri)
        table = totals_table(answer, filterset, links, todays_date(), people=renderer.people, whole=True)
        return self.file(table, renderer)


class AnnexView(Files, Conditional, APIView):
    """The annex "Oversigt over projektaktiviteter" of the selection.

    It lists ongoing and closed projects in the order of the document, each with its amount; the subtotals and the
    total; what they leave out and why; and the sources. Takes every filter of projects. `format` chooses data
    (`json`) or a document (`pdf`, `docx`); `lang` chooses the language. A document holds at most 1,000 projects.
    """

    files = OF_THE_ANNEX

    @extend_schema(
        parameters=[
            *filter_parameters(ProjectFilterSet),
            *parameters_of(OF_THE_ANNEX),
            OpenApiParameter("lang", enum=[code for code, _name in settings.LANGUAGES]),
        ],
        responses={
            (200, renderer.media_type): AnnexSerializer if renderer.format == "json" else OpenApiTypes.BINARY
            for renderer in OF_THE_ANNEX
        },
    )
    def get(self, request: Request) -> Any:
        filterset = annex_filterset(request.query_params)
        if not filterset.is_valid():
            raise ValidationError(filterset.error_lists())
        renderer: Any = self.requested_renderer(request)
        if renderer is None:
            return self._as_data(filterset)
        try:
            annex = annex_of(filterset, todays_date(), most=renderer.most)
        except TooManyRows as error:
            raise ValidationError({"format": [str(error)]}) from error
        return self.file(annex, renderer)

    def _as_data(self, filterset: Any) -> Any:
        today = todays_date()
        if filterset.qs.order_by()[: FEW + 1].count() > FEW:
            return StreamingHttpResponse(streamed_annex(filterset, today), content_type=JSONRenderer.media_type)
        return Response(AnnexSerializer(annex_of(filterset, today)).data)
