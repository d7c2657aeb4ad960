"""The days of a recurrence rule, compared with another implementation of RFC 5545; and the bounds of the work."""

from datetime import UTC, date, datetime, time
from itertools import islice, takewhile
from zoneinfo import ZoneInfo

import pytest
from dateutil.rrule import rrulestr
from django.core.exceptions import ValidationError
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from events.when.recurrence import check_recurrence, days_of

WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


def numbers(most: int, negative: bool = True) -> st.SearchStrategy[str]:
    sign = st.sampled_from([1, -1] if negative else [1])
    one = st.builds(lambda a, b: a * b, sign, st.integers(1, most))
    return st.lists(one, min_size=1, max_size=3, unique=True).map(lambda found: ",".join(map(str, found)))


@st.composite
def rules(draw: st.DrawFn) -> str:
    """Returns rules that both implementations read alike: no numbered weeks at the turn of a year, no position in a
    first, short week, no plain weekdays beside numbered ones."""
    frequency = draw(st.sampled_from(["DAILY", "WEEKLY", "MONTHLY", "YEARLY"]))
    parts = [f"FREQ={frequency}", f"INTERVAL={draw(st.integers(1, 4))}"]
    if draw(st.booleans()):
        parts.append(f"BYMONTH={draw(numbers(12, negative=False))}")
    chosen = draw(st.sampled_from(["", "BYMONTHDAY", "BYDAY", "BYYEARDAY"]))
    if chosen == "BYMONTHDAY" or (chosen == "BYYEARDAY" and frequency == "YEARLY"):
        parts.append(f"{chosen}={draw(numbers(31 if chosen == 'BYMONTHDAY' else 366))}")
    if chosen == "BYDAY":
        number = draw(numbers(4)).split(",")[0] if frequency in ("MONTHLY", "YEARLY") and draw(st.booleans()) else ""
        days = draw(st.lists(st.sampled_from(WEEKDAYS), min_size=1, max_size=3, unique=True))
        parts.append("BYDAY=" + ",".join(number + day for day in days))
    if chosen and parts[-1].startswith("BY") and frequency in ("MONTHLY", "YEARLY") and draw(st.booleans()):
        parts.append(f"BYSETPOS={draw(numbers(4))}")
    end = draw(st.sampled_from(["", "COUNT=7", "UNTIL=20120615"]))
    return ";".join([*parts, end] if end else parts)


@settings(max_examples=150, deadline=None)
@given(rule=rules(), starts=st.dates(date(2008, 1, 1), date(2009, 12, 28)))
def test_the_days_are_those_that_another_reader_of_the_standard_finds(rule: str, starts: date) -> None:
    mine = list(islice(days_of(rule, starts), 60))
    # For a rule that hardly ever comes true, the other implementation would search until the year 9999
    assume(len(mine) > 3)
    in_utc = rule.replace("UNTIL=20120615", "UNTIL=20120615T000000Z")
    theirs = (moment.date() for moment in rrulestr(in_utc, dtstart=datetime.combine(starts, time(), UTC)))
    found = list(islice(takewhile(lambda day: day <= mine[-1], theirs), 61))
    if found[0] != starts:
        # Our first occurrence always counts, whether the rule names it or not; theirs leaves it out
        assert mine[0] == starts
        assert mine[1:] == found[: len(mine) - 1]
    else:
        assert mine == found


@pytest.mark.parametrize(
    ("rule", "days"),
    [
        ("FREQ=WEEKLY;COUNT=3", ["2009-12-08", "2009-12-15", "2009-12-22"]),
        ("FREQ=MONTHLY;BYDAY=-1FR;COUNT=3", ["2009-12-08", "2009-12-25", "2010-01-29"]),
        ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29;COUNT=3", ["2009-12-08", "2012-02-29", "2016-02-29"]),
        ("FREQ=YEARLY;BYWEEKNO=53;BYDAY=MO;COUNT=2", ["2009-12-08", "2009-12-28"]),
        ("FREQ=DAILY;UNTIL=20091210T120000Z", ["2009-12-08", "2009-12-09", "2009-12-10"]),
    ],
)
def test_a_rule_gives_its_days(rule: str, days: list[str]) -> None:
    assert [day.isoformat() for day in days_of(rule, date(2009, 12, 8))] == days


@pytest.mark.parametrize(
    ("starts", "until", "last"),
    [
        # 23:59:59 of the 14th in New York, where the occurrence starts at 19:00
        ("2030-03-10T19:00 America/New_York", "20300315T035959Z", "2030-03-14"),
        ("2030-06-01T09:00 Europe/Copenhagen", "20300605T000000Z", "2030-06-04"),
        ("2030-06-01T00:30 Europe/Helsinki", "20300604T213000Z", "2030-06-05"),
        ("2030-06-01T00:30 Europe/Helsinki", "20300604T212959Z", "2030-06-04"),
        ("2030-06-01T09:00 Europe/Copenhagen", "20300605", "2030-06-05"),
        # Whole days: midnight in Copenhagen
        ("2030-06-01", "20300604T220000Z", "2030-06-05"),
        ("2030-06-01", "20300604T215959Z", "2030-06-04"),
    ],
)
def test_a_rule_ends_at_a_moment_where_it_names_one(starts: str, until: str, last: str) -> None:
    day, _space, zone = starts.partition(" ")
    clock = datetime.fromisoformat(day).replace(tzinfo=ZoneInfo(zone)) if zone else None
    days = list(days_of(f"FREQ=DAILY;UNTIL={until}", date.fromisoformat(day[:10]), clock))
    assert days[-1].isoformat() == last


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=DAILY;BYYEARDAY=366;BYMONTH=1",
        "FREQ=YEARLY;INTERVAL=9999",
        "FREQ=MONTHLY;BYDAY=5MO;BYMONTHDAY=1",
    ],
)
def test_a_rule_that_never_comes_true_is_refused_within_ten_years_of_days(rule: str) -> None:
    with pytest.raises(ValidationError, match="no other day"):
        check_recurrence(rule, date(2009, 12, 8))


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=DAILY;BYMONTH=13",
        "FREQ=DAILY;BYMONTHDAY=0",
        "FREQ=WEEKLY;BYDAY=2MO",
        "FREQ=MONTHLY;BYWEEKNO=3",
        "FREQ=DAILY;BYSETPOS=1",
        "FREQ=DAILY;UNTIL=20091399",
        "FREQ=DAILY;COUNT=501",
        "FREQ=DAILY;UNTIL=20150101",
    ],
)
def test_a_rule_that_makes_no_sense_or_gives_too_much_is_refused(rule: str) -> None:
    with pytest.raises(ValidationError):
        check_recurrence(rule, date(2009, 12, 8))


def test_a_rule_without_an_end_ends_after_ten_years() -> None:
    assert list(days_of("FREQ=YEARLY", date(2009, 12, 8)))[-1] == date(2019, 12, 8)
