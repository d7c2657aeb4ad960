"""Using the project list: filters that apply at once, columns and keys; and saved views."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Site

pytestmark = pytest.mark.browser
either_way = pytest.mark.parametrize("scripts", [True, False], ids=["with JavaScript", "without JavaScript"])
ROWS = "table.projects tbody tr"
FOCUSED = "document.activeElement.textContent.trim()"


def test_filters_apply_as_one_chooses_and_back_goes_one_choice_back(site: Site) -> None:
    page = site.window()
    page.goto("/projects/")
    page.get_by_text("More filters").click()
    page.locator("#filter-kind summary").click()
    page.locator("#filter-kind").get_by_label("Conference").check()
    expect(page.locator(ROWS)).to_have_count(3)
    assert page.url == f"{site.url}/projects/?kind=conference"
    # The focus and open folds stay, and the number of projects is announced
    assert page.evaluate("document.activeElement.value") == "conference"
    assert page.locator("#filter-kind details").evaluate("one => one.open")
    expect(page.locator("body > [role=status]")).to_contain_text("3 projects")
    page.locator("#filter-kind").get_by_label("Seminar").check()
    expect(page.locator(ROWS)).to_have_count(5)
    page.go_back()
    expect(page.locator(ROWS)).to_have_count(3)
    page.go_back()
    expect(page.locator(ROWS)).to_have_count(17)
    assert page.url == f"{site.url}/projects/"
    assert site.complaints == []


def test_text_applies_after_a_pause_and_errors_stand_at_their_field(site: Site) -> None:
    page = site.window()
    page.goto("/projects/")
    year = page.get_by_label("Active in the year")
    year.press_sequentially("20")
    expect(page.locator(".problems")).to_contain_text("Active in the year")
    page.keyboard.type("04")
    expect(page.locator(ROWS).first).to_be_visible()
    assert page.url == f"{site.url}/projects/?year=2004"
    assert page.evaluate("[document.activeElement.name, document.activeElement.selectionStart]") == ["year", 4]
    # Several pauses while typing still make only one step back
    page.go_back()
    expect(page.locator(ROWS)).to_have_count(17)


@either_way
def test_columns_are_chosen_and_stay_with_the_filters(site: Site, scripts: bool) -> None:
    page = site.window(java_script_enabled=scripts)
    page.goto("/projects/?status=ongoing")
    page.locator(".columns > summary").click()
    page.locator(".columns").get_by_label("Partners").check()
    if not scripts:
        page.locator(".columns").get_by_role("button", name="Apply").click()
    expect(page.locator("table.projects thead")).to_contain_text("Partners")
    expect(page.locator(ROWS)).to_have_count(6)
    page.get_by_role("search", name="Filters").get_by_role("button", name="Apply").first.click()
    expect(page.locator("table.projects thead")).to_contain_text("Partners")
    expect(page.locator(ROWS)).to_have_count(6)
    assert site.complaints == []


def test_the_list_is_walked_through_by_keys(site: Site) -> None:
    page = site.window()
    page.goto("/projects/")
    titles = page.locator(f"{ROWS} .title a").all_inner_texts()
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("k")
    assert page.evaluate(FOCUSED) == titles[1]
    page.keyboard.press("?")
    expect(page.get_by_text("next and previous page")).to_be_visible()
    # The keys do nothing while a person types, or once a person has switched them off
    page.get_by_label("Search", exact=True).press_sequentially("jk?n")
    assert page.get_by_label("Search", exact=True).input_value() == "jk?n"
    page.get_by_label("Search", exact=True).fill("")
    page.get_by_label("Use these keys").uncheck()
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement.type") == "checkbox"
    page.get_by_label("Use these keys").check()
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text(titles[0])
    assert site.complaints == []


@either_way
def test_a_view_is_saved_found_and_deleted(site: Site, scripts: bool) -> None:
    page = site.window(java_script_enabled=scripts)
    page.goto("/projects/?status=ongoing")
    page.get_by_text("Save this view").click()
    page.get_by_label("Name", exact=True).fill("What runs")
    page.get_by_label("Share with staff").check()
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".messages")).to_have_text("Saved as “What runs”.")
    expect(page.locator(ROWS)).to_have_count(6)
    page.get_by_text("Signed in as anna").first.click()
    page.get_by_role("link", name="Saved views").first.click()
    expect(page.locator(".saved-view")).to_contain_text("Status: Ongoing")
    page.get_by_role("button", name="Pin to the dashboard").click()
    expect(page.locator(".saved-view")).to_contain_text("on the dashboard")
    page.get_by_role("link", name="Delete").click()
    page.get_by_role("button", name="Delete").click()
    expect(page.locator(".empty")).to_contain_text("There are no saved views yet.")
    assert site.complaints == []
