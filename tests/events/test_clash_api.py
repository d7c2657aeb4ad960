"""The API of the clash check and the free dates: the contract, and every kind of bad input."""

from typing import Any

import pytest
from django.test import Client

from events.models import EventContact
from tests import builders

pytestmark = pytest.mark.django_db

CLASHES = "/api/v1/events/clashes/"
FREE = "/api/v1/events/free-dates/"


def test_a_proposed_date_is_answered_as_the_contract_says(dokument8: None, get: Any) -> None:
    answer = get("events/clashes/", starts="2008-04-10", ends="2008-04-11", place="st-petersburg")
    assert answer == {
        "near_days": 3,
        "numbers": {"blocking": 0, "serious": 0, "worth-knowing": 1},
        "worst": "worth-knowing",
        "clashes": [
            {
                "severity": "worth-knowing",
                "certain": False,
                "relation": "may-overlap",
                "days_apart": 0,
                "event": {
                    "slug": "cooperation-to-combat-trafficking",
                    "title": "Cooperation to combat trafficking in human beings between North-West Russia, "
                    "Baltic and Nordic countries",
                    "starts": "2008-04",
                    "ends": None,
                    "status": "confirmed",
                    "place": "st-petersburg",
                    "url": "http://testserver/api/v1/events/cooperation-to-combat-trafficking/",
                },
                "occurrence": 0,
                "times": 1,
                "reasons": [
                    {"shared": "time", "severity": "worth-knowing"},
                    {"shared": "city", "severity": "worth-knowing"},
                ],
                "sentences": [
                    "They may overlap: the exact date of one is not known.",
                    "Both are in St Petersburg.",
                ],
                "with": None,
            }
        ],
        "holidays": [],
        "holidays_found": 0,
        "checked_until": None,
        "complete": True,
        "next": None,
    }


def test_a_holiday_where_it_takes_place_weighs_more_than_one_of_the_audience(dokument8: None, get: Any) -> None:
    answer = get("events/clashes/", starts="2009-12-24", place="copenhagen", country=["SE", "BE"], lang="sv")
    assert [(one["country"], one["where"], one["severity"], one["name"]) for one in answer["holidays"]] == [
        ("DK", "host", "serious", "Julafton"),
        ("SE", "audience", "worth-knowing", "Julafton"),
    ]
    assert answer["worst"] == "serious"


def test_an_event_is_checked_as_it_stands_or_moved(dokument8: None, get: Any) -> None:
    slugs = [one["event"]["slug"] for one in get("events/clashes/", event="councils-seminar-2006")["clashes"]]
    assert slugs == ["northern-dimension-gender-equality-conference", "social-ministers-round-table-2006"]
    assert get("events/clashes/", event="councils-seminar-2006", starts="2007-03-05")["clashes"] == []


def test_the_whole_calendar_is_told_in_pairs(dokument8: None, get: Any) -> None:
    answer = get("events/clashes/", **{"from": "2006", "to": "2006"})
    assert [(one["event"]["slug"], one["with"]["slug"]) for one in answer["clashes"]] == [
        ("northern-dimension-gender-equality-conference", "councils-seminar-2006"),
        ("social-ministers-round-table-2006", "councils-seminar-2006"),
    ]


@pytest.mark.parametrize("alias", ["MR-LAG", "mr-lov", "tf-thb"])
def test_parties_are_known_by_their_codes_and_aliases(dokument8: None, get: Any, alias: str) -> None:
    assert get("events/clashes/", starts="2030-01-09", organiser=alias)["clashes"] == []


