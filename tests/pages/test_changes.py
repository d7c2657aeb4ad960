"""The pages of changes: who changed what, undoing a change, and restoring a version."""

from typing import Any
from urllib.parse import quote

import pytest
from django.contrib.auth.models import Permission
from django.test import Client

from changes.apply import apply
from changes.models import Change, RecordChange, Way
from changes.opened import changing
from changes.proposal import Proposal
from pages.changes import listing
from projects.models import Contact, Project
from tests import builders

pytestmark = pytest.mark.django_db

SOURCE = {"document": "paper", "section": "one", "item": None}


@pytest.fixture
def adviser(django_user_model: Any) -> Any:
    return django_user_model.objects.create_superuser("adviser", first_name="Astrid", last_name="Holm")


@pytest.fixture
def browser(adviser: Any) -> Client:
    client = Client()
    client.force_login(adviser)
    return client


@pytest.fixture
def project() -> Project:
    return builders.project("P-1", title_en="A study", kind="study", status="ongoing")


def edit(data: dict[str, Any], key: str = "P-1", **facts: Any) -> Change:
    change = apply(proposals=[Proposal.update("project", key, data)], way=facts.pop("way", Way.PAGE), **facts).change
    assert change is not None
    return change


def text(client: Client, address: str, status: int = 200, **data: Any) -> str:
    response = client.post(address, data) if data else client.get(address)
    assert response.status_code == status, response.content.decode()
    return " ".join(response.content.decode().split())


def numbers(client: Client, address: str) -> list[int]:
    page = client.get(address).context["page"]
    return [shown.change.number for shown in page.changes]


def test_it_says_who_changed_what_why_by_which_way_and_the_money_it_moved(
    browser: Client, adviser: Any, project: Project
) -> None:
    grant = {"reference": "P-1-A1", "amount": "200000.00", "source": SOURCE}
    edit({"status": "closed", "allocations": [grant]}, actor=adviser, reason="The letter of May")
    page = text(browser, "/changes/")
    for words in ("Change 1", "Astrid Holm", "The letter of May", "Page", "+200,000 DKK", "Project P-1 A study"):
        assert words in page
    assert '<span class="differences-label">Status:</span> Ongoing → Closed' in page
    assert "Allocation added:</span> P-1-A1, 200,000 DKK" in page


def test_money_and_moments_read_as_on_every_page(browser: Client, adviser: Any, project: Project) -> None:
    edit({"allocations": [{"reference": "A", "amount": "1250000.50", "source": SOURCE}]}, actor=adviser)
    Change.objects.update(moment="2026-11-29T07:17:00Z")
    page = text(browser, "/changes/")
    assert "+1,250,000.50 DKK" in page
    assert ">29 November 2026, 08:17</time>" in page
    assert "+1.250.000,50 DKK" in text(browser, "/changes/?lang=da")


def test_the_filters_choose_by_person_kind_way_time_record_and_money(
    browser: Client, adviser: Any, project: Project
) -> None:
    builders.project("P-2")
    edit({"status": "closed"}, actor=adviser)
    edit({"kind": "seminar"}, key="P-2", way=Way.API)
    edit({"allocations": [{"reference": "A", "amount": "5.00", "source": SOURCE}]}, way=Way.IMPORT)
    with changing(way=Way.PROGRAM):
        builders.organisation("body")
    Change.objects.filter(number__lte=2).update(moment="2026-01-31T23:30:00Z")
    for query, expected in {
        "": [4, 3, 2, 1],
        f"person={adviser.pk}": [1],
        "person=-": [4, 3, 2],
        "kind=organisation": [4],
        "way=api": [2],
        "record=project:P-1": [3, 1],
        "money=on": [3],
        # In Copenhagen it was February already
        "until=2026-01": [],
        "until=2026-02": [2, 1],
        "since=2026-02-01&until=2026-02-01&way=api": [2],
    }.items():
        assert numbers(browser, f"/changes/?{query}") == expected, query


@pytest.mark.parametrize(
    "query",
    [
        "person=99",
        "kind=contact",
        "way=x",
        "since=x",
        "since=2027&until=2026",
        "record=contact:x",
        "record=x",
        "x=1",
        "before=x",
    ],
)
def test_a_filter_that_makes_no_sense_is_refused(browser: Client, query: str) -> None:
    assert "makes no sense" in text(browser, f"/changes/?{query}", 400)


def test_an_empty_register_says_that_nothing_was_changed(browser: Client) -> None:
    assert "Nothing has been changed yet." in text(browser, "/changes/")
    assert "No change matches these filters." in text(browser, "/changes/?way=api")


