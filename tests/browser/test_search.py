"""The key that leads to the search. A person can switch it off."""

import pytest

from tests.browser.conftest import Site

pytestmark = pytest.mark.browser
FOCUSED = "document.activeElement.id"


def test_a_slash_leads_to_the_search_unless_one_types_or_switched_it_off(site: Site) -> None:
    page = site.window()
    page.goto("/councils/")
    page.keyboard.press("/")
    assert page.evaluate(FOCUSED) == "site-search"
    page.keyboard.type("MR-LOV/x")
    assert page.locator("#site-search").input_value() == "MR-LOV/x"
    page.keyboard.press("Enter")
    page.wait_for_url("**/search/?search=MR-LOV%2Fx")
    page.locator("[data-shortcut-switch]").uncheck()
    page.goto("/councils/")
    page.keyboard.press("/")
    assert page.evaluate(FOCUSED) != "site-search"
    assert not page.locator("[data-shortcut-hint]").is_visible()


def test_the_search_needs_no_javascript(site: Site) -> None:
    page = site.window(java_script_enabled=False)
    page.goto("/projects/DOK8-C07/")
    page.get_by_role("searchbox", name="Search everything").fill("mr-lov")
    page.get_by_role("banner").get_by_role("button", name="Search").click()
    page.get_by_role("link", name="Nordic Council of Ministers for Legislative Affairs").click()
    page.wait_for_url("**/councils/MR-LAG/")
    assert not page.locator("[data-shortcut-hint]").is_visible()
