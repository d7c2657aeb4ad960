from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EventsConfig(AppConfig):
    name = "events"
    verbose_name = _("Calendar")

    def ready(self) -> None:
        from events import records  # noqa: F401  (declares the events of a project)
        from events.clash.index import follow_changes

        follow_changes()
