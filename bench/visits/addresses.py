"""Every address of the site that can be read, from its own list of addresses: a new one is measured too."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from django.apps import apps
from django.urls import URLPattern, get_resolver

from bench.visits.planted.register import PROJECT
from bench.visits.planted.rows import Rows, Values
from reports.ready_made import REPORTS

STAFF, ORGANISATION, VISITOR = "staff", "organisation", "visitor"
"""Who asks: a member of staff with every right, who sees the most; the account of an organisation; nobody."""
OF_ORGANISATIONS = re.compile(
    r"(api:)?(owed-reports?|owed-report-file|hand-in-report|withdraw-report)"
    # Only this account has a second factor
    r"|mfa_(deactivate_totp|view_recovery_codes|download_recovery_codes|generate_recovery_codes|remove_webauthn)"
)
OF_VISITORS = re.compile(
    r"admin:login|sign-in|account_login|mfa_(authenticate|login_webauthn)|oidc-.*|forgotten-password|reset-sent"
    r"|new-password|accept-invitation|api:token|metrics|readyz"
)
OWN = {
    "projects": ("projects.Project", "reference"),
    "councils": ("projects.Council", "code"),
    "organisations": ("projects.Organisation", "slug"),
    "places": ("projects.Place", "slug"),
    "documents": ("projects.Document", "slug"),
    "funds": ("budgets.Fund", "slug"),
    "calendar/events": ("events.Event", "slug"),
    "account/sessions": ("accounts.OpenSession", "pk"),
}
"""Beginning of a page's address → the model and the field of the first parameter."""
WEEKS = "from=2025-05-01&to=2025-06-30"
QUESTIONS = {
    "several": f"?tick={PROJECT}",
    "api:event-clashes": f"?{WEEKS}",
    "api:event-free-dates": f"?length=2&{WEEKS}",
    "new-seal": "?report=by-council",
    "new-entry": "?kind=paid",
    "nearest-rows": "?kinds=organisation&name=partner&words=body",
    "admin:autocomplete": "?app_label=projects&model_name=partnership&field_name=organisation",
}
"""What an address needs to be asked."""
PARTS = re.compile(r"<(?:(\w+):)?(\w+)>|\(\?P<\w+>[^)]*\)|\(\[\^/\]\+\)")
NOTHING = {"int": "1", "uuid": "00000000-0000-0000-0000-000000000000"}
"""What stands for a row that does not exist, by kind of parameter; "nothing" for all others."""


@dataclass(frozen=True)
class Address:
    """An address to ask."""

    name: str
    """Its pattern and its name, for people."""
    code: str
    """Its name with the namespace: "api:project-detail"."""
    tried: tuple[str, ...]
    """The same address with parameters: the first that the site answers counts, which is the one with the most rows."""
    person: str
    known: bool
    """Whether there is a row for each of its parameters."""


def addresses(planted: Rows) -> Iterator[Address]:
    """Yields each address of the site with each of its planted parameters, or else with those of the latest row.

    An address of which there is no row is yielded too: the site then says so, or that it is not read at all.
    """
    for route, pattern, code in patterns(get_resolver()):
        given = planted.get(code) or _reports(code) or [_of_latest_row(route, pattern)]
        for values in given:
            address = "/" + _filled(route, values)
            name = f"{route} ({pattern.name})" if len(given) == 1 else f"{address[1:]} ({pattern.name})"
            known = len(values) == len(PARTS.findall(route))
            yield Address(name, code or route, _variants(address, code), _person(code), known)


def patterns(resolver: Any, before: str = "", space: str = "") -> Iterator[tuple[str, URLPattern, str]]:
    """Yields the route of every address, its pattern, and its name with the namespace."""
    for pattern in resolver.url_patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            yield route, pattern, f"{space}{pattern.name}" if pattern.name else ""
        else:
            yield from patterns(pattern, route, f"{space}{pattern.namespace}:" if pattern.namespace else space)


def _reports(code: str) -> list[Values]:
    return [[name] for name in REPORTS] if code == "report" else []


def _variants(address: str, code: str) -> tuple[str, ...]:
    if code in QUESTIONS:
        return (address + QUESTIONS[code],)
    return (f"{address}?portfolio=all", address)


def _person(code: str) -> str:
    if OF_ORGANISATIONS.fullmatch(code):
        return ORGANISATION
    return VISITOR if OF_VISITORS.fullmatch(code) else STAFF


def _filled(route: str, values: Values) -> str:
    """Returns the address with its parameters; those that are not given name no row."""
    left = [quote(str(value), safe="") for value in values]
    filled = PARTS.sub(lambda part: left.pop(0) if left else NOTHING.get(part[1] or "", "nothing"), route)
    return filled.replace("^", "").replace("$", "").replace("(?P", "").replace("\\.", ".")


def _of_latest_row(route: str, pattern: URLPattern) -> Values:
    """Returns the code of the latest row of the address' model; nothing without one."""
    if not PARTS.search(route):
        return []
    if route.startswith("admin/"):
        return _of_the_editing_side(route)
    found = _row_of_the_api(pattern) or _row_of_a_page(route)
    if found is None:
        return []
    model, field = found
    return list(model._default_manager.order_by("-pk").values_list(field, flat=True)[:1])


def _row_of_the_api(pattern: URLPattern) -> tuple[Any, str] | None:
    view: Any = getattr(pattern.callback, "cls", None)
    if getattr(view, "queryset", None) is None:
        return None
    return view.queryset.model, view.lookup_field


def _row_of_a_page(route: str) -> tuple[Any, str] | None:
    found = [own for beginning, own in OWN.items() if route.startswith(f"{beginning}/<")]
    return (apps.get_model(found[0][0]), found[0][1]) if found else None


def _of_the_editing_side(route: str) -> Values:
    """Returns the key of the latest row of a table, and that of its latest version where the address names one."""
    _admin, app, *rest = route.split("/")
    if app == "r":
        return _of_any_table()
    if PARTS.search(app):
        return ["projects"]
    table = apps.get_model(app, rest[0])
    keys = list(table._base_manager.order_by("-pk").values_list("pk", flat=True)[:1])
    if keys and hasattr(table, "history") and len(PARTS.findall(route)) > 1:
        keys += table.history.filter(id=keys[0]).order_by("-pk").values_list("pk", flat=True)[:1]
    return keys


def _of_any_table() -> Values:
    """Returns the type and the key of a row that has a page of its own on the site."""
    types, project = apps.get_model("contenttypes.ContentType"), apps.get_model("projects.Project")
    return [types.objects.get_for_model(project).pk, project.objects.order_by("-pk").values_list("pk", flat=True)[0]]
