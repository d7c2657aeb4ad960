"""An event: the two forms of its time, the days between which it may lie, and what the database refuses."""

from contextlib import suppress
from datetime import UTC, date, datetime
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from events.fields import Words
from events.models import Engagement, Event, EventParty
from events.validators import known_zone, recurrence_shape
from projects.partial_date import PartialDate
from tests import builders
from tests.cases import examples

pytestmark = pytest.mark.django_db


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)


def days(row: Event) -> tuple[str, str]:
    return row.first_day.isoformat(), row.last_day.isoformat()


@pytest.mark.parametrize(
    ("starts", "ends", "first", "last"),
    [
        ("2008", None, "2008-01-01", "2008-12-31"),
        ("2008-02", None, "2008-02-01", "2008-02-29"),
        ("2009-12-08", None, "2009-12-08", "2009-12-08"),
        ("2005-12-09", "2005-12-11", "2005-12-09", "2005-12-11"),
        ("2006-09", "2006-10", "2006-09-01", "2006-10-31"),
        ("2006-09", "2006", "2006-09-01", "2006-12-31"),
        ("2006", "2006-03", "2006-01-01", "2006-03-31"),
    ],
)
def test_a_partial_date_may_lie_in_the_whole_period_it_names(
    starts: str, ends: str | None, first: str, last: str
) -> None:
    assert days(builders.event(starts=starts, ends=ends)) == (first, last)


@pytest.mark.parametrize(
    ("starts", "ends", "timezone", "first", "last"),
    [
        # 23:30 in UTC is the next day in Copenhagen, and still the day before in New York
        (utc(2010, 3, 3, 23, 30), None, "Europe/Copenhagen", "2010-03-04", "2010-03-04"),
        (utc(2010, 3, 4, 2), None, "America/New_York", "2010-03-03", "2010-03-03"),
        # Summer time: 21:30 in UTC is 23:30 in Copenhagen and 00:30 in Riga
        (utc(2010, 7, 1, 21, 30), None, "Europe/Copenhagen", "2010-07-01", "2010-07-01"),
        (utc(2010, 7, 1, 21, 30), None, "Europe/Riga", "2010-07-02", "2010-07-02"),
        (utc(2010, 7, 1, 8), utc(2010, 7, 3, 14), "Europe/Riga", "2010-07-01", "2010-07-03"),
    ],
)
def test_the_day_of_a_moment_is_that_of_the_events_own_time_zone(
    starts: datetime, ends: datetime | None, timezone: str, first: str, last: str
) -> None:
    assert days(builders.event(starts_at=starts, ends_at=ends, timezone=timezone)) == (first, last)


def test_an_event_that_ends_at_midnight_does_not_reach_into_the_next_day() -> None:
    row = builders.event(starts_at=utc(2010, 3, 4, 8), ends_at=utc(2010, 3, 4, 23), timezone="Europe/Copenhagen")
    assert days(row) == ("2010-03-04", "2010-03-04")


def test_the_days_follow_the_time_when_it_changes() -> None:
    row = builders.event(starts="2009-12-08")
    row.starts = "2010-01"
    row.save()
    row.refresh_from_db()
    assert days(row) == ("2010-01-01", "2010-01-31")


MOMENT = utc(2010, 3, 4, 8)


