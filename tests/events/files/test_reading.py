"""How the calendar reads files of other programs (RFC 5545). The expected values are written by hand."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from events.files.ics import UnreadableFile, read
from events.models import Event
from events.when import recurrence
from events.when.occurrences import spans_of
from tests import builders
from tests.events.files.test_ics_import import TWO_DAYS, confirmed, contributor, ics, sent

__all__ = ["contributor"]

pytestmark = [pytest.mark.django_db, pytest.mark.once]

PLAIN = "UID:p@x\nSUMMARY:Meeting\nDTSTART;TZID=Europe/Copenhagen:20300601T090000"


def only(data: bytes, floating: str = "Europe/Copenhagen", **how: Any) -> Any:
    """Returns the only event of a file. Asserts that nothing is refused."""
    (event,), refused = read(data, floating, **how)[:2]
    assert not refused
    return event


def taken_over(client: Any, data: bytes, **values: Any) -> list[Event]:
    """Returns the events of the calendar by time, after the file was confirmed."""
    preview = sent(client, data, **values)
    assert not preview.context["plan"].refused
    assert confirmed(client, preview).status_code == 302
    return list(Event.objects.by_time())


def days_of(event: Event) -> list[str]:
    return [span.first.isoformat() for span in spans_of(event)]


@pytest.mark.parametrize(
    "line",
    [
        "BEGIN:VALARM\nACTION:DISPLAY\nTRIGGER;RELATED=START:PT-2H\nEND:VALARM",
        "BEGIN:VALARM\nACTION:DISPLAY\nTRIGGER:-PT15M",
        "CREATED:00001231T000000Z",
        "LAST-MODIFIED:yesterday",
        "GEO:",
        "PRIORITY:high",
        "PERCENT-COMPLETE:lots",
        "ATTENDEE;CN=Anna;MAILTO:anna@example.org",
        f"ATTACH;ENCODING=BASE64;VALUE=BINARY:{'QUJD' * 10_000}",
        f"X-ALT-DESC;FMTTYPE=text/html:{'<p>x</p>' * 5_000}",
        "no line at all",
    ],
)
def test_a_property_that_is_not_used_costs_no_event(line: str) -> None:
    events, refused = read(ics(f"{PLAIN}\n{line}", TWO_DAYS), "UTC")[:2]
    assert not refused
    assert [(one.uid, one.title) for one in events] == [("p@x", "Meeting"), ("a@x", "Conference on victims")]


def test_a_part_that_is_no_event_costs_no_event() -> None:
    busy = "BEGIN:VFREEBUSY\nDTSTART:never\nFREEBUSY:20300101T000000Z/PT-1X\nEND:VFREEBUSY\nBEGIN:VEVENT\n"
    data = ics(PLAIN).decode().replace("BEGIN:VEVENT\r\n", busy.replace("\n", "\r\n"), 1)
    assert only(data.encode()).uid == "p@x"


@pytest.mark.parametrize(
    "line",
    [
        "DTSTART:20301350T100000Z",
        f"UID:q\nSUMMARY:Q\nDTSTART:20300510T100000Z\nRRULE:FREQ=DAILY\nEXDATE:{'20300510T100000Z,' * 100_000}",
        "UID:q\nSUMMARY:Q\nDTSTART:20300510T100000Z\nDURATION:long",
        "UID:q\nSUMMARY:Q\nDTSTART:20300510T100000Z\nRRULE:FREQ=DAILY;UNTIL=soon",
        "UID:q\nSUMMARY:Q\nDTSTART:20300510T100000Z\nRRULE:FREQ=DAILY\nEXDATE:20301350",
        # It has no end: the next event begins inside it
        "UID:q\nSUMMARY:Q\nDTSTART:20300510T100000Z\nBEGIN:VEVENT\nUID:r\nSUMMARY:R",
    ],
)
def test_a_bad_event_costs_no_other_one(line: str) -> None:
    events, refused = read(ics(line, TWO_DAYS), "UTC")[:2]
    assert [one.uid for one in events] == ["a@x"]
    assert refused


@pytest.mark.parametrize(
    ("start", "until", "last"),
    [
        # 23:59:59 on 14 March in New York
        (";TZID=America/New_York:20300310T190000", "20300315T035959Z", "2030-03-14"),
        # 02:00 on 5 June in Copenhagen, before the meeting of that day
        (";TZID=Europe/Copenhagen:20300601T090000", "20300605T000000Z", "2030-06-04"),
        # 00:30 on 5 June in Helsinki, when the meeting of that day starts
        (";TZID=Europe/Helsinki:20300601T003000", "20300604T213000Z", "2030-06-05"),
        # Midnight at the start of 5 June in the site's zone: this is the last whole day
        (";VALUE=DATE:20300601", "20300604T220000Z", "2030-06-05"),
        (";VALUE=DATE:20300601", "20300605", "2030-06-05"),
        (";TZID=Europe/Copenhagen:20300601T090000", "20300605", "2030-06-05"),
        (";TZID=Europe/Copenhagen:20300601T090000", "20300605T085959", "2030-06-04"),
    ],
)
def test_a_series_ends_at_the_moment_of_its_until(contributor: Any, start: str, until: str, last: str) -> None:
    file = ics(f"UID:u\nSUMMARY:Daily\nDTSTART{start}\nRRULE:FREQ=DAILY;UNTIL={until}")
    (event,) = taken_over(contributor, file)
    assert days_of(event)[-1] == last
    assert len(days_of(event)) == (date.fromisoformat(last) - event.first_day).days + 1


NEW_YORK = "UID:n\nSUMMARY:Call\nDTSTART;TZID=America/New_York:20300310T190000\nRRULE:FREQ=DAILY;COUNT=5"
MOVED = "UID:n\nSUMMARY:Moved\nDTSTART;TZID=Europe/Helsinki:20300320T090000\nRECURRENCE-ID"


@pytest.mark.parametrize(
    "occurrence",
    [
        # 19:00 on 12 March in New York, in every way of writing it
        ";TZID=America/New_York:20300312T190000",
        ":20300312T230000Z",
        ";TZID=Europe/Copenhagen:20300313T000000",
        ":20300312T190000",
        ";VALUE=DATE:20300312",
    ],
)
@pytest.mark.parametrize("first", [True, False])
def test_an_occurrence_is_found_however_it_is_written(occurrence: str, first: bool) -> None:
    parts = [NEW_YORK, MOVED + occurrence]
    events, refused = read(ics(*(parts if first else parts[::-1])), "Europe/Copenhagen")[:2]
    assert not refused
    assert {one.uid: one.exceptions for one in events} == {"n": ["2030-03-12"], "n#2030-03-12": []}


def test_an_exception_in_utc_is_a_day_at_the_event() -> None:
    # 19:00 on 12 March in New York
    assert only(ics(f"{NEW_YORK}\nEXDATE:20300312T230000Z")).exceptions == ["2030-03-12"]


@pytest.mark.parametrize(
    ("lasts", "ends"),
    [
        # The clocks go forward on 31 March at 2: 24 hours later it is 13:00, a calendar day later it is 12:00
        ("PT24H", "2030-03-31T11:00:00+00:00"),
        ("P1D", "2030-03-31T10:00:00+00:00"),
        ("P1DT1H", "2030-03-31T11:00:00+00:00"),
        ("P1W", "2030-04-06T10:00:00+00:00"),
    ],
)
def test_hours_are_exact_and_days_are_those_of_the_calendar(lasts: str, ends: str) -> None:
    file = ics(f"UID:d\nSUMMARY:D\nDTSTART;TZID=Europe/Copenhagen:20300330T120000\nDURATION:{lasts}")
    assert only(file).ends_at == ends


@pytest.mark.parametrize(
    ("written", "read_as"),
    [
        ("<p>Dear all,</p><p>see <b>you</b> &amp; yours<br>there</p>", "Dear all,\n\nsee you & yours\nthere"),
        (
            "Join: <https://teams.microsoft.com/l/meetup-join/19%3a>",
            "Join: https://teams.microsoft.com/l/meetup-join/19%3a",
        ),
        ("Ask <anna@example.org>\\, or <mailto:bo@example.org>", "Ask anna@example.org, or mailto:bo@example.org"),
        ("<html><head><style>p {color: red}</style></head><body>Text<script>x()</script></body></html>", "Text"),
        (
            '<p>Join <a href="https://teams.example/1">the meeting</a>.</p>',
            "Join the meeting (https://teams.example/1).",
        ),
        ('<p><a href="https://x.example">https://x.example</a></p>', "https://x.example"),
        ('<p><a href="javascript:x()">Click</a> <a href="#top">Up</a> <a name="here">Here</a></p>', "Click Up Here"),
        ("a <b if x<y and y > 0", "a < b if x< y and y > 0"),
        ("&lt;script&gt; and R&D", "&lt;script&gt; and R&D"),
        ("one\u2028two\u0085three\u000bfour", "one\ntwo\nthree\nfour"),
        ("10\u00a0000\u202fDKK", "10 000 DKK"),
        ("back\\\\slash\\; and\\nline", "back\\slash; and\nline"),
    ],
)
def test_a_description_becomes_plain_text(contributor: Any, written: str, read_as: str) -> None:
    (event,) = taken_over(contributor, ics(f"{PLAIN}\nDESCRIPTION:{written}"))
    assert event.description == read_as


def test_spaces_of_any_kind_keep_words_apart_in_titles_too() -> None:
    file = ics("UID:s\nSUMMARY:Nordic\u00a0Council\u202fof\u2028Ministers <x@y.org>\nDTSTART;VALUE=DATE:20300601")
    assert only(file).title == "Nordic Council of Ministers x@y.org"


def test_a_line_may_be_folded_inside_a_letter() -> None:
    data = ics("UID:f\nSUMMARY:Jämställdhet\nDTSTART;VALUE=DATE:20300601")
    place = data.index("ä".encode()) + 1
    assert only(data[:place] + b"\r\n " + data[place:]).title == "Jämställdhet"


def test_several_calendars_in_one_file_are_read_together() -> None:
    events, refused = read(ics(PLAIN) + ics(TWO_DAYS), "UTC")[:2]
    assert not refused
    assert [one.uid for one in events] == ["p@x", "a@x"]


@pytest.mark.parametrize(
    ("start", "zone", "starts_at"),
    [
        (":20300601T090000", "Europe/Helsinki", "2030-06-01T06:00:00+00:00"),
        (":20300601T090000Z", "Europe/Helsinki", "2030-06-01T09:00:00+00:00"),
        (";TZID=Europe/Oslo:20300601T090000", "Europe/Oslo", "2030-06-01T07:00:00+00:00"),
    ],
)
def test_the_zone_of_the_calendar_is_that_of_times_without_one(start: str, zone: str, starts_at: str) -> None:
    file = ics(f"UID:z\nSUMMARY:Z\nDTSTART{start}").replace(
        b"VERSION:2.0", b"VERSION:2.0\r\nX-WR-TIMEZONE:Europe/Helsinki"
    )
    one = only(file, "Europe/Copenhagen")
    assert (one.timezone, one.starts_at) == (zone, starts_at)


def test_a_series_in_utc_keeps_its_hour_in_the_zone_of_the_calendar(contributor: Any) -> None:
    event = "UID:z\nSUMMARY:Z\nDTSTART:20300324T080000Z\nRRULE:FREQ=WEEKLY;COUNT=2"
    file = ics(event).replace(b"VERSION:2.0", b"VERSION:2.0\r\nX-WR-TIMEZONE:Europe/Copenhagen")
    (series,) = taken_over(contributor, file)
    # 09:00 in Copenhagen before and after summer time begins: 8 and 7 o'clock in UTC
    minutes = [int(datetime(2030, 3, day, hour, tzinfo=UTC).timestamp() // 60) for day, hour in ((24, 8), (31, 7))]
    assert [span.from_minute for span in spans_of(series)] == minutes


@pytest.mark.parametrize(
    ("name", "zone"),
    [
        ("W. Europe Standard Time", "Europe/Berlin"),
        ("romance standard time", "Europe/Paris"),
        ("(UTC+01:00) Amsterdam, Berlin, Bern, Rome, Stockholm, Vienna", "Europe/Amsterdam"),
        ("/freeassociation.sourceforge.net/Tzfile/Europe/Tallinn", "Europe/Tallinn"),
        ("/mozilla.org/20070129_1/America/Argentina/Buenos_Aires", "America/Argentina/Buenos_Aires"),
        ("europe/oslo", "Europe/Oslo"),
        ("UTC+11", "Etc/GMT-11"),
        ("GMT-0500", "Etc/GMT+5"),
    ],
)
def test_zones_are_known_by_the_names_that_programs_give_them(name: str, zone: str) -> None:
    assert only(ics(f'UID:z\nSUMMARY:Z\nDTSTART;TZID="{name}":20300601T090000')).timezone == zone


@pytest.mark.parametrize(
    ("windows", "place", "country", "zone"),
    [
        ("FLE Standard Time", "riga", "LV", "Europe/Riga"),
        ("FLE Standard Time", "helsinki", "FI", "Europe/Helsinki"),
        ("FLE Standard Time", "vilnius", "LT", "Europe/Vilnius"),
        ("Romance Standard Time", "copenhagen", "DK", "Europe/Copenhagen"),
        ("W. Europe Standard Time", "oslo", "NO", "Europe/Oslo"),
        # Oslo's clock differs from the zone in the file. The file counts, so the place cannot change it
        ("FLE Standard Time", "oslo", "NO", "Europe/Kiev"),
    ],
)
def test_a_zone_of_windows_is_shown_as_that_of_the_place(
    contributor: Any, windows: str, place: str, country: str, zone: str
) -> None:
    builders.city(place, country)
    file = ics(f"UID:z\nSUMMARY:Z\nDTSTART;TZID={windows}:20300601T090000\nLOCATION:Hall 1\\, {place}")
    (event,) = taken_over(contributor, file)
    assert event.timezone == zone
    assert event.local(event.starts_at).strftime("%H:%M") == "09:00"


CUSTOM = (
    "BEGIN:VTIMEZONE\r\nTZID:Customized Time Zone\r\nBEGIN:STANDARD\r\nDTSTART:16010101T030000\r\nTZOFFSETFROM:+0{0}00"
    "\r\nTZOFFSETTO:+0{1}00\r\nRRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10\r\nEND:STANDARD\r\nBEGIN:DAYLIGHT\r\nDTSTART:16010101T"
    "020000\r\nTZOFFSETFROM:+0{1}00\r\nTZOFFSETTO:+0{0}00\r\nRRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3\r\nEND:DAYLIGHT\r\n"
    "END:VTIMEZONE\r\n"
)


@pytest.mark.parametrize(("summer", "winter", "zone"), [(2, 1, "Europe/Copenhagen"), (3, 2, "Europe/Helsinki")])
def test_a_zone_that_a_file_defines_is_known_by_its_clock(summer: int, winter: int, zone: str) -> None:
    event = "UID:z\nSUMMARY:Z\nDTSTART;TZID=Customized Time Zone:20300601T090000"
    data = ics(event).decode().replace("BEGIN:VEVENT", CUSTOM.format(summer, winter) + "BEGIN:VEVENT", 1)
    assert only(data.encode()).timezone == zone


@pytest.mark.parametrize(
    "rule", ["FREQ=DAILY;COUNT=1", "FREQ=WEEKLY;UNTIL=20300601", "FREQ=WEEKLY;UNTIL=20300101T000000Z"]
)
def test_a_series_of_one_day_is_an_event(contributor: Any, rule: str) -> None:
    (event,) = taken_over(contributor, ics(f"{PLAIN}\nRRULE:{rule}"))
    assert (event.recurrence, days_of(event)) == ("", ["2030-06-01"])


def test_a_rule_may_say_again_what_the_start_says() -> None:
    rule = "freq=weekly;interval=1;byhour=9;byminute=0;bysecond=0;count=3;"
    assert only(ics(f"{PLAIN}\nRRULE:{rule}")).recurrence == "FREQ=WEEKLY;COUNT=3"


def test_the_highest_sequence_of_an_event_counts_wherever_it_stands() -> None:
    older, newer = f"{PLAIN}\nSEQUENCE:1", f"{PLAIN}\nSEQUENCE:2".replace("Meeting", "Later meeting")
    for parts in ((older, newer), (newer, older)):
        events, refused = read(ics(*parts), "UTC")[:2]
        assert [one.title for one in events] == ["Later meeting"]
        assert [(one.title, one.reason) for one in refused] == [("Meeting", "The file has a newer version of it.")]


def test_of_one_sequence_the_later_stamp_counts() -> None:
    data = ics(PLAIN, PLAIN.replace("Meeting", "Later meeting")).decode()
    later = data.replace("DTSTAMP:20260101", "DTSTAMP:20260301").replace("DTSTAMP:20260301", "DTSTAMP:20260201", 1)
    assert [one.title for one in read(later.encode(), "UTC")[0]] == ["Later meeting"]


@pytest.mark.parametrize("word", ["PRIVATE", "CONFIDENTIAL", "X-SECRET"])
def test_a_private_event_is_left_out_or_only_busy(word: str) -> None:
    secret = (
        f"{PLAIN}\nCLASS:{word}\nDESCRIPTION:Secret\nLOCATION:Secret\nURL:https://secret.example/\nCATEGORIES:Visit"
    )
    events, refused = read(ics(secret, TWO_DAYS), "UTC")[:2]
    assert [one.uid for one in events] == ["a@x"]
    assert [(one.title, one.reason) for one in refused] == [("Private event 2030-06-01", "It is private.")]
    busy = only(ics(secret), busy=True)
    assert (busy.title, busy.description, busy.location, busy.url, busy.kind) == ("Busy", "", "", "", "meeting")
    assert busy.starts_at == "2030-06-01T07:00:00+00:00"


@pytest.mark.parametrize("method", ["REPLY", "COUNTER", "REFRESH", "ADD"])
def test_an_answer_to_an_invitation_is_no_event(method: str) -> None:
    data = ics(PLAIN).replace(b"VERSION:2.0", f"VERSION:2.0\r\nMETHOD:{method}".encode())
    events, refused = read(data, "UTC")[:2]
    assert not events
    assert "answer to an invitation" in refused[0].reason


def test_what_is_cut_is_said() -> None:
    long = f"{PLAIN.replace('Meeting', 'M' * 301)}\nDESCRIPTION:{'d' * 5001}\nURL:https://x.example/{'u' * 200}"
    one = only(ics(f"{long}\nLOCATION:{'l' * 301}"))
    assert (len(one.title), len(one.description), len(one.location), one.url) == (300, 5000, 300, "")
    assert one.notes == [
        "Its title is cut to 300 letters.",
        "Its description is cut to 5000 letters.",
        "Its place is cut to 300 letters.",
        "Its web address is left out: it is too long, or no address of a page.",
    ]


SERIES = "UID:s\nSUMMARY:Call\nDTSTART;TZID=Europe/Oslo:20300603T090000\nRRULE:FREQ=WEEKLY;COUNT=5"
FROM_THEN = "UID:s\nSUMMARY:Call\nRECURRENCE-ID;RANGE=THISANDFUTURE;TZID=Europe/Oslo:20300617T090000"


@pytest.mark.parametrize(
    ("rule", "start", "rest", "days"),
    [
        # Two hours later, from the third Monday on
        ("", "20300617T110000", "FREQ=WEEKLY;COUNT=3", ["2030-06-17", "2030-06-24", "2030-07-01"]),
        # On Wednesdays from then on
        (";BYDAY=MO", "20300619T090000", "FREQ=WEEKLY;COUNT=3;BYDAY=WE", ["2030-06-19", "2030-06-26", "2030-07-03"]),
    ],
)
def test_a_change_from_a_day_on_is_a_series_of_its_own(
    contributor: Any, rule: str, start: str, rest: str, days: list[str]
) -> None:
    later = f"{FROM_THEN}\nDTSTART;TZID=Europe/Oslo:{start}"
    first, second = taken_over(contributor, ics(later, SERIES + rule))
    assert days_of(first) == ["2030-06-03", "2030-06-10"]
    assert (second.recurrence, days_of(second)) == (rest, days)


def test_an_occurrence_that_differs_in_nothing_is_no_exception() -> None:
    same = "UID:s\nSUMMARY:Call\nRECURRENCE-ID:20300617T070000Z\nDTSTART:20300617T070000Z\nATTENDEE:mailto:x@y.org"
    assert (
        only(
            ics(SERIES, same.replace("DTSTART:20300617T070000Z", "DTSTART;TZID=Europe/Oslo:20300617T090000"))
        ).exceptions
        == []
    )


def test_an_occurrence_that_a_newer_version_of_the_series_leaves_out_is_gone() -> None:
    older = "UID:s\nSUMMARY:Old\nSEQUENCE:1\nRECURRENCE-ID:20300617T070000Z\nDTSTART:20300618T070000Z"
    newer = f"{SERIES}\nSEQUENCE:2\nEXDATE:20300617T070000Z"
    events, refused = read(ics(older, newer), "UTC")[:2]
    assert [(one.uid, one.exceptions) for one in events] == [("s", ["2030-06-17"])]
    assert [one.reason for one in refused] == ["The file has a newer version of it."]


def test_a_series_whose_days_all_stand_by_themselves_is_no_event_any_more() -> None:
    series = "UID:s\nSUMMARY:Call\nDTSTART;VALUE=DATE:20300603\nRRULE:FREQ=DAILY;COUNT=2"
    apart = "UID:s\nSUMMARY:Call\nDTSTART;VALUE=DATE:203007{0}\nRECURRENCE-ID;VALUE=DATE:203006{0}"
    events, refused = read(ics(series, apart.format("03"), apart.format("04")), "UTC")[:2]
    assert not refused
    assert [one.uid for one in events] == ["s#2030-06-03", "s#2030-06-04"]


def test_events_without_a_calendar_round_them_are_a_piece_of_one() -> None:
    contents = read(f"BEGIN:VEVENT\r\n{PLAIN}\r\nEND:VEVENT\r\n".replace("\n", "\r\n").encode(), "UTC")
    assert [one.uid for one in contents.events] == ["p@x"]
    assert not contents.whole


def test_each_rule_is_worked_out_once_for_a_preview(contributor: Any) -> None:
    recurrence._first_days.cache_clear()
    rule = "UID:{0}\nSUMMARY:D\nDTSTART;VALUE=DATE:2030060{0}\nRRULE:FREQ=DAILY;COUNT=9"
    sent(contributor, ics(*(rule.format(number) for number in range(1, 6))))
    assert recurrence._first_days.cache_info().misses == 5


def test_a_file_with_too_much_of_one_thing_is_still_refused_as_a_whole() -> None:
    with pytest.raises(UnreadableFile, match="500 events"):
        read(ics(*([PLAIN] * 501)), "UTC")
