"""Links to the changes of a record."""

from typing import Any
from urllib.parse import quote

from django import template
from django.urls import reverse

from changes import reading, tables
from changes.rights import SEE, may

register = template.Library()


@register.simple_tag(takes_context=True)
def changes_url(context: Any, row: Any) -> str:
    """Returns the address of the changes of a record; empty if the reader may not see its history."""
    kind = tables.kind_of(type(row))
    user = getattr(context.get("request"), "user", None)
    if kind is None or tables.is_private(kind) or not may(user, SEE, kind):
        return ""
    return f"{reverse('changes')}?record={quote(f'{kind}:{reading.name_of(row)}')}"
