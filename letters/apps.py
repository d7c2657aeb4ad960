from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LettersConfig(AppConfig):
    """Followings: a person follows a view, a project or an organisation, and gets letters about its changes."""

    name = "letters"
    verbose_name = _("Letters")

    def ready(self) -> None:
        # The imports register the functions that write the outbox when a change closes, and at a step of a proposal
        from letters import outbox, proposals  # noqa: F401
