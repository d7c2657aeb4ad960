"""Numbers that a database cannot hold are refused at their field, on every way in."""

from typing import Any

import pytest
from django.contrib.auth import get_user_model

from changes.models import Change
from projects.models import Document
from tests import builders
from tests.changes.api.program import Program
from tests.changes.api.test_writing import MONEY, NEW

pytestmark = pytest.mark.django_db

LARGE: list[Any] = ["1e20", 99999999999999999999, 2**63, str(2**63), -(2**63), "10000000000", 10**30, "1e400", 1e300]
DOCUMENT = {"slug": "x", "title": "X", "kind": "report"}


@pytest.fixture
def boss() -> Program:
    builders.source()
    builders.portfolio()
    return Program(get_user_model().objects.create_superuser("boss"))


@pytest.mark.parametrize("number", LARGE)
def test_an_amount_of_a_document_is_below_ten_billion(boss: Program, number: Any) -> None:
    answer = boss.send("post", "documents/", {**DOCUMENT, "amount": number, "currency": "DKK"})
    assert (answer.status_code, list(answer.json())) == (400, ["amount"]), answer.content
    assert Change.objects.count() == 0


def test_the_largest_amount_of_a_document_is_kept(boss: Program) -> None:
    answer = boss.send("post", "documents/", {**DOCUMENT, "amount": "9999999999.99", "currency": "DKK"})
    assert answer.status_code == 201, answer.content
    assert str(Document.objects.get(slug="x").amount) == "9999999999.99"


@pytest.mark.parametrize("number", LARGE)
@pytest.mark.parametrize("name", ["amount", "year", "rate"])
def test_no_number_of_an_allocation_is_too_large(boss: Program, name: str, number: Any) -> None:
    rated = {"currency": "EUR", "rate": "7.46", "rate_date": "2009-02-28", "rate_source": "Bank"}
    answer = boss.send("post", "projects/", {**NEW, "allocations": [{**MONEY, **rated, name: number}]})
    assert (answer.status_code, list(answer.json())) == (400, ["allocations"]), answer.content
    assert list(answer.json()["allocations"]["0"]) == [name]


@pytest.mark.parametrize("number", LARGE)
def test_no_other_number_is_too_large(boss: Program, number: Any) -> None:
    item = {"document": "paper", "section": "one", "item": number}
    answer = boss.send("post", "projects/", {**NEW, "source": item})
    assert (answer.status_code, list(answer.json())) == (400, ["source"]), answer.content
    place = {"slug": "x", "name": "X", "kind": "country", "code": "XA", "latitude": number, "longitude": 1}
    answer = boss.send("post", "places/", place)
    assert (answer.status_code, list(answer.json())) == (400, ["latitude"]), answer.content
