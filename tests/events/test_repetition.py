"""The usual repetitions: the choice on the form, the stored rule, and the choice read back from it."""

from datetime import date
from itertools import islice

import pytest
from django.test import Client
from django.utils.translation import override
from hypothesis import given as examples
from hypothesis import strategies as st

from events.models import Event
from events.when.recurrence import days_of
from events.when.repetition import Repeats, in_words, repeats_of, rule_of
from tests import builders
from tests.events.test_entry import account, given, opened, own_event

NEW = "/calendar/new/"
TUESDAY = date(2030, 5, 14)
"""The second Tuesday of its month."""
USUAL = [one for one in Repeats if one not in (Repeats.NEVER, Repeats.RULE)]


@pytest.mark.parametrize(
    ("repeats", "until", "rule"),
    [
        ("never", None, ""),
        ("weekly", None, "FREQ=WEEKLY"),
        ("weekly", date(2030, 6, 30), "FREQ=WEEKLY;UNTIL=20300630"),
        ("fortnightly", None, "FREQ=WEEKLY;INTERVAL=2"),
        ("monthly", None, "FREQ=MONTHLY"),
        ("weekday", None, "FREQ=MONTHLY;BYDAY=2TU"),
        ("yearly", date(2035, 5, 14), "FREQ=YEARLY;UNTIL=20350514"),
    ],
)
def test_each_way_has_its_rule_and_is_read_from_it(repeats: str, until: date | None, rule: str) -> None:
    assert rule_of(repeats, TUESDAY, until) == rule
    assert repeats_of(rule, TUESDAY) == (Repeats(repeats), until)


@pytest.mark.parametrize(
    "rule",
    ["FREQ=DAILY", "FREQ=WEEKLY;COUNT=3", "FREQ=MONTHLY;BYDAY=3TU", "FREQ=WEEKLY;UNTIL=20300630T120000Z", "FREQ=NO"],
)
def test_any_other_rule_stands_as_it_is(rule: str) -> None:
    assert repeats_of(rule, TUESDAY) == (Repeats.RULE, None)
    assert in_words(rule, TUESDAY) == rule


@pytest.mark.once
@examples(st.dates(date(1950, 1, 1), date(2090, 1, 1)), st.sampled_from(USUAL), st.booleans())
def test_a_way_comes_back_and_gives_the_first_day_and_more(first: date, repeats: Repeats, ends: bool) -> None:
    until = first.replace(year=first.year + 5, day=1) if ends else None
    rule = rule_of(repeats, first, until)
    assert repeats_of(rule, first) == (repeats, until)
    found = list(islice(days_of(rule, first), 3))
    assert found[0] == first
    # A leap day recurs after four years; a 31st recurs in another month
    assert len(found) == 3 or (first.month, first.day) == (2, 29)
    if repeats == Repeats.WEEKDAY:
        assert {day.weekday() for day in found} == {first.weekday()}
        assert [day.month for day in found] == [(first.month + number - 1) % 12 + 1 for number in range(3)]


def test_a_fifth_weekday_is_the_last_of_the_month() -> None:
    assert rule_of("weekday", date(2030, 5, 31)) == "FREQ=MONTHLY;BYDAY=-1FR"


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "Every week until 30 June 2030"),
        ("da", "Hver uge til og med 30. juni 2030"),
        ("fi", "Joka viikko, viimeistään 30. kesäkuuta 2030"),
    ],
)
def test_people_read_it_in_their_language(language: str, words: str) -> None:
    with override(language):
        assert in_words("FREQ=WEEKLY;UNTIL=20300630", TUESDAY) == words


@pytest.mark.once
@pytest.mark.django_db
class TestTheForm:
    def test_it_keeps_the_rule_and_shows_the_way_again(self) -> None:
        body = account("body")
        body.post(NEW, given(starts="2030-05-14", repeats="weekday", repeats_until="2030-12-31", recurrence="rubbish"))
        event = Event.objects.get()
        assert event.recurrence == "FREQ=MONTHLY;BYDAY=2TU;UNTIL=20301231"
        values = opened(body, event)
        assert (values["repeats"], str(values["repeats_until"]), values.get("recurrence")) == (
            "weekday",
            "2030-12-31",
            None,
        )
        # On another day the same choice gives another rule
        body.post(f"{event.get_absolute_url()}edit/", {**values, "starts": "2030-05-15"})
        event.refresh_from_db()
        assert event.recurrence == "FREQ=MONTHLY;BYDAY=3WE;UNTIL=20301231"
        body.post(f"{event.get_absolute_url()}edit/", {**opened(body, event), "repeats": "never", "repeats_until": ""})
        event.refresh_from_db()
        assert event.recurrence == ""

    def test_times_recur_on_the_day_of_the_clock_at_the_event(self) -> None:
        times = {"starts_at_0": "2030-05-14", "starts_at_1": "00:30", "timezone": "Europe/Kaliningrad"}
        account("body").post(NEW, given(starts="", **times, repeats="weekday"))
        assert Event.objects.get().recurrence == "FREQ=MONTHLY;BYDAY=2TU"

    def test_a_rule_of_its_own_stays_as_it_was_written(self) -> None:
        body = account("body")
        event = own_event(recurrence="FREQ=WEEKLY;COUNT=3")
        values = opened(body, event)
        assert (values["repeats"], values["recurrence"]) == ("rule", "FREQ=WEEKLY;COUNT=3")
        body.post(f"{event.get_absolute_url()}edit/", {**values, "description": "More"})
        event.refresh_from_db()
        assert (event.recurrence, event.description_en) == ("FREQ=WEEKLY;COUNT=3", "More")

    @pytest.mark.parametrize(
        ("values", "field"),
        [
            ({"repeats": "often"}, "repeats"),
            ({"repeats": "rule"}, "recurrence"),
            ({"repeats": "rule", "recurrence": "every Monday"}, "recurrence"),
            ({"repeats": "never", "repeats_until": "2030-06-30"}, "repeats_until"),
            ({"repeats": "rule", "recurrence": "FREQ=DAILY;COUNT=2", "repeats_until": "2030-06-30"}, "repeats_until"),
            ({"repeats": "weekly", "repeats_until": "2030"}, "repeats_until"),
            ({"repeats": "weekly", "repeats_until": "2030-05-10"}, "repeats"),
            ({"repeats": "weekly", "repeats_until": "9999-12-31"}, "repeats"),
            ({"repeats": "weekly", "starts": "2030-05"}, "repeats"),
        ],
    )
    def test_what_makes_no_sense_is_told_where_it_was_chosen(self, values: dict[str, str], field: str) -> None:
        answer = account("body").post(NEW, given(**values))
        assert answer.status_code == 400
        assert list(answer.context["form"].errors) == [field]
        assert not Event.objects.exists()

    def test_an_organisation_that_changes_it_asks_for_a_new_word(self) -> None:
        body = account("body")
        event = own_event(status="confirmed")
        body.post(f"{event.get_absolute_url()}edit/", {**opened(body, event), "repeats": "yearly", "in_spite": "on"})
        event.refresh_from_db()
        assert (event.recurrence, event.status) == ("FREQ=YEARLY", "tentative")

    def test_the_page_of_the_event_tells_it(self, reader: Client) -> None:
        builders.event("yearly", starts="2030-05-14", recurrence="FREQ=YEARLY")
        assert "Every year on the same date" in reader.get("/calendar/events/yearly/").content.decode()
