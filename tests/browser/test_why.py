"""Two clicks from any amount on any page to the source of a row that it adds up."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Page, expect

from budgets.models import Allocation, CoFinancing, Instalment
from tests import builders
from tests.browser.conftest import Site
from tests.browser.pages import PAGES

pytestmark = pytest.mark.browser

AMOUNT = r"(^|[^\d,.])\d{1,3}(,\d{3})+(\.\d{2})?(?![\d,])|[1-9]\d*(\.\d{2})? (DKK|SEK)\b"
"""Amounts as pages write them in English. Other numbers of these fixtures have fewer digits, and years no comma."""
MONEY = [
    "/projects/DOK8-C06/",
    "/projects/?measure=paid&on=2009-12-31",
    "/entries/?on=2009-12-31",
    "/?measure=contracted",
    "/reports/?group_by=council&measure=debt&on=2009-12-31",
    "/reports/settlement/?on=2009-12-31",
    "/reports/overdue/?on=2009-12-31",
    "/reports/undisposed/?on=2009-12-31",
    "/reports/annual/?on=2009",
    "/reports/undisposed/?on=2009-12-31&status=closed",
    "/budget-posts/",
    "/why/?measure=paid&after=2009-03-31&on=2009-12-31",
    "/why/?measure=undisposed&portfolio=all&on=2009-12-31",
    "/reports/by-status-and-year/",
    "/budget-posts/2009-4-2210/",
    "/councils/MR-JÄM/",
    "/search/?search=DOK8-C06",
]
"""Pages with amounts that the other tests do not open."""
EXEMPT = {
    ".map-drawing, .map-legend": "the names and the scale of the drawing; the table below it has each figure",
    ".happenings, .changed-records, .change-moved, .difference": "the words of a change",
    ".chips, form, .field": "what the reader asked for or types",
    ".rate, .note, .annex-notes, .resource": "a rate, a note on a fact, or the description of the API",
    ".col-days_late": "days, no amount",
    "section:has(#amount)": "an amount that a document mentions: the document is its source",
    "#desk, .comments": "what people wrote",
}
"""Where amounts need no tree, and why (docs/decisions.md)."""
FIND = """([amount, exempt]) => {
    const found = [], links = new Set(), main = document.querySelector("main");
    const walker = document.createTreeWalker(main, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
        const element = walker.currentNode.parentElement, link = element.closest("a[href]");
        if (!element.closest("script, style, option, .hidden")) {
            const whole = link ? link.textContent : element.textContent;
            if (new RegExp(amount).test(walker.currentNode.textContent) || link && new RegExp(amount).test(whole)) {
                const href = link ? link.getAttribute("href") : "";
                if (href.includes("/why/")) links.add(href);
                else if (!element.closest(exempt)) found.push([whole.trim().replace(/\\s+/g, " ").slice(0, 90), href]);
            }
        }
    }
    return [found, [...links]];
}"""
AWAY = ("/projects/", "/reports/difference/?")
"""Records whose pages show the source of an amount, and the lines that add up to a difference, each with its trees."""
SUMS = ("/reports/difference/", "/reports/changes/", "/projects/several/")
"""Pages with the words of changes, of those that were made and of one that is not written yet; and the total difference
of groups that overlap. tests/reports/difference/test_lines_behind.py opens every other amount of a difference.
"""


@pytest.fixture
def money(site: Site) -> None:
    """A grant of Dokument 8 with a contract, payments, a correction, a post and co-financing; another in kronor."""
    grant = Allocation.objects.get(reference="DOK8-C06-A1")
    post = builders.post("2009-4-2210", "500000.00", carried_over="10000.00", source=builders.source())
    Allocation.objects.filter(pk=grant.pk).update(post=post)
    dated = {"starts": "2009-01-01", "ends": "2009-10-31"}
    contract = builders.contract(grant, kind="framework", source=builders.source(), whole_budget="250000.00", **dated)
    Instalment.objects.create(contract=contract, number=1, day=date(2009, 3, 1), amount="60000.00")
    builders.entry(grant, "contracted", "2009-02-01", "90000.00", contract=contract)
    paid = builders.entry(grant, "paid", "2009-03-01", "30000.00", voucher="B-1")
    builders.entry(grant, "paid", "2009-05-01", "40000.00", corrects=paid)
    builders.entry(grant, "released", "2009-06-01", "5000.00", source=builders.source())
    builders.entry(grant, "requested", "2009-06-02", "1000.00")
    rated = {"currency": "SEK", "rate": "0.70125", "rate_date": date(2009, 3, 4), "rate_source": "ECB"}
    builders.allocation(grant.project, "100000.02", granted="2009-03-04", **rated)
    CoFinancing.objects.create(
        code="DOK8-C06-F1",
        project=grant.project,
        organisation=builders.organisation(),
        amount="50000.00",
        source=builders.source(),
    )


@pytest.mark.usefixtures("money")
def test_every_amount_leads_to_the_source_of_its_rows_in_two_clicks(site: Site) -> None:
    page, trees = site.window(), set()
    bare: list[str] = []
    for path in [*(path for path, status in PAGES.items() if status == 200), *MONEY]:
        answer = page.goto(path)
        assert answer is not None
        assert answer.status == 200, path
        page.evaluate("document.querySelectorAll('main details').forEach(one => one.open = true)")
        found, links = page.evaluate(FIND, [AMOUNT, ", ".join(EXEMPT)])
        if not path.startswith("/why/"):
            bare += [f"{path}: {words} ({link})" for words, link in found if not is_exempt(path, link)]
        trees.update(links)
        if links:
            second_click(page, links[0])
    assert not bare, "\n".join(bare)
    assert len(trees) > 100
    assert [address for address in sorted(trees) if not has_sources(site, address)] == []


def is_exempt(path: str, link: str) -> bool:
    """Whether the amount is in the words of a change, or leads to the record or the lines that show its source."""
    return link.startswith(AWAY) or (not link and path.startswith(SUMS))


def second_click(page: Page, address: str) -> None:
    """Clicks the amount, then the source of the first row of its tree."""
    page.locator(f'main a[href="{address}"]').first.click()
    expect(page.locator("h1"), address).to_have_text("Why this figure")
    page.locator(".why-source a").first.click()
    # Waits until the page of the document is drawn
    expect(page.locator(".document-items > li:target"), address).to_be_visible()
    assert "/documents/" in page.url


def opened(site: Site, address: str) -> Any:
    """Returns an address as the site's account sees it."""
    client = Client()
    client.force_login(site.account)
    return client.get(address)


