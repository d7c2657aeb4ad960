"""Programs write by REST what a person may write by hand, in the shape in which they read it."""

from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from accounts.keys import make_key
from budgets.models import Allocation
from changes.models import Change
from events.models import Event
from projects.models import Organisation, Project
from tests import builders
from tests.changes.api.program import BASE, Program
from tests.changes.test_round_trip import PATHS, exported

pytestmark = pytest.mark.django_db

SOURCE = {"document": "paper", "section": "one", "item": None}
NEW = {
    "reference": "P-1",
    "title": "A study",
    "kind": "study",
    "status": "ongoing",
    "portfolio": "ours",
    "source": SOURCE,
}
MONEY = {"reference": "P-1-A1", "amount": "100.50", "source": SOURCE}


@pytest.fixture
def boss() -> Program:
    return Program(get_user_model().objects.create_superuser("boss"))


@pytest.fixture
def register() -> None:
    builders.source()
    builders.portfolio()
    builders.council("MR-A")
    builders.council("MR-B")
    builders.organisation("body")
    builders.city()


@pytest.mark.usefixtures("register")
def test_a_record_is_made_and_answered_as_it_is_read(boss: Program) -> None:
    made = boss.send("post", "projects/?reason=From+the+archive", NEW)
    assert made.status_code == 201, made.content
    assert made["Location"] == f"http://testserver{BASE}projects/P-1/"
    change = Change.objects.get()
    assert (made["X-Change"], change.way, str(change.actor)) == (str(change.number), "api", "boss")
    assert change.reason == "From the archive"
    read = boss.get("projects/P-1/")
    assert read.json() == made.json()
    assert made["ETag"].startswith(f'"{change.number}-{change.mark}')


@pytest.mark.usefixtures("register")
def test_a_project_is_made_with_all_that_belongs_to_it(boss: Program) -> None:
    builders.project("P-0")
    belongings = {
        "councils": [{"code": "MR-A", "role": "funding"}, {"code": "MR-B", "role": "co-operating"}],
        "places": [{"slug": "st-petersburg"}],
        "partners": [{"organisation": "body", "role": "hosting"}],
        "documents": [{"slug": "paper"}],
        "follows": ["P-0"],
        "allocations": [{**MONEY, "council": "MR-A", "year": 2005}],
        "notes": [
            {"field": "councils", "value": "MR-B", "inferred": True, "text": "Named elsewhere.", "language": "en"}
        ],
    }
    made = boss.send("post", "projects/", {**NEW, **belongings}).json()
    assert made["councils"] == [
        {"code": "MR-A", "name": "MR-A", "role": "funding"},
        {"code": "MR-B", "name": "MR-B", "role": "co-operating"},
    ]
    assert made["places"] == [{"slug": "st-petersburg", "name": "st-petersburg", "kind": "city", "country": "RU"}]
    assert made["partners"] == [{"organisation": "body", "name": "body", "role": "hosting"}]
    assert (made["follows"], made["budget_dkk"]) == (["P-0"], "100.50")
    assert made["allocations"][0]["amount_dkk"] == "100.50"
    assert made["notes"] == belongings["notes"]
    again = boss.send("put", "projects/P-1/?dry_run=true", made)
    assert (again.status_code, again.json()) == (200, {"difference": [], "totals": []})


@pytest.mark.parametrize("kind", PATHS)
def test_every_record_sent_back_whole_is_no_change(dokument8: None, get: Any, boss: Program, kind: str) -> None:
    path, key, _filters = PATHS[kind]
    before = Change.objects.count()
    for place, read in enumerate(exported(get, kind)):
        address = f"{path}{read[key]}/"
        if place < 5:
            dry = boss.send("put", f"{address}?dry_run=true", read)
            assert (dry.status_code, dry.json()) == (200, {"difference": [], "totals": []}), address
        kept = boss.send("put", address, read)
        assert (kept.status_code, kept.json()) == (200, read), address
        assert "X-Change" not in kept
    assert Change.objects.count() == before


def test_every_allocation_sent_back_whole_is_no_change(dokument8: None, get: Any, boss: Program) -> None:
    rows = get("allocations/", portfolio="all", page_size=100)["results"]
    before = Change.objects.count()
    assert len(rows) == Allocation.objects.count() > 0
    for read in rows:
        kept = boss.send("put", f"allocations/{read['reference']}/", read)
        assert (kept.status_code, kept.json()) == (200, read)
    assert Change.objects.count() == before


@pytest.mark.usefixtures("register")
def test_a_patch_replaces_the_fields_that_it_names(boss: Program) -> None:
    boss.send("post", "projects/", {**NEW, "starts": "2005", "councils": [{"code": "MR-A", "role": "funding"}]})
    councils = [{"code": "MR-B", "role": "audience"}]
    answer = boss.send("patch", "projects/P-1/", {"ends": "2006-09", "councils": councils})
    assert answer.status_code == 200
    read = boss.get("projects/P-1/").json()
    assert answer.json() == read
    assert (read["starts"], read["ends"], read["title"]) == ("2005", "2006-09", "A study")
    assert [council["code"] for council in read["councils"]] == ["MR-B"]
    assert answer["X-Change"] == str(Change.objects.count())


