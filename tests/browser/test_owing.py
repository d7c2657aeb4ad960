"""An organisation hands in a report with the keyboard on a phone; an adviser sends it back and then accepts it."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from accounts.roles import Role
from budgets.models import Entry, ReportDue, Signature
from projects.models import DocumentFile
from tests import builders
from tests.browser.conftest import Site
from tests.rights import people
from tests.sample_files import pdf

pytestmark = pytest.mark.browser


@pytest.fixture(autouse=True)
def _contract(site: Site) -> None:
    contract = builders.contract(builders.allocation(builders.project("P-1", status="ongoing"), "5000.00"))
    body = builders.organisation("body")
    Signature.objects.create(contract=contract, role="recipient", organisation=body, day="2025-01-01")
    ReportDue.objects.create(contract=contract, kind="final", day="2026-02-01")


def window(site: Site, account: Any, **options: Any) -> Page:
    site.account = account
    return site.window(**options)


def test_a_report_is_handed_in_sent_back_and_accepted(site: Site, axe: Callable[..., list[str]]) -> None:
    body, adviser = people.account(Role.CONTRIBUTOR, "body"), people.account(Role.ADVISER, "ada")
    phone, ada = window(site, body, width=390), window(site, adviser)

    phone.goto("/calendar/")
    phone.get_by_role("link", name="Reports that you owe").click()
    expect(phone.get_by_text("1 report is late.")).to_be_visible()
    assert axe(phone) == []
    phone.get_by_role("link", name="Final report, P-1-K1").click()
    phone.get_by_label("Title").focus()
    phone.keyboard.type("Final report of the project")
    for text in ("", "January 2026", "https://body.example/report.pdf"):
        phone.keyboard.press("Tab")
        phone.keyboard.type(text)
    phone.keyboard.press("Tab")
    expect(phone.get_by_label("File")).to_be_focused()
    file = {"name": "Report.pdf", "mimeType": "application/pdf", "buffer": pdf("Forty people came home")}
    phone.get_by_label("File").set_input_files(file)
    phone.keyboard.press("Tab")
    phone.keyboard.type("With annexes")
    assert axe(phone) == []
    phone.keyboard.press("Tab")
    phone.keyboard.press("Enter")
    expect(phone.get_by_text("It counts as received when staff accept it.")).to_be_visible()
    expect(phone.get_by_text("Handed in, waits for staff")).to_be_visible()
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390
    assert not Entry.objects.exists()

    ada.goto("/desk/")
    ada.get_by_role("link", name="Proposal").first.click()
    expect(ada.locator("main")).to_contain_text("Final report of the project")
    with ada.expect_download() as download:
        ada.get_by_role("link", name="Report.pdf").click()
    assert download.value.suggested_filename == "Report.pdf"
    assert axe(ada) == []
    ada.get_by_label("Answer").fill("The accounts are missing")
    ada.get_by_role("button", name="Send back").click()

    phone.reload()
    expect(phone.locator("main")).to_contain_text("The accounts are missing")
    phone.get_by_role("link", name="Final report, P-1-K1").click()
    expect(phone.get_by_label("Title")).to_have_value("Final report of the project")
    expect(phone.locator("main")).to_contain_text("Without a new file, “Report.pdf” stays.")
    phone.get_by_label("Note").fill("With annexes and accounts")
    phone.get_by_role("button", name="Hand in the report").click()

    ada.goto("/desk/")
    ada.get_by_role("link", name="Proposal").first.click()
    ada.get_by_role("button", name="Approve").click()
    expect(ada.get_by_text("The proposal is approved and saved.")).to_be_visible()
    assert Entry.objects.get().remark == "With annexes and accounts"
    assert DocumentFile.objects.get().name == "Report.pdf"

    phone.goto("/owed-reports/")
    expect(phone.get_by_text("You owe no report now.")).to_be_visible()
    expect(phone.locator("section", has=phone.get_by_role("heading", name="Received"))).to_contain_text("Final report")
