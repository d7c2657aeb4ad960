"""The filter of entries that count today, and of those that do not."""

from typing import Any

import pytest
from django.test import Client

from tests import builders

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def entries(db: None) -> None:
    """E1 is corrected by E2 on a later day; E3 is withdrawn by E4."""
    grant = builders.allocation(builders.project("P-1"), "1000.00")
    first = builders.entry(grant, "paid", "2025-01-01", "1.00")
    builders.entry(grant, "paid", "2025-03-01", "2.00", corrects=first)
    third = builders.entry(grant, "paid", "2025-01-02", "4.00")
    builders.entry(grant, "withdrawn", "2025-02-01", corrects=third)


def found(get: Any, **asked: Any) -> set[int]:
    return {int(row["reference"].removeprefix("P-1-A1-E")) for row in get("entries/", **asked)["results"]}


@pytest.mark.parametrize(
    ("asked", "numbers"),
    [
        ({}, {1, 2, 3, 4}),
        ({"in_force": "true"}, {2}),
        ({"in_force": "false"}, {1, 3, 4}),
        ({"in_force": ["true", "false"]}, {1, 2, 3, 4}),
        ({"on": "2025-01-31"}, {1, 3}),
        ({"on": "2025-01-31", "in_force": "false"}, {1, 3}),
        ({"on": "2025-03-01", "in_force": "false"}, set()),
    ],
)
def test_it_chooses_entries(get: Any, asked: dict[str, Any], numbers: set[int]) -> None:
    assert found(get, **asked) == numbers


def test_other_answers_are_refused(get: Any) -> None:
    assert list(get("entries/", expect=400, in_force="unknown")) == ["in_force"]


def test_the_form_offers_yes_and_no(reader: Client) -> None:
    text = reader.get("/entries/").text.partition('id="filter-in_force"')[2].partition("</fieldset>")[0]
    assert "Yes" in text
    assert "No" in text
    assert "Unknown" not in text
