"""The frame of every page: which link of a menu leads to the page that is open."""

from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()

PAGES_BELOW = {
    "projects": {"project"},
    "calendar": {
        "event",
        "calendar-clashes",
        "calendar-documents",
        "new-event",
        "edit-event",
        "free-dates",
        "feed-addresses",
        "import-calendar",
    },
    "reports": {"report", "annex"},
    "register": {
        "councils",
        "council",
        "organisations",
        "organisation",
        "places",
        "place",
        "documents",
        "document",
    },
    "councils": {"council"},
    "organisations": {"organisation"},
    "places": {"place"},
    "documents": {"document"},
}
"""The pages that belong to a page of a menu, by the names of their addresses."""


@register.simple_tag(takes_context=True)
def current(context: Any, name: str) -> SafeString:
    """The ``aria-current`` of a link: ``page`` where it leads here, ``true`` where this page lies below it."""
    match = getattr(context.get("request"), "resolver_match", None)
    here = match.view_name if match else ""
    if here == name:
        return format_html(' aria-current="{}"', "page")
    return format_html(' aria-current="{}"', "true") if here in PAGES_BELOW.get(name, ()) else SafeString()
