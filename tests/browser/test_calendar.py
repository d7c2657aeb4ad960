"""Choosing a date in a browser: the form shows the clashes before anything is saved."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Request, Route, expect

from tests.browser.conftest import Site

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("scripts", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_from_a_free_week_to_an_event_that_clashes_and_is_saved(site: Site, scripts: bool) -> None:
    page = site.window(java_script_enabled=scripts)
    page.goto("/calendar/?at=2008-04")
    expect(page.locator(".vague")).to_contain_text("Cooperation to combat trafficking")
    page.get_by_role("link", name="Free dates").click()
    page.get_by_label("Length in days").fill("2")
    page.get_by_label("From", exact=True).fill("2008-04")
    page.get_by_label("To", exact=True).fill("2008-06")
    place = page.locator("[data-picker=place]")
    place.locator("summary").click()
    place.get_by_text("St Petersburg", exact=True).click()
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Find dates").click()
    expect(page.locator(".free-week").first).to_contain_text("Monday 2 June – Tuesday 3 June")
    page.locator(".free-week").first.get_by_role("link", name="Choose").click()
    expect(page.get_by_label("Starts", exact=True)).to_have_value("2008-06-02")
    # Back to April after all, where the dates of a conference are known only to the month
    page.get_by_label("Title").fill("Second conference")
    page.get_by_label("Kind").select_option("conference")
    organisers = page.locator("[data-picker=organisers]")
    organisers.locator("summary").click()
    organisers.get_by_label("Find in the list").fill("council of ministers")
    if not scripts:
        organisers.get_by_role("button", name="Find").click()
    # The organisation, its two offices, and four councils with their codes
    expect(organisers.get_by_role("checkbox")).to_have_count(7)
    organisers.get_by_role("checkbox", name="Nordic Council of Ministers", exact=True).check()
    page.keyboard.press("Escape")
    expect(page.get_by_label("Title")).to_have_value("Second conference")
    page.get_by_label("Starts", exact=True).fill("2008-04-10")
    page.get_by_label("Ends", exact=True).fill("2008-04-11")
    if scripts:
        page.keyboard.press("Tab")
    else:
        page.get_by_role("button", name="Check the date").click()
    expect(page.locator("#findings")).to_contain_text("They may overlap")
    expect(page.locator("#findings")).to_contain_text("Both are in St Petersburg.")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page).to_have_url(re.compile("/calendar/events/second-conference/"))
    expect(page.locator(".messages")).to_contain_text("Saved as “Second conference”.")
    expect(page.locator(".clash")).to_have_count(1)
    assert site.complaints == []


def test_checks_and_searches_leave_the_key_of_the_form_to_the_one_sending_that_saves(site: Site) -> None:
    page = site.window()

    def sent(name: str) -> Callable[[Request], bool]:
        return lambda request: f'name="{name}"' in (request.post_data or "")

    with page.expect_request(sent("check")) as check:
        page.goto("/calendar/new/?starts=2008-04-10&ends=2008-04-11")
    page.get_by_label("Title").fill("Meeting")
    page.get_by_label("Kind").select_option("meeting")
    organisers = page.locator("[data-picker=organisers]")
    organisers.locator("summary").click()
    with page.expect_request(sent("find")) as search:
        organisers.get_by_label("Find in the list").fill("council of ministers")
    organisers.get_by_role("checkbox", name="Nordic Council of Ministers", exact=True).check()
    page.keyboard.press("Escape")
    with page.expect_request(lambda request: request.method == "POST" and "save" in (request.post_data or "")) as save:
        page.get_by_role("button", name="Save", exact=True).click()
    expect(page).to_have_url(re.compile("/calendar/events/meeting/"))
    keyed = ["form_key" in (found.value.post_data or "") for found in (check, search, save)]
    assert keyed == [False, False, True]
    assert site.complaints == []


def test_what_is_unticked_while_something_is_looked_for_stays_unticked(site: Site) -> None:
    page = site.window()
    page.goto("/calendar/new/?organiser=nordic-council")
    organisers = page.locator("[data-picker=organisers]")
    organisers.locator("summary").click()
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/calendar/new/", hold)
    with page.expect_request("**/calendar/new/"):
        organisers.get_by_label("Find in the list").fill("nordic council")
    organisers.get_by_role("checkbox", name="Nordic Council", exact=True).uncheck()
    organisers.get_by_role("checkbox", name="Nordic Gender Institute", exact=True).check()
    held[0].continue_()
    expect(organisers.locator(".told")).to_contain_text("found")
    expect(organisers.get_by_role("checkbox", name="Nordic Council", exact=True)).not_to_be_checked()
    expect(organisers.get_by_role("checkbox", name="Nordic Gender Institute", exact=True)).to_be_checked()
    expect(organisers.locator(".picked")).to_have_text("Nordic Gender Institute")
