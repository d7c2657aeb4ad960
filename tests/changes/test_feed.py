"""The changes feed: a mirror that is built from it equals the register."""

import json
from contextlib import suppress
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.test import Client

from changes import tables
from changes.api import feed
from changes.apply import Refused, apply
from changes.models import Change, Latest, RecordChange, Way
from changes.opened import changing
from changes.proposal import Proposal
from changes.reading import kept, snapshots
from changes.tables import model_of
from projects.models import Contact
from tests import builders
from tests.parallel import at_once, in_a_thread, on_a_file

SEEN: tuple[str, ...] = (
    "project",
    "organisation",
    "place",
    "document",
    "source",
    "council",
    "corearea",
    "portfolio",
    "fund",
    "event",
)
SEEN += ("budgetpost", "budgetrate", "period", "cofinancing", "contract", "entry", "rule")


@pytest.fixture
def staff(db: None, django_user_model: Any) -> Any:
    """A member of staff who may see every kind of record, but not the contacts."""
    person = django_user_model.objects.create_user("adviser", is_staff=True)
    person.user_permissions.set(Permission.objects.filter(codename__in=[f"view_{name}" for name in SEEN]))
    return person


@pytest.fixture
def read(staff: Any) -> Any:
    """Returns a function that reads a page of the feed."""
    client = Client()
    client.force_login(staff)

    def read(expect: int = 200, address: str = "/api/v1/changes/", **parameters: Any) -> Any:
        answer = client.get(address, parameters)
        assert answer.status_code == expect, answer.content
        return answer.json()

    return read


def edit(kind: str, reference: str = "P-1", **facts: Any) -> Change:
    change = apply(proposals=[Proposal.update("project", reference, {"kind": kind})], way=Way.API, **facts).change
    assert change is not None
    return change


def test_a_change_comes_with_all_that_is_known_of_it(read: Any, staff: Any) -> None:
    builders.project("P-1", kind="project")
    first = edit("study", actor=staff, reason="A letter says so")
    edit("seminar", corrects=first)
    results = read()["results"]
    change = results[0]
    assert (change["number"], change["mark"], change["actor"], change["way"], change["reason"]) == (
        1,
        first.mark,
        "adviser",
        "api",
        "A letter says so",
    )
    assert (change["corrects"], change["undoes"], change["restores"], change["continues"]) == (None, None, None, False)
    (record,) = change["records"]
    assert (record["kind"], record["key"], record["action"]) == ("project", "P-1", "update")
    assert (record["before"]["kind"], record["after"]["kind"]) == ("project", "study")
    assert (results[1]["corrects"], results[1]["actor"]) == (1, None)


def test_pages_follow_each_other_until_the_latest(read: Any) -> None:
    builders.project("P-1")
    for kind in ("study", "seminar", "campaign"):
        edit(kind)
    page = read(limit=2)
    assert [one["number"] for one in page["results"]] == [1, 2]
    rest = read(address=page["next"])
    assert ([one["number"] for one in rest["results"]], rest["next"]) == ([3], None)
    assert rest["latest"] == Change.objects.get(number=3).version
    assert read(after=rest["latest"])["results"] == []
    # The mark may also come by itself
    number, mark = page["latest"].split(":")
    assert read(after=number, mark=mark)["results"] == []


def test_an_empty_register_has_an_empty_feed(read: Any) -> None:
    page = read()
    assert (page["results"], page["next"]) == ([], None)
    assert read(after=page["latest"])["results"] == []


def test_a_reader_of_a_history_that_is_no_more_is_refused_and_learns_why(read: Any) -> None:
    builders.project("P-1")
    lost = [edit("study"), edit("seminar")][1].version
    # As a restored backup leaves the register: the last change is gone, and another one takes its number
    Change.objects.filter(number=2).delete()
    Latest.objects.update(number=1, mark=Change.objects.get().mark)
    assert "restored from a backup" in read(410, after=lost)["detail"]
    edit("campaign")
    assert "restored from a backup" in read(410, after=lost)["detail"]
    assert "latest is 2" in read(410, after="3")["detail"]


