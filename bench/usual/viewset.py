"""The list of projects as Django REST framework's documentation builds it: nested serializers, ``select_related`` and
``prefetch_related``, pages by number.
"""

from rest_framework.pagination import PageNumberPagination
from rest_framework.renderers import JSONRenderer
from rest_framework.viewsets import ModelViewSet

from bench.usual.serializers import ProjectSerializer
from projects.models import Project


class UsualPages(PageNumberPagination):
    page_size = 100
    page_size_query_param = "page_size"


class UsualProjects(ModelViewSet):
    """Projects by reference."""

    queryset = (
        Project.objects.select_related("portfolio", "source__document")
        .prefetch_related(
            "council_roles__council",
            "project_core_areas__core_area",
            "core_areas",
            "project_places__place__country",
            "partnerships__organisation",
            "follows",
            "followed_by",
            "earlier_lines__earlier",
            "project_documents__document",
            "notes",
            "allocations__council",
            "allocations__fund",
            "allocations__source__document",
            "events",
        )
        .order_by("reference")
    )
    serializer_class = ProjectSerializer
    pagination_class = UsualPages
    filter_backends = ()
    renderer_classes = (JSONRenderer,)
