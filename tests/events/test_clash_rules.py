"""The rules of clashes: each rule of docs/data.md by an example, and the clashes that a reader of the sources would
find."""

from datetime import date, datetime
from typing import Any

import pytest
from django.utils import translation

from events.choices import Severity
from events.clash.clashes import Candidate, Clash, check, check_calendar
from events.clash.free_dates import free_dates
from events.clash.taken import where
from events.clash.words import sentences
from events.models import Event, EventContact, EventParty
from events.when.public_holidays import holidays_in
from events.when.spans import Span
from projects.models import Place
from projects.partial_date import PartialDate
from tests import builders

pytestmark = pytest.mark.django_db

WORTH, SERIOUS, BLOCKING = Severity.WORTH_KNOWING, Severity.SERIOUS, Severity.BLOCKING
DAY = "2026-03-10"


def an_event(slug: str, share: str, **values: Any) -> Event:
    """Makes an event that shares one thing with every other event made with the same ``share``."""
    if share in ("city", "venue"):
        values["place"] = builders.city()
    if share == "venue":
        values["address"] = "Nevskij prospekt 1"
    if share == "audience":
        values["audience"] = ["police"]
    moments = {name: datetime.fromisoformat(text) for name, text in values.items() if name.endswith("_at")}
    event = builders.event(slug, **{"starts": DAY, "kind": "conference", **values, **moments})
    if share in ("organising", "participating"):
        EventParty.objects.create(event=event, role=share, organisation=builders.organisation())
    if share == "person":
        known = builders.organisation().contacts.first() or builders.contact(person="A. Person")
        EventContact.objects.create(event=event, contact=known)
    return Event.objects.get(pk=event.pk)


def found(share: str, mine: dict[str, Any], other: dict[str, Any], **asked: Any) -> list[Clash]:
    an_event("other", share, **other)
    return check(Candidate.of_event(an_event("mine", share, **mine)), **{"persons": True, **asked}).clashes


@pytest.mark.parametrize(
    ("share", "overlapping", "next_day"),
    [
        ("nothing", WORTH, None),
        ("person", BLOCKING, WORTH),
        ("venue", BLOCKING, WORTH),
        ("organising", SERIOUS, WORTH),
        ("participating", WORTH, None),
        ("city", SERIOUS, WORTH),
        ("audience", SERIOUS, WORTH),
    ],
)
def test_what_two_share_decides_how_much_it_matters(share: str, overlapping: Any, next_day: Any) -> None:
    an_event("next", share, starts="2026-03-11")
    (clash,) = found(share, {}, {})[:1]
    assert (clash.event.slug, clash.severity, clash.together, clash.sure) == ("other", overlapping, 2, True)
    near = check(Candidate.of_event(Event.objects.get(slug="mine")), persons=True).clashes[1:]
    assert [one.severity for one in near] == ([next_day] if next_day else [])


@pytest.mark.parametrize(
    ("mine", "other", "severity", "together"),
    [
        # One step lower: a date known to the month, or an idea; a tentative event never blocks
        ({}, {"starts": "2026-03"}, SERIOUS, 1),
        ({}, {"status": "idea"}, SERIOUS, 2),
        ({"status": "idea"}, {}, SERIOUS, 2),
        ({}, {"status": "tentative"}, SERIOUS, 2),
        # Two steps lower
        ({"status": "idea"}, {"starts": "2026"}, WORTH, 1),
        # A deadline needs nobody at two places
        ({}, {"kind": "deadline"}, WORTH, 2),
        ({"kind": "adoption"}, {}, WORTH, 2),
        # A month that certainly lies within the other event's time is a certain overlap
        ({"starts": "2026-02-28", "ends": "2026-04-01"}, {"starts": "2026-03"}, BLOCKING, 2),
        # The same day at different hours
        (
            {"starts": None, "starts_at": "2026-03-10T08:00Z", "ends_at": "2026-03-10T10:00Z", "timezone": "UTC"},
            {"starts": None, "starts_at": "2026-03-10T10:00Z", "ends_at": "2026-03-10T11:00Z", "timezone": "UTC"},
            WORTH,
            0,
        ),
        # The same moment on two local days: 23:30 in Reykjavik is 01:30 in Kaliningrad
        (
            {
                "starts": None,
                "starts_at": "2026-03-10T23:00Z",
                "ends_at": "2026-03-11T00:00Z",
                "timezone": "Atlantic/Reykjavik",
            },
            {
                "starts": None,
                "starts_at": "2026-03-10T23:30Z",
                "ends_at": "2026-03-11T01:00Z",
                "timezone": "Europe/Kaliningrad",
            },
            BLOCKING,
            2,
        ),
        # The second occurrence of a series
        ({"starts": "2026-03-17"}, {"recurrence": "FREQ=WEEKLY;COUNT=3"}, BLOCKING, 2),
    ],
)
def test_how_sure_both_are_makes_it_less(
    mine: dict[str, Any], other: dict[str, Any], severity: Any, together: int
) -> None:
    (clash, *_rest) = found("person", mine, other)
    assert (clash.severity, clash.together) == (severity, together)