@pytest.mark.parametrize(
    ("parameters", "field"),
    [
        ({"after": "x"}, "after"),
        ({"after": "-1"}, "after"),
        ({"after": "1:xyz"}, "after"),
        ({"after": "1" * 30}, "after"),
        ({"mark": "0123456789abcdef"}, "mark"),
        ({"after": "1:0123456789abcdef", "mark": "fedcba9876543210"}, "mark"),
        ({"limit": "0"}, "limit"),
        ({"limit": "1001"}, "limit"),
        ({"limit": "many"}, "limit"),
        ({"since": "1"}, "since"),
    ],
)
def test_nonsense_is_refused_at_its_parameter(read: Any, parameters: dict[str, str], field: str) -> None:
    assert list(read(400, **parameters)) == [field]


def test_only_staff_who_may_see_every_kind_of_record_read_it(
    client: Client, staff: Any, reader: Client, settings: Any
) -> None:
    settings.OPEN_READING = True
    assert client.get("/api/v1/changes/").status_code == 401
    assert reader.get("/api/v1/changes/").status_code == 403
    client.force_login(staff)
    assert client.get("/api/v1/changes/").status_code == 200
    staff.user_permissions.remove(Permission.objects.get(codename="view_event"))
    assert client.get("/api/v1/changes/").status_code == 403


def test_personal_data_is_never_in_it_and_leaves_no_gap(read: Any) -> None:
    with changing(way=Way.PROGRAM):
        builders.contact("Adviser", "body", person="Somebody Known", email="somebody@example.org")
    with changing(way=Way.PROGRAM):
        Contact.objects.update(person="Somebody Else")
    with changing(way=Way.PROGRAM):
        event = builders.event("meeting")
    with changing(way=Way.PROGRAM):
        event.event_contacts.create(contact=Contact.objects.get())
    results = read()["results"]
    kinds = [sorted(record["kind"] for record in one["records"]) for one in results]
    assert kinds == [["organisation"], [], ["document", "event", "source"], []]
    assert [one["number"] for one in results] == [1, 2, 3, 4]
    assert "Somebody" not in json.dumps(results)
    assert "example.org" not in json.dumps(results)


def test_a_change_that_kept_no_records_says_so(read: Any) -> None:
    with changing(way=Way.LOAD, keeps_records=False):
        builders.organisation("body")
    assert [one["records"] for one in read()["results"]] == [None]


def test_a_change_from_before_changes_kept_values_says_so(read: Any) -> None:
    builders.project("P-1")
    change = edit("study")
    change.records.update(before=None, after=None)
    assert [one["records"] for one in read()["results"]] == [None]


def test_a_change_too_big_for_a_page_comes_in_parts(read: Any, monkeypatch: Any) -> None:
    builders.project("P-0")
    edit("study", "P-0")
    with changing(way=Way.PROGRAM):
        for number in range(1, 8):
            builders.project(f"P-{number}")
    edit("seminar", "P-0")
    # Room for about three of these projects
    one = len(json.dumps([None, RecordChange.objects.filter(key="P-1").get().after]))
    monkeypatch.setattr(feed, "MOST_BYTES", one * 3)
    pages = [read()]
    while pages[-1]["next"]:
        pages.append(read(address=pages[-1]["next"]))
    parts = [[(one["number"], len(one["records"]), one["continues"]) for one in page["results"]] for page in pages]
    assert parts == [[(1, 1, False), (2, 1, True)], [(2, 3, True)], [(2, 3, False)], [(3, 1, False)]]
    keys = [record["key"] for page in pages for change in page["results"] for record in change["records"]]
    assert keys == ["P-0", *(f"P-{number}" for number in range(1, 8)), "P-0"]


