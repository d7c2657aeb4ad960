"""The editing side in a browser: it breaks neither the policy nor WCAG, and nothing scrolls sideways."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from projects.models import Project
from tests.browser.conftest import Site

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(("theme", "width"), [("dark", 360), ("light", 1440)])
def test_its_pages_keep_to_the_policy_and_wcag(
    site: Site, axe: Callable[[Page], list[str]], theme: str, width: int
) -> None:
    page = site.window(width=width, color_scheme=theme)
    row = Project.objects.get(reference="DOK8-C04")
    found = {}
    for path in ("/admin/", "/admin/projects/project/", f"/admin/projects/project/{row.pk}/change/"):
        page.goto(path, wait_until="networkidle")
        # axe loads style sheets in a way that the policy forbids, so the complaints are checked before it runs
        assert site.complaints == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
        found[path] = axe(page)
        site.complaints.clear()
    assert {path: complaints for path, complaints in found.items() if complaints} == {}
