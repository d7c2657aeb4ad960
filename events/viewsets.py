"""The API's list and detail of events."""

from typing import Any

from events.filtersets import EventFilterSet
from events.models import Event
from events.serializers import EventSerializer
from projects.viewsets import RegisterViewSet


class EventViewSet(RegisterViewSet):
    """Events by time, or a single event by its slug. Contacts of events are never shown."""

    queryset = Event.objects.all()
    serializer_class = EventSerializer
    filterset_class = EventFilterSet

    def get_queryset(self) -> Any:
        events: Any = super().get_queryset()
        return events.for_list()
