"""Two people, one contract: an adviser proposes, a controller sends back, the adviser changes, the controller approves.

The grant is of 1,000,000 DKK. The adviser first proposes 900,000 DKK by mistake; 800,000 DKK is right.
"""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from accounts.roles import Role
from budgets.entries.measures import money_of_projects
from budgets.models import Allocation
from changes.models import Change
from projects.models import Portfolio
from tests import builders
from tests.browser.conftest import Site
from tests.rights import people

pytestmark = pytest.mark.browser


@pytest.fixture
def grant(site: Site) -> Allocation:
    grant = builders.allocation(builders.project("P-1", status="ongoing"), "1000000.00", granted="2026-01-15")
    Portfolio.objects.filter(slug="ours").update(four_eyes=True)
    return grant


def window(site: Site, account: Any, **options: Any) -> Page:
    site.account = account
    return site.window(**options)


def contracted(grant: Allocation) -> str:
    found = money_of_projects(Allocation.objects.filter(pk=grant.pk), date(2026, 12, 31))
    return str(found[grant.project_id].contracted) if grant.project_id in found else "0.00"


def test_a_proposal_goes_back_and_forth_and_is_written_once(
    site: Site, grant: Allocation, axe: Callable[..., list[str]]
) -> None:
    adviser, controller = people.account(Role.ADVISER, "ada"), people.account(Role.CONTROLLER, "carl")
    ada, carl = window(site, adviser), window(site, controller, width=390)

    ada.goto("/projects/P-1/")
    ada.get_by_role("link", name="Add what is contracted", exact=True).click()
    form = ada.locator("#section-entry form")
    form.get_by_label("Day", exact=True).fill("20 January 2026")
    form.get_by_label("Amount", exact=True).fill("900,000")
    form.get_by_role("button", name="Save").last.click()
    expect(ada.get_by_text("It waits until a second person approves it.")).to_be_visible()
    expect(ada.get_by_role("button", name="Approve")).to_have_count(0)
    assert contracted(grant) == "0.00"

    carl.goto("/desk/")
    carl.get_by_role("link", name="Proposal").first.click()
    expect(carl.locator("main")).to_contain_text("900,000")
    assert axe(carl) == []
    carl.get_by_role("button", name="Send back").click()
    expect(carl.get_by_text("Say why you send it back.")).to_be_visible()
    carl.get_by_label("Answer").fill("The contract says 800,000.")
    carl.get_by_role("button", name="Send back").click()
    expect(carl.get_by_text("The proposal is sent back.")).to_be_visible()

    ada.goto("/desk/")
    ada.get_by_role("link", name="Proposal").first.click()
    expect(ada.locator("main")).to_contain_text("The contract says 800,000.")
    ada.get_by_role("button", name="Change it").click()
    form = ada.locator("#section-entry form")
    expect(form.get_by_label("Amount", exact=True)).to_have_value("900,000")
    form.get_by_label("Amount", exact=True).fill("800,000")
    form.get_by_role("button", name="Save").last.click()
    expect(ada.get_by_text("It waits until a second person approves it.")).to_be_visible()
    assert contracted(grant) == "0.00"

    carl.goto("/proposals/")
    carl.get_by_role("link", name="Proposal").first.click()
    expect(carl.locator("main")).to_contain_text("800,000")
    carl.get_by_role("button", name="Approve").click()
    expect(carl.get_by_text("The proposal is approved and saved.")).to_be_visible()
    assert contracted(grant) == "800000.00"
    change = Change.objects.latest("number")
    assert (change.actor, change.approver) == (adviser, controller)

    carl.goto(f"/changes/{change.number}/")
    expect(carl.locator("main")).to_contain_text("approved by carl")
    ada.goto("/proposals/")
    assert axe(ada) == []
    assert not site.complaints
