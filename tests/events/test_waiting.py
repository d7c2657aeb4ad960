"""Organisations' events wait until staff confirm them: who is informed, and what staff see."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from events.models import Event
from projects.validators import plain_line, plain_text
from tests import builders
from tests.events.test_entry import NEW, account, given, opened, own_event

pytestmark = pytest.mark.django_db

LIST = "/calendar/to-confirm/"


@pytest.fixture
def body() -> Client:
    return account("body")


def changed(client: Client, event: Event, **values: Any) -> Any:
    return client.post(f"{event.get_absolute_url()}edit/", {**opened(client, event), **values}, follow=True)


@pytest.mark.parametrize(
    "values", [{"title": "Another"}, {"description": "More of it"}, {"starts": "2030-05-11"}, {"online": "on"}]
)
def test_a_confirmed_event_waits_again_whatever_its_organisation_changes(body: Client, values: dict[str, str]) -> None:
    event = own_event(status="confirmed")
    answer = changed(body, event, **values)
    event.refresh_from_db()
    assert event.status == "tentative"
    assert "Since you changed it, staff have to confirm it again." in answer.content.decode()


def test_an_unchanged_event_stays_confirmed(body: Client, admin_client: Client) -> None:
    event = own_event(status="confirmed")
    changed(body, event)
    event.refresh_from_db()
    assert event.status == "confirmed"
    # Staff may change any field
    changed(admin_client, event, title="By staff")
    event.refresh_from_db()
    assert (event.status, event.title_en) == ("confirmed", "By staff")


def test_an_organisation_is_told_that_staff_confirm(body: Client, admin_client: Client) -> None:
    sentence = "Staff of the Council confirm events."
    assert sentence in body.get(NEW).content.decode()
    assert sentence not in admin_client.get(NEW).content.decode()
    assert "It is tentative until staff confirm it." in body.post(NEW, given(), follow=True).content.decode()


def test_staff_see_what_waits_and_what_changed_since_they_confirmed_it(body: Client, admin_client: Client) -> None:
    event = own_event(status="confirmed")
    changed(body, event, title="Another title")
    body.post(NEW, given(title="Newly entered", starts="2031-01-01"))
    builders.event("of-staff", starts="2030-01-01", status="tentative")
    past = own_event("past", status="tentative")
    Event.objects.filter(pk=past.pk).update(starts="2009-01-01", first_day="2009-01-01", last_day="2009-01-01")
    rows = admin_client.get(LIST).context["rows"]
    assert [row.event.title_en for row in rows] == ["Another title", "Newly entered"]
    assert ("own", "Another title") in [(one.old, one.new) for one in rows[0].changes]
    assert [row.confirmed_before for row in rows] == [True, False]
    page = admin_client.get(LIST).content.decode()
    assert "<del>own</del> → <ins>Another title</ins>" in page
    assert "It was never confirmed." in page


def test_the_number_of_waiting_events_is_on_the_dashboard_and_beside_the_calendar(
    body: Client, admin_client: Client
) -> None:
    body.post(NEW, given())
    assert "1 event waits to be confirmed" in admin_client.get("/").content.decode()
    assert "To be confirmed (1)" in " ".join(admin_client.get("/calendar/").content.decode().split())
    assert "To be confirmed" not in body.get("/calendar/").content.decode()


def test_the_list_is_for_those_who_confirm(body: Client, reader: Client) -> None:
    assert body.get(LIST).status_code == 403
    assert reader.get(LIST).status_code == 403


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("title", "Two\nlines"),
        ("title", "Line\u2028separator"),
        ("title", "Turned \u202eround"),
        ("title", "<script>alert(1)</script>"),
        ("description", "<b>bold</b>"),
        ("description", "Isolated \u2066text"),
        ("address", "Street\nTown"),
    ],
)
def test_the_form_refuses_what_no_text_may_hold(body: Client, field: str, text: str) -> None:
    answer = body.post(NEW, given(**{field: text}))
    assert (answer.status_code, list(answer.context["form"].errors)) == (400, [field])
    assert not Event.objects.exists()


def test_a_description_may_have_lines_and_tabs() -> None:
    plain_text("First\n\tSecond, a < b")
    for text in ("a\u0000b", "a\u001bb", "a\u202eb"):
        with pytest.raises(ValidationError):
            plain_text(text)
    with pytest.raises(ValidationError):
        plain_line("a\rb")
