from django.apps import AppConfig, apps
from django.contrib.admin import apps as admin_apps
from django.utils.translation import gettext_lazy as _


class PortfolioConfig(AppConfig):
    """The site: it mounts and combines the other rooms, and has no data of its own."""

    name = "portfolio"

    def ready(self) -> None:
        from portfolio import people  # noqa: F401  (takes the place of Django's own pages of accounts)

        # People read "Accounts". An app configuration of our own would hide the app from the type checker.
        apps.get_app_config("auth").verbose_name = _("Accounts")


class EditingConfig(admin_apps.AdminConfig):
    """Django's administration, with our own site as its only site."""

    # The default configuration is the other one in this file
    default = False
    default_site = "portfolio.admin.Site"
