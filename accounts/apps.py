from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    """Personal data: the language, saved views, and those pinned to the dashboard."""

    name = "accounts"
    verbose_name = _("Saved views and languages")
