"""Letters about changed second factors, and the password of an account that has none."""

import re
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import formats, timezone, translation

from accounts.models import Preference
from accounts.signing_in import later
from tests.accounts.signing_in.test_second_factor import PAGE, set_up
from tests.pages.test_pages import text_of

pytestmark = pytest.mark.django_db
STEPS = ("codes/new/", "app/remove/")
"""Addresses that make new codes, and remove the app."""


@pytest.fixture(autouse=True)
def _a_mail_server(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.SENDS_MAIL = True
    settings.DEFAULT_FROM_EMAIL = "oversigt@example.org"
    settings.SITE_URL = "https://oversigt.example.org"
    monkeypatch.setattr(later, "later", later.do)


def test_adding_and_removing_a_second_factor_is_told(
    anna: User,
    client: Client,
    sign_in: Callable[..., Any],
    mailoutbox: list[Any],
    django_capture_on_commit_callbacks: Any,
) -> None:
    sign_in(client)
    User.objects.filter(pk=anna.pk).update(email="anna@example.org")
    steps: list[Callable[[], Any]] = [partial(set_up, client)]
    steps += [partial(client.post, f"{PAGE}{path}") for path in STEPS]
    for step in steps:
        with django_capture_on_commit_callbacks(execute=True):
            step()
    name = anna.get_username()
    assert [one.body.splitlines()[0] for one in mailoutbox] == [
        f"An authenticator app was added to your account {name} in Oversigt.",
        f"New recovery codes were made for your account {name} in Oversigt. The old codes have ended.",
        f"The authenticator app was removed from your account {name} in Oversigt.",
    ]
    assert mailoutbox[0].to == ["anna@example.org"]
    assert "https://oversigt.example.org/account/second-factor/" in mailoutbox[0].body


def test_the_letter_is_in_the_language_of_the_account(
    anna: User,
    client: Client,
    sign_in: Callable[..., Any],
    mailoutbox: list[Any],
    django_capture_on_commit_callbacks: Any,
) -> None:
    sign_in(client)
    User.objects.filter(pk=anna.pk).update(email="anna@example.org")
    Preference.objects.update_or_create(user=anna, defaults={"language": "fi"})
    with django_capture_on_commit_callbacks(execute=True):
        set_up(client)
    with translation.override("fi"):
        day = formats.date_format(timezone.localdate(), "DATE_FORMAT")
    assert day in mailoutbox[0].body


def test_an_account_without_an_address_gets_no_letter(
    anna: User,
    client: Client,
    sign_in: Callable[..., Any],
    mailoutbox: list[Any],
    django_capture_on_commit_callbacks: Any,
) -> None:
    sign_in(client)
    User.objects.filter(pk=anna.pk).update(email="")
    with django_capture_on_commit_callbacks(execute=True):
        set_up(client)
    assert mailoutbox == []


def without_password(**values: str) -> tuple[User, Client]:
    user = User.objects.create_user("olga", **values)
    client = Client()
    client.force_login(user)
    return user, client


def test_an_account_without_a_password_sets_one_by_mail(mailoutbox: list[Any]) -> None:
    _user, client = without_password(email="olga@example.org")
    menu = text_of(client.get("/"))
    assert "Set a password" in menu
    assert "Change password" not in menu
    assert client.get("/password/")["Location"] == "/password/set/"
    assert "olga@example.org" in text_of(client.get("/password/set/"))
    assert client.post("/password/set/")["Location"] == "/password/set/"
    (mail,) = mailoutbox
    link = re.search(r"https://oversigt.example.org(/password/new/\S+)", mail.body)
    assert link
    browser = Client()
    page = browser.get(link[1], follow=True)
    chosen = {"new_password1": "a quiet lake at dawn", "new_password2": "a quiet lake at dawn"}
    browser.post(page.redirect_chain[-1][0], chosen)
    assert browser.login(username="olga", password="a quiet lake at dawn")
    client.post("/password/set/")
    assert len(mailoutbox) == 1


def test_an_account_without_an_address_asks_an_administrator(mailoutbox: list[Any]) -> None:
    _user, client = without_password()
    assert "Ask an administrator for a password." in text_of(client.get("/password/set/"))
    client.post("/password/set/")
    assert mailoutbox == []


def test_an_account_with_a_password_changes_it(anna: User, client: Client, sign_in: Callable[..., Any]) -> None:
    sign_in(client)
    assert client.get("/password/set/")["Location"] == "/password/"
