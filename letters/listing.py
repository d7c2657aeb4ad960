"""What a person follows, for the list on the page of letters."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import SavedView
from changes.tables import model_of
from letters.choices import Kind
from letters.models import Following
from projects.language.texts import shown


@dataclass(frozen=True)
class Listed:
    """A following with the name and the page of its thing."""

    following: Following
    title: str
    path: str
    """Empty if the thing has no page any more, or none for this person."""


def listed(followings: Iterable[Following]) -> list[Listed]:
    """Returns the followings of one person in their order. The number of queries does not depend on how many."""
    rows = list(followings)
    found = {kind: _rows_of(kind, rows) for kind in Kind}
    return [_listed(row, found[Kind(row.kind)].get(row.view_id or row.row or 0)) for row in rows]


def _rows_of(kind: Kind, rows: list[Following]) -> dict[int, Any]:
    keys = [row.view_id or row.row for row in rows if row.kind == kind]
    if not keys:
        return {}
    model: Any = SavedView.objects.visible_to(rows[0].user) if kind == Kind.VIEW else model_of(kind).objects.all()
    found: dict[int, Any] = model.filter(pk__in=keys).in_bulk()
    return found


def _listed(row: Following, thing: Any) -> Listed:
    if thing is None:
        return Listed(row, _("This is deleted, or you may not see it any more."), "")
    names = {
        Kind.VIEW: lambda: thing.name,
        Kind.PROJECT: lambda: f"{thing.reference} {shown(thing, 'title')}",
        Kind.ORGANISATION: lambda: str(shown(thing, "name")),
        Kind.FUND: lambda: str(shown(thing, "name")),
    }
    return Listed(row, names[Kind(row.kind)](), thing.get_absolute_url())
