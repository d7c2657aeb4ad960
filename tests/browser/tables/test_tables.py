"""A table with faults, from a file to the picture of its sheet."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Site
from tests.browser.test_every_page import FITS, look

pytestmark = pytest.mark.browser
SHEET = "Reference;Title;Status;Start;Council;Amount;Currency\nNEW-1;Safe return;finished;31.02.2026;MR-XX;many;DKK\n"


def check(page: Page) -> None:
    page.goto("/tables/")
    file: Any = {"name": "list.csv", "mimeType": "text/csv", "buffer": SHEET.encode()}
    page.get_by_label("Table").set_input_files(file)
    page.get_by_role("button", name="Read the table").click()
    page.get_by_role("button", name="Check the table").click()
    expect(page.locator(".cell-wrong").first).to_be_visible()


def test_the_picture_of_a_sheet_scrolls_by_itself_and_keeps_to_wcag(site: Site, axe: Callable[..., list[str]]) -> None:
    page = site.window(reduced_motion="reduce")
    check(page)
    assert "There is no such date" in page.locator(".sheet").inner_text()
    for width, theme in [(390, "light"), (1440, "dark")]:
        look(page, width, theme)
        assert page.evaluate(FITS), width
        assert axe(page) == []
    assert site.complaints == []