def test_the_feed_writes_a_record_in_a_shape_in_which_it_is_proposed(dokument8: None) -> None:
    """PUT with what the feed gave changes nothing."""
    for kind in ("project", "organisation", "place", "document", "fund", "event"):
        found = snapshots(kind, model_of(kind).objects.values_list("pk", flat=True))
        said = json.loads(json.dumps([kept(kind, one) for one in found.values()]))
        key = "reference" if kind == "project" else "slug"
        proposals = [Proposal.update(kind, one[key], one, whole=True) for one in said]
        assert [one for one in apply(proposals=proposals, way=Way.API).differences if one] == []


Mirror = dict[str, Any]
SOURCE = {"document": "paper", "section": "one", "item": None}


def named(kind: str, said: dict[str, Any]) -> str:
    return " ".join([kind, *(str(said[name]) for name in model_of(kind).natural_fields)])


def follow(mirror: Mirror, page: dict[str, Any]) -> None:
    """Applies a page of the feed to a mirror, as a client would."""
    for change in page["results"]:
        for record in change["records"]:
            if record["before"] is not None:
                del mirror[named(record["kind"], record["before"])]
        for record in change["records"]:
            if record["after"] is not None:
                mirror[named(record["kind"], record["after"])] = record["after"]


def follow_until(done: Event, read: Any) -> tuple[Mirror, list[int]]:
    """Returns the mirror built while others write, and the numbers of the changes in the order in which they came."""
    found: Mirror = {}
    numbers: list[int] = []
    cursor, is_last = "0", False
    while not is_last:
        others_are_done = done.is_set()
        page = read(after=cursor, limit=3)
        follow(found, page)
        numbers += [change["number"] for change in page["results"]]
        if page["results"]:
            cursor = "{number}:{mark}".format(**page["results"][-1])
        is_last = others_are_done and page["next"] is None
    return found, numbers


def register() -> Mirror:
    """Returns what every record says, read from the tables."""
    kinds = [kind for kind in tables.kinds() if not tables.is_private(kind)]
    rows = [(kind, snapshots(kind, list(model_of(kind)._base_manager.values_list("pk", flat=True)))) for kind in kinds]
    found = {named(kind, said): kept(kind, said) for kind, each in rows for said in each.values()}
    return dict(json.loads(json.dumps(found)))


def write(number: int) -> None:
    """Six changes that meet those of the other writers, and one that is refused."""
    own, other, body = f"P-{number}", f"P-{(number + 1) % 4}", f"o-{number}"
    grant = {"reference": f"A-{number}", "amount": "5.10", "source": SOURCE}
    for proposals in (
        [Proposal.update("project", own, {"kind": "seminar"})],
        [Proposal.update("project", other, {"kind": "opera"})],
        [
            Proposal.create("organisation", {"slug": body, "name": "Body"}),
            Proposal.update("project", own, {"partners": [{"organisation": body, "role": "hosting"}]}),
            Proposal.update("project", other, {"summary": f"By {number}"}),
        ],
        [Proposal.update("project", own, {"councils": [], "starts": "2006-09"})],
        [Proposal.update("organisation", body, {"slug": f"new-{number}"})],
        [Proposal.update("project", own, {"partners": []}), Proposal.delete("organisation", f"new-{number}")],
        [Proposal.update("project", own, {"allocations": [grant]})],
    ):
        with suppress(Refused):
            apply(proposals=proposals, way=Way.API)


@pytest.mark.django_db(transaction=True)
def test_a_mirror_built_under_parallel_writers_equals_the_register(read: Any, tmp_path: Path, monkeypatch: Any) -> None:
    with changing(way=Way.LOAD):
        for number in range(4):
            builders.project(f"P-{number}", councils=["MR-A"])
    on_a_file(tmp_path / "register.sqlite3", monkeypatch)
    done = Event()

    def writers() -> None:
        try:
            at_once(*(lambda n=number: write(n) for number in range(4)))
        finally:
            done.set()

    mirror, numbers = at_once(lambda: follow_until(done, read), writers)[0]
    assert mirror == in_a_thread(register)
    # No gaps, and in the order in which they became visible: the load, and six changes of each writer
    assert numbers == list(range(1, 26))
