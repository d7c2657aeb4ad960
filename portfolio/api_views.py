"""The API's views besides its lists: the entry page, sign-in for programs, and a page that describes the API."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import TemplateView
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.utils import extend_schema
from drf_spectacular.views import SpectacularAPIView
from rest_framework import serializers
from rest_framework.authtoken.serializers import AuthTokenSerializer
from rest_framework.exceptions import PermissionDenied
from rest_framework.parsers import FormParser, MultiPartParser
from rest_framework.permissions import AllowAny
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.keys import make_key
from accounts.signing_in.required import has_second_factor, lacks_second_factor
from accounts.throttling import count_try, give_back
from changes.api.body import StrictJSON
from changes.api.conditional import Conditional
from changes.api.views import ChangesView, FeedForm
from portfolio.api_docs import by_resource, lists_of_files, operations, shapes
from portfolio.middleware import has_key
from portfolio.permissions import MayRead
from projects.strict import StrictForm, refuse_unknown


class Root(Conditional, APIView):
    """The addresses of the lists, the totals and the description."""

    lists: tuple[str, ...] = ()
    """The names of the lists, passed in where the view gets its address."""

    @extend_schema(responses={200: {"type": "object", "additionalProperties": {"type": "string", "format": "uri"}}})
    def get(self, request: Request) -> Response:
        refuse_unknown(request.query_params)
        root = request.build_absolute_uri(reverse("api:root"))
        others = ("deadlines", "findings", "totals", "why", "differences", "annex", "changes", "schema", "docs")
        return Response({name: f"{root}{name}/" for name in (*self.lists, *others)})


class TokenSerializer(serializers.Serializer):
    token = serializers.CharField(help_text="The key. It is shown once and cannot be read again.")


class SignIn(APIView):
    """Takes `username` and `password`; gives a new `token` that programs send as `Authorization: Token …`.

    Each call makes a key. An account keeps the newest 20 of them; the older ones stop working. An account with a second
    factor is refused (403).
    """

    authentication_classes: Any = ()
    permission_classes: Any = (AllowAny,)
    parser_classes = (FormParser, MultiPartParser, StrictJSON)

    @extend_schema(request=AuthTokenSerializer, responses=TokenSerializer)
    def post(self, request: Request) -> Response:
        name = request.data.get("username", "") if isinstance(request.data, dict) else ""
        count_try(request, name if isinstance(name, str) else "")
        form = AuthTokenSerializer(data=request.data, context={"request": request})
        form.is_valid(raise_exception=True)
        give_back(request)
        person = form.validated_data["user"]
        if lacks_second_factor(person):
            raise PermissionDenied(_("Set up a second factor first: your role needs one."))
        if has_second_factor(person):
            raise PermissionDenied(
                _("This account has a second factor, which programs cannot use. Use a key for programs instead.")
            )
        key = make_key(user=person, name="POST token/", by_sign_in=True)
        return Response({"token": key}, headers={"Cache-Control": "no-store"})


class StrictFeedForm(FeedForm, StrictForm):
    """The parameters of the feed. An unknown one is refused, as everywhere."""


class Changes(ChangesView):
    __doc__ = ChangesView.__doc__
    permission_classes: Any = (MayRead, *ChangesView.permission_classes)
    form_class = StrictFeedForm


class Description(Conditional, SpectacularAPIView):
    __doc__ = SpectacularAPIView.__doc__  # type: ignore[assignment]


class ApiDocs(TemplateView):
    """The API's description as a page: the same facts as the schema, readable without JavaScript."""

    template_name = "api_docs.html"

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        if has_key(request) and not hasattr(request, "key_checked"):
            return DocsByKey.as_view()(request)
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        schema = SchemaGenerator().get_schema(request=None, public=True)
        return {
            **super().get_context_data(**kwargs),
            "lists": lists_of_files(),
            "resources": by_resource(operations(schema), reverse("api:root")),
            "shapes": shapes(schema),
        }


class DocsByKey(APIView):
    """Checks the key of a program that asks for the page, as every other address of the API does."""

    permission_classes: Any = (MayRead,)

    def perform_content_negotiation(self, request: Request, force: bool = False) -> Any:
        """Returns JSON, for refusals. Whatever the program accepts, the page itself is HTML."""
        return JSONRenderer(), "application/json"

    def get(self, request: Any) -> Any:
        request._request.key_checked = True
        return ApiDocs.as_view()(request._request)
