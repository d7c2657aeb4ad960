"""In a browser, too, a planted text stays text: also where scripts write it into the page."""

import pytest
from django.db import transaction
from playwright.sync_api import Page

from tests.browser.conftest import Site
from tests.security import planted

pytestmark = pytest.mark.browser
BROKEN_OUT = f"""[...document.querySelectorAll('*')].filter(one => one.localName.includes('{planted.MARK}')
    || [...one.attributes].some(attribute => attribute.name.includes('{planted.MARK}'))).map(one => one.outerHTML)"""
PATHS = (
    "/",
    "/projects/",
    "/projects/DOK8-C07/",
    "/projects/DOK8-C07/?edit=people",
    "/projects/DOK8-C06/?edit=money",
    "/projects/several/?tick=DOK8-C01&tick=DOK8-O01",
    "/organisations/vindelns-kommun/?edit=facts",
    "/documents/action-plan-denmark/?edit=parties",
    "/search/?search=zqx",
    "/reports/?group_by=partner",
    "/reports/annex/",
    "/map/?portfolio=all",
    "/calendar/?view=list",
    "/calendar/events/councils-seminar-2006/edit/",
    "/changes/",
    "/admin/projects/project/",
)


def test_no_page_runs_a_planted_text(site: Site) -> None:
    with transaction.atomic():
        assert len(planted.plant()) > 15
    page = site.window()
    for path in PATHS:
        answer = page.goto(path)
        assert answer is not None
        assert answer.status == 200, path
        assert page.evaluate(BROKEN_OUT) == [], path
        assert site.complaints == [], path
    suggestions(page)
    assert page.evaluate(BROKEN_OUT) == []
    assert site.complaints == []


def suggestions(page: Page) -> None:
    """Types into a search box whose script shows the names of rows."""
    page.goto("/projects/DOK8-C07/?edit=people")
    box = page.locator("[data-searched]").last
    box.locator("input:not([type=hidden])").first.fill("zqx")
    box.locator(".offered").get_by_text("zqx").first.wait_for()