@pytest.mark.usefixtures("register")
def test_a_put_empties_the_fields_that_it_leaves_out(boss: Program) -> None:
    boss.send("post", "projects/", {**NEW, "starts": "2005", "partners": [{"organisation": "body", "role": "hosting"}]})
    answer = boss.send("put", "projects/P-1/", NEW)
    assert (answer.json()["starts"], answer.json()["partners"]) == (None, [])


@pytest.mark.parametrize(
    ("title", "lang", "original", "stored"),
    [
        ({"title": "Et studie", "title_language": "da"}, "en", "da", "da"),
        ({"title": "Ett studium"}, "sv", "sv", "sv"),
        ({"title": {"fi": "Tutkimus", "is": "Rannsókn"}}, "is", "is", "fi"),
        ({"title": {"fi": "Tutkimus", "is": "Rannsókn"}}, "da", "fi", "is"),
    ],
)
@pytest.mark.usefixtures("register")
def test_a_new_record_is_in_the_language_of_its_title(
    boss: Program, title: Any, lang: str, original: str, stored: str
) -> None:
    made = boss.send("post", f"projects/?lang={lang}", {**NEW, **title})
    assert made.status_code == 201, made.content
    project = Project.objects.get()
    assert project.original_language == original
    assert getattr(project, f"title_{stored}")
    assert not project.title_en


@pytest.mark.usefixtures("register")
def test_a_record_gets_another_code(boss: Program) -> None:
    boss.send("post", "projects/", NEW)
    answer = boss.send("patch", "projects/P-1/", {"reference": "P-2"})
    assert (answer.status_code, answer.json()["reference"]) == (200, "P-2")
    assert boss.get("projects/P-1/").status_code == 404


@pytest.mark.usefixtures("register")
def test_a_record_is_deleted_unless_others_refer_to_it(boss: Program) -> None:
    boss.send("post", "projects/", {**NEW, "partners": [{"organisation": "body", "role": "hosting"}]})
    refused = boss.send("delete", "organisations/body/")
    assert refused.status_code == 409
    assert "refer to it" in refused.json()["detail"]
    assert Organisation.objects.filter(slug="body").exists()
    dry = boss.send("delete", "projects/P-1/?dry_run=true")
    assert {"field": "title", "label": "Title", "before": {"en": "A study"}, "after": {}} in dry.json()["difference"]
    gone = boss.send("delete", "projects/P-1/")
    assert (gone.status_code, gone.content, gone["X-Change"]) == (204, b"", "2")
    assert not Project.objects.exists()
    assert boss.send("delete", "projects/P-1/").status_code == 404


@pytest.mark.usefixtures("register")
def test_other_kinds_are_written_too(boss: Program) -> None:
    sent: dict[str, Any] = {
        "organisations/": {"slug": "new-body", "name": "New body", "country": "RU"},
        "places/": {"slug": "pskov", "name": "Pskov", "kind": "city", "country": "RU"},
        "documents/": {"slug": "act", "title": "An act", "kind": "report", "adopted": "2009-03"},
        "sources/": {"slug": "paper-7", "document": "paper", "section": "one", "item": 7, "heading": "Seven"},
        "funds/": {"slug": "purse", "name": "The purse"},
        "events/": {
            "slug": "meeting", "title": "A meeting", "kind": "meeting", "status": "tentative", "starts": "2030-05",
            "source": SOURCE, "parties": [{"role": "organising", "kind": "organisation", "code": "body"}],
        },
    }  # fmt: skip
    for path, data in sent.items():
        made = boss.send("post", path, data)
        assert made.status_code == 201, made.content
        assert made.json().items() >= {name: data[name] for name in ("slug", "kind") if name in data}.items()
        address = f"{path}{data['slug']}/"
        assert boss.get(address).json() == made.json()
        assert boss.send("put", f"{address}?dry_run=true", made.json()).json()["difference"] == []
        assert boss.send("delete", address).status_code == 204
    assert Change.objects.count() == 12
    assert not Event.objects.exists()


