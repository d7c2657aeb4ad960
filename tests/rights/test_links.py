"""Nobody is shown a link or a form that answers: you may not. Every link of every page is followed as every role."""

import logging
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from typing import Any
from urllib.parse import parse_qsl, urljoin, urlsplit

import pytest
from django.contrib.auth.models import User
from django.template.backends.django import Template
from django.urls import Resolver404, resolve

from accounts.roles import Role
from tests import builders
from tests.rights import people

pytestmark = [pytest.mark.django_db, pytest.mark.once]
OUTSIDE = {"adviser, limited": Role.ADVISER, "controller, limited": Role.CONTROLLER}
"""People whose role is limited to a portfolio that has no project."""
ROLES = (people.OPEN, *Role.values, *OUTSIDE)
SECTIONS = ("texts", "facts", "dates", "people", "places", "money", "lineage", "documents", "notes", "close")
MORE = (
    *(f"/projects/P-1/?edit={section}" for section in SECTIONS),
    *("/projects/P-1/?edit=entry&kind=paid", "/projects/P-1/?edit=contract", "/projects/P-1/?edit=co-financing"),
    *("/organisations/body/?edit=facts", "/documents/paper/?edit=facts", "/funds/fund/?edit=facts"),
    *("/my-work/?whose=all", "/calendar/?view=list", "/projects/?columns=kind", "/reports/?group_by=status"),
)
"""Pages beside those of the plain addresses, with the forms that are open on them."""
TELLING = ("edit", "kind", "view", "model", "change")
"""Parameters whose value decides which form or page opens. Links that differ only in others are followed once."""


class Page(HTMLParser):
    """The links and the forms of a page."""

    def __init__(self, address: str) -> None:
        super().__init__()
        self.address = address
        self.found: set[tuple[str, str]] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keeps where a link leads, and where a form or a button sends."""
        values = {name: value or "" for name, value in attrs}
        if tag == "a" and "href" in values:
            self._keep("GET", values["href"])
        if tag == "form":
            self.method = values.get("method", "get").upper()
            self._keep(self.method, values.get("action", ""))
        if tag in ("button", "input") and "formaction" in values:
            self._keep(values.get("formmethod", self.method).upper(), values["formaction"])

    def _keep(self, method: str, to: str) -> None:
        whole = urlsplit(urljoin(f"http://testserver{self.address}", to))
        if whole.netloc == "testserver" and whole.scheme == "http":
            self.found.add((method, whole.path + (f"?{whole.query}" if whole.query else "")))


def kind_of(method: str, to: str) -> tuple[Any, ...]:
    """Returns what tells links apart: the page, its parameters, and the values that decide what opens."""
    path, _mark, query = to.partition("?")
    try:
        found = resolve(path)
    except Resolver404:
        return method, path
    asked = parse_qsl(query)
    name = found.view_name or found.route
    told = frozenset((key, value) for key, value in asked if key in TELLING)
    return method, name, str(found.kwargs), frozenset(key for key, _value in asked), told


@pytest.fixture
def draw(monkeypatch: Any) -> Iterator[Callable[[bool], None]]:
    """Returns a function that says whether pages are drawn. Who may open an address is decided before."""
    drawing = [True]
    render = Template.render

    def drawn(self: Any, *args: Any, **options: Any) -> Any:
        return render(self, *args, **options) if drawing[0] else ""

    monkeypatch.setattr(Template, "render", drawn)
    logging.disable(logging.CRITICAL)
    yield lambda wanted: drawing.__setitem__(0, wanted)
    logging.disable(logging.NOTSET)


def doors_of(role: str) -> people.Doors:
    """Returns the doors for one person. Accounts of limited roles reach a portfolio without projects only."""
    if role not in OUTSIDE:
        return people.Doors((role,))
    doors = people.Doors(())
    doors.sessions[role] = people.session_of(people.limited(OUTSIDE[role], "elsewhere", "limited"))
    return doors


def everything() -> dict[str, Any]:
    """Makes the register, with what makes pages offer something: a tentative event, a late contract, a draft."""
    known = people.register()
    builders.event("tentative", status="tentative", parties=("body",))
    User.objects.filter(username="other").update(first_name="Other")
    return known


@pytest.mark.parametrize("role", ROLES)
def test_every_link_of_every_page_opens(role: str, draw: Callable[[bool], None]) -> None:
    known, doors = everything(), doors_of(role)
    names = ((pattern, name) for pattern, name in people.patterns() if not pattern.startswith(("admin/", "api/")))
    plain = [people.address_of(pattern, name, known) for pattern, name in names]
    links: dict[tuple[Any, ...], tuple[str, str, str]] = {}
    for address in (*plain, *MORE):
        answer = doors.ask(role, "GET", address)
        if answer.status_code == 200 and answer["Content-Type"].startswith("text/html"):
            page = Page(address)
            page.feed(answer.content.decode())
            for method, to in page.found:
                links.setdefault(kind_of(method, to), (method, to, address))
    draw(False)
    assert len(links) > 10
    closed = {
        (method, to): f"{said}, on {page}"
        for method, to, page in links.values()
        if (said := doors.answer(role, method, to, people.SENT_BY_PAGES.get(kind_of(method, to)[1])))
        in (people.NO, people.HIDDEN)
    }
    assert not closed