def test_pages_are_walked_to_the_oldest_and_back(browser: Client, project: Project, monkeypatch: Any) -> None:
    monkeypatch.setattr(listing, "PAGE_SIZE", 2)
    for kind in ("seminar", "study", "seminar", "study", "seminar"):
        edit({"kind": kind})
    assert numbers(browser, "/changes/") == [5, 4]
    assert 'href="?before=4"' in text(browser, "/changes/")
    assert numbers(browser, "/changes/?before=4") == [3, 2]
    assert numbers(browser, "/changes/?before=2") == [1]
    assert 'href="?after=1"' in text(browser, "/changes/?before=2")
    assert numbers(browser, "/changes/?after=1") == [3, 2]
    assert numbers(browser, "/changes/?after=3") == [5, 4]
    assert "Newer changes" not in text(browser, "/changes/?after=3")


def test_a_large_change_shows_its_first_records_and_their_number(
    browser: Client, django_assert_max_num_queries: Any
) -> None:
    with changing(way=Way.PROGRAM):
        for number in range(60):
            builders.organisation(f"body-{number:02}")
    assert "57 further records" in text(browser, "/changes/")
    with django_assert_max_num_queries(16):
        page = text(browser, "/changes/1/")
    assert "60 records" in page
    assert "body-49" in page
    assert "body-50" not in page
    assert "body-50" in text(browser, "/changes/1/?page=2")


def test_undoing_shows_first_what_it_would_change(browser: Client, adviser: Any, project: Project) -> None:
    grant = {"reference": "P-1-A1", "amount": "200000.00", "source": SOURCE, "council": None}
    edit({"status": "closed", "allocations": [grant]})
    page = text(browser, "/changes/1/undo/")
    assert "Status:</span> Closed → Ongoing" in page
    assert "Allocation removed:</span> P-1-A1, 200,000 DKK" in page
    assert "−200,000 DKK (200,000 → 0)" in page
    assert Change.objects.count() == 1
    response = browser.post("/changes/1/undo/", {"reason": "By mistake"})
    assert (response.status_code, response["Location"]) == (302, "/changes/2/")
    undone = Change.objects.get(number=2)
    assert (undone.undoes_id, undone.reason, undone.actor, undone.way) == (1, "By mistake", adviser, "undo")
    assert Project.objects.get().status == "ongoing"
    assert 'Undone by <a href="/changes/2/">change 2</a>' in text(browser, "/changes/1/")
    assert 'Undone by <a href="/changes/2/">change 2</a>' in text(browser, "/changes/")
    assert 'Undoes <a href="/changes/1/">change 1</a>' in text(browser, "/changes/2/")
    assert "was undone already, by change 2" in text(browser, "/changes/1/undo/", 409, reason="")


def test_an_undo_is_undone_too(browser: Client, project: Project) -> None:
    edit({"status": "closed"})
    for number in (1, 2):
        browser.post(f"/changes/{number}/undo/", {"reason": ""})
    assert Project.objects.get().status == "closed"
    # The first change is in force again, and so can be undone again
    assert "Undone by" not in text(browser, "/changes/1/")
    browser.post("/changes/1/undo/", {"reason": ""})
    assert Project.objects.get().status == "ongoing"


def test_an_undo_that_others_stand_on_is_refused_and_says_what(browser: Client, project: Project) -> None:
    edit({"status": "closed", "kind": "seminar"})
    edit({"kind": "campaign"})
    page = text(browser, "/changes/1/undo/")
    assert "This change cannot be undone" in page
    assert "Changed since: Kind." in page
    assert 'Later changes: <a href="/changes/2/">2</a>' in page
    text(browser, "/changes/1/undo/", 409, reason="")
    assert Change.objects.count() == 2


def test_a_reason_that_is_too_long_is_refused_and_kept_in_the_form(browser: Client, project: Project) -> None:
    edit({"status": "closed"})
    assert "x" * 1001 in text(browser, "/changes/1/undo/", 400, reason="x" * 1001)
    assert Change.objects.count() == 1


def test_the_same_form_sent_twice_undoes_once(browser: Client, project: Project) -> None:
    edit({"status": "closed"})
    form = {"reason": "", "form_key": "k" * 32}
    assert [browser.post("/changes/1/undo/", form)["Location"] for _time in range(2)] == ["/changes/2/", "/changes/2/"]
    assert Change.objects.count() == 2


