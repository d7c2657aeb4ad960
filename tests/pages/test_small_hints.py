"""Sentences that say beforehand what a page needs, and how long a choice lasts."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests import builders

pytestmark = pytest.mark.django_db


def test_the_language_of_an_address_says_that_it_is_for_this_page_only(reader: Client) -> None:
    sentence = "This page only. Choose a language to keep it."
    assert sentence in reader.get("/projects/?lang=en").content.decode()
    assert sentence not in reader.get("/projects/").content.decode()


def test_a_new_event_says_beforehand_that_an_organiser_or_a_source_is_needed(admin_client: Client) -> None:
    sentence = "Name who organises it, or the source: one of the two is needed."
    assert sentence in admin_client.get("/calendar/new/").content.decode()


def test_an_import_without_an_organisation_opens_its_list_and_keeps_the_file(admin_client: Client) -> None:
    builders.organisation("body")
    file = SimpleUploadedFile("calendar.ics", b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nEND:VCALENDAR\r\n")
    answer = admin_client.post("/calendar/import/", {"file": file, "timezone": "Europe/Copenhagen"})
    page = answer.content.decode()
    assert answer.status_code == 400
    assert '<a href="#filter-organisation">Organisation</a>: This field is required.' in page
    assert "The file “calendar.ics” is kept for the next try." in page
    assert 'data-picker="organisation" open' in page
    assert 'data-picker="organisation" open' not in admin_client.get("/calendar/import/").content.decode()
