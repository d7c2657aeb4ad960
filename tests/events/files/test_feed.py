"""The calendar as a file and a feed, read back strictly (RFC 5545)."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar
from icalendar.parser import Contentline

from accounts.keys import make_key
from events.files.feed import calendar_of
from events.files.writing.lines import folded
from events.models import Event, FeedAddress
from tests import builders

pytestmark = pytest.mark.django_db

FEED = "/calendar.ics"


def read(body: bytes) -> dict[str, Any]:
    """Returns UID → event of the file. Asserts that it reads without errors and its lines keep to the standard."""
    assert all(len(line) <= 75 for line in body.split(b"\r\n"))
    calendar = Calendar.from_ical(body)
    assert not calendar.errors
    assert {"PRODID", "VERSION", "METHOD", "NAME", "REFRESH-INTERVAL"} <= set(calendar)
    events = calendar.walk("VEVENT")
    assert not [event.errors for event in events if event.errors]
    assert {zone["TZID"] for zone in calendar.walk("VTIMEZONE")} >= calendar.get_used_tzids()
    return {str(event["UID"]): event for event in events}


def test_the_seeds_days_are_told_and_vague_ones_stay_out(dokument8: None, reader: Client) -> None:
    events = read(reader.get(FEED).content)
    days = {uid.partition("@")[0]: (event["DTSTART"].dt, event["DTEND"].dt) for uid, event in events.items()}
    # The events, out of 27, whose days the sources name. An end is exclusive.
    assert days == {
        "gender-drugs-health-kick-off": (date(2004, 9, 13), date(2004, 9, 14)),
        "effective-ways-to-move-forward": (date(2005, 12, 9), date(2005, 12, 12)),
        "northern-dimension-gender-equality-conference": (date(2006, 9, 8), date(2006, 9, 9)),
        "nb8-memorandum-adopted": (date(2009, 3, 4), date(2009, 3, 5)),
        "north-sweden-network-meeting-2009": (date(2009, 12, 8), date(2009, 12, 9)),
        "county-boards-network-meeting-2021": (date(2021, 3, 4), date(2021, 3, 5)),
    }
    brussels = events["north-sweden-network-meeting-2009@oversigt.norden.org"]
    assert (brussels["LOCATION"], brussels["STATUS"], brussels["TRANSP"]) == ("Brussels", "CONFIRMED", "OPAQUE")
    assert brussels["GEO"].to_ical() == "50.84;4.33"
    assert brussels["URL"] == "http://testserver/calendar/events/north-sweden-network-meeting-2009/"
    assert "ORGANIZER" not in brussels
    adopted = events["nb8-memorandum-adopted@oversigt.norden.org"]
    assert adopted["TRANSP"] == "TRANSPARENT"


@pytest.mark.parametrize(
    ("zone", "winter", "summer"),
    [
        # 09:00 local time as UTC hours, before and after 29 March 2026. Two of these zones have no summer time.
        ("Europe/Copenhagen", 8, 7),
        ("Europe/Helsinki", 7, 6),
        ("Atlantic/Reykjavik", 9, 9),
        ("Europe/Kaliningrad", 7, 7),
    ],
)
def test_a_series_keeps_its_hour_across_summer_time(reader: Client, zone: str, winter: int, summer: int) -> None:
    starts = datetime(2026, 3, 24, winter, tzinfo=UTC)
    builders.event(
        "weekly",
        starts_at=starts,
        ends_at=starts + timedelta(hours=2),
        timezone=zone,
        recurrence="FREQ=WEEKLY;COUNT=4",
        exceptions="2026-04-07",
    )
    (event,) = read(reader.get(FEED).content).values()
    assert event["DTSTART"].params["TZID"] == zone
    assert event["DTSTART"].dt.astimezone(UTC) == starts
    assert event["DTSTART"].dt.hour == 9
    assert event["RRULE"].to_ical() == b"FREQ=WEEKLY;COUNT=4"
    (left_out,) = event["EXDATE"].dts
    assert left_out.dt.astimezone(UTC) == datetime(2026, 4, 7, summer, tzinfo=UTC)


def test_what_is_unsure_says_so_and_a_change_counts(reader: Client) -> None:
    event = builders.event("unsure", status="idea", audience=["police"], kind="deadline")
    (first,) = read(reader.get(FEED).content).values()
    assert (first["STATUS"], first["SEQUENCE"], first["TRANSP"]) == ("TENTATIVE", 0, "TRANSPARENT")
    assert first["CATEGORIES"].cats == ["Deadline", "Police"]
    event.status = "cancelled"
    event.save()
    (second,) = read(reader.get(FEED).content).values()
    assert (second["STATUS"], second["SEQUENCE"], second["UID"]) == ("CANCELLED", 1, first["UID"])
    assert second["DTSTAMP"].dt >= first["DTSTAMP"].dt


def test_the_feed_has_the_filters_and_speaks_the_readers_language(dokument8: None, reader: Client) -> None:
    events = read(reader.get(FEED, {"kind": "seminar", "lang": "sv"}).content)
    assert {event["CATEGORIES"].cats[0] for event in events.values()} == {"Seminarium"}
    assert len(events) == 2
    refused = reader.get(FEED, {"kind": "party", "x": "1"})
    assert (refused.status_code, refused["Content-Type"]) == (400, "text/plain; charset=utf-8")
    assert "party" in refused.content.decode()


def test_the_same_events_are_not_sent_twice(dokument8: None, reader: Client) -> None:
    first = reader.get(FEED)
    assert first["Content-Type"] == "text/calendar; charset=utf-8"
    again = reader.get(FEED, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    builders.event("another")
    assert reader.get(FEED, headers={"If-None-Match": first["ETag"]}).status_code == 200


def test_the_feed_takes_the_same_queries_for_any_number(reader: Client, django_assert_num_queries: Any) -> None:
    for number in range(4):
        builders.event(f"event-{number}", parties=["a", "b"])
    # Session, account, is it an organisation's; events, their places, the parties with the codes of councils, the names
    # of organisations; contracts with deadlines: 8
    with django_assert_num_queries(8):
        reader.get(FEED)


def test_a_token_opens_the_feed_and_nobody_else_gets_in(client: Client) -> None:
    answer = client.get(FEED)
    assert (answer.status_code, answer["WWW-Authenticate"]) == (401, "Token")
    token = make_key(user=get_user_model().objects.create_user("program"), name="Reader")
    assert client.get(FEED, headers={"Authorization": f"Token {token}"}).status_code == 200
    assert client.get(FEED, headers={"Authorization": "Token wrong"}).status_code == 401


def test_a_personal_address_opens_the_calendar_until_it_is_revoked(
    dokument8: None, reader: Client, client: Client
) -> None:
    made = reader.post("/calendar/addresses/", {"name": "Phone", "query": "kind=meeting"})
    address = FeedAddress.objects.get()
    path = made.context["made"].removeprefix("http://testserver")
    assert made["Cache-Control"] == "no-store"
    # The address is shown once; only its hash is kept
    assert path.split("/")[3] not in reader.get("/calendar/addresses/").content.decode()
    assert address.token_hash not in path
    events = read(client.get(path).content)
    assert {event["CATEGORIES"].cats[0] for event in events.values()} == {"Meeting"}
    address.refresh_from_db()
    assert address.used_at is not None
    assert reader.post(f"/calendar/addresses/{address.pk}/revoke/").status_code == 302
    assert client.get(path).status_code == 404


def test_an_address_goes_with_its_person(client: Client) -> None:
    person = get_user_model().objects.create_user("gone")
    _address, token = FeedAddress.objects.make(user=person, name="Phone")
    assert client.get(f"/calendar/feed/{token}/calendar.ics").status_code == 200
    person.is_active = False
    person.save()
    assert client.get(f"/calendar/feed/{token}/calendar.ics").status_code == 404


def test_nobody_revokes_anothers_address_or_keeps_nonsense(reader: Client) -> None:
    other, _token = FeedAddress.objects.make(user=get_user_model().objects.create_user("other"), name="Phone")
    assert reader.post(f"/calendar/addresses/{other.pk}/revoke/").status_code == 404
    assert reader.post("/calendar/addresses/", {"name": "Phone", "query": "kind=party"}).status_code == 400
    assert FeedAddress.objects.count() == 1


TEXTS = ["å" * 90, "a;b,c\\d: e" * 12, "one\ntwo", "\\N and \\n", "🙂" * 40, 'a "quote"', "x" * 66, "x" * 67, "^" * 90]


@pytest.mark.parametrize("text", TEXTS)
def test_any_text_is_written_as_the_library_writes_it(reader: Client, text: str) -> None:
    """The order of the lines, the escapes and the folds."""
    builders.event("odd", title_en=text, description_en=text, address=text[:200], starts="2030-05-11")
    body = reader.get(FEED).content
    (event,) = read(body).values()
    assert body == Calendar.from_ical(body).to_ical()
    assert str(event["SUMMARY"]) == text.replace("\\N", "\n")


@given(line=st.text(st.sampled_from("ab\\^;å網🙂 :"), min_size=1, max_size=400))
def test_any_line_is_folded_as_the_library_folds_it(line: str) -> None:
    assert folded(line).encode() == Contentline(line).to_ical()


@pytest.mark.parametrize(
    ("line", "pieces"),
    [
        ("a" * 74, ["a" * 74]),
        ("a" * 75, ["a" * 74, "a"]),
        # Two bytes a letter, and three: a letter is never split
        ("a" + "å" * 40, ["a" + "å" * 36, "å" * 4]),
        ("網" * 25, ["網" * 24, "網"]),
        # An escape is not split either
        ("a" * 73 + "\\;b", ["a" * 73, "\\;b"]),
    ],
)
def test_a_long_line_is_folded_by_bytes(line: str, pieces: list[str]) -> None:
    assert folded(line).split("\r\n ") == pieces


@pytest.mark.parametrize("language", ["da", "sv", "nb", "fi", "is", "en"])
def test_events_as_objects_are_written_like_the_query_of_them(dokument8: None, language: str) -> None:
    texts = {"title_fi": "Kokous", "title_is": "Fundur", "description_nb": "Møte"}
    moments = {"starts_at": datetime(2030, 6, 3, 7, tzinfo=UTC), "ends_at": datetime(2030, 6, 3, 9, tzinfo=UTC)}
    series = {"timezone": "Europe/Oslo", "recurrence": "FREQ=WEEKLY;UNTIL=20300701", "exceptions": "2030-06-10"}
    builders.event("odd", parties=["a", "b"], **texts, **moments, **series)
    addresses: dict[str, Any] = {"address": "https://oversigt.example{}".format, "own_url": "https://oversigt.example/"}
    query = Event.objects.for_list()
    with override(language):
        assert calendar_of(list(query), **addresses) == calendar_of(query, **addresses)


def test_the_seeds_are_written_as_the_library_writes_them(dokument8: None, reader: Client) -> None:
    body = reader.get(FEED, {"lang": "da"}).content
    assert body == Calendar.from_ical(body).to_ical()
