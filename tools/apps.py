from django.apps import AppConfig


class ToolsConfig(AppConfig):
    """Commands that are run by hand: nothing in the site imports them."""

    name = "tools"
