"""Import of a calendar file: its changes, its refusals, and that nothing is written before confirming."""

from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from events.files.ics import MOST_EVENTS, UnreadableFile, read
from events.models import Contributor, Event
from tests import builders

pytestmark = pytest.mark.django_db

PAGE = "/calendar/import/"
TWO_DAYS = """UID:a@x
SUMMARY:Conference on victims
DTSTART;VALUE=DATE:20300510
DTEND;VALUE=DATE:20300512
LOCATION:Hotel 1\\, st-petersburg
CATEGORIES:Conference"""
AN_HOUR = """UID:b@x
SUMMARY:Working group
DTSTART;TZID=Europe/Riga:20300615T090000
DURATION:PT2H
RRULE:FREQ=WEEKLY;COUNT=3
EXDATE;TZID=Europe/Riga:20300622T090000"""
MOVED = """UID:b@x
RECURRENCE-ID;TZID=Europe/Riga:20300629T090000
SUMMARY:Moved
DTSTART;TZID=Europe/Riga:20300630T090000"""


def ics(*events: str) -> bytes:
    parts = "".join(f"BEGIN:VEVENT\nDTSTAMP:20260101T000000Z\n{event}\nEND:VEVENT\n" for event in events)
    return f"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:test\n{parts}END:VCALENDAR\n".replace("\n", "\r\n").encode()


@pytest.fixture
def contributor() -> Client:
    """Returns a browser that is signed in with the account of the organisation "body"."""
    person = get_user_model().objects.create_user("body")
    Contributor.objects.create(user=person, organisation=builders.organisation("body"))
    client = Client()
    client.force_login(person)
    return client


def sent(client: Client, data: bytes, **values: Any) -> Any:
    file = SimpleUploadedFile("calendar.ics", data, "text/calendar")
    return client.post(PAGE, {"file": file, "timezone": "Europe/Copenhagen", **values})


def confirmed(client: Client, preview: Any, **values: Any) -> Any:
    return client.post(PAGE, {"plan": preview.context["signed"], **values})


def test_a_file_is_previewed_and_written_only_when_confirmed(contributor: Client) -> None:
    builders.city()
    preview = sent(contributor, ics(TWO_DAYS, AN_HOUR))
    assert [change.event.uid for change in preview.context["plan"].new] == ["a@x", "b@x"]
    assert not Event.objects.exists()
    assert confirmed(contributor, preview).status_code == 302
    first, second = Event.objects.order_by("first_day")
    assert (str(first.starts), str(first.ends), first.place.slug, first.address) == (
        "2030-05-10",
        "2030-05-11",
        "st-petersburg",
        "Hotel 1",
    )
    # Only staff confirm: an organisation's event is tentative
    assert (first.kind, first.status, first.slug) == ("conference", "tentative", "conference-on-victims")
    assert (second.timezone, second.recurrence, str(second.exceptions)) == (
        "Europe/Riga",
        "FREQ=WEEKLY;COUNT=3",
        "2030-06-22",
    )
    assert second.local(second.starts_at).isoformat() == "2030-06-15T09:00:00+03:00"
    assert [(one.party.slug, one.role) for one in first.parties.all()] == [("body", "organising")]
    assert str(first.source.document.slug) == "calendar-of-body"


def test_a_second_file_changes_what_differs_and_offers_to_cancel_what_is_gone(contributor: Client) -> None:
    confirmed(contributor, sent(contributor, ics(TWO_DAYS, AN_HOUR)))
    again = sent(contributor, ics(TWO_DAYS, AN_HOUR)).context["plan"]
    assert (len(again.new), len(again.changed), len(again.gone), again.same) == (0, 0, 0, 2)
    preview = sent(contributor, ics(TWO_DAYS.replace("20300512", "20300513").replace("victims", "rights")))
    plan = preview.context["plan"]
    ((_title, before, after), (_ends, old, new)) = plan.changed[0].fields
    assert (before, after) == ("Conference on victims", "Conference on rights")
    assert (old, new) == ("2030-05-11", "2030-05-12")
    assert [event.slug for event in plan.gone] == ["working-group"]
    confirmed(contributor, preview, cancel=["working-group"])
    assert str(Event.objects.get(uid="a@x").ends) == "2030-05-12"
    assert Event.objects.get(uid="b@x").status == "cancelled"
    # The slug stays: calendar programs know the event by it
    assert Event.objects.get(uid="a@x").slug == "conference-on-victims"


