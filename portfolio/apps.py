from django.apps import AppConfig, apps
from django.contrib.admin import apps as admin_apps
from django.core.signals import request_finished, request_started
from django.db.backends.signals import connection_created
from django.utils.translation import gettext_lazy as _


class PortfolioConfig(AppConfig):
    """The site: it mounts and combines the other rooms, and has no data of its own."""

    name = "portfolio"

    def ready(self) -> None:
        from accounts.signing_in.joining import joins
        from events.entry.contributing import join
        from portfolio import people  # noqa: F401  (takes the place of Django's own pages of accounts)
        from portfolio.databases.replicas import connecting
        from portfolio.monitoring import asked, requests

        connection_created.connect(asked.count_on, dispatch_uid="count_statements")
        request_finished.connect(requests.after_sending, dispatch_uid="after_sending")
        for begins_or_ends in (request_started, request_finished):
            begins_or_ends.connect(connecting.close_old, dispatch_uid="close_old_replicas")
        joins(join)

        # People read "Accounts". An app configuration of our own would hide the app from the type checker.
        apps.get_app_config("auth").verbose_name = _("Accounts")


class EditingConfig(admin_apps.AdminConfig):
    """Django's administration, with our own site as its only site."""

    # The default configuration is the other one in this file
    default = False
    default_site = "portfolio.admin.Site"
