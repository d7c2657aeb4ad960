"""Ticking projects in the list and changing several at once: by keyboard, by mouse on a phone, without JavaScript."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Site

pytestmark = pytest.mark.browser
ROWS = "table.projects tbody tr"
TICKS = f"{ROWS} input[name=tick]"


def ticked(page: Page) -> list[str]:
    return [
        str(reference)
        for reference in page.eval_on_selector_all(f"{TICKS}:checked", "all => all.map(one => one.value)")
    ]


def test_projects_are_ticked_and_changed_by_the_keyboard(site: Site) -> None:
    page = site.window()
    page.goto("/projects/?status=ongoing")
    # The first row; then, with Shift, all rows to the fourth
    page.keyboard.press("j")
    page.keyboard.press("x")
    assert ticked(page) == ["DOK8-O01"]
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("Shift+X")
    assert ticked(page) == ["DOK8-O01", "DOK8-O02", "DOK8-O03"]
    page.locator(TICKS).nth(3).focus()
    page.keyboard.press("Shift+Space")
    assert ticked(page) == ["DOK8-O01", "DOK8-O02", "DOK8-O03", "DOK8-O04"]
    expect(page.locator(".ticked-number")).to_have_text("Ticked: 4")
    page.locator(TICKS).nth(1).focus()
    page.keyboard.press("Space")
    expect(page.locator(".ticked-number")).to_have_text("Ticked: 3")
    # Enter on a box leads on
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Change several projects")
    expect(page.get_by_role("main")).to_contain_text("3 ticked projects")
    page.get_by_label("Status").focus()
    page.keyboard.type("Closed")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("main")).to_contain_text("3 projects would change")
    page.get_by_label("Reason").focus()
    page.keyboard.type("The year is over")
    page.keyboard.press("Enter")
    expect(page.locator(".messages")).to_contain_text("3 projects were changed.")
    assert page.url == f"{site.url}/projects/?status=ongoing"
    expect(page.locator(ROWS)).to_have_count(3)
    assert site.complaints == []


def test_a_range_and_the_whole_page_are_ticked_by_the_mouse(site: Site) -> None:
    page = site.window()
    page.goto("/projects/")
    page.locator(TICKS).nth(5).click()
    page.locator(TICKS).nth(2).click(modifiers=["Shift"])
    assert len(ticked(page)) == 4
    page.locator(TICKS).nth(4).click()
    page.locator(TICKS).nth(2).click(modifiers=["Shift"])
    assert len(ticked(page)) == 1
    everything = page.get_by_label("Tick all on this page")
    assert everything.evaluate("one => one.indeterminate")
    everything.check()
    assert len(ticked(page)) == 17
    # Another selection of projects begins without ticks
    page.locator("#filter-status").get_by_label("Ongoing").check()
    expect(page.locator(ROWS)).to_have_count(6)
    assert ticked(page) == []
    expect(page.locator(".ticked-number")).to_have_text("")
    assert site.complaints == []


@pytest.mark.parametrize("width", [390, 1440])
@pytest.mark.parametrize("scripts", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_a_partner_is_added_to_all_that_match(site: Site, scripts: bool, width: int) -> None:
    page = site.window(java_script_enabled=scripts, width=width)
    page.goto("/projects/?status=ongoing")
    page.get_by_role("button", name="Change all 6 that match").click()
    partners = page.locator(".several-action", has=page.get_by_role("heading", name="Partners"))
    partners.locator("summary").click()
    search = partners.get_by_label("Find in the list")
    search.fill("vindeln")
    if not scripts:
        partners.get_by_role("button", name="Find").click()
    partners.get_by_label("Vindeln").check()
    partners.get_by_label("Role").select_option("hosting")
    partners.get_by_role("button", name="Add").click()
    expect(page.get_by_role("main")).to_contain_text("6 projects would change")
    page.get_by_role("button", name="Change 6 projects").click()
    expect(page.locator(".messages")).to_contain_text("6 projects were changed.")
    page.goto("/projects/?partner=vindelns-kommun&status=ongoing&portfolio=dokument-8")
    expect(page.locator(ROWS)).to_have_count(6)
    assert site.complaints == []