@pytest.mark.parametrize(("days", "near", "clashes"), [(3, 3, 1), (4, 3, 0), (4, 4, 1), (1, 0, 0)])
def test_near_is_within_so_many_days(days: int, near: int, clashes: int) -> None:
    assert len(found("city", {}, {"starts": f"2026-03-{10 + days}"}, near=near)) == clashes


@pytest.mark.parametrize("mine", [{"status": "cancelled"}, {"starts": "2026-05-01"}])
def test_what_is_cancelled_or_far_away_does_not_clash(mine: dict[str, Any]) -> None:
    assert not found("person", mine, {})


def test_key_persons_count_for_staff_only() -> None:
    (clash,) = found("person", {}, {}, persons=False)
    assert clash.severity == WORTH
    assert sentences(clash) == ["They overlap in time."]
    assert check_calendar(date(2026, 1, 1), date(2026, 12, 31)).number == 0
    assert check_calendar(date(2026, 1, 1), date(2026, 12, 31), persons=True).numbers[3] == 1


def test_the_check_takes_the_same_queries_for_any_number(django_assert_num_queries: Any) -> None:
    for number in range(5):
        an_event(f"other-{number}", "organising")
    proposal = Candidate.of_event(an_event("mine", "organising"))
    # The pairs, what they share, the events with their places, and their parties
    with django_assert_num_queries(4):
        [sentences(clash) for clash in check(proposal).clashes]


# The clashes that a person finds who reads the sources


def conference(starts: str, ends: str, place: str) -> Candidate:
    row = Place.objects.get(slug=place)
    spans = [Span.of_dates(PartialDate.parse(starts), PartialDate.parse(ends))]
    return Candidate(spans, frozenset(where(row, "")))


@pytest.mark.parametrize(
    ("starts", "ends", "place", "expected"),
    [
        # Dokument 8, closed project 2: a conference in St Petersburg, known to the month only
        ("2008-04-10", "2008-04-11", "st-petersburg", [("cooperation-to-combat-trafficking", False)]),
        ("2009-12-08", "2009-12-09", "oslo", [("north-sweden-network-meeting-2009", True)]),
        # The kick-off of 13 September 2004, the seminar there known to the year, and five others of that year
        (
            "2004-09-13",
            "2004-09-13",
            "st-petersburg",
            [
                ("gender-drugs-health-kick-off", True),
                ("drugs-and-trafficking-seminar-st-petersburg", False),
                ("drugs-and-trafficking-seminar-narva", False),
                ("drugs-and-trafficking-seminar-liepaja", False),
                ("drugs-and-trafficking-seminar-klaipeda", False),
                ("drugs-and-trafficking-seminar-kaliningrad", False),
                ("ngos-and-agencies-seminar-riga", False),
            ],
        ),
        ("2005-12-10", "2005-12-10", "riga", [("effective-ways-to-move-forward", True)]),
        ("2021-03-04", "2021-03-04", "copenhagen", [("county-boards-network-meeting-2021", True)]),
        ("2010-05-04", "2010-05-05", "st-petersburg", []),
    ],
)
def test_the_seeds_clashes_are_those_that_a_reader_finds(
    dokument8: None, starts: str, ends: str, place: str, expected: list[tuple[str, bool]]
) -> None:
    found = check(conference(starts, ends, place)).clashes
    named = {(clash.event.slug, clash.together == 2) for clash in found}
    assert named == set(expected)


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "They may overlap: the exact date of one is not known."),
        ("da", "De overlapper måske: Af mindst ét af dem kendes kun måneden eller året."),
        ("sv", "De överlappar kanske: av minst ett av dem är bara månaden eller året känt."),
    ],
)
def test_a_month_may_clash_and_says_so(dokument8: None, language: str, sentence: str) -> None:
    (clash,) = check(conference("2008-04-10", "2008-04-11", "st-petersburg")).clashes
    with translation.override(language):
        assert sentences(clash)[0] == sentence


