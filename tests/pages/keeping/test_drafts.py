"""Nothing typed is lost: drafts are kept for each person, also when the session was lost on the way."""

from typing import Any

import pytest
from django.core import signing
from django.test import Client

from changes.models import Draft
from pages.keeping import drafts
from projects.models import Project
from tests import builders
from tests.sent_forms import fields_of

pytestmark = pytest.mark.django_db

ADDRESS = "/projects/P-1/edit/dates/"


def typed(client: Client, **texts: str) -> dict[str, Any]:
    builders.project()
    return {**fields_of(client.get("/projects/P-1/?edit=dates").content.decode()), **texts}


def sign_in(client: Client, name: str, address: str) -> Any:
    form = {"username": name, "password": "a long password", "next": address}
    return client.post("/sign-in/", form)


def test_a_form_sent_without_a_session_comes_back_after_signing_in(staff: Client) -> None:
    fields = typed(staff, starts="maj 2027")
    staff.cookies.clear()
    lost = staff.post(ADDRESS, {**fields, "save": "1"})
    assert lost.status_code == 302
    assert lost["Location"].startswith("/sign-in/?next=/projects/P-1/%3Fedit%3Ddates")
    assert Project.objects.get().starts is None
    said = "Your session ended. What you typed is kept; sign in to go on."
    assert said in staff.get(lost["Location"]).content.decode()
    answer = sign_in(staff, "anna", "/projects/P-1/?edit=dates")
    page = staff.get(answer["Location"]).content.decode()
    assert fields_of(page)["starts"] == ["maj 2027"]
    assert "This is your draft" in page


def test_nobody_else_reads_what_was_typed_before_the_session_was_lost(staff: Client, django_user_model: Any) -> None:
    django_user_model.objects.create_superuser("bo", password="a long password")
    fields = typed(staff, starts="maj 2027")
    staff.cookies.clear()
    staff.post(ADDRESS, {**fields, "save": "1"})
    sign_in(staff, "bo", "/")
    assert fields_of(staff.get("/projects/P-1/?edit=dates").content.decode())["starts"] == [""]
    assert "P-1" not in staff.get("/drafts/").content.decode()
    assert staff.post(f"/drafts/{Draft.objects.get().pk}/throw-away/").status_code == 404


FOREIGN = signing.dumps(1, salt="another")


@pytest.mark.parametrize("mark", ["", "x", "anna", FOREIGN, "\0"], ids=["none", "short", "name", "foreign", "nul"])
def test_a_form_that_does_not_say_whose_it_is_keeps_nothing(staff: Client, mark: str) -> None:
    fields = typed(staff, whose=mark)
    stranger = Client()
    lost = stranger.post(ADDRESS, {**fields, "save": "1"})["Location"]
    assert lost.startswith("/sign-in/")
    assert "Your session ended" not in stranger.get(lost).content.decode()
    assert not Draft.objects.exists()


def test_a_form_that_was_open_for_weeks_is_not_kept_without_a_session(staff: Client, monkeypatch: Any) -> None:
    fields = typed(staff)
    monkeypatch.setattr(drafts, "LONGEST_OPEN", -1)
    Client().post(ADDRESS, {**fields, "save": "1"})
    assert not Draft.objects.exists()


def test_a_form_from_before_a_new_sign_in_is_kept_and_shown_again(anna: Any) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(anna)
    fields = typed(strict, starts="2027")
    # Signing in again gives the browser another token
    strict.cookies["csrftoken"] = "x" * 32
    answer = strict.post(ADDRESS, {**fields, "save": "1"}, follow=True)
    assert fields_of(answer.content.decode())["starts"] == ["2027"]
    assert Project.objects.get().starts is None
    assert strict.post("/language/", {"language": "da"}).status_code == 403


def test_drafts_are_listed_opened_and_thrown_away(staff: Client) -> None:
    fields = typed(staff, starts="2027")
    answer = staff.post(ADDRESS, {**fields, "draft": "1"})
    assert answer["Location"] == "/projects/P-1/"
    assert "?edit=dates" in staff.get("/projects/P-1/").content.decode()
    page = staff.get("/drafts/").content.decode()
    assert 'href="/projects/P-1/?edit=dates#section-dates"' in page
    staff.post(f"/drafts/{Draft.objects.get().pk}/throw-away/")
    assert not Draft.objects.exists()
    assert "No drafts" in staff.get("/drafts/").content.decode()


def test_a_draft_of_a_record_that_is_gone_can_still_be_thrown_away(staff: Client) -> None:
    staff.post(ADDRESS, {**typed(staff), "draft": "1"})
    Project.objects.all().delete()
    assert "A record that no longer exists" in staff.get("/drafts/").content.decode()
    staff.post(f"/drafts/{Draft.objects.get().pk}/throw-away/")
    assert not Draft.objects.exists()


def test_a_draft_has_a_limit(staff: Client) -> None:
    fields = typed(staff, starts="x" * (drafts.LONGEST + 1))
    assert staff.post(ADDRESS, {**fields, "draft": "auto"}).status_code == 413
    assert not Draft.objects.exists()


def test_a_person_has_a_number_of_drafts_and_the_oldest_give_way(staff: Client, anna: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(drafts, "MOST", 3)
    fields = typed(staff)
    for number in range(5):
        Draft.objects.create(person=anna, kind="project", row=1000 + number, section="dates")
    staff.post(ADDRESS, {**fields, "draft": "auto"})
    assert [draft.row for draft in Draft.objects.all()] == [Project.objects.get().pk, 1004, 1003]


def test_a_draft_keeps_no_keys_of_the_form(staff: Client) -> None:
    staff.post(ADDRESS, {**typed(staff, starts="2027"), "draft": "auto"})
    assert set(Draft.objects.get().data) == {"seen", "starts", "ends", "reason"}
