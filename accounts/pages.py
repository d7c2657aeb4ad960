"""What a saved view may ask of its page.

The pages belong to other rooms, so the site says what each of them takes (``SAVED_VIEW_PAGES`` in settings.py).
"""

from collections.abc import Iterable
from typing import Any, Protocol

from django.conf import settings
from django.utils.module_loading import import_string

Words = list[tuple[str, str]]
"""The name of each thing that is asked, and its values in words."""


class Pages(Protocol):
    def canonical(self, page: str, report: str, query: str) -> str:
        """The query string with what the page knows and nothing else. Raises ValidationError with its sentences."""

    def title(self, page: str, report: str) -> str:
        """The page's title in the reader's language."""

    def in_words(self, queries: Iterable[str]) -> list[Words]:
        """What each of the canonical query strings asks, in words, in as many queries for many as for one."""


def pages() -> Pages:
    """The pages of the site."""
    found: Any = import_string(settings.SAVED_VIEW_PAGES)
    return found
