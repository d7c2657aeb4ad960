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


@pytest.mark.parametrize("width", [1440, 390])
def test_wrong_cells_are_corrected_on_the_page(site: Site, width: int) -> None:
    """On a phone, a row is a card with its first two cells and the wrong ones."""
    page = site.window(width=width, reduced_motion="reduce")
    check(page)
    expect(page.get_by_label("Cell B2")).to_have_count(0)
    expect(page.locator(".cell-name", has_text="D2 · Start")).to_be_visible(visible=width == 390)
    page.get_by_label("Cell D2").fill("28.02.2026")
    page.get_by_label("Cell F2").fill("250 000")
    page.get_by_label("Cell F2").press("Enter")
    expect(page.get_by_text("2 cells are corrected.")).to_be_visible()
    expect(page.get_by_label("Cell D2")).to_have_count(0)
    expect(page.get_by_label("Cell C2")).to_have_value("finished")
    assert site.complaints == []
