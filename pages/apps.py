from django.apps import AppConfig


class PagesConfig(AppConfig):
    """Pages that combine the data of several packages. It has no models."""

    name = "pages"
