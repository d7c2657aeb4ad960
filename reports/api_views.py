"""The reports as data and as documents: the totals, and the annex."""

from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.renderers import BaseRenderer, JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from budgets.api_views import DESCRIBED, TotalsView
from budgets.links import links_to
from projects.filtersets import ProjectFilterSet
from projects.schema import filter_parameters
from reports.annex.annex import annex_filterset, annex_of
from reports.annex.files import FORMATS, file_name
from reports.files.downloads import OF_A_REPORT
from reports.files.negotiation import DIALECT, Files, parameters_of
from reports.kinds.totals import totals_table
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
        lists = reverse("projects"), reverse("allocations")
        links = links_to(answer, filterset.chosen(), lists[0], lists[1], request.build_absolute_uri)
        table = totals_table(answer, filterset, links, timezone.localdate(), people=renderer.people)
        return self.file(table, renderer)


class AnnexPdfRenderer(BaseRenderer):
    format = "pdf"
    media_type = FORMATS["pdf"].media_type
    charset = None

    def render(self, data: Any, *_args: Any, **_kwargs: Any) -> bytes:
        return FORMATS[self.format].make(data)


class AnnexWordRenderer(AnnexPdfRenderer):
    format = "docx"
    media_type = FORMATS["docx"].media_type


class AnnexView(APIView):
    """The annex "Oversigt over projektaktiviteter" of the selection: ongoing and closed projects in the document's
    order, each with its amount, the subtotals and the total, what they leave out and why, and the sources.

    Takes every filter of projects. `format` makes it data (`json`) or a document (`pdf`, `docx`); `lang` chooses
    the language.
    """

    renderer_classes = (JSONRenderer, AnnexPdfRenderer, AnnexWordRenderer)

    @extend_schema(
        parameters=[
            *filter_parameters(ProjectFilterSet),
            OpenApiParameter("format", enum=list(FORMATS), default="json"),
            OpenApiParameter("lang", enum=[code for code, _name in settings.LANGUAGES]),
        ],
        responses={
            (200, FORMATS["json"].media_type): AnnexSerializer,
            (200, FORMATS["pdf"].media_type): OpenApiTypes.BINARY,
            (200, FORMATS["docx"].media_type): OpenApiTypes.BINARY,
        },
    )
    def get(self, request: Request) -> Response:
        filterset = annex_filterset(request.query_params)
        if not filterset.is_valid():
            raise ValidationError(filterset.error_lists())
        annex = annex_of(filterset, timezone.localdate())
        name = request.accepted_renderer.format
        if name == JSONRenderer.format:
            return Response(AnnexSerializer(annex).data)
        return Response(annex, headers={"Content-Disposition": f'attachment; filename="{file_name(annex, name)}"'})

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        """An error is JSON, whatever format was asked for."""
        if getattr(response, "exception", False):
            request.accepted_renderer, request.accepted_media_type = JSONRenderer(), JSONRenderer.media_type
        return super().finalize_response(request, response, *args, **kwargs)