@pytest.mark.parametrize(
    "values",
    [
        {"starts": None},
        {"starts": "2010-03-04", "timezone": "Europe/Oslo"},
        {"starts": "2010-03-04", "starts_at": MOMENT, "timezone": "Europe/Oslo"},
        {"starts_at": MOMENT, "ends": "2010-03-05", "timezone": "Europe/Oslo"},
        {"starts": "2010-03-04", "ends_at": MOMENT},
        {"starts": "2010-03-04", "ends": "2010-03-03"},
        {"starts": "2010-03", "ends": "2009"},
        {"starts_at": MOMENT, "ends_at": utc(2010, 3, 4, 7), "timezone": "Europe/Oslo"},
        {"title_en": ""},
        {"inferred": True},
        {"exceptions": ["2009-12-08"]},
    ],
)
def test_the_database_itself_refuses_a_time_or_a_fact_that_makes_no_sense(values: dict[str, Any]) -> None:
    with transaction.atomic(), pytest.raises(IntegrityError):
        builders.event(**values)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"starts": "2009-01-01", "ends": "2010-01-02"}, "ends"),
        ({"starts": None, "starts_at": MOMENT, "ends_at": utc(2011, 3, 6), "timezone": "Europe/Oslo"}, "ends_at"),
        ({"starts": None, "starts_at": MOMENT, "timezone": "Europe/Kobenhavn"}, "timezone"),
        ({"starts": None, "starts_at": utc(9999, 12, 31, 23), "timezone": "Asia/Tokyo"}, "starts_at"),
        ({"starts": "2009-13"}, "starts"),
        ({"languages": ["sv", "xx"]}, "languages"),
        ({"audience": ["police", "pirates"]}, "audience"),
        ({"recurrence": "FREQ=YEARLY", "exceptions": "2009-02-30"}, "exceptions"),
        ({"recurrence": "FREQ=YEARLY", "exceptions": "2009-02"}, "exceptions"),
        ({"recurrence": "FREQ=HOURLY"}, "recurrence"),
        ({"address": "<b>here</b>"}, "address"),
        ({"url": "javascript:alert(1)"}, "url"),
        ({"kind": "picnic"}, "kind"),
        ({"status": "perhaps"}, "status"),
    ],
)
def test_what_makes_no_sense_is_told_of_at_its_field(values: dict[str, Any], field: str) -> None:
    row = builders.event()
    for name, value in values.items():
        setattr(row, name, value)
    with pytest.raises(ValidationError) as caught:
        row.full_clean()
    assert list(caught.value.message_dict) == [field]


def test_an_event_of_vague_dates_may_span_years() -> None:
    builders.event(starts="2004", ends="2005").full_clean()


def test_366_days_are_the_longest() -> None:
    builders.event(starts="2009-01-01", ends="2010-01-01").full_clean()


def test_codes_take_the_order_of_their_list_and_stand_once() -> None:
    row = builders.event(audience=["ngos", "police", "ngos"], languages=["en", "da"])
    assert row.audience == Words(["police", "ngos"])
    assert row.languages == Words(["da", "en"])
    assert list(Event.objects.values_list("audience", flat=True)) == [("police", "ngos")]


@pytest.mark.parametrize("parties", [{}, {"organisation", "council"}])
def test_a_party_is_one_council_or_one_organisation(parties: set[str]) -> None:
    row = builders.event(parties=["who-europe"])
    bodies = {"organisation": row.parties.get().organisation, "council": builders.council("MR-S")}
    given_ones = {name: body for name, body in bodies.items() if name in parties}
    with transaction.atomic(), pytest.raises(IntegrityError):
        EventParty.objects.create(event=row, role="organising", **given_ones)


def test_a_party_stands_once_in_a_role_and_may_have_several() -> None:
    row = builders.event()
    council = builders.council("MR-S")
    for role in ("organising", "hosting"):
        EventParty.objects.create(event=row, role=role, council=council)
    with transaction.atomic(), pytest.raises(IntegrityError):
        EventParty.objects.create(event=row, role="hosting", council=council)


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=YEARLY",
        "FREQ=MONTHLY;INTERVAL=2;COUNT=6",
        "FREQ=YEARLY;BYMONTH=3;BYDAY=1TH",
        "FREQ=WEEKLY;BYDAY=TU,TH;UNTIL=20101231T225959Z",
        "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1;WKST=MO",
    ],
)
def test_a_rule_of_rfc_5545_is_taken(rule: str) -> None:
    recurrence_shape(rule)


@pytest.mark.parametrize(
    "rule",
    [
        "",
        "yearly",
        "FREQ",
        "FREQ=",
        "FREQ=YEARLY;",
        "INTERVAL=2",
        "FREQ=YEARLY;FREQ=DAILY",
        "FREQ=SECONDLY",
        "FREQ=YEARLY;COUNT=0",
        "FREQ=YEARLY;COUNT=2;UNTIL=20101231",
        "FREQ=YEARLY;BYDAY=XX",
        "FREQ=YEARLY\r\nATTENDEE:x",
        "RRULE:FREQ=YEARLY",
    ],
)
def test_what_is_no_rule_is_refused(rule: str) -> None:
    with pytest.raises(ValidationError):
        recurrence_shape(rule)


