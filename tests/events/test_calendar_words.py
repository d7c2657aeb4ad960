"""The calendar in each reader's language: weekdays, ranges and holidays; and the start of the list."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone, translation

from events.clash.holidays import HolidayClash
from events.clash.words import clashes_of, holiday_sentences
from events.templatetags.event_tags import days_until
from events.when.public_holidays import COUNTRIES, ELSEWHERE, NEITHER, holidays_in
from events.when.words import with_weekday
from tests import builders

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "Wednesday 5 May"),
        ("da", "onsdag 5. maj"),
        ("sv", "onsdag 5 maj"),
        ("nb", "onsdag 5. mai"),
        ("fi", "keskiviikko 5. toukokuuta"),
        ("is", "miðvikudagur 5. maí"),
    ],
)
def test_a_day_with_its_weekday_is_in_the_grammar_of_the_language(language: str, words: str) -> None:
    with translation.override(language):
        assert with_weekday(date(2027, 5, 5)).lower() == words.lower()


def test_a_range_of_days_says_the_month_and_the_year_once() -> None:
    with translation.override("en"):
        assert days_until(date(2005, 12, 9), date(2005, 12, 11)) == "9–11 December 2005"
        assert days_until(date(2005, 12, 9), date(2005, 12, 9)) == "9 December 2005"


def test_severities_have_their_plurals() -> None:
    with translation.override("en"):
        assert [clashes_of(severity, 1) for severity in (3, 2, 1)] == ["blocking clash", "serious clash", "minor clash"]
        assert clashes_of(1, 3) == "minor clashes"


def test_every_holiday_is_named_by_a_catalogue_or_by_us() -> None:
    days = [date(2027, 1, 1) + timedelta(number) for number in range(365)]
    ours = {*ELSEWHERE, *NEITHER}
    for country in COUNTRIES:
        with translation.override("en"):
            english = {one.day: one.name for one in holidays_in(country, days)}
        for language in ("da", "sv", "nb", "fi", "is"):
            with translation.override(language):
                same = {one.name for one in holidays_in(country, days) if one.name == english[one.day]}
            assert {part for name in same for part in name.split("; ")} <= ours, (country, language)


def test_a_holiday_of_several_countries_is_one_sentence() -> None:
    with translation.override("en"):
        clashes = [HolidayClash(one, False) for code in ("DK", "FI") for one in holidays_in(code, [date(2027, 5, 6)])]
        assert holiday_sentences(clashes, {"DK": "Denmark", "FI": "Finland"}) == [
            "6 May 2027 is a public holiday in Denmark and Finland: Ascension Day."
        ]


def test_free_dates_avoid_nordic_and_baltic_holidays_unless_countries_are_chosen(reader: Client, get: Any) -> None:
    builders.city("riga", "LV")
    asked = {"length": "2", "from": "2027-05-03", "to": "2027-05-14", "place": "riga"}
    weeks = get("events/free-dates/", **asked)["weeks"]
    # 6 May 2027 is Ascension Day in the Nordic countries; 4 May is a holiday in Latvia
    assert [week["first_day"] for week in weeks] == ["2027-05-10", "2027-05-05"]
    assert {one["country"] for one in weeks[1]["holidays"]} >= {"DK", "FI", "NO", "SE", "IS"}
    page = reader.get("/calendar/free-dates/", asked).content.decode()
    assert "6 May 2027 is a public holiday in" in page
    builders.country("EE")
    weeks = get("events/free-dates/", **asked, country="EE")["weeks"]
    assert [week["first_day"] for week in weeks] == ["2027-05-05", "2027-05-10"]


def test_a_month_shows_the_holidays_of_where_its_events_are(reader: Client) -> None:
    builders.event("in-riga", starts="2027-05-12", place=builders.city("riga", "LV"))
    month = reader.get("/calendar/", {"at": "2027-05"}).context["month"]
    (day,) = [day for week in month.weeks for day in week.days if day.day == date(2027, 5, 4)]
    assert {one.country for one in day.holidays} == {"LV"}


def test_the_list_begins_today_and_leads_to_what_was_before(reader: Client) -> None:
    today = timezone.localdate()
    for slug, days in (("yesterday", -1), ("today", 0), ("tomorrow", 1)):
        builders.event(slug, starts=(today + timedelta(days)).isoformat())
    answer = reader.get("/calendar/", {"view": "list"})
    assert [event.slug for event in answer.context["page"]] == ["today", "tomorrow"]
    before = f"?view=list&amp;ends_before={today - timedelta(1)}&amp;ordering=-starts"
    assert before in answer.content.decode()
    earlier = reader.get(f"/calendar/{before.replace('&amp;', '&')}")
    assert [event.slug for event in earlier.context["page"]] == ["yesterday"]


def test_a_refused_save_says_so_at_the_top(admin_client: Client) -> None:
    organiser = builders.organisation("body")
    form = {"title": "One", "kind": "meeting", "status": "confirmed", "starts": "2030-05-10", "organisers": ["body"]}
    assert admin_client.post("/calendar/new/", form).status_code == 302
    page = admin_client.post("/calendar/new/", {**form, "title": "Two"}).content.decode()
    assert page.index("Nothing is saved yet") < page.index("Save in spite of these clashes")
    assert organiser.event_roles.count() == 1
    page = admin_client.post("/calendar/new/", {**form, "starts": "2030-13"}).content.decode()
    assert '<a href="#filter-starts">' in page
