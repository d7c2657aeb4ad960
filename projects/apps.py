from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProjectsConfig(AppConfig):
    name = "projects"
    verbose_name = _("Register")

    def ready(self) -> None:
        from projects import records, schema  # noqa: F401  (declares records; drf-spectacular finds its extensions by import)
