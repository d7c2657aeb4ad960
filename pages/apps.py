from django.apps import AppConfig


class PagesConfig(AppConfig):
    """The pages that show several rooms together. Owns no data."""

    name = "pages"
