"""Files from the API: ``?format=`` and ``?dialect=`` of the views that can answer with a file."""

from typing import Any

from drf_spectacular.utils import OpenApiParameter
from rest_framework.exceptions import ValidationError
from rest_framework.renderers import BaseRenderer, JSONRenderer
from rest_framework.response import Response

from changes.api.rendering import FastJSONRenderer
from reports.annex.annex import Annex
from reports.files.downloads import download
from reports.formats import OF_A_TABLE, UnknownFormat, renderer_for
from reports.renderers.base import Renderer, TooManyRows
from reports.table import Table

DIALECT = "dialect"


def parameters_of(renderers: tuple[Renderer, ...]) -> list[OpenApiParameter]:
    """Returns the parameters of files for OpenAPI."""
    formats = dict.fromkeys(("json", *(renderer.format for renderer in renderers)))
    dialects = [renderer.dialect for renderer in renderers if renderer.dialect]
    described = [OpenApiParameter("format", enum=list(formats), default="json")]
    return [*described, OpenApiParameter(DIALECT, enum=dialects, description="Of CSV.")] if dialects else described


def media_types(renderers: tuple[Renderer, ...]) -> list[type[BaseRenderer]]:
    """Returns the formats for DRF's negotiation: JSON first, then each format of ``renderers`` once.

    These classes only name the format. A file is streamed without DRF's renderers, and an error is always JSON.
    """
    formats = {
        renderer.format: renderer.media_type.split(";")[0] for renderer in renderers if renderer.format != "json"
    }
    return [
        FastJSONRenderer,
        *(
            type(f"{name.title()}Format", (JSONRenderer,), {"format": name, "media_type": kind})
            for name, kind in formats.items()
        ),
    ]


class Files:
    """A view that answers with a file if the request asks for one. Comes before DRF's own classes."""

    files: tuple[Renderer, ...] = OF_A_TABLE

    def get_renderers(self) -> list[BaseRenderer]:
        # A single row of a list is not a table
        files = () if getattr(self, "detail", False) else self.files
        return [renderer() for renderer in media_types(files)]

    def requested_renderer(self, request: Any) -> Renderer | None:
        """Returns the renderer that the request asks for; None for the usual JSON. Raises ValidationError."""
        dialect = request.query_params.get(DIALECT, "")
        try:
            if request.accepted_renderer.format != "json":
                return renderer_for(request.accepted_renderer.format, dialect, self.files)
            if dialect:
                # The sentence about a dialect names the format that is asked for, or says that none is
                named = request.query_params.get("format", "")
                renderer_for(named, dialect, OF_A_TABLE if named else self.files)
        except UnknownFormat as error:
            raise ValidationError({error.parameter: [str(error)]}) from error
        return None

    def file(self, answer: Table | Annex, renderer: Renderer) -> Any:
        """Returns the response with the file. Raises ValidationError if the format cannot hold the answer."""
        try:
            return download(answer, renderer, self.request)  # type: ignore[attr-defined]
        except TooManyRows as error:
            raise ValidationError({"format": [str(error)]}) from error

    def finalize_response(self, request: Any, response: Any, *args: Any, **kwargs: Any) -> Any:
        if isinstance(response, Response):  # DRF's own answers: JSON, an error, the answer to OPTIONS
            request.accepted_renderer, request.accepted_media_type = FastJSONRenderer(), JSONRenderer.media_type
        return super().finalize_response(request, response, *args, **kwargs)  # type: ignore[misc]
