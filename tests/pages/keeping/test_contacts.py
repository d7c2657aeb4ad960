"""Contacts are kept by those who may see them, and what they say is kept nowhere else."""

import json
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.core import serializers
from django.test import Client

from changes.models import Change, Draft, RecordChange
from projects.models import Contact
from tests import builders
from tests.sent_forms import fields_of

pytestmark = pytest.mark.django_db

NEW = "/organisations/body/contacts/new/"
ANN = {"post": "Adviser", "person": "Ann Example", "email": "ann@example.org", "telephone": "+45 12345678"}


@pytest.fixture(autouse=True)
def body() -> None:
    builders.organisation("body")


def opened(client: Client, address: str) -> dict[str, list[str]]:
    answer = client.get(address)
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    return fields_of(answer.content.decode(), "data-contact")


def test_a_contact_is_entered_changed_and_deleted(staff: Client) -> None:
    answer = staff.post(NEW, {**opened(staff, NEW), **ANN, "save": "1"})
    assert answer["Location"] == "/organisations/body/#contacts"
    contact = Contact.objects.get()
    assert (contact.person, contact.organisation.slug) == ("Ann Example", "body")
    address = f"/organisations/body/contacts/{contact.pk}/"
    fields = opened(staff, address)
    assert fields["person"] == ["Ann Example"]
    assert staff.post(address, {**fields, "person": "Bo Example", "save": "1"}).status_code == 302
    assert Contact.objects.get().person == "Bo Example"
    assert "cannot be undone" in staff.get(f"{address}delete/").content.decode()
    assert staff.post(f"{address}delete/").status_code == 302
    assert not Contact.objects.exists()


def test_no_change_and_no_draft_keeps_what_a_contact_said(staff: Client) -> None:
    staff.post(NEW, {**opened(staff, NEW), **ANN, "save": "1"})
    address = f"/organisations/body/contacts/{Contact.objects.get().pk}/"
    staff.post(address, {**opened(staff, address), "email": "not an address", "save": "1"})
    staff.post(address, {**opened(staff, address), "person": "Bo Example", "draft": "1"})
    kept = json.dumps(json.loads(serializers.serialize("json", [*Change.objects.all(), *RecordChange.objects.all()])))
    assert "Example" not in kept
    assert "example.org" not in kept
    assert not Draft.objects.exists()


def test_errors_are_at_their_fields_and_nothing_is_written(staff: Client) -> None:
    answer = staff.post(NEW, {**opened(staff, NEW), **ANN, "vacant": "on", "save": "1"})
    assert answer.status_code == 400
    assert "A vacant post has no person, e-mail or telephone." in answer.content.decode()
    assert 'value="Ann Example"' in answer.content.decode()
    assert not Contact.objects.exists()


def test_only_those_who_may_see_contacts_keep_them(client: Client, django_user_model: Any) -> None:
    person = django_user_model.objects.create_user("per", is_staff=True)
    person.user_permissions.set(
        Permission.objects.filter(
            codename__in=["add_contact", "change_contact", "delete_contact", "change_organisation"]
        )
    )
    client.force_login(person)
    contact = builders.contact()
    address = f"/organisations/body/contacts/{contact.pk}/"
    for path in (NEW, address, f"{address}delete/"):
        assert client.get(path).status_code == 403
        assert client.post(path, ANN).status_code == 403
    assert "contacts/" not in client.get("/organisations/body/").content.decode()
    assert Contact.objects.get().person == contact.person


def test_a_contact_of_another_organisation_is_not_found(staff: Client) -> None:
    contact = builders.contact(of="other")
    assert staff.get(f"/organisations/body/contacts/{contact.pk}/").status_code == 404


def test_the_page_that_deletes_an_organisation_names_no_contact(staff: Client) -> None:
    builders.contact(post="Adviser", person="Ann Example")
    page = staff.get("/organisations/body/delete/").content.decode()
    assert "contacts" in page
    assert "Adviser" not in page
