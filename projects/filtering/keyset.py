"""Pages of a list that begin behind a row, not at a number: rows that are added or deleted meanwhile move nothing.

The cursor holds the values by which the last row is sorted. A page is the rows that are sorted behind these values,
and so the row itself may be gone by then.
"""

import base64
import binascii
import hashlib
import json
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import F, Q, QuerySet
from django.db.models.expressions import OrderBy
from django.utils.translation import gettext as _
from rest_framework.exceptions import ValidationError as BadParameters

NAME = "sorted_by_{}"
FORWARD, BACK = "f", "b"
LARGEST = 2**62
"""Above it, a number is none that a database holds."""


@dataclass(frozen=True)
class KeysetPage:
    """The rows of a page, and the cursors of its neighbours; empty where there is none."""

    rows: list[Any]
    following: str
    preceding: str


class Keyset:
    """A list sorted by its own order, with rows without a value last, and by the key of the row in the end."""

    def __init__(self, rows: QuerySet) -> None:
        order = total_order(rows)
        terms = [_term(term) for term in order]
        self.names = [NAME.format(place) for place in range(len(terms))]
        self.descending = [descending for _expression, descending in terms]
        self.never_empty = [_never_empty(rows.model, expression) for expression, _descending in terms]
        named = dict(zip(self.names, (expression for expression, _descending in terms), strict=True))
        self.rows = rows.annotate(**named)
        said = [str(term) for term in terms]
        self.signature = hashlib.sha256(repr((rows.model._meta.label, said)).encode()).hexdigest()[:8]

    def page(self, cursor: str, size: int) -> KeysetPage:
        """Returns the page that the cursor names; the first one where it is empty. Raises BadParameters."""
        way, values = self._read(cursor) if cursor else (FORWARD, [])
        rows = self.rows.order_by(*self._order(back=way == BACK))
        if values:
            rows = rows.filter(self._behind(values, back=way == BACK))
        found = list(rows[: size + 1])
        more, found = len(found) > size, found[:size]
        if way == BACK:
            found.reverse()
        return KeysetPage(
            found,
            following=self.cursor(FORWARD, found[-1]) if found and (more or way == BACK) else "",
            preceding=self.cursor(BACK, found[0]) if found and (more or way == FORWARD) and values else "",
        )

    def _order(self, *, back: bool) -> list[OrderBy]:
        # SQLite sorts all rows if it has to put those without a value somewhere, even if there is none
        return [
            OrderBy(F(name), descending=descending != back)
            if filled
            else OrderBy(F(name), descending=descending != back, nulls_first=back or None, nulls_last=not back or None)
            for name, descending, filled in zip(self.names, self.descending, self.never_empty, strict=True)
        ]

    def _behind(self, values: list[Any], *, back: bool) -> Q:
        """Returns the condition of the rows behind these values; before them, if ``back``."""
        found, same = Q(pk__in=[]), Q()
        for name, value, descending, filled in zip(self.names, values, self.descending, self.never_empty, strict=True):
            if value is None:
                found |= same & Q(**{f"{name}__isnull": False}) if back else Q(pk__in=[])
                same &= Q(**{f"{name}__isnull": True})
                continue
            beyond = Q(**{f"{name}__{'lt' if descending != back else 'gt'}": value})
            # Rows without a value come last
            found |= same & (beyond if back or filled else beyond | Q(**{f"{name}__isnull": True}))
            same &= Q(**{name: value})
        # The first term bounds all others, so that an index leads to the row at once
        from_here = "lte" if self.descending[0] != back else "gte"
        return Q(**{f"{self.names[0]}__{from_here}": values[0]}) & found if self.never_empty[0] else found

    def cursor(self, way: str, row: Any) -> str:
        """Returns the cursor of the rows behind a row of ``rows``, or before it, as ``way`` says."""
        said = [way, self.signature, *(_plain(getattr(row, name)) for name in self.names)]
        return base64.urlsafe_b64encode(json.dumps(said, separators=(",", ":")).encode()).decode().rstrip("=")

    def _read(self, cursor: str) -> tuple[str, list[Any]]:
        try:
            raw = base64.urlsafe_b64decode(cursor.encode("ascii") + b"=" * (-len(cursor) % 4))
            way, signature, *values = json.loads(raw)
            if way not in (FORWARD, BACK) or signature != self.signature or len(values) != len(self.names):
                raise ValueError
            fields = [self.rows.query.annotations[name].output_field for name in self.names]
            return way, [_typed(field, value) for field, value in zip(fields, values, strict=True)]
        except (ValueError, TypeError, UnicodeError, binascii.Error, ValidationError, OverflowError, RecursionError):
            sentence = _("This is no cursor of this list. Begin with an empty one.")
            raise BadParameters({"cursor": [sentence]}) from None


def total_order(rows: QuerySet) -> list[Any]:
    """Returns the terms by which the rows are sorted, ending with one that no two rows share: the key if need be."""
    order: list[Any] = []
    for term in rows.query.order_by or rows.model._meta.ordering:
        order.append(term)
        if _is_total(rows.model, _term(term)[0]):
            return order
    return [*order, "pk"]


def _is_total(model: Any, expression: Any) -> bool:
    field = _field(model, expression)
    return field is not None and (getattr(field, "total", False) or (field.unique and not field.null))


def _never_empty(model: Any, expression: Any) -> bool:
    """Returns whether every row has a value; also of a column to which keys lead that are never empty."""
    name = getattr(expression, "name", "") if isinstance(expression, F) else ""
    key, _separator, rest = name.partition("__")
    field = _field(model, F(key)) if rest else _field(model, expression)
    if rest and field is not None and field.many_to_one:
        return not field.null and _never_empty(field.related_model, F(rest))
    return not rest and field is not None and (not field.null or getattr(field, "total", False))


def _field(model: Any, expression: Any) -> Any:
    """Returns the model's own column that an expression names; None for any other expression."""
    name = getattr(expression, "name", "") if isinstance(expression, F) else ""
    if name == "pk":
        return model._meta.pk
    return next((field for field in model._meta.concrete_fields if field.name == name), None)


def _term(term: Any) -> tuple[Any, bool]:
    """Returns the expression of one term of an order, and whether it descends."""
    if isinstance(term, str):
        return F(term.lstrip("-")), term.startswith("-")
    expression, descending = (term.expression, term.descending) if isinstance(term, OrderBy) else (term, False)
    # The column of a name in the reader's alphabet is chosen now, and cannot be copied
    name = getattr(expression, "name", "")
    return (F(name) if isinstance(expression, F) else expression), descending


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return value if value is None or isinstance(value, bool | int | float) else str(value)


def _typed(field: Any, value: Any) -> Any:
    if isinstance(value, dict | list) or (isinstance(value, str) and ("\x00" in value or not value.isprintable())):
        raise ValueError
    typed: Any = field.to_python(value)
    if isinstance(typed, int | Decimal) and not -LARGEST < typed < LARGEST:
        raise ValueError
    return typed
