"""The clash check does a bounded amount of work whatever the calendar holds, and says which days it compared."""

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.utils import translation

from events.clash import sql
from events.clash.clashes import Candidate, check, check_calendar
from events.clash.free_dates import free_dates
from events.clash.words import sentences
from events.models import Event
from tests import builders

pytestmark = pytest.mark.django_db

FIRST, LAST = date(2028, 1, 1), date(2028, 3, 31)
RANGE = "?from=2028-01-01&to=2028-03-31"


@pytest.fixture
def series() -> list[Event]:
    """Makes four daily series in one city, each of 100 days: on each day 6 pairs overlap, and more are near."""
    city = builders.city()
    return [
        builders.event(f"series-{number}", starts="2028-01-01", recurrence="FREQ=DAILY;COUNT=100", place=city)
        for number in range(4)
    ]


@pytest.fixture
def small_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sets a bound that the four series exceed, but a fortnight of them does not."""
    monkeypatch.setattr(sql, "MOST_COMPARED", 600)


@pytest.mark.usefixtures("series")
def test_two_series_are_one_finding_with_the_number_of_times() -> None:
    found = check_calendar(FIRST, LAST, near=0)
    assert found.numbers == {1: 0, 2: 6, 3: 0}
    assert [(str(clash.first), str(clash.event), clash.times) for clash in found.clashes[:2]] == [
        ("series-0", "series-1", 91),
        ("series-0", "series-2", 91),
    ]
    with translation.override("en"):
        assert "This happens 91 times." in sentences(found.clashes[0])
    assert (found.checked_until, found.complete) == (None, True)


def test_the_page_of_a_series_names_each_other_series_once(series: list[Event]) -> None:
    found = check(Candidate.of_event(series[0]))
    assert found.numbers == {1: 0, 2: 3, 3: 0}
    assert [(clash.event.slug, clash.times) for clash in found.clashes] == [
        ("series-1", 100),
        ("series-2", 100),
        ("series-3", 100),
    ]


@pytest.mark.usefixtures("series", "small_bound")
def test_a_range_with_too_many_pairs_is_compared_up_to_a_day_that_it_names() -> None:
    found = check_calendar(FIRST, LAST)
    # The bound is 600 rows: each day has 6 pairs that overlap, about 45 with those of the next three days
    assert found.checked_until
    assert date(2028, 1, 8) <= found.checked_until <= date(2028, 1, 20)
    assert (found.complete, found.number) == (True, 6)


@pytest.mark.usefixtures("series")
def test_a_day_with_too_many_pairs_is_compared_in_part(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sql, "MOST_COMPARED", 3)
    found = check_calendar(FIRST, LAST)
    assert (found.checked_until, found.complete) == (FIRST, False)
    assert 1 <= found.number <= 4


@pytest.mark.usefixtures("series", "small_bound")
def test_few_chosen_events_are_compared_over_more_days_than_all() -> None:
    every, one = check_calendar(FIRST, LAST), check_calendar(FIRST, LAST, chosen=Event.objects.filter(slug="series-0"))
    assert every.checked_until
    assert one.checked_until
    assert one.checked_until > every.checked_until
    assert one.number == 3


@pytest.mark.usefixtures("small_bound")
def test_one_series_and_free_dates_are_compared_up_to_a_day_that_they_name(series: list[Event]) -> None:
    proposal = Candidate.of_event(series[0])
    found = check(proposal)
    assert found.checked_until
    assert date(2028, 1, 2) < found.checked_until < date(2028, 3, 1)
    free = free_dates(proposal, length=1, first=FIRST, last=LAST)
    assert free.checked_until
    assert FIRST < free.checked_until < date(2028, 3, 1)
    assert free.weeks
    assert all(week.first <= free.checked_until for week in free.weeks)


@pytest.mark.usefixtures("series", "small_bound")
def test_pages_and_programs_read_which_days_were_compared(reader: Client, get: Any) -> None:
    until = get("events/clashes/", **{"from": "2028-01-01", "to": "2028-03-31"})["checked_until"]
    page = reader.get(f"/calendar/clashes/{RANGE}").content.decode()
    assert "There are too many events to compare them all." in page
    after = date.fromisoformat(until).toordinal() + 1
    assert f"from={date.fromordinal(after)}&amp;to=2028-03-31" in page
    assert "Only the days until" in reader.get("/calendar/events/series-0/").content.decode()
    free = reader.get(f"/calendar/free-dates/{RANGE}&length=1&place=st-petersburg")
    assert "Only starts until" in free.content.decode()


@pytest.mark.parametrize("near", [0, 31])
@pytest.mark.usefixtures("series", "small_bound")
def test_no_statement_compares_more_rows_than_the_bound(near: int, monkeypatch: pytest.MonkeyPatch) -> None:
    compared: list[int] = []
    run = sql._run

    def counted(query: str, values: Any) -> Any:
        rows = run(query, values)
        if "FROM candidates" in query and "COUNT(*)" in query:
            compared.append(rows[0][0])
        return rows

    monkeypatch.setattr(sql, "_run", counted)
    check_calendar(FIRST, LAST, near=near)
    check(Candidate.of_event(Event.objects.get(slug="series-1")), near=near)
    assert len(compared) > 4
    assert max(compared) == 601
