"""Every address of the site that can be read, from its own list of addresses: a new one is measured too."""

from collections.abc import Callable, Iterator
from typing import Any

from django.apps import apps
from django.contrib import admin
from django.db.models import Model
from django.urls import NoReverseMatch, URLPattern, get_resolver, reverse

from reports.ready_made import REPORTS

OWN = {
    "projects": ("projects.Project", "reference"),
    "councils": ("projects.Council", "code"),
    "organisations": ("projects.Organisation", "slug"),
    "places": ("projects.Place", "slug"),
    "documents": ("projects.Document", "slug"),
    "funds": ("budgets.Fund", "slug"),
    "budget-posts": ("budgets.BudgetPost", "slug"),
    "budget-rates": ("budgets.BudgetRate", "slug"),
    "periods": ("budgets.Period", "slug"),
    "calendar/events": ("events.Event", "slug"),
    "changes": ("changes.Change", "number"),
    "desk/projects": ("projects.Project", "reference"),
}
"""Beginning of a page's address → the model and the field of the first parameter."""
ADMIN = "admin/"


def addresses() -> Iterator[tuple[str, list[str]]]:
    """Yields the name of each address, and addresses to try, the one with the most rows first; none if no row gives it
    its parameters."""
    for route, pattern in _patterns(get_resolver()):
        name = f"{route} ({pattern.name})"
        if route.startswith(ADMIN):
            continue
        if pattern.name == "report":
            for report in REPORTS:
                yield f"report {report}", _variants(f"/reports/{report}/")
        elif (address := _filled(route, pattern)) is None:
            yield name, []
        else:
            yield name, _variants(address)
    yield from _of_the_editing_side()


def _variants(address: str) -> list[str]:
    return [f"{address}?portfolio=all", address]


def _patterns(resolver: Any, before: str = "", namespace: str = "") -> Iterator[tuple[str, URLPattern]]:
    for pattern in resolver.url_patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            yield route, pattern
        else:
            yield from _patterns(pattern, route)


def _filled(route: str, pattern: URLPattern) -> str | None:
    """Returns the address with the code of a row; None if there is no row, or more than one parameter."""
    names = list(pattern.pattern.regex.groupindex)
    if not names:
        return "/" + route.replace("^", "").replace("$", "")
    if len(names) > 1:
        return None
    found = _row_of_the_api(pattern) or _row_of_a_page(route)
    if found is None:
        return None
    model, field = found
    row: Any = model._default_manager.order_by("-pk").first()
    space = "api:" if route.startswith("api/") else ""
    try:
        return reverse(f"{space}{pattern.name}", args=[getattr(row, field)]) if row else None
    except NoReverseMatch:
        return None


def _row_of_the_api(pattern: URLPattern) -> tuple[type[Model], str] | None:
    view: Any = getattr(pattern.callback, "cls", None)
    if getattr(view, "queryset", None) is None:
        return None
    return view.queryset.model, view.lookup_field


def _row_of_a_page(route: str) -> tuple[type[Model], str] | None:
    found = [own for beginning, own in OWN.items() if route.startswith(f"{beginning}/<")]
    return (apps.get_model(found[0][0]), found[0][1]) if found else None


def _of_the_editing_side() -> Iterator[tuple[str, list[str]]]:
    pages: dict[str, Callable[[Any], list[Any]]] = {
        "changelist": lambda _row: [],
        "add": lambda _row: [],
        "change": lambda row: [row.pk],
        "history": lambda row: [row.pk],
        "delete": lambda row: [row.pk],
    }
    for model in admin.site._registry:
        row = model._default_manager.order_by("-pk").first()
        for page, arguments in pages.items():
            name = f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}"
            try:
                yield name, [reverse(name, args=arguments(row))] if row or page in ("changelist", "add") else []
            except NoReverseMatch:
                yield name, []
