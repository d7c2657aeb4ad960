"""Organisations, places, documents and funds are kept on their own pages: new, edited in place, deleted."""

import re
from html import unescape
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.test import Client

from budgets.models import Fund
from changes.models import Change, Draft
from changes.undo import undo
from pages.keeping.register.kinds import KEPT
from projects.models import Document, Organisation, Place
from tests import builders
from tests.sent_forms import fields_of

pytestmark = pytest.mark.django_db


def opened(client: Client, address: str) -> dict[str, list[str]]:
    answer = client.get(address)
    assert answer.status_code == 200, answer.content.decode()
    return fields_of(answer.content.decode())


def text_of(answer: Any) -> str:
    main = answer.content.decode().partition("<main")[2].partition("</main>")[0]
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", main)))


NAMED = [kind for kind, kept in KEPT.items() if kept.key == "slug"]
"""The others are kept by a code: tests/pages/money/test_register.py."""
ROWS = {
    "organisation": ["swedish-institute", "vindelns-kommun", "iom"],
    "place": ["sweden", "st-petersburg", "baltic-countries"],
    "document": ["action-plan-denmark", "dokument-8"],
    "fund": ["adjacent-area"],
}


@pytest.mark.parametrize("kind", NAMED)
def test_each_section_opens_on_the_page_and_sent_unchanged_saves_nothing(
    dokument8: None, staff: Client, kind: str
) -> None:
    before, kept = Change.objects.count(), KEPT[kind]
    rows = kept.model.objects.all()
    assert rows.exists()
    for row in rows[:6]:
        for section in kept.sections:
            fields = opened(staff, f"{row.get_absolute_url()}?edit={section.name}")
            answer = staff.post(f"{row.get_absolute_url()}edit/{section.name}/", {**fields, "save": "1"})
            assert answer.status_code == 302, (row, section.name, text_of(answer))
    assert Change.objects.count() == before


def test_a_section_is_saved_as_a_change_that_one_undo_takes_back(staff: Client) -> None:
    builders.organisation("body")
    fields = opened(staff, "/organisations/body/?edit=facts")
    answer = staff.post(
        "/organisations/body/edit/facts/",
        {**fields, "name_da": "Et organ", "kind": "network", "save": "1"},
        follow=True,
    )
    assert answer.redirect_chain == [("/organisations/body/#section-facts", 302)]
    assert 'Saved. <a href="/changes/1/">See change 1 or undo it</a>.' in answer.content.decode()
    body = Organisation.objects.get()
    assert (body.name_da, body.kind) == ("Et organ", "network")
    undo(change=Change.objects.get())
    assert Organisation.objects.get().kind == ""


def test_a_refused_section_shows_what_was_typed_and_keeps_a_draft(staff: Client) -> None:
    builders.organisation("body")
    fields = opened(staff, "/organisations/body/?edit=facts")
    answer = staff.post("/organisations/body/edit/facts/", {**fields, "website": "no address", "save": "1"})
    assert answer.status_code == 400
    assert 'value="no address"' in answer.content.decode()
    assert not Change.objects.exists()
    assert opened(staff, "/organisations/body/?edit=facts")["website"] == ["no address"]
    page = staff.get("/drafts/").content.decode()
    assert "body: Facts" in page


def test_two_people_who_edit_one_organisation_see_what_the_other_did(staff: Client) -> None:
    builders.organisation("body")
    fields = opened(staff, "/organisations/body/?edit=facts")
    staff.post("/organisations/body/edit/facts/", {**fields, "abbreviation": "BB", "kind": "public", "save": "1"})
    fields["form_key"] = ["another-key-of-a-second-form"]
    answer = staff.post("/organisations/body/edit/facts/", {**fields, "abbreviation": "B", "save": "1"})
    assert answer.status_code == 400
    assert "Somebody else changed the same fields since you opened the form." in text_of(answer)
    body = Organisation.objects.get()
    assert (body.abbreviation, body.kind) == ("BB", "public")


NEW = {
    "organisation": {"name_en": "Baltic Office", "kind": "network"},
    "place": {"name_en": "Riga", "kind": "city", "country": "LV"},
    "document": {"title_en": "Baltic Plan", "kind": "report"},
    "fund": {"name_en": "Baltic Fund"},
}


@pytest.mark.parametrize("kind", NAMED)
def test_a_new_record_needs_a_name_and_gets_its_short_name_from_it(staff: Client, kind: str) -> None:
    builders.country("LV")
    kept = KEPT[kind]
    address = f"/{kept.listed}/new/"
    fields = opened(staff, address)
    assert staff.post(address, {**fields, "save": "1"}).status_code == 400
    answer = staff.post(address, {**fields, **NEW[kind], "save": "1"}, follow=True)
    row = kept.model.objects.latest("pk")
    assert answer.redirect_chain == [(row.get_absolute_url(), 302)]
    words = next(text for name, text in NEW[kind].items() if name.endswith("_en"))
    assert row.slug == words.lower().replace(" ", "-")
    assert f"{words} is created." in answer.content.decode()
    assert Change.objects.count() == 1
    assert not Draft.objects.exists()


