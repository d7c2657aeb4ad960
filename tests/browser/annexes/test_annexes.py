"""An annex of ten projects, from a Word file to saved projects."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from projects.models import Project
from tests.browser.conftest import Site
from tests.browser.test_every_page import FITS, look
from tests.readings.papers import as_word, text_of

pytestmark = pytest.mark.browser
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def send(page: Page) -> None:
    page.goto("/annexes/")
    file: Any = {"name": "annex.docx", "mimeType": WORD, "buffer": as_word(text_of("finnish_english"))}
    page.get_by_label("File").set_input_files(file)
    page.get_by_label("Document").select_option(index=1)
    page.get_by_label("Portfolio").select_option(index=1)
    page.get_by_role("button", name="Read it").click()
    expect(page.locator(".annex-item")).to_have_count(10)


@pytest.mark.parametrize("scripts", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_ten_projects_from_word_to_saved_on_a_phone(site: Site, scripts: bool) -> None:
    page = site.window(width=390, java_script_enabled=scripts)
    before = Project.objects.count()
    send(page)
    for number in range(1, 11):
        item = page.locator(f"#read-{number}")
        for scope in item.get_by_label("Scope").all():
            # The text leaves it open, and nothing is chosen for the person
            if not scope.input_value():
                scope.select_option("share")
        # By the keyboard
        item.get_by_role("button", name="Save as a project").focus()
        page.keyboard.press("Enter")
        expect(item.get_by_text("Saved as")).to_be_visible()
    assert Project.objects.count() == before + 10
    assert site.complaints == []


def test_the_focus_marks_the_words_of_a_fact(site: Site) -> None:
    page = site.window()
    send(page)
    page.locator("#read-2").get_by_label("End").focus()
    expect(page.locator("mark.is-shown")).to_have_text(["2015–2017"])
    page.locator("#read-1").get_by_role("link", name="“1 250 000 DKK”").click()
    assert page.url.split("#")[1].startswith("m-1-")
    assert site.complaints == []


def test_the_pages_of_annexes_keep_to_wcag(site: Site, axe: Callable[..., list[str]]) -> None:
    page = site.window(reduced_motion="reduce")
    send(page)
    for width, theme in [(360, "light"), (1440, "dark")]:
        look(page, width, theme)
        assert page.evaluate(FITS), width
        assert axe(page) == []


def test_what_is_typed_in_other_items_stays_while_one_is_saved(site: Site) -> None:
    page = site.window()
    send(page)
    page.locator("#read-2").get_by_label("Title", exact=True).fill("Typed before the first was saved")
    grant = page.locator("#read-3 [data-fact]", has=page.get_by_label("Amount")).first
    grant.get_by_role("checkbox").uncheck()
    grant.get_by_label("Amount").fill("12345")
    expect(grant.get_by_role("checkbox")).to_be_checked()
    page.locator("#read-1").get_by_role("button", name="Save as a project").click()
    expect(page.locator("#read-1").get_by_text("Saved as")).to_be_visible()
    expect(page.locator("#read-2").get_by_label("Title", exact=True)).to_have_value("Typed before the first was saved")
    expect(grant.get_by_label("Amount")).to_have_value("12345")
    assert site.complaints == []


def test_a_mistake_in_a_late_item_opens_the_page_there(site: Site) -> None:
    page = site.window()
    send(page)
    late = page.locator("#read-8")
    late.get_by_label("Title", exact=True).fill("")
    late.get_by_role("button", name="Save as a project").click()
    expect(late.get_by_role("alert")).to_be_in_viewport()
    expect(late.get_by_role("alert")).to_be_focused()
    expect(late.get_by_role("alert")).to_contain_text("Title: ")
    assert [one for one in site.complaints if "400" not in one] == []


def test_what_was_refused_stays_while_another_item_is_saved(site: Site) -> None:
    page = site.window()
    send(page)
    second = page.locator("#read-2")
    second.get_by_label("Title", exact=True).fill("Typed and refused")
    second.get_by_label("Start", exact=True).fill("31.2.2015")
    second.get_by_role("button", name="Save as a project").click()
    expect(second.get_by_role("alert")).to_be_visible()
    page.locator("#read-1").get_by_role("button", name="Save as a project").click()
    expect(page.locator("#read-1").get_by_text("Saved as")).to_be_visible()
    expect(second.get_by_label("Title", exact=True)).to_have_value("Typed and refused")
    second.get_by_label("Start", exact=True).fill("2015")
    second.get_by_role("button", name="Save as a project").click()
    expect(second.get_by_role("link", name="Typed and refused")).to_be_visible()
    page.reload()
    assert page.evaluate("Object.keys(JSON.parse(Object.values(sessionStorage)[0] ?? '{}')).length") == 0
