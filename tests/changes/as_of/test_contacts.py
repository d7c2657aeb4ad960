"""Contacts are personal data: as of an earlier day they are those of today, and a deleted one is kept nowhere."""

from importlib import import_module
from types import SimpleNamespace
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.test import Client

from changes.as_of.asked import point_of
from changes.as_of.reading import reading_as_of
from changes.models import Change, RecordChange, Way
from changes.opened import changing
from events.models import EventContact
from projects.models import Contact
from tests import builders

pytestmark = pytest.mark.django_db


@pytest.fixture
def number() -> int:
    """The number of a change after which a contact is there, who is responsible for an event. Then both are deleted."""
    with changing(way=Way.PAGE):
        contact = builders.contact(person="Ann Example", email="ann@example.org")
        EventContact.objects.create(event=builders.event("meeting"), contact=contact)
    then = Change.objects.latest("number").number
    with changing(way=Way.PAGE):
        contact.delete()
        builders.contact("Head", person="Bo Example")
    return int(then)


def test_as_of_a_day_the_contacts_are_those_of_today(number: int, admin_client: Client) -> None:
    with reading_as_of(point_of(str(number))):
        assert [contact.person for contact in Contact.objects.all()] == ["Bo Example"]
        assert not EventContact.objects.exists()
    page = admin_client.get(f"/as-of/{number}/organisations/body/").content.decode()
    assert "Bo Example" in page
    assert "Ann Example" not in page


def test_a_deleted_contact_has_no_history(number: int) -> None:
    history: Any = Contact.history.model
    assert [state.person for state in history.objects.all()] == ["Bo Example"]
    assert not EventContact.history.exists()
    deletion = RecordChange.objects.get(kind="contact", action="delete")
    assert (deletion.before, deletion.after) == (None, None)


def test_a_deletion_that_is_taken_back_keeps_the_history() -> None:
    with changing(way=Way.PAGE):
        contact = builders.contact(person="Ann Example")
    with changing(way=Way.PAGE):
        with transaction.atomic():
            contact.delete()
            transaction.set_rollback(True)
        builders.organisation("other")
    assert [state.person for state in Contact.history.filter(until_change=None)] == ["Ann Example"]


@pytest.mark.parametrize(
    ("app", "name", "model"),
    [
        ("projects", "0032_forget_deleted_contacts", "Contact"),
        ("events", "0031_forget_deleted_contacts", "EventContact"),
    ],
)
def test_contacts_that_were_deleted_before_are_forgotten_too(app: str, name: str, model: str) -> None:
    with changing(way=Way.PAGE):
        contact = builders.contact(person="Ann Example")
        EventContact.objects.create(event=builders.event("meeting"), contact=contact)
    history: Any = apps.get_model(app, f"Historical{model}")
    state = history.objects.get()
    state.pk, state.id, state.until_change = None, state.id + 1, 1
    state.save()
    import_module(f"{app}.migrations.{name}").forget(apps, SimpleNamespace(connection=connection))
    assert history.objects.count() == 1
