"""Tags for the frame of every page: the current link of a menu, and the page numbers of a list."""

from typing import Any

from django import template
from django.conf import settings
from django.core.paginator import Page
from django.http import QueryDict
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()

PAGES_BELOW = {
    "projects": {
        "project",
        "new-project",
        "duplicate-project",
        "edit-project",
        "annexes",
        "read-annex",
        "delete-annex",
    },
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
    "owed-reports": {"hand-in-report"},
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
        "funds",
        "fund",
        "contracts",
        "entries",
        "budget-posts",
        "budget-post",
        "budget-rates",
        "budget-rate",
        "periods",
        "period",
        "close-period",
        "reopen-period",
    },
    "councils": {"council"},
    "organisations": {"organisation"},
    "places": {"place"},
    "documents": {"document"},
    "funds": {"fund"},
    "budget-posts": {"budget-post"},
    "budget-rates": {"budget-rate"},
    "periods": {"period", "close-period", "reopen-period"},
}
"""The pages below each page of a menu, by the names of their addresses."""


@register.simple_tag(takes_context=True)
def current(context: Any, name: str) -> SafeString:
    """Returns the ``aria-current`` of a link: ``page`` if it leads to this page, ``true`` if it leads to a page
    above it."""
    match = getattr(context.get("request"), "resolver_match", None)
    here = match.view_name if match else ""
    if here == name:
        return format_html(' aria-current="{}"', "page")
    return format_html(' aria-current="{}"', "true") if here in PAGES_BELOW.get(name, ()) else SafeString()


@register.simple_tag
def council_name() -> str:
    """Returns the name of the Council's own sign-in; empty where the site has none."""
    return settings.OIDC_NAME if settings.OIDC_ISSUER else ""


@register.filter
def page_numbers(page: Page) -> list[int | None]:
    """Returns the numbers of the first and last page and of those around ``page``; None marks omitted numbers."""
    elided = page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1)
    return [number if isinstance(number, int) else None for number in elided]


@register.filter
def has_gap(page: Page) -> bool:
    """Returns whether some pages have no link, so that readers need the form."""
    return None in page_numbers(page)


@register.filter
def except_page(query: QueryDict) -> list[tuple[str, str]]:
    """Returns the parameters of an address without ``page``, each value separately, for the form that opens another
    page."""
    return [(name, value) for name, values in query.lists() if name != "page" for value in values]
