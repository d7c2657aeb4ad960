"""Pages by number that stay fast far behind the first: the keys are read first, from an index, and then their rows.

As of an earlier state every page is read so: the views of history would make each column of every row to sort them.
"""

from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet

from changes.as_of.point import current_point
from projects.filtering.keyrows import has_keys_alone, row_of
from projects.filtering.keyset import total_order

DEEP = 1000
"""Rows before a page. With fewer of them, reading the rows directly is as fast."""


class Pages(Paginator):
    """Django's pages. Of a long list, the second half is read from the end."""

    def page(self, number: Any) -> Page:
        """Returns the page. Raises InvalidPage where there is none."""
        number = self.validate_number(number)
        first = (number - 1) * self.per_page
        is_near = first < DEEP and current_point() is None
        if is_near or not _can_be_keyed(self.object_list):
            return super().page(number)
        return Page(self._rows(first, min(first + self.per_page, self.count)), number, self)

    def _rows(self, first: int, last: int) -> list[Any]:
        rows: Any = self.object_list
        keys = self._keys(rows.order_by(*total_order(rows)), first, last)
        if has_keys_alone(rows):
            return list(map(row_of, keys))
        found = {row.pk: row for row in rows.order_by().filter(pk__in=keys)}
        # A row may be gone by now
        return [found[key] for key in keys if key in found]

    def _keys(self, rows: Any, first: int, last: int) -> list[int]:
        keys = rows.prefetch_related(None).values_list("pk", flat=True)
        if first < self.count // 2:
            return list(keys[first:last])
        return list(keys.reverse()[self.count - last : self.count - first])[::-1]


def _can_be_keyed(rows: Any) -> bool:
    """Returns whether the rows are objects of a model, each once."""
    if not isinstance(rows, QuerySet):
        return False
    query = rows.query
    # Of values() and values_list()
    has_values = getattr(rows, "_fields", None) is not None
    return not (query.combinator or query.distinct or query.is_sliced or has_values)