def test_what_clashes_is_told_in_the_preview(contributor: Client) -> None:
    builders.event("theirs", starts="2030-05-11", parties=["body"])
    (change,) = sent(contributor, ics(TWO_DAYS)).context["plan"].new
    assert [clash.event.slug for clash in change.findings.clashes] == ["theirs"]


def test_an_event_of_another_organisation_may_have_the_same_uid(contributor: Client) -> None:
    # Both organisations were invited to one meeting, and each has it in its own calendar
    builders.event("theirs", uid="a@x", calendar=builders.organisation("other"), parties=["other"])
    preview = sent(contributor, ics(TWO_DAYS))
    assert [change.event.uid for change in preview.context["plan"].new] == ["a@x"]
    assert confirmed(contributor, preview).status_code == 302
    assert {event.calendar.slug for event in Event.objects.filter(uid="a@x")} == {"other", "body"}
    assert Event.objects.get(slug="theirs").title == "theirs"


def test_a_plan_that_is_another_one_by_then_is_shown_again(contributor: Client) -> None:
    preview = sent(contributor, ics(TWO_DAYS))
    confirmed(contributor, preview)
    again = confirmed(contributor, preview)
    assert (again.status_code, again.context["again"]) == (200, True)
    assert Event.objects.count() == 1


def test_a_preview_is_its_persons_own(contributor: Client) -> None:
    preview = sent(contributor, ics(TWO_DAYS))
    other = Client()
    person = get_user_model().objects.create_user("other")
    Contributor.objects.create(user=person, organisation=builders.organisation("other"))
    other.force_login(person)
    assert confirmed(other, preview).status_code == 403
    assert contributor.post(PAGE, {"plan": "forged"}).status_code == 302
    assert not Event.objects.exists()


def test_who_may_not_enter_events_imports_none(reader: Client) -> None:
    assert reader.get(PAGE).status_code == 403
    assert sent(reader, ics(TWO_DAYS)).status_code == 403


def test_an_occurrence_of_its_own_leaves_the_series(db: None) -> None:
    events, refused, _whole = read(ics(AN_HOUR, MOVED), "UTC")
    assert not refused
    assert [(one.uid, one.exceptions) for one in events] == [
        ("b@x", ["2030-06-22", "2030-06-29"]),
        ("b@x#2030-06-29", []),
    ]


@pytest.mark.parametrize(
    ("event", "reason"),
    [
        ("UID:a\nSUMMARY:T\nDTSTART:20300510T100000Z\nDTEND:20300510T090000Z", "ends at a time before"),
        ("UID:a\nSUMMARY:T\nDTSTART;VALUE=DATE:20300510\nDTEND;VALUE=DATE:20300509", "end lies before"),
        ("UID:a\nSUMMARY:T\nDTSTART;VALUE=DATE:20000101\nDTEND;VALUE=DATE:20300101", "longer than 366 days"),
        ("UID:a\nSUMMARY:T\nDTSTART;TZID=Mars/Phobos:20300510T100000", "no time zone “Mars/Phobos”"),
        ("UID:a\nSUMMARY:T\nDTSTART:99990101T000000Z", "outside 1900"),
        ("UID:a\nSUMMARY:T\nDTSTART:20301350T100000Z", "no sense"),
        ("UID:a\nSUMMARY:T", "when it starts"),
        ("UID:a\nDTSTART:20300510T100000Z", "no UID or no title"),
        ("SUMMARY:T\nDTSTART:20300510T100000Z", "no UID or no title"),
        ("UID:a\nSUMMARY:T\nDTSTART:20300510T100000Z\nDTEND;VALUE=DATE:20300511", "different kinds"),
        ("UID:a\nSUMMARY:T\nDTSTART:20300510T100000Z\nRRULE:FREQ=SECONDLY", "no part of a recurrence rule"),
        ("UID:a\nSUMMARY:T\nDTSTART:20300510T100000Z\nRRULE:FREQ=DAILY;COUNT=100000", "no part of a recurrence rule"),
        ("UID:a\nSUMMARY:T\nDTSTART:20300510T100000Z\nRRULE:FREQ=DAILY;COUNT=9999", "more than 500"),
        ("UID:a\nSUMMARY:T\nDTSTART:20300510T100000Z\nRRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30", "no other day"),
        ("UID:a\nSUMMARY:T\nDTSTART:20300510T100000Z\nRDATE:20300511T100000Z", "RDATE"),
        ("UID:a\nSUMMARY:T\nDTSTART:20300510T100000Z\nDURATION:P99999999999D", "no sense"),
    ],
)
def test_what_makes_no_sense_is_refused_with_its_reason(event: str, reason: str) -> None:
    events, refused, _whole = read(ics(TWO_DAYS, event), "UTC")
    assert [one.uid for one in events] == ["a@x"]
    assert reason in refused[0].reason


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "no calendar"),
        (b"hello", "no calendar"),
        (ics(), "no event"),
        (ics(TWO_DAYS).decode().encode("utf-16"), "UTF-8"),
        (ics(TWO_DAYS.replace("victims", "vold mod kvinder \xe5")).decode().encode("latin-1"), "UTF-8"),
        (ics(TWO_DAYS.replace("victims", "\0")), "no calendar"),
        (b"x" * (2 * 1024 * 1024 + 1), "larger than 2 MB"),
        (
            ics(*(f"UID:{n}\nSUMMARY:T\nDTSTART:20300510T100000Z" for n in range(MOST_EVENTS + 1))),
            "more than 500 events",
        ),
        (ics("\n".join(["X:1"] * 100_001)), "lines"),
        (b"BEGIN:VCALENDAR\r\n" * 5 + ics(TWO_DAYS), "no calendar"),
        (ics(TWO_DAYS)[:-20], "no calendar"),
    ],
)
def test_a_hostile_or_broken_file_is_refused_as_a_whole(data: bytes, reason: str) -> None:
    with pytest.raises(UnreadableFile, match=reason):
        read(data, "UTC")


