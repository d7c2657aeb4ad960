"""The change of a person's own password: who may change it, which passwords are refused, and who has to sign in
again."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from events.models import Contributor
from projects.models import Organisation
from tests.pages.test_pages import text_of

pytestmark = pytest.mark.django_db
OLD, NEW = "the old password", "a sentence that nobody knows"
SENT = {"old_password": OLD, "new_password1": NEW, "new_password2": NEW}


@pytest.fixture
def anna() -> User:
    """Creates the account of an organisation, which sees the calendar only."""
    user = User.objects.create_user("anna", password=OLD)
    organisation = Organisation.objects.create(slug="red-cross", name_en="Red Cross")
    Contributor.objects.create(user=user, organisation=organisation)
    return user


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_an_organisations_account_changes_its_password_and_other_browsers_sign_in_again(anna: User) -> None:
    one, other = signed_in(anna), signed_in(anna)
    assert 'href="/password/"' in one.get("/calendar/").content.decode()
    answer = one.post("/password/", SENT, follow=True)
    assert "The password is changed." in text_of(answer)
    anna.refresh_from_db()
    assert anna.check_password(NEW)
    assert one.get("/calendar/").status_code == 200
    assert other.get("/calendar/").headers["location"] == "/sign-in/?next=/calendar/"


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"old_password": "wrong"}, "Your old password was entered incorrectly"),
        ({"old_password": ""}, "This field is required"),
        ({"new_password2": "another sentence"}, "The two password fields didn’t match"),
        ({"new_password1": "12345678", "new_password2": "12345678"}, "This password is too common"),
        ({"new_password1": "short", "new_password2": "short"}, "This password is too short"),
    ],
)
def test_what_is_refused_is_told_at_its_field_and_changes_nothing(anna: User, given: dict[str, str], said: str) -> None:
    answer = signed_in(anna).post("/password/", {**SENT, **given})
    assert answer.status_code == 200
    assert said in text_of(answer)
    assert NEW not in answer.content.decode()
    anna.refresh_from_db()
    assert anna.check_password(OLD)


def test_guessing_the_old_password_counts_with_the_tries_to_sign_in(anna: User) -> None:
    client = signed_in(anna)
    for _number in range(10):
        client.post("/password/", {**SENT, "old_password": "wrong"})
    refused = client.post("/password/", SENT)
    assert refused.status_code == 429
    assert int(refused.headers["Retry-After"]) > 0
    assert Client().post("/sign-in/", {"username": "anna", "password": OLD}).status_code == 429
    anna.refresh_from_db()
    assert anna.check_password(OLD)


def test_who_is_not_signed_in_is_led_to_the_sign_in(client: Client, settings: Any) -> None:
    for open_reading in (False, True):
        settings.OPEN_READING = open_reading
        assert client.get("/password/").headers["location"] == "/sign-in/?next=/password/"
        assert client.post("/password/", SENT).status_code == 302