@pytest.mark.parametrize(
    ("kind", "near", "typed"),
    [
        ("organisation", {"name_en": "Nordic Institute"}, {"name_en": "Nordic Institut"}),
        (
            "organisation",
            {"name_en": "Some body", "abbreviation": "IOM"},
            {"name_en": "Another", "abbreviation": "IOM"},
        ),
        ("place", {"name_en": "Umeå", "kind": "region"}, {"name_en": "Umea", "kind": "region"}),
        (
            "document",
            {"title_en": "Plan of action", "kind": "report"},
            {"title_en": "Plan of Action", "kind": "report"},
        ),
        ("fund", {"name_en": "Adjacent-area funds"}, {"name_en": "Adjacent-area fund"}),
        ("fund", {"name_en": "Adjacent-area funds"}, {"name_en": "Adjacent area fund"}),
        ("fund", {"name_en": "Research", "name_da": "Forskningsmidler"}, {"name_en": "Forskningsmidlerne"}),
    ],
)
def test_the_nearest_records_are_shown_before_a_double_is_made(
    staff: Client, kind: str, near: dict[str, str], typed: dict[str, str]
) -> None:
    kept = KEPT[kind]
    known = kept.model.objects.create(slug="known", **near)
    address = f"/{kept.listed}/new/"
    fields = {**opened(staff, address), **typed, "save": "1"}
    answer = staff.post(address, fields)
    assert answer.status_code == 409
    assert f"Is it one of these? {known}" in text_of(answer)
    assert kept.model.objects.count() == 1
    seen = fields_of(answer.content.decode())
    assert staff.post(address, {**seen, "save": "1"}).status_code == 302
    assert kept.model.objects.count() == 2


@pytest.mark.parametrize("kind", ["organisation", "place", "document", "fund"])
def test_the_name_of_another_record_is_taken_after_a_question(staff: Client, kind: str) -> None:
    kept = KEPT[kind]
    facts = {"organisation": {}, "place": {"kind": "region"}, "document": {"kind": "report"}, "fund": {}}[kind]
    other = kept.model.objects.create(slug="other", **{f"{kept.name}_da": "Kontoret for Europa"}, **facts)
    row = kept.model.objects.create(slug="known", **{f"{kept.name}_en": "Some body"}, **facts)
    fields = opened(staff, f"{row.get_absolute_url()}?edit=facts")
    address = f"{row.get_absolute_url()}edit/facts/"
    answer = staff.post(address, {**fields, f"{kept.name}_en": "KONTORET for Europa", "save": "1"})
    assert answer.status_code == 409
    assert f"Is it one of these? {other}" in text_of(answer)
    assert not Change.objects.exists()
    seen = fields_of(answer.content.decode())
    assert staff.post(address, {**seen, "save": "1"}).status_code == 302
    again = opened(staff, f"{row.get_absolute_url()}?edit=facts")
    assert staff.post(address, {**again, f"{kept.name}_sv": "Ett annat", "save": "1"}).status_code == 302


def test_a_record_to_which_others_refer_says_which_and_is_not_deleted(staff: Client) -> None:
    project = builders.project("P-1")
    project.partnerships.create(organisation=builders.organisation("body"), role="hosting")
    page = text_of(staff.get("/organisations/body/delete/"))
    assert "project P-1 P-1: partner body (Hosting)" in page
    assert "Nothing refers to it" not in page
    answer = staff.post("/organisations/body/delete/", {"seen": "0"})
    assert answer.status_code == 409
    assert Organisation.objects.exists()


def test_a_deleted_record_comes_back_by_undo(staff: Client) -> None:
    body = builders.organisation("body")
    answer = staff.post("/organisations/body/delete/", {"seen": "0", "reason": "A double"}, follow=True)
    assert answer.redirect_chain == [("/organisations/", 302)]
    assert "body is deleted." in answer.content.decode()
    assert not Organisation.objects.exists()
    assert Change.objects.get().reason == "A double"
    undo(change=Change.objects.get())
    assert Organisation.objects.get().pk == body.pk


def test_a_record_changed_in_between_is_not_deleted(staff: Client) -> None:
    builders.organisation("body")
    fields = opened(staff, "/organisations/body/?edit=facts")
    staff.post("/organisations/body/edit/facts/", {**fields, "kind": "public", "save": "1"})
    answer = staff.post("/organisations/body/delete/", {"seen": "0"})
    assert answer.status_code == 409
    assert "Somebody changed it since you opened this page." in text_of(answer)
    assert Organisation.objects.exists()


