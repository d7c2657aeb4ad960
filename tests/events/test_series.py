"""A series counts with every occurrence: by year, as coming, and as past only after its last occurrence."""

from datetime import date
from typing import Any

import pytest

from events.models import Event
from tests import builders

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def events() -> None:
    """Makes a weekly series over the turn of a year, and an event on the day on which the series begins."""
    builders.event("series", starts="2009-12-08", recurrence="FREQ=WEEKLY;COUNT=8", exceptions="2010-01-05")
    builders.event("once", starts="2009-12-08")


def slugs(rows: Any) -> list[str]:
    return [event.slug for event in rows]


@pytest.mark.parametrize(
    ("first", "last", "found"),
    [
        ("2009-12-01", "2009-12-31", {"series", "once"}),
        ("2010-01-26", "2010-01-26", {"series"}),
        # The exception, and the day after the last occurrence
        ("2010-01-05", "2010-01-05", set()),
        ("2010-01-27", "2010-12-31", set()),
    ],
)
def test_a_series_lies_where_any_of_its_days_does(first: str, last: str, found: set[str]) -> None:
    between = Event.objects.between(date.fromisoformat(first), date.fromisoformat(last))
    assert set(slugs(between)) == found


def test_a_series_is_coming_until_its_last_day_and_past_after_it() -> None:
    assert slugs(Event.objects.coming(date(2010, 1, 26))) == ["series"]
    assert slugs(Event.objects.past(date(2010, 1, 26))) == ["once"]
    assert slugs(Event.objects.coming(date(2010, 1, 27))) == []
    assert set(slugs(Event.objects.past(date(2010, 1, 27)))) == {"series", "once"}


def test_the_filter_by_year_finds_it_in_both_years(get: Any) -> None:
    assert [row["slug"] for row in get("events/", year="2010", search="series")["results"]] == ["series"]
    assert get("events/", year="2011", search="series")["results"] == []
