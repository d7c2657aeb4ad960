"""Pages of the API's lists as they were sent, kept in this process until a record changes.

They are not shared between processes as figures are: a program that walks a long list asks for each page once, and
would push the figures out of the shared folder.
"""

import threading
from collections import OrderedDict
from collections.abc import Hashable
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections
from django.http import HttpResponse
from django.utils.translation import get_language

from changes.api.rendering import FastJSONRenderer
from changes.as_of.point import todays_date
from changes.version import version
from projects.remembering.tally import LISTS_FOUND, LISTS_MISSED

MOST_BYTES = 16_000_000
"""Of the pages that a process keeps: some 70 pages of 100 projects. The least recently used ones are dropped first."""


class SentPages:
    """Pages of one version of the data."""

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self.most_bytes = most_bytes
        self.version = ""
        self.bytes = 0
        self._pages: OrderedDict[Hashable, bytes] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: Hashable, version: str) -> bytes | None:
        """Returns the page, if it is kept and of this version."""
        with self._lock:
            if version != self.version or key not in self._pages:
                return None
            self._pages.move_to_end(key)
            return self._pages[key]

    def keep(self, key: Hashable, version: str, page: bytes) -> None:
        """Keeps a page, and drops the pages of other versions."""
        with self._lock:
            if version != self.version:
                self._empty(version)
            self.bytes += len(page) - len(self._pages.pop(key, b""))
            self._pages[key] = page
            while self.bytes > self.most_bytes:
                self.bytes -= len(self._pages.popitem(last=False)[1])

    def forget(self) -> None:
        """Drops all pages."""
        with self._lock:
            self._empty("")

    def _empty(self, version: str) -> None:
        self.version, self.bytes = version, 0
        self._pages.clear()


sent_pages = SentPages()


class RememberedList:
    """A list of the API whose pages are the same for every reader. Comes before DRF's own classes, and after
    ``Conditional``, which reads the version of the data.
    """

    def list(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        """Returns the page that was sent before, unless a record has changed since."""
        begun = self.version_read  # type: ignore[attr-defined]
        if begun is None or connections[DEFAULT_DB_ALIAS].in_atomic_block:
            return super().list(request, *args, **kwargs)  # type: ignore[misc]
        # Some filters depend on the day
        key = (request.build_absolute_uri(), get_language(), todays_date())
        page = sent_pages.get(key, begun)
        (LISTS_MISSED if page is None else LISTS_FOUND).inc()
        if page is None:
            answer: Any = super().list(request, *args, **kwargs)  # type: ignore[misc]
            page = FastJSONRenderer().render(answer.data, FastJSONRenderer.media_type)
            # A record that changed while the list was read could be in a part of the page only
            if version() == begun:
                sent_pages.keep(key, begun, page)
        return HttpResponse(page, content_type=FastJSONRenderer.media_type)
