"""Sections of a project are edited on its page: as one change each, looked at first where a total moves."""

from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.test import Client

from changes.models import Change, Draft
from changes.record import RECORDS
from changes.shape import shape_of
from pages.keeping.sections import sections
from projects.models import Organisation, Project
from tests import builders
from tests.sent_forms import fields_of

pytestmark = pytest.mark.django_db


def opened(client: Client, section: str, reference: str = "P-1") -> dict[str, list[str]]:
    answer = client.get(f"/projects/{reference}/?edit={section}")
    assert answer.status_code == 200
    return fields_of(answer.content.decode())


def send(client: Client, section: str, fields: dict[str, Any], button: str = "save", **typed: Any) -> Any:
    return client.post(f"/projects/P-1/edit/{section}/", {**fields, **typed, button: "1"})


@pytest.mark.parametrize(
    "section", ["texts", "facts", "dates", "people", "places", "money", "lineage", "documents", "notes"]
)
def test_each_section_opens_on_the_page_and_sent_unchanged_saves_nothing(
    dokument8: None, staff: Client, section: str
) -> None:
    before = Change.objects.count()
    for reference in ("DOK8-C06", "DOK8-C07", "DOK8-O05"):
        fields = opened(staff, section, reference)
        answer = staff.post(f"/projects/{reference}/edit/{section}/", {**fields, "save": "1"})
        assert answer.status_code == 302, answer.content.decode()
    assert Change.objects.count() == before


def test_a_section_is_saved_and_leads_back_to_its_place(staff: Client) -> None:
    builders.project()
    answer = send(staff, "dates", opened(staff, "dates"), starts="september 2006", ends="8.9.2007")
    assert answer["Location"] == "/projects/P-1/#section-dates"
    project = Project.objects.get()
    assert (str(project.starts), str(project.ends)) == ("2006-09", "2007-09-08")
    assert Change.objects.get().way == "page"
    page = staff.get("/projects/P-1/").content.decode()
    assert 'Saved. <a href="/changes/1/">See change 1 or undo it</a>.' in page


def test_a_refused_section_shows_what_was_typed_and_keeps_a_draft(staff: Client) -> None:
    builders.project()
    answer = send(staff, "dates", opened(staff, "dates"), starts="the day before", ends="2007")
    page = answer.content.decode()
    assert answer.status_code == 400
    assert 'value="the day before"' in page
    assert Draft.objects.get().data["starts"] == ["the day before"]
    again = opened(staff, "dates")
    assert (again["starts"], again["ends"]) == (["the day before"], ["2007"])
    send(staff, "dates", again, starts="2006")
    assert not Draft.objects.exists()


def test_a_form_that_moves_a_total_is_saved_after_it_was_looked_at(staff: Client) -> None:
    builders.project(councils=["MR-A"])
    fields = {**opened(staff, "money"), "allocations-0-amount": ["1.200.000"], "allocations-0-council": ["MR-A"]}
    looked = send(staff, "money", fields)
    page = looked.content.decode()
    assert looked.status_code == 200
    assert "MR-A" in page
    assert "+1,200,000 DKK" in page
    assert not Project.objects.get().allocations.exists()
    saved = send(staff, "money", fields_of(page))
    assert saved.status_code == 302
    grant = Project.objects.get().allocations.get()
    assert (grant.reference, str(grant.amount), grant.source) == ("P-1-A1", "1200000.00", builders.source())


def test_adding_and_removing_a_row_saves_nothing_and_keeps_what_was_typed(staff: Client) -> None:
    builders.council("MR-A")
    builders.project()
    fields = {**opened(staff, "people"), "councils-0-code": ["MR-A"]}
    more = staff.post("/projects/P-1/edit/people/", {**fields, "row": "add:councils"}).content.decode()
    again = fields_of(more)
    assert again["councils-0-code"] == ["MR-A"]
    assert "councils-1-code" in again
    less = staff.post("/projects/P-1/edit/people/", {**again, "row": "remove:councils-0"}).content.decode()
    assert "councils-0-code" not in fields_of(less)
    assert not Change.objects.exists()


