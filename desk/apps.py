from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DeskConfig(AppConfig):
    """What staff tell each other about projects: comments and tasks. They are not part of the register."""

    name = "desk"
    verbose_name = _("Comments and tasks")

    def ready(self) -> None:
        # The imports register who may use the desk, and which texts an erasure shows
        from desk import erasing, rights  # noqa: F401
