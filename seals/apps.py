from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SealsConfig(AppConfig):
    """Sealed reports. They are not records of the register: no change writes them, and none of them is changed."""

    name = "seals"
    verbose_name = _("Sealed reports")

    def ready(self) -> None:
        # The imports register who may seal, and which files of the store the seals need
        from projects.files.references import refers_to_files
        from seals import rights, states  # noqa: F401
        from seals.models import files_of_seals

        refers_to_files(files_of_seals)
        states.register()
