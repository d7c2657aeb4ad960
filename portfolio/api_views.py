"""What the API needs beside its lists: an entrance, sign-in for programs, and a page to read it."""

from typing import Any

from django.urls import reverse
from django.views.generic import TemplateView
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.utils import extend_schema
from rest_framework.authtoken.views import ObtainAuthToken
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.throttling import ScopedRateThrottle
from rest_framework.views import APIView

from portfolio.api_docs import operations, shapes
from projects.filtersets import refuse_unknown

ENTRANCES = (
    *("projects", "allocations", "councils", "organisations", "places", "core-areas", "funds"),
    *("portfolios", "documents", "sources", "events"),
)


class Root(APIView):
    """The addresses of the lists, the totals and the description."""

    @extend_schema(responses={200: {"type": "object", "additionalProperties": {"type": "string", "format": "uri"}}})
    def get(self, request: Request) -> Response:
        refuse_unknown(request.query_params)
        root = request.build_absolute_uri(reverse("api:root"))
        return Response({name: f"{root}{name}/" for name in (*ENTRANCES, "totals", "annex", "schema", "docs")})


class SignIn(ObtainAuthToken):
    """Takes `username` and `password`; gives the `token` that programs send as `Authorization: Token …`."""

    authentication_classes: Any = ()
    permission_classes: Any = (AllowAny,)
    throttle_classes = (ScopedRateThrottle,)
    throttle_scope = "sign-in"


class ApiDocs(TemplateView):
    """The API's description as a page: the same facts as the schema, readable without JavaScript."""

    template_name = "api_docs.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        schema = SchemaGenerator().get_schema(request=None, public=True)
        return {**super().get_context_data(**kwargs), "operations": operations(schema), "shapes": shapes(schema)}
