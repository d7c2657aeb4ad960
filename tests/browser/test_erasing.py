"""Two persons ask to be erased: an administrator erases an account, an adviser a contact."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from accounts.roles import Role
from projects.models import Contact
from tests import builders
from tests.browser.conftest import Site
from tests.rights import people

pytestmark = pytest.mark.browser

READER, CONTACT = "Ásta Plantsdóttir", "Bjarne Planter"


def window(site: Site, account: Any, **options: Any) -> Page:
    site.account = account
    return site.window(**options)


def erase(page: Page, reason: str) -> None:
    page.get_by_label("Reason").fill(reason)
    page.get_by_role("button", name="Erase").click()
    expect(page.get_by_role("heading", name="Nothing is erased")).to_have_count(0)
    expect(page.locator("#id_sure:invalid")).to_have_count(1)
    page.get_by_label("Erase it for ever. Nobody can undo this.").check()
    page.get_by_role("button", name="Erase").click()
    expect(page.get_by_text("The person is erased.")).to_be_visible()


def test_an_account_and_a_contact_are_erased(site: Site, axe: Callable[..., list[str]]) -> None:
    adviser, administrator = people.account(Role.ADVISER, "ada"), people.account(Role.ADMINISTRATOR, "chief")
    gone = people.account(Role.READER, "asta")
    gone.first_name, gone.last_name = READER.split()
    gone.save()
    builders.contact(person=CONTACT, email="bjarne@example.dk")

    chief = window(site, administrator)
    chief.goto("/people/")
    chief.get_by_role("link", name="Erase asta").click()
    expect(chief.get_by_role("heading", name=f"Erase {READER}")).to_be_visible()
    assert axe(chief) == []
    erase(chief, "A letter of 3 November 2026 asked for it.")
    expect(chief.locator("main")).not_to_contain_text(READER)
    gone.refresh_from_db()
    assert (gone.is_active, gone.get_full_name()) == (False, "")
    assert gone.username.startswith("erased-person-")

    ada = window(site, adviser, width=390)
    ada.goto("/organisations/body/")
    expect(ada.locator("main")).to_contain_text(CONTACT)
    ada.get_by_role("link", name="Edit Adviser").click()
    ada.get_by_role("link", name="Erase").click()
    erase(ada, "A letter of 5 November 2026 asked for it.")
    expect(ada.locator("main")).not_to_contain_text("Bjarne")
    assert not Contact.objects.filter(email="bjarne@example.dk").exists()
    assert not site.complaints
