"""The way from the sign-in to a project and back, with JavaScript and without."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Site

pytestmark = pytest.mark.browser
either_way = pytest.mark.parametrize("scripts", [True, False], ids=["with JavaScript", "without JavaScript"])


def sign_in(page: Page) -> None:
    page.goto("/")
    page.get_by_label("Username").fill("anna")
    page.get_by_label("Password").fill("a long password")
    page.get_by_role("main").get_by_role("button", name="Sign in", exact=True).click()


@either_way
def test_from_the_sentence_to_a_project_without_a_budget_and_back(site: Site, scripts: bool) -> None:
    page = site.window(signed_in=False, java_script_enabled=scripts)
    sign_in(page)
    expect(page.locator(".sentence")).to_have_text(
        "17 projects, 12,000,000 DKK; 6 ongoing, 11 closed. The budget of 3 is not stated."
    )
    page.locator(".sentence").get_by_role("link", name="3", exact=True).click()
    expect(page.locator("table.projects tbody tr")).to_have_count(3)
    page.get_by_role("link", name="Northern Dimension Partnership").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Northern Dimension Partnership")
    expect(page.locator("#money")).to_contain_text("Not stated")
    page.go_back()
    expect(page.locator("table.projects tbody tr")).to_have_count(3)
    assert site.complaints == []


@either_way
def test_what_a_council_stood_behind_with_others_since_a_year_from_question_to_saved_view(
    site: Site, scripts: bool
) -> None:
    page = site.window(signed_in=False, java_script_enabled=scripts)
    sign_in(page)
    # MR-JÄM with others since 2004: closed 3, 4 and 7, 100,000 + 50,000 + 550,000
    page.goto("/?council=MR-J%C3%84M")
    page.locator(".more-filters > summary").click()
    page.locator("#filter-starts_after input").fill("2004")
    page.locator("#filter-joint").get_by_label("Joint", exact=True).check()
    if not scripts:
        page.get_by_role("button", name="Apply").first.click()
    expect(page.locator(".sentence")).to_contain_text("3 projects, 700,000 DKK")
    bars = page.locator("#by-council li")
    expect(bars).to_have_text([re.compile("MR-JÄM . MR-NARKO"), re.compile("MR-JÄM . MR-S"), re.compile("MR-LAG")])
    page.locator(".sentence").get_by_role("link", name="3 projects").click()
    page.get_by_role("link", name="Drugs, prostitution, trafficking in women").click()
    page.locator(".facts").get_by_role("link", name="Dokument 8").click()
    expect(page).to_have_url(re.compile("/documents/dokument-8/"))
    page.go_back()
    page.go_back()
    page.get_by_text("Language: English").click()
    page.get_by_role("button", name="Svenska").click()
    expect(page.locator("html")).to_have_attribute("lang", "sv")
    expect(page.locator("table.projects tfoot")).to_contain_text("700\u00a0000")
    with page.expect_download() as file:
        page.locator(".exports").get_by_role("link", name="Excel", exact=True).click()
    assert file.value.suggested_filename.endswith(".xlsx")
    page.locator(".save-view > summary").click()
    page.locator("#save-view-name").fill("MR-JÄM med andra")
    page.locator("input[name=pinned]").check()
    page.locator(".save-view-form button").click()
    page.goto("/")
    page.locator(".pinned-views").get_by_role("link", name="MR-JÄM med andra").click()
    expect(page.locator("table.projects tbody tr")).to_have_count(3)
    assert site.complaints == []


@either_way
def test_a_bar_leads_to_the_allocations_that_add_up_to_it(site: Site, scripts: bool) -> None:
    page = site.window(java_script_enabled=scripts)
    page.goto("/")
    page.locator(".bars a").filter(has_text="MR-JÄM + MR-NARKO").click()
    expect(page.get_by_role("main")).to_contain_text("Granted: 550,000 DKK, the sum of 1 allocation of 1 project.")
    page.get_by_role("link", name="The rows as a list").click()
    expect(page.locator("table.allocations tfoot")).to_contain_text("550,000")
    expect(page.locator("table.allocations tbody tr")).to_have_count(1)


@either_way
def test_filters_narrow_the_list_and_come_off_again(site: Site, scripts: bool) -> None:
    page = site.window(java_script_enabled=scripts)
    page.goto("/projects/")
    page.get_by_role("search", name="Filters").get_by_label("Ongoing").check()
    page.get_by_role("button", name="Apply").first.click()
    expect(page.locator("table.projects tbody tr")).to_have_count(6)
    expect(page.locator("table.projects tfoot")).to_contain_text("6,650,000")
    page.get_by_role("link", name="Status: Ongoing").click()
    expect(page.locator("table.projects tbody tr")).to_have_count(17)


@either_way
def test_the_language_changes_and_stays(site: Site, scripts: bool) -> None:
    page = site.window(java_script_enabled=scripts)
    page.goto("/projects/?status=closed")
    page.get_by_text("Language: English").click()
    page.get_by_role("button", name="Svenska").click()
    expect(page.locator("html")).to_have_attribute("lang", "sv")
    assert page.url.endswith("/projects/?status=closed")
    page.goto("/")
    expect(page.locator("html")).to_have_attribute("lang", "sv")


def test_untouched_filters_stay_out_of_the_address(site: Site) -> None:
    page = site.window()
    page.goto("/projects/")
    page.get_by_label("Active in the year").fill("2004")
    page.get_by_role("button", name="Apply").first.click()
    assert page.url == f"{site.url}/projects/?year=2004"


def test_a_filter_that_the_form_does_not_list_is_kept_by_it(site: Site) -> None:
    page = site.window()
    page.goto("/projects/?council=MR-J%C3%84M%2BMR-NARKO&ordering=-starts")
    page.get_by_role("button", name="Apply").first.click()
    assert "council=MR-J%C3%84M%2BMR-NARKO" in page.url
    assert "ordering=-starts" in page.url
    expect(page.locator("table.projects tbody tr")).to_have_count(1)


def test_the_theme_is_remembered(site: Site) -> None:
    page = site.window(color_scheme="light")
    page.goto("/")
    paper = "getComputedStyle(document.documentElement).backgroundColor"
    light = page.evaluate(paper)
    page.get_by_text("Theme").click()
    page.get_by_role("button", name="Dark").click()
    dark = page.evaluate(paper)
    page.goto("/projects/")
    assert light != dark == page.evaluate(paper)


def test_escape_closes_a_menu_and_gives_the_focus_back(site: Site) -> None:
    page = site.window()
    page.goto("/")
    page.get_by_text("Theme").click()
    page.keyboard.press("Tab")
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Dark")).to_be_hidden()
    assert page.evaluate("document.activeElement.textContent") == "Theme"


def test_the_first_tab_leads_past_the_navigation(site: Site) -> None:
    page = site.window()
    page.goto("/")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"


def test_the_print_has_the_filters_in_words_and_the_source_and_no_navigation(site: Site) -> None:
    page = site.window()
    page.goto("/projects/?status=ongoing")
    page.emulate_media(media="print")
    expect(page.locator(".masthead")).to_be_hidden()
    expect(page.locator("form.filters")).to_be_hidden()
    expect(page.locator(".sources")).to_contain_text("Status: Ongoing")
    expect(page.locator(".sources")).to_contain_text("Dokument 8")
    expect(page.locator(".sources")).to_contain_text("Printed from Oversigt")