def test_the_same_form_sent_twice_is_one_change(staff: Client) -> None:
    builders.project()
    fields = opened(staff, "people")
    fields |= {"partners-0-organisation-words": ["Body"], "partners-0-organisation-asked": ["Body"]}
    fields |= {"partners-0-organisation": ["+"]}
    for _time in range(2):
        assert send(staff, "people", fields).status_code == 302
    assert Change.objects.count() == Organisation.objects.count() == 1


def test_two_editors_see_each_others_changes(staff: Client) -> None:
    builders.project(kind="study")
    mine = opened(staff, "facts")
    send(staff, "facts", opened(staff, "facts"), kind="seminar")
    answer = send(staff, "facts", mine, kind="campaign")
    page = answer.content.decode()
    assert answer.status_code == 400
    assert all(word in page for word in ("You saw", "Study", "Now", "Seminar", "You want", "Campaign"))
    assert Project.objects.get().kind == "seminar"
    send(staff, "facts", fields_of(page))
    assert Project.objects.get().kind == "campaign"


def test_who_may_not_change_projects_is_offered_nothing_and_refused(reader: Client) -> None:
    builders.project()
    assert "?edit=" not in reader.get("/projects/P-1/").content.decode()
    assert reader.get("/projects/P-1/?edit=dates").status_code == 403
    assert reader.post("/projects/P-1/edit/dates/", {"starts": "2006"}).status_code == 403
    assert reader.get("/projects/new/").status_code == 403
    assert reader.get("/nearest/?kinds=organisation&words=x&name=y").status_code == 404


def test_a_grant_needs_the_right_to_grants_and_no_other(staff: Client, anna: Any) -> None:
    builders.project()
    fields = opened(staff, "money")
    anna.is_superuser = False
    anna.is_staff = True
    anna.save()
    anna.user_permissions.add(Permission.objects.get(codename="change_project"))
    assert "?edit=money" not in staff.get("/projects/P-1/").content.decode()
    assert send(staff, "money", fields, **{"allocations-0-amount": "5"}).status_code == 403
    anna.user_permissions.set([Permission.objects.get(codename="add_allocation")])
    page = staff.get("/projects/P-1/").content.decode()
    assert "?edit=money" in page
    assert "?edit=texts" not in page
    answer = send(staff, "money", opened(staff, "money"), **{"allocations-0-amount": "5"})
    if answer.status_code == 200:
        answer = send(staff, "money", fields_of(answer.content.decode()))
    assert answer.status_code == 302
    assert str(Project.objects.get().allocations.get().amount) == "5.00"
    assert staff.get("/projects/P-1/?edit=texts").status_code == 403


@pytest.mark.parametrize(
    "address", ["/projects/P-1/?edit=shoes", "/projects/P-1/edit/shoes/", "/projects/P-9/edit/dates/"]
)
def test_an_unknown_section_or_project_is_not_found(staff: Client, address: str) -> None:
    builders.project()
    assert staff.get(address).status_code == 404


def test_a_project_is_closed_in_one_small_form(staff: Client) -> None:
    builders.project(status="ongoing")
    send(staff, "close", opened(staff, "close"), ends="maj 2027")
    project = Project.objects.get()
    assert (project.status, str(project.ends)) == ("closed", "2027-05")


def test_the_search_offers_the_nearest_rows(staff: Client) -> None:
    Organisation.objects.create(slug="vindeln", name_en="Vindelns kommun")
    page = staff.get("/nearest/?kinds=organisation&words=Vindeln&name=partners-0-organisation").content.decode()
    assert 'name="partners-0-organisation" value="vindeln"' in page
    assert "create “Vindeln”" in page


