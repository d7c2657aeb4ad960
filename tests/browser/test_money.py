"""A controller's walk: from an empty portfolio to the settlement of a grant, by the pages alone. The debt by hand.

The grant is of 1,000,000 DKK and the contract of 900,000 DKK. Three instalments of 400,000, 300,000 and 100,000 are
paid, 100,000 are released, and 20,000 come back. So the debt is 900,000 on 28 February 2026, 200,000 on 31 May and 0 on
31 December.
"""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from budgets.models import Allocation, Entry
from tests import builders
from tests.browser.conftest import Site

pytestmark = pytest.mark.browser


@pytest.fixture
def grant(site: Site) -> Allocation:
    """A grant of an ongoing project without a contract; the organisations that sign one."""
    for slug in ("grantor", "institute"):
        builders.organisation(slug)
    return builders.allocation(builders.project("P-1", status="ongoing"), "1000000.00", granted="2026-01-15")


def add(page: Page, words: str, day: str, **typed: str) -> None:
    """Adds an entry on the page of the project, and waits until it is saved."""
    page.get_by_role("link", name=words, exact=True).click()
    form = page.locator("#section-entry form")
    form.get_by_label("Day", exact=True).fill(day)
    for label, value in typed.items():
        field = form.get_by_label(label.replace("_", " "), exact=True)
        if field.evaluate("one => one.tagName") == "SELECT":
            field.select_option(label=value)
        elif field.get_attribute("type") == "checkbox":
            field.check()
        else:
            field.fill(value)
    form.get_by_role("button", name="Save").last.click()
    expect(page.get_by_text("is created.")).to_be_visible()


def sign(page: Page, number: int, party: str, organisation: str, day: str) -> None:
    if number:
        page.get_by_role("button", name="Add a row to “Signatures”").click()
    row = page.locator(f"[data-row-box][aria-label='Signatures {number + 1}']")
    row.get_by_label("Party").select_option(label=party)
    row.get_by_label("Organisation", exact=True).fill(organisation)
    row.locator(".offers label", has_text=organisation).first.click()
    row.get_by_label("Signed on").fill(day)


def decide(page: Page) -> None:
    """Makes the project of an empty portfolio, and its grant."""
    page.goto("/projects/new/")
    page.get_by_label("Title", exact=True).first.fill("A safe house")
    page.get_by_label("Portfolio", exact=True).select_option(label="empty")
    page.get_by_label("Reference", exact=True).first.fill("P-1")
    page.get_by_label("Status", exact=True).select_option(label="Ongoing")
    page.get_by_label("Document", exact=True).first.fill("Dokument 8")
    page.get_by_label("Section", exact=True).first.fill("ongoing")
    page.get_by_role("button", name="Save", exact=True).last.click()
    page.get_by_text("P-1 is created.").wait_for()
    page.get_by_role("link", name="Edit Money", exact=True).click()
    page.get_by_label("Amount", exact=True).first.fill("1,000,000")
    page.locator("#section-money .row-more > summary").first.click()
    page.get_by_label("Date of the grant", exact=True).first.fill("15 January 2026")
    page.get_by_role("button", name="Save", exact=True).last.click()
    page.locator(".messages, .must-look").first.wait_for()
    if page.locator(".must-look").count():
        page.get_by_role("button", name="Save", exact=True).last.click()
    page.locator(".messages").get_by_text("Saved.").wait_for()


def agree(page: Page) -> None:
    """Makes the contract: the grant, both signatures, and when the final report is due."""
    page.get_by_role("link", name="Add a contract").click()
    form = page.locator("#section-contract form")
    form.get_by_label("First day").fill("2026-02-01")
    form.get_by_label("Last day").fill("2026-09-30")
    sign(page, 0, "Grantor", "grantor", "2026-01-20")
    sign(page, 1, "Administrative body", "institute", "2026-01-25")
    row = form.locator("[data-row-box][aria-label='Reports due 1']")
    row.get_by_label("Kind of report").select_option(label="Final report")
    row.get_by_label("Due on").fill("2026-10-31")
    form.get_by_role("button", name="Save").last.click()
    expect(page.locator("#P-1-K1")).to_be_visible()


