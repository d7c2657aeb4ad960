"""What holds on every page: nothing against the policy or WCAG, nothing that scrolls sideways."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import Site
from tests.browser.pages import PAGES

pytestmark = pytest.mark.browser
OPEN_EVERYTHING = "document.querySelectorAll('.more-filters, .as-table').forEach(one => one.open = true)"
FITS = "document.documentElement.scrollWidth <= innerWidth"


@pytest.mark.parametrize(("width", "theme"), [(360, "light"), (1440, "dark")])
def test_every_page_keeps_to_the_policy_and_wcag(
    site: Site, axe: Callable[..., list[str]], width: int, theme: str
) -> None:
    """Each page is opened in one theme on a phone, and in the other on a wide screen."""
    # Without motion, or the colours would still be on their way from one theme to the other
    page = site.window(width=width, color_scheme=theme, reduced_motion="reduce")
    found: dict[str, list[str]] = {}
    titles = {}
    for path, status in PAGES.items():
        answer = page.goto(path)
        assert answer is not None
        assert answer.status == status, path
        assert "default-src 'none'" in answer.headers["content-security-policy"], path
        assert page.locator("h1").count() == 1, path
        assert page.locator("[style], style, script:not([src])").count() == 0, path
        assert site.complaints == [], path
        titles[path] = page.title()
        page.evaluate(OPEN_EVERYTHING)
        assert page.evaluate(FITS), path
        found[path] = axe(page)
        # What axe itself tried to load is none of the page's doing
        site.complaints.clear()
    assert {path: complaints for path, complaints in found.items() if complaints} == {}
    plain = {path: title for path, title in titles.items() if "?" not in path}
    assert len(set(plain.values())) == len(plain)
    assert all(title.endswith("· Oversigt") for title in titles.values())


def test_no_page_scrolls_sideways_on_a_tablet(site: Site) -> None:
    page = site.window(width=768)
    for path in PAGES:
        page.goto(path)
        page.evaluate(OPEN_EVERYTHING)
        assert page.evaluate(FITS), path


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
