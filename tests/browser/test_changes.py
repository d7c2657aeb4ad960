"""The pages of changes in a browser: WCAG on a phone and on a wide screen, and undoing without JavaScript."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from changes.apply import apply
from changes.models import RecordChange, Way
from changes.proposal import Proposal
from changes.undo import undo
from tests.browser.conftest import Site

pytestmark = pytest.mark.browser
FITS = "document.documentElement.scrollWidth <= innerWidth"
LOOKS: list[tuple[int, Any]] = [(360, "light"), (1440, "dark")]
SOURCE = {"document": "dokument-8", "section": "closed", "item": 6}


def edit(site: Site, data: dict[str, Any], reason: str = "") -> Any:
    proposal = Proposal.update("project", "DOK8-C06", data)
    return apply(proposals=[proposal], way=Way.PAGE, actor=site.account, reason=reason).change


@pytest.fixture
def changed(site: Site) -> int:
    """A change that is undone, one that another stands on, and that other one. Returns the number of the first."""
    grant = {"reference": "DOK8-C06-A9", "amount": "250000.00", "council": "MR-S", "source": SOURCE}
    first = edit(site, {"allocations": [grant]}, "Entered twice, in a letter with-a-very-long-word-" + "x" * 80)
    undo(change=first, actor=site.account)
    edit(site, {"kind": "seminar", "summary": {"en": "A long text. " * 40}})
    edit(site, {"kind": "study"})
    return int(first.number)


def test_the_pages_of_changes_keep_wcag_and_fit(site: Site, changed: int, axe: Callable[[Page], list[str]]) -> None:
    page = site.window(reduced_motion="reduce")
    record = RecordChange.objects.get(change=changed)
    found = {}
    for path in (
        "/changes/",
        "/changes/?record=project:DOK8-C06&way=page",
        "/changes/?way=undo&until=2000",
        "/changes/?way=x&since=y",
        f"/changes/{changed}/",
        f"/changes/{changed}/undo/",
        f"/changes/{changed + 2}/undo/",
        f"/changes/{changed + 3}/undo/",
        f"/changes/{changed}/restore/{record.pk}/",
    ):
        for width, theme in LOOKS:
            page.set_viewport_size({"width": width, "height": 900})
            page.emulate_media(color_scheme=theme)
            page.goto(path)
            page.evaluate("document.querySelectorAll('main details').forEach(one => one.open = true)")
            assert page.locator("h1").count() == 1, path
            assert page.evaluate(FITS), (path, width)
            if complaints := axe(page):
                found[path, width] = complaints
    assert found == {}
    assert [one for one in site.complaints if "axe" not in one] == []


@pytest.mark.parametrize("scripts", [True, False])
def test_a_change_is_undone_from_the_page_of_its_project(site: Site, scripts: bool) -> None:
    edit(site, {"status": "ongoing"})
    page = site.window(width=390, java_script_enabled=scripts)
    page.goto("/projects/DOK8-C06/")
    page.get_by_role("main").get_by_role("link", name="Changes").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Changes of Project DOK8-C06")
    page.get_by_role("main").get_by_role("link", name="Undo").first.click()
    expect(page.get_by_text("Ongoing → Closed")).to_be_visible()
    page.get_by_label("Reason").fill("It is closed")
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("is undone.")).to_be_visible()
    expect(page.get_by_text("It is closed")).to_be_visible()
    page.goto("/projects/DOK8-C06/")
    expect(page.get_by_role("main").get_by_text("Closed").first).to_be_visible()