def test_a_controller_walks_from_an_empty_portfolio_to_a_settlement(site: Site, axe: Callable[..., list[str]]) -> None:
    builders.portfolio("empty")
    for slug in ("grantor", "institute"):
        builders.organisation(slug)
    page = site.window(reduced_motion="reduce")
    decide(page)
    agree(page)
    add(page, "Add what is contracted", "2026-02-01", Amount="900,000", Document_or_voucher="K 1")
    add(page, "Add a payment", "2026-03-01", Amount="400,000", Document_or_voucher="B 1")
    add(page, "Add a payment", "2026-05-01", Amount="300,000", Document_or_voucher="B 2")
    add(page, "Add a change", "2026-08-01", New_last_day="2026-10-31")
    # The final report is late
    add(page, "Add a report received", "2026-11-15", Kind_of_report="Final report")
    add(page, "Add a report approved", "2026-11-20", Kind_of_report="Final report")
    signed = {"Signed_by_the_project_manager": "yes", "Signed_by_the_finance_manager": "yes"}
    add(page, "Add a report received", "2026-11-22", Kind_of_report="Final accounts", **signed)
    add(page, "Add a report approved", "2026-11-22", Kind_of_report="Final accounts")
    add(page, "Add a payment", "2026-11-25", Amount="100,000", Document_or_voucher="B 3")
    add(page, "Add what is released", "2026-11-26", Amount="100,000")
    add(page, "Add a repayment", "2026-11-28", Amount="20,000")
    expect(page.locator("#ledger")).to_contain_text("The project debt is 0 DKK")
    expect(page.locator("#ledger")).to_contain_text("Released 100,000 DKK. Repaid 20,000 DKK.")
    assert axe(page) == []
    for day, debt in (("2026-02-28", "900,000"), ("2026-05-31", "200,000")):
        page.goto(f"/projects/?portfolio=empty&measure=debt&on={day}")
        expect(page.locator("table.projects tfoot")).to_contain_text(debt)
        page.goto(f"/reports/debt/?on={day}")
        expect(page.locator("table.report tfoot")).to_contain_text(debt)
        page.locator("table.report tfoot a[href*='measure=debt']").click()
        expect(page.get_by_role("main")).to_contain_text(f"{debt} DKK, the sum of")
        page.get_by_role("link", name="The rows as a list").click()
        expect(page.locator(".result")).to_contain_text(f"Debt: {debt} DKK.")
    page.goto("/reports/debt/?on=2026-12-31")
    expect(page.get_by_text("These projects have no debt on this day.")).to_be_visible()
    page.goto("/reports/settlement/?on=2026-12-31")
    expect(page.locator("table.report tbody")).to_contain_text("Settled")
    assert Entry.objects.count() == 11
    assert site.complaints == []


def test_a_mistyped_payment_is_refused_and_corrected_by_keyboard(site: Site, grant: Allocation) -> None:
    contract = builders.contract(grant)
    for role in ("grantor", "administrator"):
        contract.signatures.create(role=role, organisation=builders.organisation("institute"), day="2026-01-20")
    builders.entry(grant, "contracted", "2026-02-01", "900000.00")
    page = site.window(reduced_motion="reduce")
    page.goto("/projects/P-1/")
    page.get_by_role("link", name="Add a payment").focus()
    page.keyboard.press("Enter")
    form = page.locator("#section-entry form")
    expect(form.get_by_label("Day", exact=True)).to_be_focused()
    form.get_by_label("Day", exact=True).fill("2026-03-01")
    form.get_by_label("Amount", exact=True).fill("4,000,000")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("More would be paid and released than is contracted.")
    form.get_by_label("Amount", exact=True).fill("400,000")
    page.keyboard.press("Enter")
    expect(page.locator("#P-1-A1-E2")).to_contain_text("400,000")
    page.get_by_role("link", name="Correct P-1-A1-E2").focus()
    page.keyboard.press("Enter")
    expect(form.get_by_label("Amount", exact=True)).to_have_value("400,000")
    form.get_by_label("Day", exact=True).fill("2026-04-01")
    form.get_by_label("Amount", exact=True).fill("350,000")
    page.keyboard.press("Enter")
    expect(page.locator("#P-1-A1-E3")).to_contain_text("350,000")
    expect(page.locator("#ledger")).to_contain_text("The project debt is 550,000 DKK")
    assert site.complaints == []
