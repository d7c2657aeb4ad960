"""Events in the API: their shape, the results of each filter, and the fields that are never shown."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from events.models import Event, EventContact, EventDocument, EventParty, EventProject
from projects.choices import NOT_STATED
from projects.models import Contact, Document, Organisation, Place
from tests import builders

pytestmark = pytest.mark.django_db


@pytest.mark.usefixtures("dokument8")
def test_an_event_has_the_shape_of_the_contract(get: Any) -> None:
    event = get("events/cooperation-to-combat-trafficking/", lang="en")
    assert event.pop("description")
    assert event.pop("changed_at")
    notes = event.pop("notes")
    assert [(note["field"], note["value"], note["inferred"]) for note in notes] == [
        ("event", None, False),
        ("parties", "nordic-council-of-ministers", True),
    ]
    title = "Cooperation to combat trafficking in human beings between North-West Russia, Baltic and Nordic countries"
    assert event == {
        "slug": "cooperation-to-combat-trafficking",
        "title": title,
        "title_language": "en",
        "description_language": "en",
        "kind": "conference",
        "status": "confirmed",
        "starts": "2008-04",
        "ends": None,
        "first_day": "2008-04-01",
        "last_day": "2008-04-30",
        "timezone": "",
        "online": False,
        "place": {"slug": "st-petersburg", "name": "St Petersburg", "kind": "city", "country": "RU"},
        "address": "",
        "url": "",
        "languages": [],
        "audience": [],
        "countries": [],
        "parties": [
            {
                "role": "organising",
                "kind": "organisation",
                "code": "nordic-council-of-ministers",
                "name": "Nordic Council of Ministers",
            }
        ],
        "projects": ["DOK8-C02"],
        "documents": [],
        "recurrence": "",
        "exceptions": [],
        "uid": "cooperation-to-combat-trafficking@oversigt.norden.org",
        "sequence": 0,
        "inferred": False,
        "source": {"document": "dokument-8", "section": "closed", "item": 2},
    }


def test_a_moment_is_told_with_the_offset_of_the_events_own_time_zone(get: Any) -> None:
    builders.event(
        starts_at=datetime(2010, 7, 1, 21, 30, tzinfo=UTC),
        ends_at=datetime(2010, 7, 1, 22, tzinfo=UTC),
        timezone="Europe/Riga",
    )
    event = get("events/event/")
    assert (event["starts"], event["ends"]) == ("2010-07-02T00:30:00+03:00", "2010-07-02T01:00:00+03:00")
    assert (event["first_day"], event["timezone"]) == ("2010-07-02", "Europe/Riga")


def test_days_of_a_recurrence_are_lists(get: Any) -> None:
    builders.event(recurrence="FREQ=YEARLY", exceptions=["2011-12-08", "2010-12-08"], audience=["ngos"])
    event = get("events/event/")
    assert (event["exceptions"], event["audience"]) == (["2010-12-08", "2011-12-08"], ["ngos"])


ST_PETERSBURG = {
    "drugs-and-trafficking-seminar-st-petersburg",
    "gender-drugs-health-kick-off",
    "northern-dimension-gender-equality-conference",
    "cooperation-to-combat-trafficking",
}
VISITS = {"vice-governor-visits-copenhagen", "vice-governor-visits-oslo"}
OF_2009 = {"nb8-memorandum-adopted", "north-sweden-network-meeting-2009"}
AFTER_2009 = {"cape-launch", "county-boards-network-meeting-2021"}
SERIES = {f"drugs-and-trafficking-seminar-{city}" for city in ("kaliningrad", "klaipeda", "liepaja", "narva")}
SERIES |= {"drugs-and-trafficking-seminar-st-petersburg"}
ADOPTIONS = {"action-plan-denmark-adopted", "action-plan-norway-adopted", "guidelines-north-west-russia-adopted"}
ADOPTIONS |= {"nb8-memorandum-adopted"}

FOUND: list[tuple[dict[str, Any], set[str]]] = [
    ({"kind": "visit"}, VISITS),
    ({"kind": ["visit", "launch"]}, VISITS | {"cape-launch"}),
    ({"kind": "adoption"}, ADOPTIONS),
    ({"status": "cancelled"}, set()),
    ({"organisation": "north-sweden"}, {"north-sweden-network-meeting-2009"}),
    ({"organisation": "jamstalldhetsmyndigheten"}, AFTER_2009),
    ({"council": "MR-NARKO"}, set()),
    ({"council": "MR-LOV"}, {"councils-seminar-2006"}),
    ({"council": "MR-S+MR-JÄM"}, {"northern-dimension-gender-equality-conference"}),
    ({"council": "MR-S,MR-JÄM"}, {"northern-dimension-gender-equality-conference", "councils-seminar-2006"}),
    ({"place": "st-petersburg"}, ST_PETERSBURG),
    ({"country": "RU"}, ST_PETERSBURG | {"drugs-and-trafficking-seminar-kaliningrad"}),
    ({"country": ["NO", "BE"]}, {"vice-governor-visits-oslo", "north-sweden-network-meeting-2009"}),
    ({"audience": "schools"}, SERIES),
    ({"audience": ["officials", "international"]}, {"county-boards-network-meeting-2021", "coordination-meeting-2008"}),
    ({"project": "DOK8-C07"}, SERIES | {"ngos-and-agencies-seminar-riga"}),
    ({"project": ["DOK8-C02", "CAPE"]}, {"cooperation-to-combat-trafficking", "cape-launch"}),
    ({"year": "2009"}, OF_2009),
    ({"year": ["2009", "2021"]}, OF_2009 | {"county-boards-network-meeting-2021"}),
    ({"online": "true"}, {"county-boards-network-meeting-2021"}),
    ({"starts_after": "2009"}, OF_2009 | AFTER_2009),
    ({"starts_after": "2009-03-05"}, {"north-sweden-network-meeting-2009"} | AFTER_2009),
    # An event of the year 2004 may have been before May
    ({"starts_before": "2004-05", "starts_after": "2003-05"}, SERIES | {"ngos-and-agencies-seminar-riga"}),
    ({"ends_before": "2003"}, {"action-plan-denmark-adopted", "action-plan-norway-adopted",
                               "campaign-2002-ministers-meeting"}),
    ({"ends_after": "2005-12-11", "ends_before": "2005-12-11"},
     {"effective-ways-to-move-forward", "national-action-plans-due"}),
    ({"search": "liepaja"}, {"drugs-and-trafficking-seminar-liepaja"}),
    ({"search": "skl bryssel"}, {"north-sweden-network-meeting-2009"}),
    ({"search": "landsting brussels"}, {"north-sweden-network-meeting-2009"}),
    ({"search": "ministerråd rundbord"}, {"social-ministers-round-table-2006"}),
]  # fmt: skip


@pytest.mark.usefixtures("dokument8")
@pytest.mark.parametrize(("asked", "slugs"), FOUND)
def test_a_filter_finds_the_events_that_the_texts_give_it(get: Any, asked: dict[str, Any], slugs: set[str]) -> None:
    answer = get("events/", page_size=100, **asked)
    assert {event["slug"] for event in answer["results"]} == slugs
    assert answer["count"] == len(slugs)


@pytest.mark.usefixtures("dokument8")
def test_not_stated_is_a_value_like_any_other(get: Any) -> None:
    everything = get("events/")["count"]
    for name, filled in (("place", "place"), ("project", "projects"), ("council", None), ("organisation", None)):
        events = get("events/", page_size=100, **{name: NOT_STATED})["results"]
        assert 0 < len(events) < everything
        assert filled is None or not any(event[filled] for event in events)


BAD = [
    ("kind", "picnic"), ("status", "closed"), ("organisation", "nobody"), ("council", "MR-X"), ("place", "atlantis"),
    ("country", "XX"), ("audience", "pirates"), ("project", "DOK8-X99"), ("starts_after", "2009-13"),
    ("starts_before", "soon"), ("ends_after", "08.12.2009"), ("ends_before", "2009-02-30"), ("year", "206"),
    ("online", "perhaps"), ("ordering", "budget"), ("strats_after", "2009"), ("contact", "1"), ("page", "99"),
]  # fmt: skip


@pytest.mark.usefixtures("dokument8")
@pytest.mark.parametrize(("name", "value"), BAD)
def test_a_typing_error_is_refused_and_named(get: Any, name: str, value: str) -> None:
    assert list(get("events/", expect=400, **{name: value})) == [name]


@pytest.mark.parametrize(
    ("ordering", "slugs"),
    [
        ("", ["a", "c", "b"]),
        ("starts", ["a", "c", "b"]),
        ("-starts", ["b", "c", "a"]),
        ("title", ["b", "a", "c"]),
        ("-slug", ["c", "b", "a"]),
    ],
)
def test_events_are_sorted_as_asked_and_by_time_otherwise(get: Any, ordering: str, slugs: list[str]) -> None:
    builders.event("a", starts="2008", title_en="2")
    builders.event("b", starts="2009-05", title_en="1")
    builders.event("c", starts="2009-03-04", title_en="3")
    assert [event["slug"] for event in get("events/", ordering=ordering)["results"]] == slugs


def full_event(number: int) -> Event:
    """Makes an event with two rows in each of its to-many relations."""
    country = Place.objects.get_or_create(slug="dk", defaults={"kind": "country", "code": "DK", "name_en": "Denmark"})[
        0
    ]
    city = Place.objects.create(slug=f"c-{number}", kind="city", country=country, name_en=f"C {number}")
    row = builders.event(f"e-{number}", place=city, parties=[f"a-{number}", f"b-{number}"])
    row.audience_countries.add(country)
    EventParty.objects.create(event=row, role="organising", council=builders.council("MR-S"))
    EventProject.objects.create(event=row, project=builders.project(f"P-{number}"))
    document = Document.objects.create(slug=f"d-{number}", title_en="D", kind="report")
    EventDocument.objects.create(event=row, document=document)
    return row


@pytest.mark.once
@pytest.mark.parametrize("path", ["events/", "projects/"])
def test_a_list_takes_the_same_queries_for_any_number(get: Any, reader: Client, path: str) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as taken:
            assert get(path)["count"]
        return len(taken)

    full_event(1)
    few = queries()
    for number in range(2, 8):
        full_event(number)
    assert queries() == few


def test_a_list_of_events_takes_nine_queries(get: Any, django_assert_num_queries: Any) -> None:
    for number in range(3):
        full_event(number)
    # session, user, version of the data, count, events with place and source; then for all of them: parties with
    # their councils and organisations, countries of the audience, the projects, the documents
    with django_assert_num_queries(9):
        get("events/")


@pytest.mark.usefixtures("dokument8")
def test_a_project_names_its_events_by_time(get: Any) -> None:
    assert get("projects/DOK8-C11/")["events"] == [
        "action-plan-denmark-adopted",
        "action-plan-norway-adopted",
        "campaign-2002-ministers-meeting",
        "national-action-plans-due",
    ]
    assert get("projects/DOK8-O01/")["events"] == []


@pytest.mark.usefixtures("dokument8")
def test_the_page_of_a_project_shows_its_events_only_where_there_are_any(reader: Client) -> None:
    page = reader.get("/projects/DOK8-C03/", headers={"accept-language": "en"}).content.decode()
    assert 'id="events"' in page
    assert '8 September 2006, <a href="/places/st-petersburg/">St Petersburg</a>' in page
    assert 'id="events"' not in reader.get("/projects/DOK8-O01/").content.decode()


def test_the_page_of_a_project_takes_one_query_for_all_its_events(
    reader: Client, django_assert_max_num_queries: Any
) -> None:
    project = builders.project()

    def queries() -> int:
        with CaptureQueriesContext(connection) as taken:
            assert reader.get("/projects/P-1/").status_code == 200
        return len(taken)

    few = queries()
    for number in range(2, 6):
        EventProject.objects.create(event=full_event(number), project=project)
    assert queries() == few


def test_contacts_of_an_event_are_in_no_answer(reader: Client) -> None:
    row = builders.event(parties=["who-europe"])
    EventProject.objects.create(event=row, project=builders.project())
    body = Organisation.objects.get()
    secret = {"person": "Someone Private", "email": "someone@example.org", "telephone": "+45 12 34 56 78"}
    contact = Contact.objects.create(organisation=body, post="Head Of Something", **secret)
    EventContact.objects.create(event=row, contact=contact)
    for path in ("/api/v1/events/", "/api/v1/events/event/", "/api/v1/projects/P-1/", "/projects/P-1/"):
        said = reader.get(path).content.decode()
        assert "who-europe" in said or "P-1" in said
        assert not any(one in said for one in (*secret.values(), "Head Of Something")), path
    for asked in ("Someone", "Head"):
        assert reader.get("/api/v1/events/", {"search": asked}).json()["count"] == 0
