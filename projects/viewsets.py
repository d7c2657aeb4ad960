"""The lists and details of the register. portfolio/ adds projects, because they include money."""

from typing import Any
from urllib.parse import urlsplit

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from rest_framework.response import Response
from rest_framework.viewsets import ReadOnlyModelViewSet

from changes.api.conditional import Conditional
from changes.api.sparse import Sparse
from projects import filtersets, serializers
from projects.models import CoreArea, Council, Document, Organisation, Place, Portfolio, Source
from projects.strict import StrictFilterSet


class RegisterViewSet(Conditional, Sparse, ReadOnlyModelViewSet):
    """A list, and the detail of each row by its code."""

    lookup_field = "slug"
    lookup_value_regex = r"[-\w]+"
    filterset_class: Any = StrictFilterSet


class CouncilViewSet(RegisterViewSet):
    """Councils of ministers. An alias finds its council: `MR-LOV` gives `MR-LAG`."""

    queryset = Council.objects.prefetch_related("aliases")
    serializer_class = serializers.CouncilSerializer
    lookup_field = "code"
    filterset_class = filtersets.SearchFilterSet

    def get_object(self) -> Council:
        councils: Any = self.filter_queryset(self.get_queryset())
        return get_object_or_404(councils.known_as(self.kwargs["code"]))


class CoreAreaViewSet(RegisterViewSet):
    """The three core areas of Dokument 8."""

    queryset = CoreArea.objects.order_by("number")
    serializer_class = serializers.CoreAreaSerializer


class PlaceViewSet(RegisterViewSet):
    """Countries (ISO 3166-1), regions and cities."""

    queryset = Place.objects.select_related("country").prefetch_related("spans")
    serializer_class = serializers.PlaceSerializer
    filterset_class = filtersets.PlaceFilterSet


class OrganisationViewSet(RegisterViewSet):
    """Partner organisations and publishers. Their contacts are never shown."""

    queryset = (
        Organisation.objects.current().select_related("country", "part_of").prefetch_related("other_names", "numbers")
    )
    serializer_class = serializers.OrganisationSerializer
    filterset_class = filtersets.OrganisationFilterSet

    def handle_exception(self, exc: Exception) -> Response:
        """Sends the address of a merged organisation to the one that is kept: 307, because a merge can be undone."""
        slug = self.kwargs.get("slug", "")
        kept = filtersets.kept_codes([slug]) if isinstance(exc, Http404) and "\0" not in slug else {}
        if slug not in kept:
            return super().handle_exception(exc)
        match: Any = self.request.resolver_match
        address = urlsplit(self.request.get_full_path())._replace(path=reverse(match.view_name, args=[kept[slug]]))
        moved = self.request.build_absolute_uri(address.geturl())
        return Response({"detail": _("It is one with another organisation.")}, 307, headers={"Location": moved})


class PortfolioViewSet(RegisterViewSet):
    """Portfolios. Those that are not `own` count only if they are chosen."""

    queryset = Portfolio.objects.order_by("-own", "slug")
    serializer_class = serializers.PortfolioSerializer


class DocumentViewSet(RegisterViewSet):
    """Agreements, action plans, guidelines, reports. The amount of a document is never added to a total."""

    queryset = Document.objects.select_related("source__document").prefetch_related(
        "parties__council", "parties__organisation", "parties__country"
    )
    serializer_class = serializers.DocumentSerializer
    filterset_class = filtersets.DocumentFilterSet


class SourceViewSet(RegisterViewSet):
    """The sources of facts: document, section and item."""

    queryset = Source.objects.select_related("document").order_by("slug")
    serializer_class = serializers.SourceSerializer
    filterset_class = filtersets.SourceFilterSet
