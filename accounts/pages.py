"""The interface through which saved views read the pages.

The pages belong to other packages, so the site says which parameters each of them accepts (``SAVED_VIEW_PAGES``
in settings.py).
"""

from collections.abc import Iterable
from typing import Any, Protocol

from django.conf import settings
from django.utils.module_loading import import_string

Words = list[tuple[str, str]]
"""The name of each parameter, and its values in words."""


class Pages(Protocol):
    def canonical(self, page: str, report: str, query: str) -> str:
        """Returns the query string with the page's own parameters only. Raises ValidationError with the page's
        sentences."""

    def title(self, page: str, report: str) -> str:
        """Returns the page's title in the reader's language."""

    def chosen(self, page: str, report: str, query: str) -> Any:
        """Returns the projects or the allocations that the view chooses now, as a queryset; None if the page does not
        accept its parameters any more."""

    def in_words(self, queries: Iterable[str]) -> list[Words]:
        """Returns each of the canonical query strings in words. The number of queries does not depend on how many
        there are."""


def pages() -> Pages:
    """Returns the pages of the site."""
    found: Any = import_string(settings.SAVED_VIEW_PAGES)
    return found