@given(st.text(max_size=40))
def test_a_time_zone_is_a_known_name_or_refused_in_words(name: str) -> None:
    with suppress(ValidationError):
        known_zone(name)


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"starts": "2008-04"}, "April 2008"),
        ({"starts": "2004"}, "2004"),
        ({"starts": "2005-12-09", "ends": "2005-12-11"}, "9–11 December 2005"),
        (
            {"starts_at": utc(2010, 3, 4, 8), "ends_at": utc(2010, 3, 4, 11), "timezone": "Europe/Stockholm"},
            "4 March 2010 09:00 – 12:00 (Europe/Stockholm)",
        ),
    ],
)
def test_the_time_is_told_no_more_exact_than_it_is(values: dict[str, Any], words: str) -> None:
    with translation.override("en"):
        assert builders.event(**values).when() == words


partial_dates = st.one_of(
    st.builds(PartialDate, st.integers(2005, 2007)),
    st.builds(PartialDate, st.integers(2005, 2007), st.integers(1, 12)),
    st.builds(PartialDate, st.integers(2005, 2007), st.integers(1, 12), st.integers(1, 28)),
)


@examples(40)
@given(starts=partial_dates, ends=st.none() | partial_dates, asked=partial_dates)
def test_the_filters_by_time_find_an_event_exactly_when_it_may_lie_there(
    starts: PartialDate, ends: PartialDate | None, asked: PartialDate
) -> None:
    end = ends or starts
    if end.last < starts.first:
        return
    Event.objects.all().delete()
    builders.event(starts=str(starts), ends=str(ends) if ends else None)
    # The days on which the event may start and end, given that it cannot end before it starts
    earliest_end, latest_start = max(starts.first, end.first), min(starts.last, end.last)
    expected = {
        "starting_after": latest_start >= asked.first,
        "starting_before": starts.first <= asked.last,
        "ending_after": end.last >= asked.first,
        "ending_before": earliest_end <= asked.last,
    }
    assert {name: getattr(Event.objects, name)(asked).exists() for name in expected} == expected
    touches = starts.first <= asked.last and end.last >= asked.first
    assert Event.objects.between(asked.first, asked.last).exists() == touches


def test_an_event_is_found_by_every_day_between_its_first_and_its_last() -> None:
    builders.event(starts="2005-12-09", ends="2005-12-11")
    found = [day for day in range(7, 14) if Event.objects.between(date(2005, 12, day), date(2005, 12, day)).exists()]
    assert found == [9, 10, 11]


def test_columns_that_follow_from_others_are_no_difference_between_two_states() -> None:
    """The history keeps them beside its own columns, for reading as of a day."""
    history = builders.event().history.model
    tracked = {field.name for field in history.tracked_fields}
    assert "starts" in tracked
    assert not {"first_day", "last_day", "search_text"} & tracked
    assert {"first_day", "last_day", "search_text"} <= set(history.columns_beside)


def test_a_state_brought_back_has_its_days_again() -> None:
    row = builders.event(starts="2009-12-08")
    row.starts = "2010"
    row.save()
    row.history.earliest("history_id").instance.save()
    row.refresh_from_db()
    assert days(row) == ("2009-12-08", "2009-12-08")


def test_what_was_folded_before_is_folded_again() -> None:
    """Tests an event's search text, and the key by which the clash check compares its venue."""
    row = builders.event(place=builders.city(), address="Kongensgade 5\u20137")
    right = Engagement.objects.get(event=row, takes="venue").key
    Event.objects.update(search_text="kongensgade 5\u20137")
    Engagement.objects.filter(takes="venue").update(key="venue:old")
    migration = import_module("events.migrations.0024_signs_of_the_search")
    migration.fold_again(apps, None)
    migration.compare_venues_again(apps, None)
    row.refresh_from_db()
    assert row.search_text == "kongensgade 5-7"
    assert Engagement.objects.get(event=row, takes="venue").key == right
