"""Deleting: nothing goes that the person has not been shown."""

import hashlib
from typing import Any

from django.contrib import messages
from django.contrib.admin.utils import NestedObjects
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _

from projects.history.differences import latest_states

SHOWN = "shown"


def context(request: HttpRequest, rows: list[Any], *, confirmed: bool) -> dict[str, str]:
    """What the confirmation page adds: the fingerprint of all that goes.

    A confirmation of anything else than goes now is taken as a first look, so that the page is shown again.
    """
    shown = fingerprint(rows)
    if confirmed and request.POST.get(SHOWN) != shown:
        messages.warning(request, _("The rows to delete have changed since you saw them. Check them again."))
        request.POST = QueryDict()
    return {"shown": shown}


def fingerprint(rows: list[Any]) -> str:
    """A text that differs as soon as any row that goes with these, or its state, differs. Empty without rows."""
    if not rows:
        return ""
    collector = NestedObjects(using=rows[0]._state.db, origin=rows)
    collector.collect(rows)
    parts = []
    for model, going in collector.data.items():
        keys = sorted(one.pk for one in going)
        states = latest_states(model, keys) if hasattr(model, "history") else {}
        parts.append(f"{model._meta.label} {keys} {sorted(states.items())}")
    return hashlib.sha256("\n".join(sorted(parts)).encode()).hexdigest()[:32]
