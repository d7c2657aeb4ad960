"""Rules for every page: it breaks neither the policy nor WCAG, and nothing scrolls sideways."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from playwright.sync_api import Page

from budgets.models import Allocation
from changes.models import Way
from changes.opened import changing
from tests.browser.conftest import Site
from tests.browser.pages import PAGES

pytestmark = pytest.mark.browser
OPEN_EVERYTHING = "document.querySelectorAll('.fold-filters, .more-filters, .as-table').forEach(one => one.open = true)"
OUTSIDE = "figure => [figure, figure.closest('.card')].some(one => one.scrollWidth > one.clientWidth)"
FITS = "document.documentElement.scrollWidth <= innerWidth"


def test_every_page_keeps_to_the_policy_and_wcag(site: Site, axe: Callable[..., list[str]]) -> None:
    """Checks each page in the light theme on a phone and in the dark on a wide screen. On a tablet it must fit, too."""
    # Without motion: otherwise the colours would still be changing from one theme to the other
    page = site.window(reduced_motion="reduce")
    found: dict[str, list[str]] = {}
    titles = {}
    for path, status in PAGES.items():
        look(page, width=360, theme="light")
        answer = page.goto(path)
        assert answer is not None
        assert answer.status == status, path
        assert "default-src 'none'" in answer.headers["content-security-policy"], path
        assert page.locator("h1").count() == 1, path
        assert page.locator("[style], style, script:not([src])").count() == 0, path
        titles[path] = page.title()
        page.evaluate(OPEN_EVERYTHING)
        assert site.complaints == [], path
        found[path] = []
        for width, theme in [(360, "light"), (768, "light"), (1440, "dark")]:
            look(page, width, theme)
            assert page.evaluate(FITS), f"{path} at {width}"
            found[path] += axe(page) if width != 768 else []
        # The page is not responsible for files that axe itself tried to load
        site.complaints.clear()
    assert {path: complaints for path, complaints in found.items() if complaints} == {}
    plain = {path: title for path, title in titles.items() if "?" not in path}
    assert len(set(plain.values())) == len(plain)
    assert all(title.endswith("· Oversigt") for title in titles.values())


def look(page: Page, width: int, theme: Any) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=theme)


def test_the_sign_in_keeps_wcag(site: Site, axe: Callable[[Page], list[str]]) -> None:
    for theme in ("light", "dark"):
        page = site.window(signed_in=False, color_scheme=theme)
        page.goto("/sign-in/")
        page.get_by_label("Username").fill("anna")
        page.get_by_label("Password").fill("wrong")
        page.get_by_role("main").get_by_role("button", name="Sign in", exact=True).click()
        assert page.get_by_role("alert").is_visible()
        assert axe(page) == [], theme


def test_what_opens_keeps_wcag(site: Site, axe: Callable[[Page], list[str]]) -> None:
    page = site.window()
    for menu in ["English", "Theme", "anna"]:
        page.goto("/views/")
        page.locator(".menu > summary").filter(has_text=menu).click()
        assert axe(page) == [], menu
    page.set_viewport_size({"width": 360, "height": 900})
    page.goto("/projects/")
    assert not page.locator("#filter-council").is_visible()
    page.locator("#fold-filters summary").click()
    page.locator("#filter-council summary").click()
    assert axe(page) == []


def test_amounts_of_billions_stay_in_their_cards(site: Site) -> None:
    with changing(way=Way.PROGRAM):
        rows = Allocation.objects.filter(currency="DKK")
        rows.update(amount=Decimal("9999999999.99"), amount_dkk=Decimal("9999999999.99"))
    page = site.window()
    for width in (360, 390, 768, 1100, 1440):
        look(page, width, "light")
        page.goto("/")
        figures = page.locator(".card-figure")
        assert figures.count() == 4
        assert len(figures.first.inner_text()) >= len("99,999,999,999.00")
        assert page.evaluate(FITS), width
        assert [figure.inner_text() for figure in figures.all() if figure.evaluate(OUTSIDE)] == [], width
