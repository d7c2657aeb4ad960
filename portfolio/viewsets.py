"""Projects, composed of what the register and the money know of them."""

from typing import Any

from django.db.models import Prefetch

from events.models import Event
from portfolio.serializers import WholeProjectSerializer
from projects.filtersets import ProjectFilterSet
from projects.models import Project
from projects.viewsets import RegisterViewSet


class ProjectViewSet(RegisterViewSet):
    """Projects; without `portfolio`, those of the Council's own. One of each by its reference."""

    queryset = Project.objects.all()
    serializer_class = WholeProjectSerializer
    filterset_class = ProjectFilterSet
    lookup_field = "reference"

    def get_queryset(self) -> Any:
        projects: Any = super().get_queryset()
        # The events in one query more, for any number of projects
        return projects.for_list().prefetch_related(Prefetch("events", Event.objects.by_time()))