def test_a_files_own_time_zones_are_not_believed() -> None:
    evil = (
        "BEGIN:VTIMEZONE\r\nTZID:Evil\r\nBEGIN:STANDARD\r\nDTSTART:19700101T000000\r\nTZOFFSETFROM:+0100\r\n"
        "TZOFFSETTO:+0200\r\nRRULE:FREQ=SECONDLY\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n"
    )
    data = ics(TWO_DAYS, "UID:e\nSUMMARY:T\nDTSTART;TZID=Evil:20300510T100000").decode()
    events, refused, _whole = read(data.replace("BEGIN:VEVENT", f"{evil}BEGIN:VEVENT", 1).encode(), "UTC")
    # To give one offset, such a zone would have to count the seconds since 1970
    assert [one.uid for one in events] == ["a@x"]
    assert "no time zone “Evil”" in refused[0].reason


def test_the_names_of_windows_are_understood() -> None:
    event = "UID:a\nSUMMARY:T\nDTSTART;TZID=W. Europe Standard Time:20300510T100000"
    ((one,), refused, _whole) = read(ics(event), "UTC")
    assert not refused
    assert one.starts_at == "2030-05-10T08:00:00+00:00"


def test_a_large_file_is_refused_at_the_page_before_it_is_read(contributor: Client) -> None:
    answer = sent(contributor, b"BEGIN:VCALENDAR" + b" " * (3 * 1024 * 1024))
    assert answer.status_code == 400
    assert "2 MB" in answer.content.decode()
    assert not Event.objects.exists()


def test_a_body_that_no_page_takes_is_not_even_received(contributor: Client) -> None:
    answer = contributor.generic("POST", PAGE, b"", "multipart/form-data; boundary=x", CONTENT_LENGTH="104857600")
    assert answer.status_code == 413


def test_floating_times_take_the_zone_of_the_form_and_marks_are_taken_off() -> None:
    event = "UID:a\nSUMMARY:Two\\nlines \x07 here\nDTSTART:20300510T100000\nURL:javascript:alert(1)"
    ((one,), refused, _whole) = read(b"\xef\xbb\xbf" + ics(event), "Europe/Helsinki")
    assert not refused
    assert (one.title, one.timezone, one.starts_at, one.url) == (
        "Two lines here",
        "Europe/Helsinki",
        "2030-05-10T07:00:00+00:00",
        "",
    )


def test_the_preview_says_how_a_series_recurs(contributor: Client) -> None:
    series = AN_HOUR.replace("COUNT=3", "UNTIL=20300629T060000Z")
    assert "(Every week until 29 June 2030)" in sent(contributor, ics(series)).content.decode()
