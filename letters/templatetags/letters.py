"""The tag of the button *Follow*."""

from typing import Any

from django import template

from accounts.models import SavedView
from changes.as_of.point import current_point
from changes.tables import kind_of
from letters.choices import Kind, Rhythm
from letters.models import Following
from letters.subjects import may_follow

register = template.Library()


@register.inclusion_tag("letters/follow.html", takes_context=True)
def follow_form(context: Any, thing: Any) -> dict[str, Any]:
    """Returns the form with which the reader follows a saved view, a project, an organisation or a fund.

    Runs one query a request, for all the forms on a page. Empty for readers who get no letters.
    """
    request = context["request"]
    # People follow the register of now. What a page as of a day shows may be gone
    if current_point() is not None or not may_follow(request.user):
        return {}
    kind = Kind.VIEW if isinstance(thing, SavedView) else kind_of(type(thing))
    return {
        "kind": kind,
        "thing": thing,
        "rhythms": Rhythm,
        "followed": _followed(request).get((str(kind), thing.pk)),
        "csrf_token": context["csrf_token"],
    }


def _followed(request: Any) -> dict[tuple[str, int], Following]:
    """Returns what the reader follows, by kind and key."""
    if not hasattr(request, "followed"):
        rows = Following.objects.filter(user=request.user)
        request.followed = {(row.kind, row.view_id or row.row): row for row in rows}
    found: dict[tuple[str, int], Following] = request.followed
    return found