def test_key_persons_are_told_to_staff_only(reader: Client, admin_client: Client) -> None:
    for slug in ("one", "two"):
        event = builders.event(slug)
        contact = builders.organisation().contacts.first() or builders.contact(person="A. Person")
        EventContact.objects.create(event=event, contact=contact)
    staff = admin_client.get(CLASHES, {"event": "one"})
    assert staff.json()["worst"] == "blocking"
    assert "A. Person" in staff.content.decode()
    others = reader.get(CLASHES, {"event": "one"})
    assert others.json()["worst"] == "worth-knowing"
    assert "Person" not in others.content.decode()
    assert "person" not in others.content.decode()


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({}, "starts"),
        ({"ends": "2009"}, "starts"),
        ({"starts": "2009-13"}, "starts"),
        ({"starts": "x" * 7_000}, "starts"),
        ({"starts": "2009-02-30T10:00", "timezone": "UTC"}, "starts"),
        ({"starts": "2009-12-09", "ends": "2009-12-08"}, "ends"),
        ({"starts": "2009-12-09", "ends": "2039-12-08"}, "ends"),
        ({"starts": "2009-12-09T10:00"}, "timezone"),
        ({"starts": "2009-12-09T10:00", "timezone": "Mars/Phobos"}, "timezone"),
        ({"starts": "2009-12-09T10:00", "ends": "2009-12-09", "timezone": "UTC"}, "ends"),
        ({"starts": "2009-12-09T10:00", "ends": "2009-12-09T09:00", "timezone": "UTC"}, "ends"),
        ({"starts": "2026-03-29T02:30", "timezone": "Europe/Copenhagen"}, "starts"),
        ({"starts": "2009-12-09", "recurrence": "FREQ=DAILY;COUNT=9999"}, "recurrence"),
        ({"starts": "2009", "recurrence": "FREQ=DAILY"}, "recurrence"),
        ({"starts": "2009-12-09", "near": "32"}, "near"),
        ({"starts": "2009-12-09", "near": "-1"}, "near"),
        ({"starts": "2009-12-09", "place": "atlantis"}, "place"),
        ({"starts": "2009-12-09", "organiser": "nobody"}, "organiser"),
        ({"starts": "2009-12-09", "audience": "everybody"}, "audience"),
        ({"starts": "2009-12-09", "country": "XX"}, "country"),
        ({"starts": "2009-12-09", "severity": "bad"}, "severity"),
        ({"starts": "2009-12-09", "status": "maybe"}, "status"),
        ({"event": "nothing"}, "event"),
        ({"starts": "2009-12-09", "strats": "1"}, "strats"),
        ({"starts": "2009-12-09", "lang": "xx"}, "lang"),
        ({"from": "2009"}, "to"),
        ({"from": "2009", "to": "2008"}, "to"),
        ({"from": "1900", "to": "2199"}, "to"),
        ({"from": "2009", "to": "2009", "page": "0"}, "page"),
        ({"from": "2009", "to": "2009", "page": "9" * 99}, "page"),
        ({"from": "2009", "to": "2009", "starts": "2009"}, "starts"),
    ],
)
def test_what_makes_no_sense_is_a_400_that_names_it(reader: Client, asked: dict[str, str], field: str) -> None:
    answer = reader.get(CLASHES, asked)
    assert answer.status_code == 400, answer.content
    assert field in answer.json()


def test_free_dates_are_weeks_with_their_best_days(dokument8: None, get: Any) -> None:
    answer = get("events/free-dates/", length="2", place="st-petersburg", **{"from": "2008-05", "to": "2008-06"})
    assert answer["weeks"][0] == {
        "week": "2008-W23",
        "first_day": "2008-06-02",
        "last_day": "2008-06-03",
        "free": True,
        "numbers": {"blocking": 0, "serious": 0, "worth-knowing": 0},
        "clashes": [],
        "holidays": [],
    }
    assert len(answer["weeks"]) == 9
    # 1 and 2 May: the conference of April in the same city may end on the day before, and the ministers meet some day
    # in May
    told = [(clash["event"]["slug"], clash["sentences"]) for clash in answer["weeks"][-1]["clashes"]]
    assert told == [
        (
            "cooperation-to-combat-trafficking",
            ["One may end the day before the other starts.", "Both are in St Petersburg."],
        ),
        (
            "gender-equality-ministers-2008",
            ["They may overlap: the exact date of one is not known."],
        ),
    ]


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({"length": "0", "from": "2009", "to": "2009"}, "length"),
        ({"length": "32", "from": "2009", "to": "2009"}, "length"),
        ({"length": "2", "from": "2009-01", "to": "2010-02"}, "to"),
        ({"length": "5", "from": "2009-01-01", "to": "2009-01-02"}, "to"),
        ({"length": "5", "to": "2009"}, "from"),
        ({"length": "5", "from": "2009", "to": "2009", "starts": "2009"}, "starts"),
    ],
)
def test_a_window_that_makes_no_sense_is_a_400(reader: Client, asked: dict[str, str], field: str) -> None:
    answer = reader.get(FREE, asked)
    assert answer.status_code == 400
    assert field in answer.json()


def test_reading_needs_an_account(client: Client) -> None:
    assert client.get(CLASHES, {"starts": "2009"}).status_code in (401, 403)
