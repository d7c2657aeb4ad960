"""Deletes only rows that the person has been shown."""

import hashlib
from collections.abc import Collection, Iterator
from typing import Any

from django.contrib import messages
from django.contrib.admin.utils import NestedObjects
from django.db.models import PROTECT
from django.http import HttpRequest, QueryDict
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from changes import tables
from changes.check import standing_on
from changes.rules import hindrance_to_deletion
from projects.history.differences import latest_states
from projects.language.amounts import format_count

SHOWN = "shown"
MOST_COLLECTED = 200
"""Up to so many rows that forbid a deletion are listed one by one. Beyond, they are counted."""
MOST_NAMED = 10
"""Rows of a kind that are named where they are counted."""


def context(request: HttpRequest, rows: list[Any], *, confirmed: bool) -> dict[str, str]:
    """Returns the addition to the confirmation page: the fingerprint of all rows that will be deleted.

    If the rows have changed since the person saw them, or a record may not be deleted, the confirmation does not count,
    and the page is shown again.
    """
    if many_protecting(rows):
        return {"shown": ""}
    shown = fingerprint(rows)
    if confirmed and (refusals := _refusals(rows)):
        messages.error(request, " ".join(refusals))
        request.POST = QueryDict()
    elif confirmed and request.POST.get(SHOWN) != shown:
        messages.warning(request, _("The rows to delete have changed since you saw them. Check them again."))
        request.POST = QueryDict()
    return {"shown": shown}


def _refusals(rows: list[Any]) -> list[str]:
    """Returns why records cannot be deleted: rules of their kind, and rows that lose something without being listed.

    Rows that are listed are deleted too, and come back together.
    """
    found = []
    for row in rows:
        kind = tables.kind_of(type(row))
        if kind and (names := standing_on(row, kind, unlisted=True)):
            found.append(_("It cannot be deleted: %(rows)s refer to it.") % {"rows": "; ".join(names)})
        elif kind and (hindrance := hindrance_to_deletion(kind, row, False)):
            found.append(hindrance)
    return found


def many_protecting(rows: Collection[Any]) -> list[str]:
    """Returns the rows that forbid a deletion where they are too many to read them all: the first of each kind by name,
    and the number of the others. Otherwise empty.
    """
    found = [(referring, referring.count()) for referring in _referring(rows)]
    if sum(number for _referring, number in found) <= MOST_COLLECTED:
        return []
    return [line for referring, number in found if number for line in _first_of(referring, number)]


def _referring(rows: Collection[Any]) -> Iterator[Any]:
    """The rows that refer to these in a way that forbids their deletion, as a queryset for each column."""
    for model in {type(row) for row in rows}:
        keys = [row.pk for row in rows if type(row) is model]
        for relation in model._meta.related_objects:
            if relation.on_delete is PROTECT:
                of: Any = relation.related_model
                yield of._base_manager.filter(**{f"{relation.field.name}__in": keys}).order_by("pk")


def _first_of(referring: Any, number: int) -> Iterator[str]:
    meta = referring.model._meta
    kind = tables.kind_of(referring.model)
    # The names of persons are not for everybody who may delete an organisation
    named = 0 if kind and tables.is_private(kind) else MOST_NAMED
    for row in referring[:named]:
        yield f"{capfirst(meta.verbose_name)}: {row}"
    if number > named:
        words = {"rows": capfirst(meta.verbose_name_plural), "number": format_count(number - named)}
        yield _("%(rows)s: %(number)s more") % words


def fingerprint(rows: list[Any]) -> str:
    """Returns a text that changes if the rows to delete, or their states, change. Empty if there are no rows."""
    if not rows:
        return ""
    collector = NestedObjects(using=rows[0]._state.db, origin=rows)
    collector.collect(rows)
    parts = []
    for model, rows_of_model in collector.data.items():
        keys = sorted(row.pk for row in rows_of_model)
        states = latest_states(model, keys) if hasattr(model, "history") else {}
        parts.append(f"{model._meta.label} {keys} {sorted(states.items())}")
    return hashlib.sha256("\n".join(sorted(parts)).encode()).hexdigest()[:32]
