"""Deadlines of grants beside events: in the calendar, its feeds and the API, for those who may see the money."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from events.files import ics
from events.models import Contributor, FeedAddress
from projects.models import Partnership
from tests import builders
from tests.events.files.test_feed import FEED, read

pytestmark = pytest.mark.django_db

UID = "P-1-K1-final-1@deadlines.oversigt.norden.org"


@pytest.fixture
def contract() -> Any:
    """A contract that asks for a final report on 10 March of this year."""
    grant = builders.allocation(builders.project("P-1", title_en="Safe house"), "1000.00")
    row = builders.contract(grant)
    row.reports_due.create(kind="final", day=date(timezone.localdate().year, 3, 10))
    return row


@pytest.fixture
def due(contract: Any) -> date:
    return contract.reports_due.get().day


def on_the_month(reader: Client, day: date, **asked: str) -> list[str]:
    month = reader.get("/calendar/", {"at": f"{day:%Y-%m}", **asked}).context["month"]
    return [one.key for week in month.weeks for shown in week.days for one in shown.deadlines]


def test_the_month_shows_a_deadline_on_its_day_and_hides_it_on_request(reader: Client, due: date) -> None:
    page = reader.get("/calendar/", {"at": f"{due:%Y-%m}"}).content.decode()
    assert "Final report" in page
    assert 'href="/projects/P-1/#P-1-K1"' in page
    assert on_the_month(reader, due) == ["P-1-K1-final-1"]
    assert on_the_month(reader, due, deadlines="hidden") == []


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        ({"kind": "deadline"}, True),
        ({"kind": "conference"}, False),
        ({"project": "P-1"}, True),
        ({"project": "P-2"}, False),
        ({"organisation": "body"}, True),
        ({"organisation": "other"}, False),
        ({"search": "safe"}, True),
        ({"search": "boat"}, False),
        ({"council": "MR-S"}, True),
        ({"council": "MR-X"}, False),
        ({"status": "tentative"}, False),
        ({"online": "true"}, False),
        ({"place": "st-petersburg"}, False),
    ],
)
def test_the_filters_of_the_calendar_choose_deadlines_too(
    reader: Client, contract: Any, due: date, asked: dict[str, str], shown: bool
) -> None:
    builders.project("P-2")
    builders.city()
    builders.organisation("other")
    builders.council("MR-X")
    body = builders.organisation("body")
    Partnership.objects.create(project=contract.project, organisation=body, role="hosting")
    contract.project.council_roles.create(council=builders.council("MR-S"), role="co-operating")
    assert bool(on_the_month(reader, due, **asked)) is shown


def test_the_year_counts_deadlines_and_the_list_names_them(reader: Client, due: date) -> None:
    year = reader.get("/calendar/", {"view": "year", "at": str(due.year)}).context["year"]
    assert [month.deadlines for month in year.months] == [0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0]
    answer = reader.get("/calendar/", {"view": "list", "ordering": "starts"})
    assert [one.key for one in answer.context["deadlines"]] == ["P-1-K1-final-1"]
    early = reader.get("/calendar/", {"view": "list", "ends_before": str(due - timedelta(days=1))})
    assert early.context["deadlines"] == []


def test_the_feed_holds_a_deadline_as_a_day_that_takes_no_time(reader: Client, due: date) -> None:
    event = read(reader.get(FEED).content)[UID]
    assert (event["DTSTART"].dt, event["DTEND"].dt) == (due, due + timedelta(days=1))
    assert (event["SUMMARY"], event["TRANSP"]) == ("Final report, P-1-K1", "TRANSPARENT")
    assert event["URL"] == "http://testserver/projects/P-1/#P-1-K1"
    assert UID not in read(reader.get(FEED, {"deadlines": "hidden"}).content)


def test_a_deadline_that_is_met_says_so_in_the_feed(reader: Client, contract: Any, due: date) -> None:
    grant = contract.contract_allocations.get().allocation
    builders.entry(grant, "report-received", str(timezone.localdate()), report="final")
    event = read(reader.get(FEED).content)[UID]
    assert event["SUMMARY"] == "Done: Final report, P-1-K1"


def test_only_readers_of_the_money_see_deadlines(
    contract: Any, due: date, django_user_model: Any, settings: Any, client: Client
) -> None:
    person = django_user_model.objects.create_user("partner")
    Contributor.objects.create(user=person, organisation=builders.organisation("body"))
    _address, token = FeedAddress.objects.make(user=person, name="phone")
    inside = Client()
    inside.force_login(person)
    assert on_the_month(inside, due) == []
    assert UID not in read(inside.get(FEED).content)
    assert UID not in read(client.get(f"/calendar/feed/{token}/calendar.ics").content)
    assert inside.get("/api/v1/deadlines/").status_code == 403
    assert client.get("/api/v1/deadlines/").status_code == 401
    settings.OPEN_READING = True
    assert on_the_month(Client(), due) == ["P-1-K1-final-1"]
    assert UID in read(client.get(FEED).content)
    assert on_the_month(inside, due) == []


def test_a_personal_address_gives_the_deadlines_that_its_person_may_see(
    contract: Any, django_user_model: Any, client: Client
) -> None:
    person = django_user_model.objects.create_user("anna")
    _address, with_them = FeedAddress.objects.make(user=person, name="phone")
    _address, without = FeedAddress.objects.make(user=person, name="wall", query="deadlines=hidden")
    assert UID in read(client.get(f"/calendar/feed/{with_them}/calendar.ics").content)
    assert UID not in read(client.get(f"/calendar/feed/{without}/calendar.ics").content)


def test_the_feed_of_the_calendar_comes_back_without_its_deadlines(reader: Client, contract: Any) -> None:
    builders.event("meeting")
    contents = ics.read(reader.get(FEED).content, "Europe/Copenhagen")
    assert [event.uid for event in contents.events] == ["meeting@oversigt.norden.org"]
    assert contents.refused == []


def test_the_api_lists_deadlines_by_day(reader: Client, contract: Any, due: date) -> None:
    contract.instalments.create(number=1, day=due - timedelta(days=9), amount="100.00")
    answer = reader.get("/api/v1/deadlines/", {"project": "P-1"}).json()
    assert [row["key"] for row in answer["results"]] == ["P-1-K1-instalment-1", "P-1-K1-final-1"]
    assert answer["results"][1] == {
        "key": "P-1-K1-final-1",
        "kind": "report",
        "name": "Final report",
        "day": str(due),
        "contract": "P-1-K1",
        "project": "P-1",
        "done": False,
        "late": due < timezone.localdate(),
        "url": "http://testserver/projects/P-1/#P-1-K1",
    }
    assert reader.get("/api/v1/deadlines/", {"wrong": "1"}).status_code == 400
