"""A seal names a state of the register in a difference."""

import re
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client

from budgets.models import Allocation
from changes.models import Way
from changes.opened import changing
from seals.models import Seal
from tests.seals.made import altered, person, register, sealed

pytestmark = pytest.mark.django_db


def correct(amount: str) -> None:
    with changing(way=Way.PAGE):
        grant = Allocation.objects.get()
        grant.amount = amount
        grant.save()


def client() -> Client:
    found = Client()
    found.force_login(person("reader"))
    return found


@pytest.fixture
def two_seals() -> None:
    """Seal 1 of 1,000 DKK, seal 2 of 1,200 DKK; today it is 1,500 DKK."""
    register(amount="1000.00")
    sealed()
    correct("1200.00")
    sealed()
    correct("1500.00")


@pytest.mark.usefixtures("two_seals")
def test_a_seal_is_compared_with_today_and_with_another_seal() -> None:
    def amounts(**asked: str) -> list[Any]:
        answer = client().get("/api/v1/differences/", asked)
        assert answer.status_code == 200, answer.content
        total = answer.json()["total"]
        return [total["before_dkk"], total["after_dkk"]]

    assert amounts(**{"from": "seal:1"}) == ["1000.00", "1500.00"]
    assert amounts(**{"from": "seal:1", "to": "seal:2"}) == ["1000.00", "1200.00"]
    assert amounts(**{"from": "seal:2", "to": "seal:2"}) == ["1200.00", "1200.00"]


@pytest.mark.usefixtures("two_seals")
def test_the_page_names_the_seal_and_offers_all_of_them() -> None:
    page = client().get("/reports/difference/", {"from": "seal:1"})
    body = page.content.decode()
    assert page.context["table"].title.startswith("Difference between seal 1 and change ")
    assert '<option value="seal:2">' in body
    assert '<option value="seal:1">' in body
    assert 'list="states"' in body
    tree = page.context["table"].rows[0].links["before_dkk"]
    assert client().get(tree).status_code == 200


@pytest.mark.usefixtures("two_seals")
def test_each_offered_seal_says_its_day() -> None:
    Seal.objects.filter(number=2).update(sealed=datetime(2027, 3, 1, 12, tzinfo=UTC))
    body = client().get("/reports/difference/").content.decode()
    assert re.search(r'<option value="seal:2">[^<]+ · 1 March 2027</option>', body)


@pytest.mark.usefixtures("two_seals")
def test_the_page_of_a_seal_leads_to_its_difference() -> None:
    address = client().get("/seals/1/").context["difference"]
    assert address.startswith("/reports/difference/?from=seal%3A1")
    assert client().get(address).status_code == 200


@pytest.mark.usefixtures("two_seals")
@pytest.mark.parametrize("text", ["seal:9", "seal:", "seal:one", "seal:-1", "seal:1:2", "Seal:1", "seal: 1"])
def test_a_seal_that_does_not_exist_is_a_sentence(text: str) -> None:
    answer = client().get("/api/v1/differences/", {"from": text})
    assert answer.status_code == 400
    assert answer.json()["from"][0].endswith(".")
    assert client().get("/reports/difference/", {"from": text}).status_code == 400


@pytest.mark.usefixtures("two_seals")
def test_two_seals_in_the_wrong_order_are_refused() -> None:
    answer = client().get("/api/v1/differences/", {"from": "seal:2", "to": "seal:1"})
    assert answer.json() == {"from": ["The first state is later than the second. Exchange them."]}


def test_a_damaged_seal_names_no_state() -> None:
    register()
    row = sealed()
    altered(row.manifest, b"{}")
    answer = client().get("/api/v1/differences/", {"from": "seal:1"})
    assert answer.json() == {"from": ["Seal 1 is damaged. Name its change instead."]}


def test_a_difference_from_a_seal_can_be_sealed() -> None:
    register(amount="1000.00")
    first = sealed()
    correct("1200.00")
    row = sealed("difference", "from=seal:1")
    assert row.query == f"from={first.change_id}&to={row.change_id}"