def test_a_version_of_a_record_is_restored_after_its_difference_was_shown(browser: Client, project: Project) -> None:
    edit({"kind": "seminar"})
    edit({"kind": "campaign", "status": "closed"})
    first = RecordChange.objects.get(change=1)
    address = f"/changes/1/restore/{first.pk}/"
    assert f'href="{address}"' in text(browser, "/changes/?record=project:P-1")
    page = text(browser, address)
    assert "Kind:</span> Campaign → Seminar" in page
    assert Change.objects.count() == 2
    assert browser.post(address, {"reason": "As it was"})["Location"] == "/changes/3/"
    assert 'Restores the version of <a href="/changes/1/">change 1</a>.' in text(browser, "/changes/3/")
    assert (Project.objects.get().kind, Project.objects.get().status) == ("seminar", "ongoing")
    assert "Nothing: the register says this already." in text(browser, address)


def test_a_deleted_record_keeps_its_changes_and_comes_back(browser: Client) -> None:
    apply(proposals=[Proposal.create("organisation", {"slug": "body", "name": "Body"})], way=Way.PAGE)
    apply(proposals=[Proposal.delete("organisation", "body")], way=Way.PAGE)
    page = text(browser, "/changes/?record=organisation:body")
    assert "It is not in the register any more." in page
    assert "Organisation Body comes back" in text(browser, "/changes/2/undo/")
    browser.post("/changes/2/undo/", {"reason": ""})
    assert '<a href="/organisations/body/">Show the page</a>' in text(browser, "/changes/?record=organisation:body")


def test_personal_data_is_not_shown_and_a_change_of_it_cannot_be_undone(browser: Client) -> None:
    builders.contact("Adviser", "body", person="Somebody")
    with changing(way=Way.ADMIN):
        Contact.objects.update(person="Somebody Else")
    page = text(browser, "/changes/1/")
    assert "Somebody" not in page
    assert "personal data" in page
    assert "Its values are not kept" in text(browser, "/changes/1/undo/", 409, reason="")
    assert numbers(browser, "/changes/") == [1]


def test_the_rest_of_a_change_is_undone_where_some_of_it_was_personal_data(browser: Client, project: Project) -> None:
    builders.contact("Adviser", "body")
    with changing(way=Way.ADMIN):
        Contact.objects.update(person="Somebody Else")
        Project.objects.update(kind="seminar")
    browser.post("/changes/1/undo/", {"reason": ""})
    assert (Project.objects.get().kind, Contact.objects.get().person) == ("study", "Somebody Else")


def test_readers_and_visitors_see_no_changes(reader: Client, project: Project, settings: Any) -> None:
    edit({"kind": "seminar"})
    for address in ("/changes/", "/changes/1/", "/changes/1/undo/"):
        assert reader.get(address).status_code == 403
        settings.OPEN_READING = True
        assert Client().get(address)["Location"].startswith("/sign-in/")


def test_staff_see_the_kinds_of_records_that_they_may_view(project: Project, django_user_model: Any) -> None:
    person = django_user_model.objects.create_user("projects", is_staff=True)
    person.user_permissions.add(Permission.objects.get(codename="view_project"))
    client = Client()
    client.force_login(person)
    edit({"kind": "seminar"})
    with changing(way=Way.PROGRAM):
        builders.organisation("secret-body")
    assert numbers(client, "/changes/") == [1]
    assert "secret-body" not in text(client, "/changes/2/")
    assert "/undo/" not in text(client, "/changes/")
    assert "do not have the right" in text(client, "/changes/1/undo/", 403, reason="")


@pytest.mark.parametrize(
    ("address", "record"),
    [
        ("/projects/DOK8-C06/", "project:DOK8-C06"),
        ("/organisations/tf-thb/", "organisation:tf-thb"),
        ("/places/russia/", "place:russia"),
        ("/documents/dokument-8/", "document:dokument-8"),
        ("/councils/MR-S/", "council:MR-S"),
        ("/calendar/events/councils-seminar-2006/", "event:councils-seminar-2006"),
    ],
)
def test_the_page_of_a_record_leads_staff_to_its_changes(
    dokument8: None, browser: Client, reader: Client, address: str, record: str
) -> None:
    link = f'href="/changes/?record={quote(record)}"'
    assert link in text(browser, address)
    assert link not in text(reader, address)


def test_a_change_that_does_not_exist_is_a_404(browser: Client) -> None:
    for address in ("/changes/9/", "/changes/9/undo/", "/changes/9/restore/1/"):
        assert browser.get(address).status_code == 404
