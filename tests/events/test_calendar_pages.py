"""The calendar's pages: events with a known day are on it, the others are listed beside, and bad input gets an
error."""

import html
import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from events.models import EventContact
from tests import builders

pytestmark = pytest.mark.django_db


def month(reader: Client, at: str, **asked: str) -> Any:
    return reader.get("/calendar/", {"at": at, **asked}).context["month"]


def days_of(shown: Any) -> dict[str, list[str]]:
    """Returns day → the events on it."""
    days = (day for week in shown.weeks for day in week.days if day.entries)
    return {day.day.isoformat(): [entry.event.slug for entry in day.entries] for day in days}


def test_a_month_has_what_is_known_to_the_day_and_beside_it_what_is_not(dokument8: None, reader: Client) -> None:
    shown = month(reader, "2006-09")
    assert days_of(shown) == {"2006-09-08": ["northern-dimension-gender-equality-conference"]}
    assert [event.slug for event in shown.vague] == ["councils-seminar-2006"]
    # Weeks begin on Monday; 1 September 2006 was a Friday in week 35
    assert (shown.weeks[0].number, shown.weeks[0].days[4].day.isoformat()) == (35, "2006-09-01")


def test_an_event_stands_on_each_of_its_days_and_a_series_on_each_of_its_own(reader: Client) -> None:
    builders.event("long", starts="2026-02-27", ends="2026-03-01")
    builders.event("series", starts="2026-02-24", recurrence="FREQ=WEEKLY;COUNT=3", exceptions="2026-03-03")
    assert days_of(month(reader, "2026-02")) == {
        "2026-02-24": ["series"],
        "2026-02-27": ["long"],
        "2026-02-28": ["long"],
        "2026-03-01": ["long"],
    }
    # March begins on a Sunday, so its first week is shown whole; 3 March is an exception of the series
    assert days_of(month(reader, "2026-03")) == {
        "2026-02-24": ["series"],
        "2026-02-27": ["long"],
        "2026-02-28": ["long"],
        "2026-03-01": ["long"],
        "2026-03-10": ["series"],
    }


def test_an_empty_month_leads_to_the_nearest_that_has_something(dokument8: None, reader: Client) -> None:
    page = reader.get("/calendar/", {"at": "2009-06"}).content.decode()
    assert "No events in this month" in page
    assert "?at=2009-03" in page
    assert "?at=2009-12" in page


def test_a_year_counts_its_days_and_names_what_has_none(dokument8: None, reader: Client) -> None:
    year = reader.get("/calendar/", {"view": "year", "at": "2006"}).context["year"]
    assert [month.number for month in year.months] == [0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0]
    assert [month.vague_number for month in year.months] == [0, 0, 0, 0, 0, 1, 0, 0, 1, 1, 0, 0]
    assert len(year.vague) == 3


def test_the_list_has_every_event_and_its_files_are_of_the_same_filters(dokument8: None, reader: Client) -> None:
    answer = reader.get("/calendar/", {"view": "list", "kind": "conference", "ordering": "starts"})
    listed = {event.slug for event in answer.context["page"]}
    assert listed == {row["slug"] for row in reader.get("/api/v1/events/", {"kind": "conference"}).json()["results"]}
    page = answer.content.decode()
    for address in (
        "/api/v1/events/?kind=conference&amp;ordering=starts&amp;format=csv",
        "/calendar.ics?kind=conference",
    ):
        assert address in page
        assert reader.get(address.replace("&amp;", "&")).status_code == 200


def test_a_public_holiday_of_a_nordic_country_stands_on_its_day(reader: Client) -> None:
    days = [day for week in month(reader, "2026-05").weeks for day in week.days if day.day.isoformat() == "2026-05-17"]
    assert days[0].holidays_by_name == {"Constitution Day": ["NO"]}


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({"view": "week"}, "There is no view “week”"),
        ({"at": "2009-13"}, "There is no such date"),
        ({"at": "soon"}, "Write a year, a month or a day"),
        ({"kind": "party"}, "party"),
        ({"wiev": "list"}, "There is no parameter “wiev”"),
    ],
)
def test_nonsense_in_the_address_is_told_on_the_page(reader: Client, asked: dict[str, str], told: str) -> None:
    answer = reader.get("/calendar/", asked)
    assert answer.status_code == 400
    assert told in answer.content.decode()


def test_the_edge_of_time_has_a_page(reader: Client) -> None:
    for at in ("1900-01", "2199-12"):
        assert reader.get("/calendar/", {"at": at}).status_code == 200
        assert reader.get("/calendar/", {"view": "year", "at": at}).status_code == 200


