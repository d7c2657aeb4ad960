"""A refused import keeps the file for the corrected try, on the page and not on the server."""

from random import Random
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from events.files.limits import MOST_BYTES
from events.models import Event
from projects.filtering.pickers import FIND
from tests import builders
from tests.events.files.test_ics_import import PAGE, TWO_DAYS, confirmed, ics

pytestmark = pytest.mark.django_db
AGAIN = "Choose the file again"


def refused(client: Client, data: bytes, **values: Any) -> Any:
    """Sends the file without an organisation."""
    file = SimpleUploadedFile("meetings.ics", data, "text/calendar")
    return client.post(PAGE, {"file": file, "timezone": "Europe/Riga", **values})


def kept_of(page: Any) -> str:
    """Returns the file that the page carries."""
    return page.content.decode().split('name="kept" value="')[1].partition('"')[0]


def corrected(client: Client, page: Any, **values: Any) -> Any:
    """Sends the refused page again as a browser would, without choosing a file."""
    return client.post(PAGE, {"kept": kept_of(page), "timezone": "Europe/Riga", **values})


def test_the_corrected_try_needs_no_file(admin_client: Client) -> None:
    builders.city()
    body = builders.organisation("body")
    page = refused(admin_client, ics(TWO_DAYS))
    assert page.status_code == 400
    assert AGAIN not in page.content.decode()
    preview = corrected(admin_client, page, organisation=body.pk)
    assert [change.event.uid for change in preview.context["plan"].new] == ["a@x"]
    assert confirmed(admin_client, preview).status_code == 302
    assert Event.objects.get().title == "Conference on victims"


def test_the_file_outlives_a_second_refusal_and_a_search_in_the_picker(admin_client: Client) -> None:
    body = builders.organisation("body")
    page = refused(admin_client, ics(TWO_DAYS), timezone="Nowhere/Land")
    page = corrected(admin_client, page, **{FIND: "organisation"})
    page = corrected(admin_client, page, timezone="Nowhere/Land", organisation=body.pk)
    assert page.status_code == 400
    assert corrected(admin_client, page, organisation=body.pk).status_code == 200


def test_another_file_replaces_the_kept_one(admin_client: Client) -> None:
    body = builders.organisation("body")
    kept = kept_of(refused(admin_client, ics(TWO_DAYS)))
    other = SimpleUploadedFile("other.ics", ics(TWO_DAYS.replace("a@x", "other@x")), "text/calendar")
    preview = admin_client.post(PAGE, {"file": other, "kept": kept, "timezone": "Europe/Riga", "organisation": body.pk})
    assert [change.event.uid for change in preview.context["plan"].new] == ["other@x"]


def test_a_file_that_cannot_be_read_is_not_kept(admin_client: Client) -> None:
    body = builders.organisation("body")
    page = refused(admin_client, b"no calendar", organisation=body.pk)
    assert page.status_code == 400
    assert 'name="kept"' not in page.content.decode()


@pytest.mark.parametrize("size", [2_000_000, MOST_BYTES + 1])
def test_a_file_too_large_for_the_page_is_chosen_again(admin_client: Client, size: int) -> None:
    page = refused(admin_client, Random(1).randbytes(size)).content.decode()
    assert 'name="kept"' not in page
    assert AGAIN in page or "The file is larger than 2 MB." in page


def test_nobody_sends_the_kept_file_of_somebody_else_or_a_forged_one(
    admin_client: Client, django_user_model: Any
) -> None:
    body = builders.organisation("body")
    page = refused(admin_client, ics(TWO_DAYS))
    other = Client()
    other.force_login(django_user_model.objects.create_superuser("other"))
    for answer in (
        corrected(other, page, organisation=body.pk),
        admin_client.post(PAGE, {"kept": "eyJ4IjoxfQ:forged", "timezone": "Europe/Riga", "organisation": body.pk}),
    ):
        assert answer.status_code == 400
        assert answer.context["form"].has_error("file", "required")
