from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReadingsConfig(AppConfig):
    """Annexes that read themselves: a document becomes items with facts, and these become proposals of projects."""

    name = "readings"
    verbose_name = _("Readings of annexes")

    def ready(self) -> None:
        # The imports register who may read annexes, and what an erasure deletes
        from readings import erasing, rights  # noqa: F401
