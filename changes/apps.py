from django.apps import AppConfig
from django.db.models.signals import pre_migrate
from django.utils.translation import gettext_lazy as _


class ChangesConfig(AppConfig):
    name = "changes"
    verbose_name = _("Changes")

    def ready(self) -> None:
        from changes import guard
        from changes.approving import (
            rights,  # noqa: F401  (says who may approve what others propose)
            undone,  # noqa: F401  (tells the author when an approved change is undone)
        )
        from changes.as_of import postgres

        guard.install()
        pre_migrate.connect(postgres.before_migrations, sender=self)
