"""Co-financing: who pays which part of a project's whole budget. Shares are worked out by hand."""

import re
from html import unescape
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from budgets.entries.parts import parts_of
from budgets.models import CoFinancing
from tests import builders
from tests.changes.api.program import Program
from tests.sent_forms import fields_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def grant() -> Any:
    """A grant of 600,000 DKK to P-1, whose contract states a whole budget of 1,000,000 DKK."""
    row = builders.allocation(builders.project("P-1", status="ongoing"), "600000.00", granted="2025-01-15")
    builders.contract(row, whole_budget="1000000.00")
    return row


@pytest.fixture
def boss() -> Program:
    return Program(get_user_model().objects.create_superuser("boss"))


def part(number: int, **values: Any) -> dict[str, Any]:
    builders.organisation()
    return {"code": f"P-1-F{number}", "project": "P-1", "organisation": "body", **values}


def text_of(answer: Any) -> str:
    main = answer.content.decode().partition("<main")[2].partition("</main>")[0]
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", main)))


def test_shares_are_of_the_whole_budget(grant: Any, boss: Program) -> None:
    assert boss.send("post", "co-financing/", part(1, amount="250000.00")).status_code == 201
    kind = part(2, amount="200000.00", currency="SEK", rate="0.65", rate_source="The contract", in_kind=True)
    assert boss.send("post", "co-financing/", {**kind, "own_share": True}).status_code == 201
    assert boss.send("post", "co-financing/", part(3, in_kind=True)).status_code == 201
    found = parts_of(grant.project)
    shares = [(str(one.amount_dkk), str(one.share)) for one in found.parts]
    assert shares == [("600000.00", "60.00"), ("250000.00", "25.00"), ("130000.00", "13.00"), ("None", "None")]
    assert (str(found.sum), str(found.sum_share), str(found.uncovered)) == ("980000.00", "98.00", "20000.00")


def test_parts_above_the_whole_budget_are_refused(grant: Any, boss: Program) -> None:
    answer = boss.send("post", "co-financing/", part(1, amount="400000.01"))
    amounts = "Whole budget 1,000,000 DKK, parts 1,000,000.01 DKK, too much 0.01 DKK."
    sentence = f"The parts of the budget would exceed the whole budget. {amounts}"
    assert (answer.status_code, answer.json()) == (400, {"amount": [sentence]})
    assert boss.send("post", "co-financing/", part(1, amount="400000.00")).status_code == 201
    raised = boss.send("patch", "allocations/P-1-A1/", {"amount": "600000.01"})
    assert raised.json() == {"amount": [sentence]}
    assert boss.send("patch", "co-financing/P-1-F1/", {"amount": "399999.99"}).status_code == 200
    assert boss.send("patch", "allocations/P-1-A1/", {"amount": "600000.01"}).status_code == 200
    lowered = boss.send("patch", "contracts/P-1-K1/", {"whole_budget": "999999.99"})
    amounts = "Whole budget 999,999.99 DKK, parts 1,000,000 DKK, too much 0.01 DKK."
    sentence = f"The parts of the budget would exceed the whole budget. {amounts}"
    assert lowered.json() == {"whole_budget": [sentence]}
    assert boss.send("patch", "contracts/P-1-K1/", {"whole_budget": None}).status_code == 200
    assert boss.send("patch", "co-financing/P-1-F1/", {"amount": "9000000.00"}).status_code == 200


def test_the_contracts_of_a_project_state_its_whole_budget_together(grant: Any, boss: Program) -> None:
    builders.contract(grant, code="P-1-K2", whole_budget="500000.00")
    assert boss.send("post", "co-financing/", part(1, amount="900000.01")).status_code == 400
    assert boss.send("post", "co-financing/", part(1, amount="900000.00")).status_code == 201


def test_another_currency_needs_a_rate(grant: Any, boss: Program) -> None:
    answer = boss.send("post", "co-financing/", part(1, amount="10.00", currency="SEK"))
    assert answer.json() == {"rate": ["An amount in another currency needs its rate and the source of the rate."]}
    answer = boss.send("post", "co-financing/", part(1, amount="10.00", currency="SEK", rate="0.65"))
    assert answer.status_code == 400
    said = part(1, amount="10.00", currency="SEK", rate="0.65", rate_source="The contract")
    assert boss.send("post", "co-financing/", said).status_code == 201


def test_co_financing_is_added_and_changed_on_the_page(grant: Any) -> None:
    staff = Client()
    staff.force_login(get_user_model().objects.create_superuser("anna"))
    builders.organisation()
    page = staff.get("/projects/P-1/?edit=co-financing").content.decode()
    typed = {**fields_of(page), "organisation": "body", "amount": "250,000", "own_share": "on", "save": "1"}
    answer = staff.post("/projects/P-1/co-financing/", typed, follow=True)
    assert CoFinancing.objects.get().code == "P-1-F1", text_of(answer)
    assert "In money, own share 250,000 DKK 250,000 25 " in text_of(answer)
    words = "Sum of the parts 850,000 85 Whole budget of the project 1,000,000 100 Not covered 150,000"
    assert words in text_of(answer)
    fields = fields_of(staff.get("/projects/P-1/?edit=co-financing&code=P-1-F1").content.decode())
    answer = staff.post("/projects/P-1/co-financing/?code=P-1-F1", {**fields, "amount": "500,000", "save": "1"})
    assert answer.status_code == 400
    assert "The parts of the budget would exceed the whole budget." in text_of(answer)
    answer = staff.post("/projects/P-1/co-financing/?code=P-1-F1", {**fields, "amount": "400,000", "save": "1"})
    assert (answer.status_code, str(CoFinancing.objects.get().amount)) == (302, "400000.00")


def test_a_reader_sees_co_financing_and_no_links_to_change_it(grant: Any, reader: Client) -> None:
    CoFinancing.objects.create(
        code="P-1-F1", project=grant.project, organisation=builders.organisation(), amount="100000.00"
    )
    page = reader.get("/projects/P-1/")
    assert "100,000 DKK 100,000 10 " in text_of(page)
    assert "edit=co-financing" not in page.content.decode()
    assert reader.get("/projects/P-1/?edit=co-financing").status_code == 403


def test_a_project_without_co_financing_shows_none(grant: Any, reader: Client) -> None:
    builders.allocation(builders.project("P-2"))
    assert 'id="co-financing"' not in reader.get("/projects/P-2/").content.decode()
