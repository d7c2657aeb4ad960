"""Keeping organisations and documents on their pages, with and without JavaScript, on a phone and a wide screen."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Site

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(("scripts", "width"), [(True, 390), (False, 1440)])
def test_an_organisation_is_made_edited_and_deleted(site: Site, scripts: bool, width: int) -> None:
    page = site.window(java_script_enabled=scripts, width=width)
    page.goto("/organisations/")
    page.get_by_role("link", name="New organisation").click()
    page.get_by_label("English").first.fill("Nordic Councils")
    page.get_by_role("button", name="Save", exact=True).click()
    # A double is not made unseen
    expect(page.locator(".problems")).to_contain_text("Is it one of these?")
    expect(page.locator(".problems")).to_contain_text("Nordic Council")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Nordic Councils")
    page.get_by_role("link", name="Edit Facts").click()
    page.get_by_label("Kind").select_option("network")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".messages")).to_contain_text("Saved.")
    expect(page.locator("#section-facts")).to_contain_text("Network")
    page.get_by_role("link", name="Delete").click()
    expect(page.get_by_role("main")).to_contain_text("Nothing refers to it.")
    page.get_by_role("button", name="Delete").click()
    expect(page.locator(".messages")).to_contain_text("Nordic Councils is deleted.")
    page.locator(".messages a").click()
    expect(page.get_by_role("main")).to_contain_text("Undo")
    assert site.complaints == []


def test_a_section_opens_where_it_stands_and_closes_again(site: Site) -> None:
    page = site.window()
    page.goto("/documents/action-plan-denmark/")
    page.get_by_role("link", name="Edit Parties").click()
    expect(page.get_by_label("Party")).to_be_focused()
    assert page.url == f"{site.url}/documents/action-plan-denmark/"
    page.get_by_role("link", name="Cancel").click()
    expect(page.get_by_role("link", name="Edit Parties")).to_be_focused()
    assert site.complaints == []
