"""The numbers of rows of the API's lists, kept in this process until a record changes.

A program that walks a long list by page would otherwise count the whole list for each page.
"""

import threading
from collections import OrderedDict
from typing import Any

from django.core.exceptions import EmptyResultSet

from changes.version import version

MOST = 1000
"""The counts that a process keeps. The least recently used ones are dropped first."""


class Counts:
    """Counts of one version of the data."""

    def __init__(self, most: int = MOST) -> None:
        self.most = most
        self.version = ""
        self._counts: OrderedDict[str, int] = OrderedDict()
        self._lock = threading.Lock()

    def of(self, rows: Any, begun: str) -> int:
        """Returns the number of rows of a queryset. ``begun``: the version of the data before anything was read."""
        try:
            question = repr(rows.order_by().values("pk").query.sql_with_params())
        except EmptyResultSet:
            return 0
        with self._lock:
            if begun == self.version and question in self._counts:
                self._counts.move_to_end(question)
                return self._counts[question]
        number = int(rows.count())
        # A record that changed meanwhile may be counted already
        if version() == begun:
            self._keep(question, begun, number)
        return number

    def forget(self) -> None:
        """Drops all counts."""
        with self._lock:
            self._counts.clear()

    def _keep(self, question: str, begun: str, number: int) -> None:
        with self._lock:
            if begun != self.version:
                self.version = begun
                self._counts.clear()
            self._counts[question] = number
            while len(self._counts) > self.most:
                self._counts.popitem(last=False)


counts = Counts()