@pytest.mark.usefixtures("register")
def test_an_allocation_is_written_by_itself(boss: Program) -> None:
    boss.send("post", "projects/", {**NEW, "allocations": [MONEY]})
    made = boss.send("post", "allocations/", {**MONEY, "reference": "P-1-A2", "project": "P-1", "amount": "50"})
    assert (made.status_code, made.json()["amount"]) == (201, "50.00")
    assert made["Location"].endswith("/allocations/P-1-A2/")
    assert boss.get("projects/P-1/").json()["budget_dkk"] == "150.50"
    changed = boss.send("patch", "allocations/P-1-A2/", {"amount": "70.00"})
    assert (changed.status_code, changed.json()) == (200, {**made.json(), "amount": "70.00", "amount_dkk": "70.00"})
    dry = boss.send("delete", "allocations/P-1-A2/?dry_run=true").json()
    assert {"field": "amount", "label": "Amount", "before": "70.00", "after": None} in dry["difference"]
    assert boss.send("delete", "allocations/P-1-A2/").status_code == 204
    assert [row["reference"] for row in boss.get("projects/P-1/").json()["allocations"]] == ["P-1-A1"]
    records = [change.records.get() for change in Change.objects.order_by("number")]
    assert [(record.kind, record.key) for record in records] == [("project", "P-1")] * 4


@pytest.mark.usefixtures("register")
def test_errors_of_an_allocation_are_at_its_own_fields(boss: Program) -> None:
    boss.send("post", "projects/", {**NEW, "allocations": [MONEY]})
    builders.project("P-9")
    for method, path, data, named in (
        ("post", "allocations/", {**MONEY, "project": "P-1"}, "reference"),
        ("post", "allocations/", {"reference": "P-1-A2", "project": "P-1", "amount": "-5", "source": SOURCE}, "amount"),
        ("post", "allocations/", {**MONEY, "reference": "P-1-A2", "project": "P-7"}, "project"),
        ("post", "allocations/", {**MONEY, "reference": "P-1-A2"}, "project"),
        ("post", "allocations/", {**MONEY, "reference": "P-1-A1", "project": "P-9"}, "reference"),
        ("patch", "allocations/P-1-A1/", {"colour": "blue"}, "colour"),
        ("patch", "allocations/P-1-A1/", {"project": "P-9"}, "project"),
        ("patch", "allocations/P-1-A1/", {"year": 1}, "year"),
        ("put", "allocations/P-1-A1/", {"reference": "P-1-A1", "source": SOURCE}, "amount"),
    ):
        answer = boss.send(method, path, data)
        assert answer.status_code == 400, (data, answer.content)
        assert list(answer.json()) == [named], (data, answer.content)
    assert Change.objects.count() == 1
    assert boss.send("patch", "allocations/P-1-A9/", {"amount": "1"}).status_code == 404


@pytest.mark.usefixtures("register")
def test_a_dry_run_shows_the_difference_and_writes_nothing(boss: Program) -> None:
    boss.send("post", "projects/", {**NEW, "councils": [{"code": "MR-A", "role": "funding"}]})
    answer = boss.send("patch", "projects/P-1/?dry_run=true", {"title": "Another", "allocations": [MONEY]})
    assert answer.status_code == 200
    assert [found["field"] for found in answer.json()["difference"]] == ["title", "allocations"]
    assert answer.json()["totals"] == [{"total": "MR-A", "before": "0.00", "after": "100.50"}]
    made = boss.send("post", "projects/?dry_run=true", {**NEW, "reference": "P-2"})
    assert made.status_code == 200
    assert {"field": "reference", "label": "Reference", "before": None, "after": "P-2"} in made.json()["difference"]
    assert (Project.objects.count(), Project.objects.get().title_en, Change.objects.count()) == (1, "A study", 1)


@pytest.mark.usefixtures("register")
def test_reading_rights_are_not_writing_rights(reader: Client) -> None:
    program = Program(get_user_model().objects.get(username="reader"))
    for method, path in (("post", "projects/"), ("post", "changes/")):
        data = NEW if path == "projects/" else {"operations": [{"action": "create", "kind": "project", "data": NEW}]}
        assert program.send(method, path, data).status_code == 403
    assert program.send("post", "projects/?dry_run=true", NEW).status_code == 403
    assert not Project.objects.exists()
    assert Client().post(f"{BASE}projects/", NEW, content_type="application/json").status_code == 401


@pytest.mark.usefixtures("register")
def test_a_session_needs_its_token_against_forgery_and_a_key_does_not(boss: Program) -> None:
    account = get_user_model().objects.get(username="boss")
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(account)
    refused = strict.post(f"{BASE}projects/", NEW, content_type="application/json")
    assert refused.status_code == 403
    key = make_key(user=account, name="test")
    strict = Client(enforce_csrf_checks=True)
    headers = {"authorization": f"Token {key}"}
    assert strict.post(f"{BASE}projects/", NEW, content_type="application/json", headers=headers).status_code == 201


@pytest.mark.usefixtures("register")
def test_a_reason_comes_in_the_address_or_in_a_header(boss: Program) -> None:
    boss.send("post", "projects/", NEW, **{"X-Reason": "Fundet på loftet".encode().decode("latin-1")})
    boss.send("patch", "projects/P-1/?reason=Rättat", {"title": "Better"})
    assert [change.reason for change in Change.objects.order_by("number")] == ["Fundet på loftet", "Rättat"]
