"""A new project needs a title, a portfolio, a status and a source; its reference is proposed."""

from typing import Any

import pytest
from django.test import Client

from changes.models import Change, Draft
from pages.keeping.references import next_reference
from projects.models import Document, Project, Source
from tests import builders
from tests.sent_forms import fields_of

pytestmark = pytest.mark.django_db


def begun(client: Client, address: str = "/projects/new/") -> dict[str, list[str]]:
    answer = client.get(address)
    assert answer.status_code == 200
    return fields_of(answer.content.decode())


FOUR: dict[str, Any] = {
    "title": "Et nyt projekt",
    "original_language": "da",
    "status": "ongoing",
    "source-document-words": "Paper",
    "source-section": "one",
}


@pytest.mark.parametrize(
    ("references", "status", "wanted"),
    [
        (["DOK8-C10", "DOK8-C11", "DOK8-O06"], "closed", "DOK8-C12"),
        (["DOK8-C10", "DOK8-C11", "DOK8-O06"], "ongoing", "DOK8-O07"),
        (["P-7"], "ongoing", "P-8"),
        (["P-099"], "closed", "P-100"),
        ([], "ongoing", "OURS-2026-01"),
        (["ABC"], "ongoing", "OURS-2026-01"),
        (["P-11A", "P-A12", "P-2-13", "PX-14", "P.15", "P-9", "P-10", "P-08"], "ongoing", "P-11"),
        (["P-12345678901234567890", "P-8"], "ongoing", "P-9"),
        (["P_8", "PX9"], "ongoing", "PX10"),
        (["P%8"], "ongoing", "P%9"),
    ],
)
def test_the_next_reference_follows_the_pattern_of_the_portfolio(
    references: list[str], status: str, wanted: str, monkeypatch: Any
) -> None:
    from datetime import date

    monkeypatch.setattr("pages.keeping.references.timezone.localdate", lambda: date(2026, 5, 1))
    builders.portfolio()
    for reference in references:
        builders.project(reference, status="ongoing" if "-O" in reference else "closed")
    assert next_reference("ours", status) == wanted


def test_four_facts_make_a_project_and_its_page_opens(staff: Client) -> None:
    builders.source()
    builders.project("OURS-7", status="ongoing")
    answer = staff.post("/projects/new/", {**begun(staff), **FOUR, "save": "1"})
    assert answer["Location"] == "/projects/OURS-8/"
    said = 'OURS-8 is created. <a href="/changes/1/">See change 1 or undo it</a>.'
    assert said in staff.get("/projects/OURS-8/").content.decode()
    project = Project.objects.get(reference="OURS-8")
    assert (project.title_da, project.title_en, project.kind) == ("Et nyt projekt", "", "project")
    assert project.source == builders.source()
    assert Change.objects.count() == 1


def test_the_proposed_reference_follows_the_chosen_status(staff: Client) -> None:
    for reference, status in (("OURS-C4", "closed"), ("OURS-O2", "ongoing")):
        builders.project(reference, status=status)
    answer = staff.post("/projects/new/", {**begun(staff), **FOUR, "status": "closed", "save": "1"})
    assert answer["Location"] == "/projects/OURS-C5/"


def test_a_reference_can_be_chosen_and_a_taken_one_is_refused(staff: Client) -> None:
    builders.project("OURS-1")
    refused = staff.post("/projects/new/", {**begun(staff), **FOUR, "reference": "OURS-1", "save": "1"})
    assert refused.status_code == 400
    answer = staff.post("/projects/new/", {**begun(staff), **FOUR, "reference": "MINE-1", "save": "1"})
    assert answer["Location"] == "/projects/MINE-1/"


def test_each_missing_fact_is_named_and_nothing_typed_is_lost(staff: Client) -> None:
    builders.portfolio()
    answer = staff.post("/projects/new/", {**begun(staff), "title": "A “title” & more", "save": "1"})
    page = answer.content.decode()
    assert answer.status_code == 400
    assert all(f'href="#id_{name}"' in page for name in ("status", "source-document", "source-section"))
    assert fields_of(page)["title"] == ["A “title” & more"]
    assert begun(staff)["title"] == ["A “title” & more"]


def test_a_source_and_its_document_are_made_with_the_project(staff: Client) -> None:
    builders.portfolio()
    document = {
        "-words": "Rapport 2010",
        "-asked": "Rapport 2010",
        "": "+",
        "-new-kind": "report",
        "-new-language": "da",
    }
    made = {f"source-document{end}": text for end, text in document.items()}
    answer = staff.post("/projects/new/", {**begun(staff), **FOUR, **made, "source-item": "4", "save": "1"})
    assert answer.status_code == 302, answer.content.decode()
    source = Source.objects.get()
    assert (source.section, source.item, Document.objects.get().title_da) == ("one", 4, "Rapport 2010")
    assert Change.objects.get().records.count() == 3


def test_a_follow_up_names_the_project_that_it_follows(staff: Client) -> None:
    builders.project("OURS-1")
    address = "/projects/new/?follows=OURS-1"
    answer = staff.post(address, {**begun(staff, address), **FOUR, "save": "1"})
    assert answer.status_code == 302, answer.content.decode()
    assert Project.objects.get(reference="OURS-2").follows.get().reference == "OURS-1"
    assert staff.get("/projects/new/?follows=NOBODY").status_code == 404


def test_a_copy_takes_over_what_is_chosen_and_never_the_money(staff: Client) -> None:
    original = builders.project("OURS-1", councils=["MR-A"], summary_en="A summary", starts="2006")
    builders.allocation(original)
    address = "/projects/OURS-1/duplicate/"
    fields = {**begun(staff, address), "title": "The copy", "carry": ["councils", "dates"], "save": "1"}
    answer = staff.post(address, fields)
    assert answer.status_code == 302, answer.content.decode()
    copy = Project.objects.get(reference="OURS-2")
    assert [role.council.code for role in copy.council_roles.all()] == ["MR-A"]
    assert (copy.title_en, str(copy.starts), copy.summary_en) == ("The copy", "2006", "")
    assert not copy.allocations.exists()


def test_the_same_form_sent_twice_makes_one_project(staff: Client) -> None:
    builders.source()
    builders.portfolio()
    fields = {**begun(staff), **FOUR, "save": "1"}
    first, second = (staff.post("/projects/new/", fields) for _time in range(2))
    assert first["Location"] == second["Location"]
    assert Project.objects.count() == 1


def test_dashboard_and_list_lead_to_the_new_page(staff: Client) -> None:
    for address in ("/", "/projects/"):
        assert 'href="/projects/new/"' in staff.get(address).content.decode()


def test_a_draft_of_a_new_project_is_kept_until_it_is_saved(staff: Client) -> None:
    builders.source()
    builders.portfolio()
    answer = staff.post("/projects/new/", {**begun(staff), "title": "Half", "draft": "auto"})
    assert answer.status_code == 204
    fields = begun(staff)
    assert fields["title"] == ["Half"]
    staff.post("/projects/new/", {**fields, **FOUR, "save": "1"})
    assert not Draft.objects.exists()
