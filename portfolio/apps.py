from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps


class PortfolioConfig(AppConfig):
    """The site: mounts and composes the other rooms, owns no data."""

    name = "portfolio"


class EditingConfig(admin_apps.AdminConfig):
    """Django's administration, with our own site as its only one."""

    # It stands in this file beside the site's own, which is the default
    default = False
    default_site = "portfolio.admin.Site"