def has_sources(site: Site, address: str) -> bool:
    """Whether each row of the first page of a tree has a link to the document of its source."""
    answer = opened(site, address)
    posts, branches, stated = (answer.context.get(name, ()) for name in ("posts", "branches", "stated"))
    rows = [*(leaf for leaf, _why in posts), *(leaf for branch in branches for leaf in branch.leaves), *stated]
    sources = [leaf.source for leaf in rows]
    day = address.partition("/why/")[0]
    links = [f'href="{day}{source.document.get_absolute_url()}#source-{source.slug}"' for source in sources]
    return bool(rows) and all(link in answer.text for link in links)


@pytest.mark.usefixtures("money")
def test_the_tree_is_read_by_keyboard_and_on_a_phone(site: Site, axe: Callable[..., list[str]]) -> None:
    page = site.window(width=360)
    page.goto("/why/?portfolio=all&project=DOK8-C06&measure=debt")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    summary = page.locator(".why-tree summary")
    summary.focus()
    page.keyboard.press("Enter")
    assert not page.locator(".why-source").first.is_visible()
    page.keyboard.press("Enter")
    assert page.locator(".why-source").first.is_visible()
    assert axe(page) == []


def test_without_javascript_the_tree_is_whole(site: Site) -> None:
    page: Any = site.window(java_script_enabled=False)
    page.goto("/why/?status=ongoing")
    assert page.locator(".why-row").count() == 5
    page.locator(".why-source a").first.click()
    assert "/documents/dokument-8/" in page.url
