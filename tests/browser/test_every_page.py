"""What holds on every page: nothing against the policy or WCAG, nothing that scrolls sideways."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import Site
from tests.browser.pages import PAGES

pytestmark = pytest.mark.browser
OPEN_EVERYTHING = "document.querySelectorAll('.more-filters, .as-table').forEach(one => one.open = true)"


def open_page(page: Page, path: str) -> None:
    answer = page.goto(path)
    assert answer is not None
    assert answer.status == PAGES[path], path
    page.evaluate(OPEN_EVERYTHING)


def test_no_page_breaks_the_policy_or_reports_an_error(site: Site) -> None:
    page = site.window()
    for path in PAGES:
        answer = page.goto(path)
        assert answer is not None
        assert "default-src 'none'" in answer.headers["content-security-policy"], path
        assert page.locator("h1").count() == 1, path
        assert page.locator("[style], style, script:not([src])").count() == 0, path
    assert site.complaints == []


def test_titles_tell_the_pages_apart(site: Site) -> None:
    page = site.window()
    titles = {}
    for path in (path for path in PAGES if "?" not in path):
        page.goto(path)
        titles[path] = page.title()
    assert len(set(titles.values())) == len(titles)
    assert all(title.endswith("· Oversigt") for title in titles.values())


@pytest.mark.parametrize("width", [360, 768, 1440])
def test_no_page_scrolls_sideways(site: Site, width: int) -> None:
    page = site.window(width=width)
    for path in PAGES:
        open_page(page, path)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1440])
def test_every_page_keeps_wcag(site: Site, axe: Callable[[Page], list[str]], theme: str, width: int) -> None:
    page = site.window(width=width, color_scheme=theme)
    found = {}
    for path in PAGES:
        open_page(page, path)
        found[path] = axe(page)
    assert {path: complaints for path, complaints in found.items() if complaints} == {}


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_sign_in_keeps_wcag(site: Site, axe: Callable[[Page], list[str]], theme: str) -> None:
    page = site.window(signed_in=False, color_scheme=theme)
    page.goto("/sign-in/")
    page.get_by_label("Username").fill("anna")
    page.get_by_label("Password").fill("wrong")
    page.get_by_role("main").get_by_role("button", name="Sign in").click()
    assert page.get_by_role("alert").is_visible()
    assert axe(page) == []


@pytest.mark.parametrize("menu", ["English", "Theme", "anna"])
def test_an_open_menu_keeps_wcag(site: Site, axe: Callable[[Page], list[str]], menu: str) -> None:
    page = site.window()
    page.goto("/")
    page.locator(".menu > summary").filter(has_text=menu).click()
    assert axe(page) == []


def test_an_open_list_of_councils_keeps_wcag(site: Site, axe: Callable[[Page], list[str]]) -> None:
    page = site.window(width=360)
    page.goto("/projects/")
    page.locator("#filter-council summary").click()
    assert axe(page) == []
