"""How a calendar file changes the calendar: whose event it is, which version counts, what a person leaves out."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client

from events.clash.clashes import Candidate, check
from events.files import plan as planning
from events.files.feed import calendar_of
from events.models import Engagement, Event, EventParty
from events.when.occurrences import spans_of
from tests import builders
from tests.events.files.test_ics_import import AN_HOUR, TWO_DAYS, confirmed, contributor, ics, sent

__all__ = ["contributor"]

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def with_method(method: str, *events: str) -> bytes:
    return ics(*events).replace(b"VERSION:2.0", f"VERSION:2.0\r\nMETHOD:{method}".encode())


def plan_of(client: Client, data: bytes, **values: Any) -> Any:
    return sent(client, data, **values).context["plan"]


def take(client: Client, *events: str) -> None:
    assert confirmed(client, sent(client, ics(*events))).status_code == 302


def reasons(plan: Any) -> list[str]:
    return [refused.reason for refused in plan.refused]


def organised(slug: str, by: str = "body", **values: Any) -> Event:
    """Creates an event that only this organisation organises."""
    event = builders.event(slug, **values)
    EventParty.objects.create(event=event, role="organising", organisation=builders.organisation(by))
    return event


def feed(*events: Event) -> bytes:
    """Returns the feed of these events."""
    return calendar_of(
        Event.objects.filter(pk__in=[event.pk for event in events]).for_list(),
        address=lambda path: f"https://oversigt.example{path}",
        own_url="https://oversigt.example/calendar.ics",
    )


def uids_in_feed(reader: Client) -> list[str]:
    body = reader.get("/calendar.ics").content.decode()
    return sorted(line.removeprefix("UID:") for line in body.split("\r\n") if line.startswith("UID:"))


def test_nobody_plants_the_uid_of_somebody_elses_event(contributor: Client, reader: Client) -> None:
    builders.event("summit", starts="2030-05-11")
    planted = TWO_DAYS.replace("a@x", "summit@oversigt.norden.org")
    plan = plan_of(contributor, ics(planted))
    assert not plan.new
    assert reasons(plan) == ["An event of another organisation has this UID."]
    # This also holds if the event is created later: the feed gives out its own UIDs
    take(contributor, TWO_DAYS.replace("a@x", "later@oversigt.norden.org"))
    builders.event("later", starts="2030-05-12")
    assert uids_in_feed(reader) == [
        "conference-on-victims@oversigt.norden.org",
        "later@oversigt.norden.org",
        "summit@oversigt.norden.org",
    ]


def test_the_feed_that_comes_back_as_a_file_changes_nothing(contributor: Client) -> None:
    city = builders.city()
    at_nine, at_eleven = (datetime(2030, 6, 3, hour, tzinfo=UTC) for hour in (7, 9))
    times = {"starts_at": at_nine, "ends_at": at_eleven, "timezone": "Europe/Oslo"}
    series = {"recurrence": "FREQ=WEEKLY;UNTIL=20300701", "exceptions": "2030-06-10"}
    mine = [
        organised("mine", place=city, address="Hall 1", online=True, url="https://mine.example/", **times, **series),
        organised("idea", starts="2030-06-05", ends="2030-06-07", status="idea", audience=["police"], kind="visit"),
        organised("abroad", starts="2030-06-08", place=builders.country("LV")),
    ]
    plan = plan_of(contributor, feed(*mine))
    assert (plan.new, plan.changed, plan.refused, plan.same) == ([], [], [], 3)
    # A time moved in another program is a change, and the only one
    moved = feed(mine[2]).replace(b"20300608", b"20300609").replace(b"20300610", b"20300611")
    plan = plan_of(contributor, moved.replace(b"DTEND;VALUE=DATE:20300609", b"DTEND;VALUE=DATE:20300610"))
    ((change,), refused) = plan.changed, plan.refused
    assert not refused
    # Staff had confirmed it on another day
    assert change.fields == [("Status", "confirmed", "tentative"), ("Starts", "2030-06-08", "2030-06-09")]


def test_the_feed_that_comes_back_late_does_not_undo_what_was_changed(contributor: Client) -> None:
    event = organised("mine", starts="2030-06-05")
    old = feed(event)
    event.starts = "2030-06-06"
    event.save()
    plan = plan_of(contributor, old)
    assert not plan.changed
    assert reasons(plan) == ["The calendar has a newer version of it."]


def test_an_older_version_does_not_overwrite_a_newer_one(contributor: Client) -> None:
    take(contributor, f"{TWO_DAYS}\nSEQUENCE:5")
    older = plan_of(contributor, ics(f"{TWO_DAYS}\nSEQUENCE:4".replace("victims", "rights")))
    assert (older.changed, reasons(older)) == ([], ["The calendar has a newer version of it."])
    same = plan_of(contributor, ics(f"{TWO_DAYS}\nSEQUENCE:5".replace("victims", "rights")))
    assert [change.fields for change in same.changed] == [[("Title", "Conference on victims", "Conference on rights")]]


def test_a_cancellation_cancels_and_says_nothing_of_other_events(contributor: Client) -> None:
    take(contributor, TWO_DAYS, AN_HOUR)
    preview = sent(contributor, with_method("CANCEL", "UID:a@x\nSEQUENCE:1"))
    plan = preview.context["plan"]
    assert (plan.new, plan.gone, plan.refused) == ([], [], [])
    assert plan.changed[0].fields == [("Status", "tentative", "cancelled")]
    confirmed(contributor, preview)
    assert Event.objects.get(uid="a@x").status == "cancelled"
    assert Event.objects.get(uid="b@x").status == "tentative"


def test_one_occurrence_of_a_series_is_cancelled(contributor: Client) -> None:
    take(contributor, AN_HOUR)
    occurrence = "UID:b@x\nRECURRENCE-ID:20300629T060000Z\nSEQUENCE:1"
    confirmed(contributor, sent(contributor, with_method("CANCEL", occurrence)))
    assert str(Event.objects.get().exceptions) == "2030-06-22 2030-06-29"


def test_nothing_is_cancelled_that_the_calendar_does_not_have(contributor: Client) -> None:
    plan = plan_of(contributor, with_method("CANCEL", TWO_DAYS))
    assert (plan.new, reasons(plan)) == ([], ["It cancels an event that the calendar does not have."])


def test_a_moved_occurrence_alone_leaves_its_day_out_of_the_series_of_the_calendar(contributor: Client) -> None:
    take(contributor, AN_HOUR)
    moved = "UID:b@x\nSUMMARY:Moved\nRECURRENCE-ID:20300629T060000Z\nDTSTART:20300630T060000Z"
    confirmed(contributor, sent(contributor, with_method("REQUEST", moved)))
    series, apart = Event.objects.by_time()
    assert (str(series.exceptions), apart.uid) == ("2030-06-22 2030-06-29", "b@x#2030-06-29")


def test_an_event_that_staff_confirmed_waits_for_them_again_when_a_file_changes_it(contributor: Client) -> None:
    take(contributor, TWO_DAYS)
    Event.objects.update(status="confirmed")
    assert plan_of(contributor, ics(TWO_DAYS)).same == 1
    (change,) = plan_of(contributor, ics(TWO_DAYS.replace("victims", "rights"))).changed
    assert ("Status", "confirmed", "tentative") in change.fields


def test_a_person_leaves_single_events_out(contributor: Client) -> None:
    preview = sent(contributor, ics(TWO_DAYS, AN_HOUR))
    assert preview.content.decode().count('name="take"') == 2
    confirmed(contributor, preview, choosing="1", take=["b@x"])
    assert [event.uid for event in Event.objects.all()] == ["b@x"]
    preview = sent(contributor, ics(TWO_DAYS, AN_HOUR.replace("Working", "Other")))
    confirmed(contributor, preview, choosing="1")
    assert [event.title for event in Event.objects.all()] == ["Working group"]


def test_the_preview_says_what_is_cut(contributor: Client) -> None:
    page = sent(contributor, ics(TWO_DAYS.replace("victims", "v" * 400))).content.decode()
    assert "Its title is cut to 300 letters." in page


def test_private_events_are_taken_over_as_busy_if_the_person_says_so(contributor: Client) -> None:
    secret = TWO_DAYS.replace("on victims", "of the merger") + "\nCLASS:CONFIDENTIAL\nDESCRIPTION:Secret"
    page = sent(contributor, ics(secret))
    assert reasons(page.context["plan"]) == ["It is private."]
    assert "merger" not in page.content.decode()
    confirmed(contributor, sent(contributor, ics(secret), busy="on"))
    event = Event.objects.get()
    assert (event.title, event.description, str(event.starts), event.slug) == ("Busy", "", "2030-05-10", "busy")


def test_a_preview_that_was_confirmed_already_says_so(contributor: Client) -> None:
    preview = sent(contributor, ics(TWO_DAYS))
    confirmed(contributor, preview)
    again = confirmed(contributor, preview)
    assert Event.objects.count() == 1
    assert "Nothing is left to confirm" in again.content.decode()
    assert ">Confirm<" not in again.content.decode()


def test_events_beyond_the_bounds_are_left_out_with_the_reason(contributor: Client, monkeypatch: Any) -> None:
    monkeypatch.setattr(planning, "MOST_OF_FILE", 12)
    monkeypatch.setattr(planning, "MOST_OF_ORGANISATION", 15)
    series = "UID:{0}\nSUMMARY:Daily {0}\nDTSTART;VALUE=DATE:2030060{0}\nRRULE:FREQ=DAILY;COUNT=10"
    plan = plan_of(contributor, ics(series.format(1), series.format(2), TWO_DAYS))
    assert [change.event.uid for change in plan.new] == ["1", "a@x"]
    assert reasons(plan) == ["With it, the events of the file would take place more than 12 times."]
    take(contributor, series.format(1))
    plan = plan_of(contributor, ics(series.format(2), TWO_DAYS))
    assert [change.event.uid for change in plan.new] == ["a@x"]
    assert reasons(plan) == ["With it, the events of the organisation would take place more than 15 times."]
    # A series that is already in the calendar is not counted twice
    assert not plan_of(contributor, ics(series.format(1).replace("Daily", "Every day"))).refused


def test_the_plan_takes_the_same_queries_for_any_number(
    contributor: Client, django_assert_num_queries: Any, monkeypatch: Any
) -> None:
    monkeypatch.setattr(planning, "MOST_CHECKED", 0)
    many = [TWO_DAYS.replace("a@x", f"{number}@x") for number in range(20)]
    sent(contributor, ics(TWO_DAYS))
    for number in (1, 20):
        # Session, account, contributor; cities, the source, known events, their occurrences, events that are gone: 8
        with django_assert_num_queries(8):
            sent(contributor, ics(*many[:number]))


def test_the_first_day_that_is_left_out_is_left_out_everywhere(contributor: Client, reader: Client) -> None:
    series = "UID:s\nSUMMARY:Weekly\nDTSTART;TZID=Europe/Oslo:20300603T090000\nDURATION:PT1H\nRRULE:FREQ=WEEKLY;COUNT=3"
    take(contributor, f"{series}\nEXDATE;TZID=Europe/Oslo:20300603T090000")
    event = Event.objects.get()
    assert [span.first.isoformat() for span in spans_of(event)] == ["2030-06-10", "2030-06-17"]
    assert event.first_day.isoformat() == event.last_day.isoformat() == "2030-06-10"
    assert event.when() == "10 June 2030 09:00 – 10:00 (Europe/Oslo)"
    # Clash check: the day is free
    other = builders.event("other", starts="2030-06-03", parties=["body"])
    assert not check(Candidate.of_event(other), near=0).number
    assert Engagement.objects.of_time().filter(event=event).count() == 2
    # Feed: the rule counts from its first day, so the feed excludes this day as well
    body = reader.get("/calendar.ics").content.decode()
    assert "DTSTART;TZID=Europe/Oslo:20300603T090000" in body
    assert "EXDATE;TZID=Europe/Oslo:20300603T090000" in body


def test_a_first_day_that_is_moved_stands_where_it_was_moved_to(contributor: Client) -> None:
    series = "UID:s\nSUMMARY:Weekly\nDTSTART;VALUE=DATE:20300603\nRRULE:FREQ=WEEKLY;COUNT=3"
    take(contributor, series, "UID:s\nSUMMARY:Weekly\nDTSTART;VALUE=DATE:20300604\nRECURRENCE-ID;VALUE=DATE:20300603")
    days = {span.first.isoformat() for event in Event.objects.all() for span in spans_of(event)}
    assert days == {"2030-06-04", "2030-06-10", "2030-06-17"}


def test_a_series_of_which_every_day_is_left_out_is_refused(contributor: Client) -> None:
    event = "UID:s\nSUMMARY:Never\nDTSTART;VALUE=DATE:20300603\nRRULE:FREQ=DAILY;COUNT=2"
    event += "\nEXDATE;VALUE=DATE:20300603,20300604"
    assert reasons(plan_of(contributor, ics(event))) == ["Every day of the series is left out."]
