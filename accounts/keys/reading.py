"""What a key that is limited to portfolios reads: their projects and money, and what belongs to no portfolio.

Every list, total and file of projects and their money takes the filter ``portfolio``. For such a key the filter is set
to its portfolios before the question is read, so everything after it (pages, exports, remembered answers, tags) answers
as if the program had asked for these portfolios. Addresses that are in neither list are closed to such keys.
"""

from typing import Any

from django.http import Http404, QueryDict
from django.utils.translation import gettext as _
from rest_framework.exceptions import PermissionDenied

CHOSEN_BY_PORTFOLIO = frozenset(
    f"api:{name}"
    for name in (
        *("project-list", "allocation-list", "entry-list", "contract-list", "co-financing-list"),
        *("totals", "differences", "why", "annex", "findings"),
    )
)
"""Addresses whose filters choose projects."""
OF_ONE_PROJECT = {
    "api:project-detail": "portfolio.slug",
    "api:allocation-detail": "project.portfolio.slug",
    "api:contract-detail": "project.portfolio.slug",
    "api:co-financing-detail": "project.portfolio.slug",
    "api:entry-detail": "allocation.project.portfolio.slug",
}
"""Addresses of one record, and where the record says its portfolio."""
SHARED = frozenset(
    {
        *("api:root", "api:schema", "api:docs", "api:event-clashes", "api:event-free-dates"),
        *(
            f"api:{kind}-{which}"
            for kind in (
                *("council", "core-area", "portfolio", "organisation", "place", "document", "source", "event"),
                *("fund", "budget-post", "budget-rate", "period", "rule"),
            )
            for which in ("list", "detail")
        ),
    }
)
"""Addresses of what belongs to no portfolio. An event names its projects, and shows nothing else of them."""


def narrow(request: Any, view: Any, *, reads: bool) -> None:
    """Narrows a question to the portfolios of the key that asks it.

    Raises PermissionDenied for an address that is closed to such keys or for a portfolio that is not among them, and
    Http404 for a record of another portfolio.
    """
    slugs = getattr(getattr(request.user, "acting_key", None), "portfolio_slugs", ())
    name = request.resolver_match.view_name if request.resolver_match else ""
    if not slugs or name in SHARED:
        return
    if name in OF_ONE_PROJECT:
        _check_row(view.get_object(), OF_ONE_PROJECT[name], slugs)
    elif name not in CHOSEN_BY_PORTFOLIO:
        raise PermissionDenied(_("This address is closed to keys that are limited to portfolios."))
    elif reads:
        _set_portfolios(request._request, slugs)


def _check_row(row: Any, path: str, slugs: tuple[str, ...]) -> None:
    for part in path.split("."):
        row = getattr(row, part)
    if row not in slugs:
        raise Http404


def _set_portfolios(request: Any, slugs: tuple[str, ...]) -> None:
    asked = [value for value in request.GET.getlist("portfolio") if value]
    other = [value for value in asked if value not in slugs]
    if other:
        words = {"portfolio": other[0][:50], "portfolios": ", ".join(slugs)}
        raise PermissionDenied(_("This key is limited to other portfolios than %(portfolio)s: %(portfolios)s.") % words)
    query: QueryDict = request.GET.copy()
    query.setlist("portfolio", asked or list(slugs))
    request.GET = query
    # The address, too: tags and remembered answers are found by it
    request.META["QUERY_STRING"] = query.urlencode()
