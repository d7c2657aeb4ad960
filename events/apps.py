from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

ROWS = {
    "EventParty": ("event", "event"),
    "EventProject": ("event", "event"),
    "EventDocument": ("event", "event"),
    "EventContact": ("event", "event"),
}


class EventsConfig(AppConfig):
    name = "events"
    verbose_name = _("Calendar")

    def ready(self) -> None:
        from changes.tables import keep
        from events import records  # noqa: F401  (declares the events of a project)
        from events.clash import index  # noqa: F401  (follows each change with the index of the clash check)
        from events.entry import rights  # noqa: F401  (registers who may propose an event)
        from projects.searching.registry import index_words

        keep("events", kinds={"event": "Event"}, rows=ROWS, many={"audience_countries": "event"})
        index_words("events.Event.search_text")
