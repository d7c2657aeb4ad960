from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TablesConfig(AppConfig):
    """Tables that people send. What they apply is a change of the register like any other."""

    name = "tables"
    verbose_name = _("Tables")

    def ready(self) -> None:
        # The imports register who may send tables, and what an erasure deletes of them
        from tables import erasing, rights  # noqa: F401
