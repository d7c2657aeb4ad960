from django.apps import AppConfig, apps
from django.contrib.admin import apps as admin_apps
from django.utils.translation import gettext_lazy as _


class PortfolioConfig(AppConfig):
    """The site: mounts and composes the other rooms, owns no data."""

    name = "portfolio"

    def ready(self) -> None:
        from portfolio import people  # noqa: F401  (takes the place of Django's own pages of accounts)

        # In the words of people; a configuration of our own would hide the app from the checker of types
        apps.get_app_config("auth").verbose_name = _("Accounts")


class EditingConfig(admin_apps.AdminConfig):
    """Django's administration, with our own site as its only one."""

    # It stands in this file beside the site's own, which is the default
    default = False
    default_site = "portfolio.admin.Site"
