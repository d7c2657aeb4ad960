"""A search with very many results: counted up to a limit, the newest ranked, exact matches first."""

from typing import Any

import pytest
from django.test import Client

from events import querysets
from events.models import Event
from pages import search
from tests import builders
from tests.pages.test_pages import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "MOST_RANKED", 3)
    monkeypatch.setattr(search, "MOST", 2)


def references(text: str) -> list[str]:
    (projects,) = [answer for answer in search.found(text) if answer.kind.name == "projects"]
    return [hit.row.reference for hit in projects.hits]


def test_of_many_results_the_newest_are_ranked_and_an_exact_match_is_first(reader: Client) -> None:
    builders.project("TRAIN", title_en="Old")
    for number in range(4):
        builders.project(f"P-{number}", title_en="Train the trainers" if number == 2 else "A course to train nurses")
    # P-0 is not among the three newest. P-2 has the word earlier than P-3
    assert references("train") == ["TRAIN", "P-2"]
    body = text_of(reader.get("/search/?search=train"))
    assert "more than 3" in body
    assert "Projects: all results" in body


def test_as_many_results_as_are_ranked_are_counted(reader: Any) -> None:
    for number in range(3):
        builders.project(f"P-{number}", title_en="Train the trainers")
    body = text_of(reader.get("/search/?search=train"))
    assert "more than" not in body
    assert "Projects: all 3" in body


@pytest.mark.parametrize("text", ["zebra", "ze", "walrus 1", "penguins", "zebra penguins", "nothing"])
@pytest.mark.parametrize("most", [1, 2, 5, 100])
def test_the_newest_events_are_found_alike_among_few_and_many(
    text: str, most: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(12):
        title = "Zebra" if number % 3 == 0 else "Walrus"
        builders.event(f"event-{number}", title_en=title, parties=["penguins"] if number % 4 == 1 else [])
    expected = list(Event.objects.matching(text).order_by("-pk").values_list("pk", flat=True)[:most])
    assert Event.objects.all().newest_matching(text, most) == expected
    monkeypatch.setattr(querysets, "RECENT", 4)
    assert Event.objects.all().newest_matching(text, most) == expected
