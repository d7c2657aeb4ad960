from django.apps import AppConfig


class ToolsConfig(AppConfig):
    """Commands that are run by hand. The site imports none of them."""

    name = "tools"
