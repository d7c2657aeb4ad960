"""The frame of every page: the current link of a menu, and the pages of a list."""

from typing import Any

from django import template
from django.core.paginator import Page
from django.http import QueryDict
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


@register.filter
def page_numbers(page: Page) -> list[int | None]:
    """The numbers of the first and last page and of those around ``page``; None where some are left out."""
    elided = page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1)
    return [number if isinstance(number, int) else None for number in elided]


@register.filter
def has_gap(page: Page) -> bool:
    """Whether there are pages that no link leads to, so that they need a form."""
    return None in page_numbers(page)


@register.filter
def except_page(query: QueryDict) -> list[tuple[str, str]]:
    """The parameters of an address but ``page``, each value by itself, for a form that asks for another page."""
    return [(name, value) for name, values in query.lists() if name != "page" for value in values]