def test_every_field_that_people_write_is_in_one_section() -> None:
    placed = [name for section in sections().values() if section.name != "close" for name in section.fields]
    # What has no declaration of its own is kept by the program, such as a mark of the row
    written = [part.name for part in shape_of("project").parts if part.name in RECORDS["project"]]
    assert sorted(placed) == sorted(written)


def test_a_project_that_got_another_reference_meanwhile_still_takes_the_form(staff: Client) -> None:
    project = builders.project()
    fields = opened(staff, "dates")
    Project.objects.filter(pk=project.pk).update(reference="P-2")
    assert send(staff, "dates", fields, starts="2006")["Location"] == "/projects/P-2/#section-dates"
    assert str(Project.objects.get().starts) == "2006"


def test_what_stopped_to_show_a_total_is_kept_as_a_draft(staff: Client) -> None:
    builders.project(councils=["MR-A"])
    send(staff, "money", opened(staff, "money"), **{"allocations-0-amount": "5"})
    assert Draft.objects.get().data["allocations-0-amount"] == ["5"]


def test_a_late_draft_of_a_saved_form_is_not_kept(staff: Client) -> None:
    builders.project()
    fields = opened(staff, "dates")
    send(staff, "dates", fields, starts="2006")
    assert send(staff, "dates", fields, starts="2006", button="save", draft="auto").status_code == 204
    assert not Draft.objects.exists()


def test_a_person_may_say_why(staff: Client) -> None:
    builders.project()
    send(staff, "dates", opened(staff, "dates"), starts="2006", reason="Found in the archive \0")
    assert Change.objects.get().reason == "Found in the archive"


def test_a_new_name_is_in_the_original_language_of_the_project_until_another_is_chosen(staff: Client) -> None:
    builders.project(original_language="sv")
    fields = opened(staff, "people")
    answer = send(staff, "people", fields, **{"partners-0-organisation-words": "Nytt organ"})
    assert fields_of(answer.content.decode())["partners-0-organisation-new-language"] == ["sv"]
    found = staff.get("/nearest/?kinds=organisation&words=Nytt&name=partners-0-organisation&naming=sv").content.decode()
    assert '<option value="sv" selected' in found
    found = staff.get("/nearest/?kinds=organisation&words=Nytt&name=partners-0-organisation&naming=xx").content.decode()
    assert '<option value="en" selected' in found


def test_making_a_record_on_the_spot_is_offered_to_those_who_may_make_one(django_user_model: Any) -> None:
    builders.project()
    helper = django_user_model.objects.create_user("bo", is_staff=True)
    helper.user_permissions.set(Permission.objects.filter(codename__in=["change_project", "add_partnership"]))
    client = Client()
    client.force_login(helper)
    fields = opened(client, "people")
    address = "/nearest/?kinds=organisation&words=Nytt&name=partners-0-organisation"
    for answer in (
        send(client, "people", fields, **{"partners-0-organisation-words": "Nytt organ"}),
        client.get(address),
    ):
        assert "create “Nytt" not in answer.content.decode()
        assert "or make a new one" not in answer.content.decode()
    helper.user_permissions.add(Permission.objects.get(codename="add_organisation"))
    assert "create “Nytt" in client.get(address).content.decode()


def test_the_dashboard_names_the_drafts_of_a_person(staff: Client) -> None:
    builders.project()
    assert "/drafts/" not in staff.get("/").content.decode().partition("<main")[2]
    for section in ("dates", "texts"):
        send(staff, section, opened(staff, section), "draft")
    page = " ".join(staff.get("/").content.decode().partition("<main")[2].split())
    assert '<a href="/drafts/">2 drafts of yours</a>' in page


def test_councils_and_partners_each_have_a_link_that_opens_them(staff: Client) -> None:
    builders.project()
    page = staff.get("/projects/P-1/").content.decode()
    for heading in ("councils", "partners"):
        head = page.partition(f'<h2 id="{heading}">')[2].partition("</div>")[0]
        assert 'href="/projects/P-1/?edit=people#section-people"' in head
