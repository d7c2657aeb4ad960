"""Public holidays on the days of all events: the same holidays as in the check of each event, by place and audience."""

from datetime import date
from typing import Any

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from events.choices import Severity
from events.clash.clashes import Candidate, check, check_calendar
from events.clash.holidays import holiday_clashes, holidays_of_calendar
from events.models import Event
from events.when.public_holidays import COUNTRIES
from projects.models import Place
from projects.partial_date import PartialDate
from tests import builders

pytestmark = pytest.mark.django_db
ALWAYS = date(1900, 1, 1), date(2199, 12, 31)


def an_event(slug: str, host: str = "", audience: tuple[str, ...] = (), **values: Any) -> Event:
    """Makes an event in a city of the host country."""
    if host:
        values["place"] = builders.city(f"city-{host.lower()}", host)
    event = builders.event(slug, **values)
    event.audience_countries.set([builders.country(code) for code in audience])
    return event


def told(first: date, last: date, **asked: Any) -> list[tuple[str, str, str, str, bool]]:
    _number, found = holidays_of_calendar(first, last, **{"most": 99, **asked})
    return [(str(one.event), str(one.holiday.day), one.holiday.country, one.holiday.name, one.hosting) for one in found]


def test_a_holiday_at_the_place_comes_before_one_of_the_audience_and_then_by_day() -> None:
    an_event("christmas", "DK", ("SE", "DK"), starts="2026-12-24")
    an_event("midsummer", "EE", ("FI",), starts="2026-06-19")
    assert told(*ALWAYS) == [
        ("christmas", "2026-12-24", "DK", "Christmas Eve", True),
        ("midsummer", "2026-06-19", "FI", "Midsummer Eve", False),
        ("christmas", "2026-12-24", "SE", "Christmas Eve", False),
    ]
    assert [one[0] for one in told(*ALWAYS, least=Severity.SERIOUS)] == ["christmas"]
    assert told(date(2026, 12, 1), date(2026, 12, 23)) == []
    assert [one[0] for one in told(date(2026, 12, 24), date(2026, 12, 24))] == ["christmas", "christmas"]
    assert [one[0] for one in told(*ALWAYS, chosen=Event.objects.filter(slug="midsummer"))] == ["midsummer"]


@pytest.mark.parametrize(
    "values",
    [{"status": "cancelled"}, {"starts": "2026-12"}, {"starts": "2026-12-23"}, {"place": None, "online": True}],
)
def test_what_is_cancelled_vague_beside_it_or_nowhere_meets_none(values: dict[str, Any]) -> None:
    event = an_event("other", **{"place": builders.city("copenhagen", "DK"), "starts": "2026-12-24", **values})
    assert told(*ALWAYS) == []
    assert holiday_clashes(Candidate.of_event(event)) == []


def test_each_day_and_each_occurrence_counts() -> None:
    an_event("long", "DK", starts="2026-12-23", ends="2026-12-26")
    an_event("series", "NO", starts="2026-05-10", recurrence="FREQ=WEEKLY;COUNT=3")
    assert [(one[0], one[1], one[3]) for one in told(*ALWAYS)] == [
        ("series", "2026-05-17", "Constitution Day"),
        ("series", "2026-05-24", "Pentecost"),
        ("long", "2026-12-24", "Christmas Eve"),
        ("long", "2026-12-25", "Christmas Day"),
        ("long", "2026-12-26", "Second Day of Christmas"),
    ]


def test_pages_hold_no_more_than_they_are_asked_for_and_all_are_counted() -> None:
    for day in range(24, 27):
        an_event(f"on-{day}", "DK", starts=f"2026-12-{day}")
    number, first = holidays_of_calendar(*ALWAYS, most=2)
    _number, second = holidays_of_calendar(*ALWAYS, most=2, offset=2)
    assert (number, [str(one.event) for one in [*first, *second]]) == (3, ["on-24", "on-25", "on-26"])
    assert check_calendar(*ALWAYS, most=2).told_from(1) == 3


@pytest.mark.once
@pytest.mark.usefixtures("dokument8")
def test_no_dated_event_of_the_seeds_is_on_a_holiday() -> None:
    assert told(date(2001, 1, 1), date(2021, 12, 31)) == []


DAYS = st.dates(date(2020, 12, 15), date(2022, 1, 10)).map(str)
DATES = st.one_of(DAYS, DAYS.map(lambda day: day[:7]), DAYS.map(lambda day: day[:4]))


@st.composite
def events(draw: st.DrawFn) -> dict[str, Any]:
    starts, ends = draw(DATES), draw(st.none() | DATES)
    return {
        "starts": starts,
        "ends": ends if ends and PartialDate.parse(ends).last >= PartialDate.parse(starts).first else None,
        "host": draw(st.sampled_from(["", *COUNTRIES])),
        "audience": tuple(draw(st.lists(st.sampled_from(COUNTRIES), max_size=3, unique=True))),
        "status": draw(st.sampled_from(["idea", "tentative", "confirmed", "cancelled"])),
    }


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(events(), min_size=1, max_size=12))
def test_the_whole_calendar_meets_what_each_event_meets_by_itself(given_events: list[dict[str, Any]]) -> None:
    Event.objects.all().delete()
    for number, values in enumerate(given_events):
        an_event(f"event-{number}", **values)
    alone = {
        (event.slug, one.holiday, one.hosting)
        for event in Event.objects.select_related("place__country").prefetch_related("place__spans")
        for one in check(Candidate.of_event(event)).holidays
    }
    number, found = holidays_of_calendar(*ALWAYS, most=9999)
    assert {(one.event.slug, one.holiday, one.hosting) for one in found if one.event} == alone
    assert number == len(found) == len(alone)


@pytest.mark.once
def test_the_page_names_the_event_the_day_and_the_reason(reader: Client) -> None:
    an_event("christmas", "DK", starts="2026-12-24")
    page = reader.get("/calendar/clashes/?from=2026&to=2026").content.decode()
    assert "Events on public holidays" in page
    assert 'href="/calendar/events/christmas/"' in page
    assert "24 December 2026 is a public holiday in DK, where it takes place: Christmas Eve." in page
    assert "Nothing is in the way." not in page
    assert "Events on public holidays" not in reader.get("/calendar/clashes/?from=2025&to=2025").content.decode()
    assert "Events on public holidays" not in reader.get("/calendar/clashes/?kind=visit&from=2026").content.decode()


@pytest.mark.once
def test_the_api_tells_them_with_their_event(reader: Client) -> None:
    an_event("christmas", "DK", starts="2026-12-24")
    answer = reader.get("/api/v1/events/clashes/?from=2026&to=2026").json()
    (one,) = answer["holidays"]
    assert (one["date"], one["country"], one["where"], one["severity"]) == ("2026-12-24", "DK", "host", "serious")
    assert (one["event"]["slug"], answer["holidays_found"], answer["worst"]) == ("christmas", 1, "serious")
    alone = reader.get("/api/v1/events/clashes/?event=christmas").json()
    assert (alone["holidays"][0]["event"], alone["holidays_found"]) == (None, 1)


@pytest.mark.once
def test_the_number_of_queries_does_not_grow(django_assert_max_num_queries: Any) -> None:
    for day in range(10, 30):
        an_event(f"on-{day}", "DK", ("SE",), starts=f"2026-12-{day}")
    with django_assert_max_num_queries(6):
        holidays_of_calendar(*ALWAYS, most=50)
    assert Place.objects.count() == 3