def test_an_events_page_tells_what_is_known_and_what_is_in_its_way(dokument8: None, reader: Client) -> None:
    page = reader.get("/calendar/events/councils-seminar-2006/").content.decode()
    for text in ("Seminar for MR-S, MR-JÄM and MR-LAG", "September 2006", "DOK8-C04", "MR-LAG", "Closed projects"):
        assert text in page
    # The conference of 8 September, at which two of the councils took part
    assert "Nordic cooperation, gender equality" in page
    assert "They may overlap" in page


def test_contacts_are_for_staff_only(reader: Client, admin_client: Client) -> None:
    event = builders.event("with-contact")
    EventContact.objects.create(event=event, contact=builders.contact(person="A. Person", email="a@example.org"))
    assert "a@example.org" in admin_client.get(event.get_absolute_url()).content.decode()
    page = reader.get(event.get_absolute_url()).content.decode()
    assert "a@example.org" not in page
    assert "A. Person" not in page


def test_the_clashes_of_the_calendar_are_told_with_both_events(dokument8: None, reader: Client) -> None:
    answer = reader.get("/calendar/clashes/", {"from": "2006", "to": "2006"})
    pairs = {(clash.first.slug, clash.event.slug) for clash in answer.context["findings"].clashes}
    # A seminar for three councils in September, a conference of two of them on the 8th, a round table in October
    assert pairs == {
        ("councils-seminar-2006", "northern-dimension-gender-equality-conference"),
        ("councils-seminar-2006", "social-ministers-round-table-2006"),
    }
    assert (
        not reader.get("/calendar/clashes/", {"from": "2006", "to": "2006", "kind": "visit"})
        .context["findings"]
        .clashes
    )


@pytest.mark.parametrize(
    "asked", [{"from": "x"}, {"near": "99"}, {"from": "2009", "to": "2006"}, {"severity": "bad"}, {"q": "1"}]
)
def test_a_window_that_makes_no_sense_is_refused(reader: Client, asked: dict[str, str]) -> None:
    assert reader.get("/calendar/clashes/", asked).status_code == 400


@pytest.mark.once
@pytest.mark.parametrize("view", ["month", "year", "list"])
def test_pages_take_the_same_queries_for_any_number(
    dokument8: None, reader: Client, view: str, django_assert_max_num_queries: Any
) -> None:
    for number in range(6):
        builders.event(f"event-{number}", starts="2006-09-12", parties=["a", "b"])
    # Session, account, contributor (3); names of places, organisations, councils and countries (4), the counts beside
    # the options (6); occurrences and events with the rows that belong to them, and the list with its number (7)
    with django_assert_max_num_queries(20):
        assert reader.get("/calendar/", {"view": view, "at": "2006-09"}).status_code == 200


def test_events_lead_to_their_page_from_wherever_they_are_named(dokument8: None, reader: Client) -> None:
    address = "/calendar/events/cooperation-to-combat-trafficking/"
    for page in ("/projects/DOK8-C02/", "/places/st-petersburg/", "/search/?search=combat"):
        assert address in reader.get(page).content.decode()


def test_filters_tell_how_many_events_each_value_has(dokument8: None, reader: Client) -> None:
    facets = reader.get("/calendar/", {"view": "list", "kind": "conference"}).context["facets"]
    # Conferences by place; and by kind as if no kind were chosen
    assert facets["place"].counts["st-petersburg"] == 2
    assert (facets["kind"].counts["conference"], facets["kind"].counts["deadline"]) == (4, 1)
    assert list(facets["organisation"].labels)[-1] == "not-stated"


def test_the_basic_documents_are_listed_with_their_parties(dokument8: None, reader: Client) -> None:
    page = reader.get("/calendar/documents/").content.decode()
    assert page.index("Memorandum") > 0
    assert reader.get("/calendar/documents/", {"x": "1"}).status_code == 400
    assert "DKK" not in page


@pytest.mark.parametrize(("query", "number"), [("", 1), ("&ordering=starts", 2), ("&kind=meeting", 1)])
def test_the_files_of_the_list_hold_the_events_that_it_shows(reader: Client, query: str, number: int) -> None:
    builders.event("past", kind="meeting", starts="2006-09-08")
    builders.event("coming", kind="meeting", starts=str(timezone.localdate() + timedelta(days=30)))
    page = reader.get(f"/calendar/?view=list{query}")
    assert page.context["page"].paginator.count == number
    (link,) = re.findall(r'href="([^"]*format=csv)"', page.content.decode())
    assert reader.get(html.unescape(link)).headers["X-Row-Count"] == str(number)
