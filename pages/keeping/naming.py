"""What a draft is about, and where it is opened again."""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _

from changes import tables
from changes.models import Draft
from pages.keeping.page import address_of
from pages.keeping.sections import sections

Naming = Callable[[Draft, Any], tuple[str, str]]
"""Takes a draft and the row of its record, or None; returns what it is about, and the address that opens it."""
_namings: dict[str, Naming] = {}


def naming_of(kind: str) -> Callable[[Naming], Naming]:
    """Registers how drafts of a kind of record are named and opened."""

    def register(naming: Naming) -> Naming:
        _namings[kind] = naming
        return naming

    return register


def named(draft: Draft) -> tuple[str, str]:
    """Returns what a draft is about, and the address that opens it; empty if its record is gone."""
    model = tables.model_of(draft.kind)
    row = model._default_manager.filter(pk=draft.row).first() if draft.row else None
    if draft.row and row is None:
        return _("A record that no longer exists"), ""
    return _namings[draft.kind](draft, row) if draft.kind in _namings else (str(row or draft), "")


@naming_of("project")
def _project(draft: Draft, row: Any) -> tuple[str, str]:
    if row is None:
        follows = draft.section.removeprefix("new:")
        title = (draft.data.get("title") or [""])[0]
        return f"{_('New project')}: {title}", f"/projects/new/?follows={follows}" if follows else "/projects/new/"
    if draft.section == "duplicate":
        words = _("Copy of %(project)s") % {"project": row.reference}
        return words, f"/projects/{row.reference}/duplicate/"
    known = sections()
    heading = known[draft.section].heading if draft.section in known else draft.section
    return f"{row}: {heading}", address_of(row, draft.section)