@pytest.mark.parametrize("seen", ["", "x", "-1", "9" * 30, "٣"])
def test_a_forged_version_is_no_reason_to_fail(staff: Client, seen: str) -> None:
    builders.organisation("body")
    assert staff.post("/organisations/body/delete/", {"seen": seen, "reason": "\0"}).status_code in (302, 409)


@pytest.mark.parametrize(
    "path", ["/organisations/body/?edit=facts", "/organisations/new/", "/organisations/body/delete/"]
)
def test_who_may_only_read_sees_no_forms(reader: Client, path: str) -> None:
    builders.organisation("body")
    assert reader.get(path).status_code == 403
    page = reader.get("/organisations/body/").content.decode()
    assert "?edit=" not in page
    assert "/delete/" not in page
    assert "/organisations/new/" not in reader.get("/organisations/").content.decode()


def test_rights_are_those_of_the_kind(client: Client, django_user_model: Any) -> None:
    person = django_user_model.objects.create_user("per", is_staff=True)
    person.user_permissions.add(Permission.objects.get(codename="change_place"))
    client.force_login(person)
    builders.country("SE")
    builders.organisation("body")
    assert client.get("/places/se/?edit=facts").status_code == 200
    assert client.get("/places/se/delete/").status_code == 403
    assert client.get("/organisations/body/?edit=facts").status_code == 403
    assert client.post("/organisations/body/edit/facts/", {"name_en": "Mine", "save": "1"}).status_code == 403
    assert Organisation.objects.get().name_en == "body"


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/organisations/body/?edit=banana", 404),
        ("/organisations/body/?edit=facts&typo=1", 400),
        ("/organisations/new/?name=body", 400),
        ("/organisations/nobody/?edit=facts", 404),
        ("/organisations/nobody/delete/", 404),
        ("/organisations/body/edit/banana/", 404),
        ("/funds/nothing/", 404),
    ],
)
def test_addresses_that_make_no_sense_are_refused(staff: Client, path: str, status: int) -> None:
    builders.organisation("body")
    assert staff.get(path).status_code == status


def test_what_is_typed_after_the_session_is_lost_is_a_draft(staff: Client, anna: Any) -> None:
    builders.organisation("body")
    fields = opened(staff, "/organisations/body/?edit=facts")
    staff.logout()
    answer = staff.post("/organisations/body/edit/facts/", {**fields, "abbreviation": "BB", "save": "1"})
    assert answer.status_code == 302
    assert "edit%3Dfacts" in answer["Location"]
    staff.force_login(anna)
    assert opened(staff, "/organisations/body/?edit=facts")["abbreviation"] == ["BB"]
    assert Organisation.objects.get().abbreviation == ""


def test_a_row_more_saves_nothing_and_parties_are_saved(staff: Client) -> None:
    document = Document.objects.create(slug="plan", title_en="Plan", kind="report")
    builders.country("SE")
    fields = opened(staff, "/documents/plan/?edit=parties")
    answer = staff.post("/documents/plan/edit/parties/", {**fields, "row": "add:parties"})
    assert answer.status_code == 200
    sent = fields_of(answer.content.decode())
    number = max(name.split("-")[1] for name in sent if re.fullmatch(r"parties-\d+", name))
    party = {f"parties-{number}-party-words": "SE", f"parties-{number}-role": "adopting"}
    answer = staff.post("/documents/plan/edit/parties/", {**sent, **party, "save": "1"})
    assert answer.status_code == 302, text_of(answer)
    assert [(fact.role, fact.country.code) for fact in document.parties.all()] == [("adopting", "SE")]


def test_the_page_of_a_fund_agrees_with_the_tree_of_its_allocations(dokument8: None, staff: Client) -> None:
    page = staff.get("/funds/adjacent-area/")
    assert "Granted from the fund: 550,000 DKK" in text_of(page)
    address = re.search(r'href="(/why/\?[^"]*belongs_to[^"]*)"', page.content.decode())
    assert address is not None
    listed = text_of(staff.get(unescape(address[1])))
    assert "1 allocation" in listed
    assert "550,000 DKK" in listed
    assert Fund.objects.count() == 1
    assert "Adjacent-area funds" in text_of(staff.get("/funds/"))


def test_a_place_takes_degrees_and_other_names_as_people_write_them(staff: Client) -> None:
    builders.city("umea", "SE")
    fields = opened(staff, "/places/umea/?edit=facts")
    typed = {"latitude": "63,83", "longitude": "20.26", "other_names": "Ubmeje; Uumaja"}
    assert staff.post("/places/umea/edit/facts/", {**fields, **typed, "save": "1"}).status_code == 302
    umea = Place.objects.get(slug="umea")
    assert (umea.latitude, umea.longitude, umea.spellings()) == (63.83, 20.26, ["Ubmeje", "Uumaja"])
