"""Events in the admin: times are on the clock at the event's own place, and no save overwrites another silently."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client

from events.models import Event
from tests import builders
from tests.admin_pages import address, opened
from tests.cases import once_where_databases_agree

pytestmark = pytest.mark.django_db


@pytest.fixture
def anna(admin_client: Client) -> Client:
    return admin_client


def errors(answer: Any) -> list[str]:
    return list(answer.context["adminform"].form.errors)


def timed(**values: Any) -> Event:
    start = datetime(2010, 7, 1, 7, tzinfo=UTC)
    return builders.event(**{"starts_at": start, "timezone": "Europe/Riga", **values})


@pytest.mark.usefixtures("dokument8")
def test_events_can_be_saved_as_they_stand(anna: Client) -> None:
    for row in Event.objects.all()[::4]:
        states = row.history.count()
        answer = anna.post(address(row), opened(anna, row))
        assert answer.status_code == 302, errors(answer)
        assert row.history.count() == states


def test_a_time_is_shown_and_taken_as_a_clock_at_the_event_has_it(anna: Client) -> None:
    row = timed()
    page = opened(anna, row)
    assert (page["starts_at_0"], page["starts_at_1"]) == ("2010-07-01", "10:00")
    answer = anna.post(address(row), {**page, "ends_at_0": "2010-07-01", "ends_at_1": "23:30"})
    assert answer.status_code == 302, errors(answer)
    row.refresh_from_db()
    assert row.starts_at == datetime(2010, 7, 1, 7, tzinfo=UTC)
    assert row.ends_at == datetime(2010, 7, 1, 20, 30, tzinfo=UTC)
    assert row.last_day.isoformat() == "2010-07-01"


def test_each_box_of_a_time_says_what_it_is_for(anna: Client) -> None:
    page = anna.get(address(timed()), headers={"accept-language": "en"}).content.decode()
    for words in ("starts at: day", "starts at: time", "ends at: day", "ends at: time"):
        assert f'aria-label="{words}"'.casefold() in page.casefold()


def test_another_time_zone_keeps_what_the_clock_shows(anna: Client) -> None:
    row = timed()
    assert anna.post(address(row), {**opened(anna, row), "timezone": "Europe/London"}).status_code == 302
    row.refresh_from_db()
    assert row.starts_at == datetime(2010, 7, 1, 9, tzinfo=UTC)


def test_an_event_with_times_can_be_saved_as_it_stands(anna: Client) -> None:
    row = timed(audience=["police", "ngos"], languages=["da", "en"], recurrence="FREQ=YEARLY", exceptions="2011-07-01")
    assert anna.post(address(row), opened(anna, row)).status_code == 302
    assert row.history.count() == 1
    changed = anna.post(address(row), {**opened(anna, row), "audience": ["ngos", "public"], "exceptions": ""})
    assert changed.status_code == 302
    row.refresh_from_db()
    assert (row.audience, row.exceptions) == (("ngos", "public"), ())


BAD = [
    ({"timezone": ""}, ["timezone"]),
    ({"timezone": "Europe/Atlantis"}, ["timezone"]),
    ({"starts_at_1": "25:00"}, ["starts_at"]),
    ({"starts_at_1": ""}, ["starts_at"]),
    ({"starts_at_0": "9" * 5000}, ["starts_at"]),
    ({"starts_at_0": "0001-01-01", "starts_at_1": "00:30"}, ["starts_at"]),
    ({"ends_at_0": "9999-12-31", "ends_at_1": "23:59", "timezone": "America/Lima"}, ["ends_at"]),
    ({"ends_at_0": "2010-06-30", "ends_at_1": "10:00"}, ["ends_at"]),
    # The clocks in Riga go from 3 to 4 on this morning
    ({"starts_at_0": "2010-03-28", "starts_at_1": "03:30"}, ["starts_at"]),
    ({"starts": "2010"}, ["starts"]),
    ({"audience": ["pirates"]}, ["audience"]),
    ({"exceptions": "2011-07-01"}, ["exceptions"]),
    ({"recurrence": "every year"}, ["recurrence"]),
    ({"title_en": ""}, ["title_en"]),
    ({"inferred": "on"}, ["note_en"]),
    ({"slug": "two words"}, ["slug"]),
    ({"place": "9" * 40}, ["place"]),
    ({"timezone": "\x00"}, ["timezone"]),
]


@pytest.mark.parametrize(("given", "at"), once_where_databases_agree(BAD))
def test_bad_input_is_an_error_at_its_field(anna: Client, given: dict[str, Any], at: list[str]) -> None:
    row = timed()
    answer = anna.post(address(row), {**opened(anna, row), **given})
    assert answer.status_code == 200
    assert errors(answer) == at, dict(answer.context["adminform"].form.errors)
    assert row.history.count() == 1


def test_a_party_is_told_of_at_its_row(anna: Client) -> None:
    row = builders.event(parties=["who-europe"])
    page = opened(anna, row)
    answer = anna.post(address(row), {**page, "parties-0-council": builders.council("MR-S").pk})
    told = [one.formset.errors for one in answer.context["inline_admin_formsets"]]
    assert [{"organisation": ["Name one party: a council or an organisation."]}] in told


def test_the_second_of_two_people_is_told_of_the_change(anna: Client) -> None:
    row = timed()
    first, second = opened(anna, row), opened(anna, row)
    anna.post(address(row), {**first, "starts_at_1": "11:00"})
    answer = anna.post(address(row), {**second, "starts_at_1": "12:00"})
    assert "after you opened it" in answer.content.decode()
    row.refresh_from_db()
    assert row.local(row.starts_at).hour == 11


@pytest.mark.usefixtures("dokument8")
@pytest.mark.parametrize(("asked", "number"), [("liepaja", 1), ("rundbord", 1), ("skl", 1), ("nowhere", 0)])
def test_an_event_is_found_by_folded_words(anna: Client, asked: str, number: int) -> None:
    page = anna.get(address(Event, "changelist"), {"q": asked})
    assert len(page.context["cl"].result_list) == number


@pytest.mark.once
def test_the_list_takes_the_same_queries_for_any_number(anna: Client, django_assert_max_num_queries: Any) -> None:
    for number in range(20):
        builders.event(f"e-{number}", parties=[f"o-{number}"])
    # session, user, count, count of all, rows, and the choices of two filters
    with django_assert_max_num_queries(8):
        assert anna.get(address(Event, "changelist")).status_code == 200


def test_the_history_of_an_event_tells_its_parties(anna: Client) -> None:
    row = builders.event(parties=["who-europe"])
    assert "who-europe" in anna.get(address(row, "history")).content.decode()
