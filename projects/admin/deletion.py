"""Deletes only rows that the person has been shown."""

import hashlib
from typing import Any

from django.contrib import messages
from django.contrib.admin.utils import NestedObjects
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _

from changes import tables
from changes.check import standing_on
from changes.rules import hindrance_to_deletion
from projects.history.differences import latest_states

SHOWN = "shown"


def context(request: HttpRequest, rows: list[Any], *, confirmed: bool) -> dict[str, str]:
    """Returns the addition to the confirmation page: the fingerprint of all rows that will be deleted.

    If the rows have changed since the person saw them, or a record may not be deleted, the confirmation does not count,
    and the page is shown again.
    """
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