def test_free_dates_are_the_weeks_with_least_in_the_way(dokument8: None) -> None:
    proposal = conference("2008-05-01", "2008-05-01", "st-petersburg")
    weeks = free_dates(proposal, length=2, first=date(2008, 4, 1), last=date(2008, 6, 30)).weeks
    # June has no events; April has a conference in St Petersburg, May a meeting; 12 June is a holiday there
    assert [week.first for week in weeks[:4]] == [date(2008, 6, day) for day in (2, 9, 16, 23)]
    assert all(week.free for week in weeks[:4])
    assert all(week.numbers == {1: 1} for week in weeks[4:])
    # Each week names its clashes and their reasons
    assert [clash.event.slug for clash in weeks[4].clashes] == ["cooperation-to-combat-trafficking"]
    assert sentences(weeks[4].clashes[0])[0].startswith("They may overlap")
    assert weeks[0].clashes == ()
    # Two working days of one week
    assert {week.first.weekday() for week in weeks} <= {0, 1, 2, 3}


def test_a_week_of_holidays_comes_last() -> None:
    builders.country("DK")
    proposal = Candidate([], host_countries=("DK",))
    weeks = free_dates(proposal, length=5, first=date(2026, 12, 14), last=date(2027, 1, 3)).weeks
    # From Monday to Friday: no holiday; 24 and 25 December; 31 December and 1 January
    assert [(week.first, week.weights) for week in weeks] == [
        (date(2026, 12, 14), [0, 0, 0]),
        (date(2026, 12, 21), [0, 2, 0]),
        (date(2026, 12, 28), [0, 2, 0]),
    ]


@pytest.mark.parametrize(
    ("country", "day", "name"),
    [
        *((country, date(2026, 12, 24), "Christmas Eve") for country in ("DK", "FI", "NO", "SE", "IS", "DE", "PL")),
        ("SE", date(2026, 6, 19), "Midsummer Eve"),
        ("FI", date(2026, 6, 19), "Midsummer Eve"),
        ("RU", date(2026, 1, 7), "Christmas Day"),
        ("AX", date(2026, 6, 9), "Åland's Autonomy Day"),
        ("FO", date(2026, 12, 24), "Christmas Eve"),
        ("GL", date(2026, 6, 21), "National Day"),
        ("NO", date(2026, 5, 17), "Constitution Day"),
        ("EE", date(2026, 6, 24), "Midsummer Day"),
        ("LV", date(2026, 6, 23), "Midsummer Eve"),
        ("LT", date(2026, 2, 16), "Day of Restoration of the State of Lithuania"),
        # People do meet on the day of Sibelius, although it is a flag day
        ("FI", date(2026, 12, 8), None),
        ("BE", date(2026, 12, 25), None),
    ],
)
def test_days_on_which_nobody_meets_are_holidays(country: str, day: date, name: str | None) -> None:
    assert [one.name for one in holidays_in(country, [day])] == ([name] if name else [])


@pytest.mark.parametrize(
    ("language", "name"),
    [
        ("is", "Föstudagurinn langi"),
        ("da", "Langfredag"),
        ("sv", "Långfredagen"),
        ("nb", "Langfredag"),
        ("fi", "Pitkäperjantai"),
        ("en", "Good Friday"),
    ],
)
def test_holidays_are_named_in_the_readers_language(language: str, name: str) -> None:
    with translation.override(language):
        assert [one.name for one in holidays_in("DE", [date(2026, 4, 3)])] == [name]
