"""Invitations and forgotten passwords: one-time links by e-mail."""

import logging
import re
import time
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.core.cache import cache
from django.test import Client

from accounts.keys import make_key
from accounts.models import Key, Preference, RoleLimit
from accounts.roles import give_role
from accounts.signing_in.links import INVITATION, RESET, Link
from events.models import Contributor
from tests import builders
from tests.accounts.signing_in.conftest import PASSWORD
from tests.pages.test_pages import text_of

pytestmark = pytest.mark.django_db
NEW = "a sentence that nobody knows"
PERSON = {"username": "berit", "first_name": "Berit", "last_name": "B", "email": "berit@example.org", "language": "da"}


@pytest.fixture(autouse=True)
def _mail(settings: Any) -> None:
    settings.SENDS_MAIL = True
    settings.DEFAULT_FROM_EMAIL = "oversigt@example.org"
    settings.SITE_URL = "https://oversigt.example.org"


@pytest.fixture
def chief(client: Client) -> Client:
    """Returns the browser of an administrator."""
    user = User.objects.create_user("chief")
    give_role(user=user, role="administrator")
    client.force_login(user)
    return client


def link_of(mail: Any) -> str:
    """Returns the path of the link in a mail."""
    found = re.search(r"https://oversigt\.example\.org(/\S+)", mail.body)
    assert found
    return found[1]


def choose(path: str, password: str = NEW, **more: str) -> tuple[Client, Any]:
    """Opens a link in a browser of its own and sends the form. Returns the browser and the answer."""
    browser = Client()
    opened = browser.get(path)
    if opened.status_code != 302:
        return browser, opened
    return browser, browser.post(opened["Location"], {"new_password1": password, "new_password2": password, **more})


def test_an_invited_person_chooses_a_password_once(chief: Client, mailoutbox: list[Any]) -> None:
    answer = chief.post("/people/invite/", {**PERSON, "roles": ["adviser", "controller"]})
    assert answer["Location"] == "/people/invite/"
    berit = User.objects.get(username="berit")
    assert (berit.is_staff, berit.has_usable_password()) == (True, False)
    assert set(berit.groups.values_list("name", flat=True)) == {"adviser", "controller"}
    assert LogEntry.objects.get().change_message == "Invited as adviser, controller"
    assert LogEntry.objects.get().user.username == "chief"
    assert Preference.objects.get(user=berit).language == "da"
    assert mailoutbox[0].to == ["berit@example.org"]
    path = link_of(mailoutbox[0])
    assert "berit" in text_of(chief.get("/people/invite/"))
    assert "keys for programs" not in text_of(Client().get(path, follow=True))
    _browser, answer = choose(path)
    assert answer["Location"] == "/sign-in/"
    berit.refresh_from_db()
    assert berit.check_password(NEW)
    _browser, answer = choose(path, "another sentence, from a thief")
    assert "This link was used already, or it is too old." in text_of(answer)
    assert "Invited, not come yet" not in text_of(chief.get("/people/invite/"))


def test_the_address_of_a_link_stays_secret(chief: Client, mailoutbox: list[Any], caplog: Any) -> None:
    caplog.set_level(logging.DEBUG)
    chief.post("/people/invite/", {**PERSON, "roles": ["reader"]})
    path = link_of(mailoutbox[0])
    token = path.strip("/").split("/")[-1]
    browser = Client()
    opened = browser.get(path)
    assert opened.headers["Referrer-Policy"] == "strict-origin"
    assert token not in opened["Location"]
    page = browser.get(opened["Location"])
    assert page.headers["Referrer-Policy"] == "strict-origin"
    assert page.headers["Cache-Control"] == "no-store"
    assert token not in page.content.decode()
    browser.get(path.replace(token, f"{token}x"))
    assert token not in caplog.text
    assert not LogEntry.objects.filter(change_message__contains=token).exists()


@pytest.mark.parametrize(
    ("link", "setting", "number", "valid", "too_late"),
    [
        (INVITATION, "INVITATION_DAYS", 3, timedelta(days=3), timedelta(days=3, seconds=1)),
        (RESET, "RESET_HOURS", 2, timedelta(hours=2), timedelta(hours=2, seconds=1)),
    ],
    ids=["invitation", "reset"],
)
def test_a_link_ends_after_its_time(
    link: Link,
    setting: str,
    number: int,
    valid: timedelta,
    too_late: timedelta,
    anna: User,
    settings: Any,
    monkeypatch: Any,
) -> None:
    setattr(settings, setting, number)
    now = datetime.fromisoformat("2026-03-01T12:00")
    monkeypatch.setattr(Link, "_now", lambda _link: now)
    token = link.make_token(anna)
    for later, expected in ((timedelta(), True), (valid, True), (too_late, False)):
        monkeypatch.setattr(Link, "_now", lambda _link, moment=now + later: moment)
        assert link.check_token(anna, token) is expected


def test_a_link_is_for_one_purpose_and_one_address(anna: User) -> None:
    token = RESET.make_token(anna)
    assert RESET.check_token(anna, token)
    assert not INVITATION.check_token(anna, token)
    anna.email = "other@example.org"
    assert not RESET.check_token(anna, token)


def test_only_administrators_invite_and_nobody_makes_a_superuser(
    reader: Client, chief: Client, mailoutbox: list[Any]
) -> None:
    assert reader.get("/people/invite/").status_code == 403
    assert reader.post("/people/invite/", {**PERSON, "roles": ["administrator"]}).status_code == 403
    assert Client().get("/people/invite/")["Location"].startswith("/sign-in/")
    chief.post("/people/invite/", {**PERSON, "roles": ["reader"], "is_superuser": "on", "is_staff": "on", "id": "1"})
    berit = User.objects.get(username="berit")
    assert (berit.is_superuser, berit.is_staff) == (False, False)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"email": "CHIEF@example.org"}, "An account has this e-mail address already."),
        ({"email": ""}, "This field is required."),
        ({"username": "chief"}, "A user with that username already exists."),
        ({"username": "Chief"}, "An account has this name already, in other letters: chief."),
        ({"roles": ["contributor"]}, "contributor is not one of the available choices"),
        ({"roles": []}, "This field is required."),
    ],
)
def test_a_wrong_invitation_invites_nobody(
    wrong: dict[str, Any], said: str, chief: Client, mailoutbox: list[Any]
) -> None:
    User.objects.update(email="chief@example.org")
    answer = chief.post("/people/invite/", {**PERSON, "roles": ["reader"], **wrong})
    assert said in text_of(answer)
    assert (User.objects.count(), len(mailoutbox)) == (1, 0)


def test_an_invitation_is_sent_again_to_who_has_not_come(chief: Client, anna: User, mailoutbox: list[Any]) -> None:
    chief.post("/people/invite/", {**PERSON, "roles": ["reader"]})
    berit = User.objects.get(username="berit")
    chief.post(f"/people/invite/{berit.pk}/again/")
    assert len(mailoutbox) == 2
    assert chief.post(f"/people/invite/{anna.pk}/again/").status_code == 404
    # The new link ends the earlier one
    assert "too old" in text_of(choose(link_of(mailoutbox[0]))[1])
    assert choose(link_of(mailoutbox[1]))[1]["Location"] == "/sign-in/"


def test_the_letter_names_who_invites_and_where_to_sign_in(chief: Client, mailoutbox: list[Any]) -> None:
    User.objects.update(first_name="Cecilie", last_name="Chef")
    chief.post("/people/invite/", {**PERSON, "roles": ["reader"], "language": "en"})
    assert "Cecilie Chef" in mailoutbox[0].body
    assert "https://oversigt.example.org/sign-in/\n" in mailoutbox[0].body


def test_roles_are_limited_before_the_letter_goes_out(chief: Client, mailoutbox: list[Any]) -> None:
    builders.portfolio("ours")
    builders.council("mr-fisk")
    limits = {"portfolios": ["ours"], "councils": ["mr-fisk"]}
    chief.post("/people/invite/", {**PERSON, "roles": ["reader", "adviser", "administrator"], **limits})
    rows = RoleLimit.objects.order_by("pk").values_list(
        "user__username", "role__name", "portfolio__slug", "council__code"
    )
    # Readers change nothing, and an administrator's rights have no portfolio
    assert list(rows) == [("berit", "adviser", "ours", None), ("berit", "adviser", None, "mr-fisk")]
    assert LogEntry.objects.get().change_message == (
        "Invited as reader, adviser, administrator; adviser limited to ours, mr-fisk"
    )


def test_limits_hold_for_adviser_and_controller_alike(chief: Client, mailoutbox: list[Any]) -> None:
    builders.portfolio("ours")
    chief.post("/people/invite/", {**PERSON, "roles": ["adviser", "controller"], "portfolios": ["ours"]})
    rows = RoleLimit.objects.order_by("role__name").values_list("role__name", "portfolio__slug")
    assert list(rows) == [("adviser", "ours"), ("controller", "ours")]
    assert len(mailoutbox) == 1


def test_a_person_is_invited_for_an_organisation(chief: Client, mailoutbox: list[Any]) -> None:
    builders.organisation("body")
    said = {**PERSON, "language": "en", "roles": ["reader"], "organisation": "body"}
    assert chief.post("/people/invite/", said).status_code == 302
    berit = User.objects.get(username="berit")
    assert Contributor.objects.get().organisation.slug == "body"
    assert (berit.is_staff, list(berit.groups.values_list("name", flat=True))) == (False, ["contributor"])
    assert LogEntry.objects.get().change_message == "Invited as contributor of body"
    assert "The account is that of body." in mailoutbox[0].body
    assert "body" in text_of(chief.get("/people/invite/"))
    browser, _answer = choose(link_of(mailoutbox[0]))
    answer = browser.post("/sign-in/", {"username": "berit", "password": NEW}, follow=True)
    assert answer.status_code == 200
    assert browser.get("/owed-reports/").status_code == 200
    assert browser.get("/projects/").status_code == 403


@pytest.mark.parametrize(
    "more",
    [
        {"roles": ["adviser"]},
        {"roles": ["reader", "administrator"]},
        {"roles": ["reader"], "portfolios": ["ours"]},
        {"roles": ["reader"], "organisation": "nobody"},
    ],
)
def test_an_account_of_an_organisation_has_no_role_of_staff(
    chief: Client, mailoutbox: list[Any], more: dict[str, Any]
) -> None:
    builders.organisation("body")
    builders.portfolio("ours")
    answer = chief.post("/people/invite/", {**PERSON, "organisation": "body", **more})
    assert "Nobody was invited." in text_of(answer)
    assert (User.objects.count(), len(mailoutbox), Contributor.objects.count()) == (1, 0, 0)


def test_an_organisation_is_looked_for_without_javascript(chief: Client, mailoutbox: list[Any]) -> None:
    for number in range(101):
        builders.organisation(f"body-{number}")
    answer = chief.post("/people/invite/", {**PERSON, "find_organisation": "body-77", "find": "organisation"})
    assert "body-77" in text_of(answer)
    assert "Nobody was invited." not in text_of(answer)
    assert (User.objects.count(), len(mailoutbox)) == (1, 0)


def test_limits_need_a_role_that_they_can_limit(chief: Client, mailoutbox: list[Any]) -> None:
    builders.portfolio("ours")
    answer = chief.post("/people/invite/", {**PERSON, "roles": ["reader"], "portfolios": ["ours"]})
    assert "Choose adviser or controller: only these roles can be limited." in text_of(answer)
    assert (User.objects.count(), len(mailoutbox)) == (1, 0)


def test_without_mail_the_administrator_passes_the_link_on(chief: Client, settings: Any) -> None:
    settings.SENDS_MAIL = False
    answer = chief.post("/people/invite/", {**PERSON, "roles": ["reader"]})
    assert "no-store" in answer.headers["Cache-Control"]
    found = re.search(r"https://oversigt\.example\.org(/invitation/[^<]+)", answer.content.decode())
    assert found
    assert choose(found[1])[1]["Location"] == "/sign-in/"
    assert "/invitation/" not in chief.get("/people/invite/").content.decode()
    assert "sends no e-mail" in text_of(Client().get("/password/forgotten/"))


def test_the_answer_is_the_same_for_every_address(anna: User, client: Client, mailoutbox: list[Any]) -> None:
    User.objects.create_user("invited", "invited@example.org")
    User.objects.create_user("closed", "closed@example.org", PASSWORD, is_active=False)
    answers = []
    for address in ("anna@example.org", "nobody@example.org", "invited@example.org", "closed@example.org"):
        answer = client.post("/password/forgotten/", {"email": address}, HTTP_HOST="testserver")
        answers.append((answer.status_code, answer["Location"], text_of(client.get(answer["Location"]))))
    assert len(set(answers)) == 1
    assert [mail.to for mail in mailoutbox] == [["anna@example.org"]]
    # The host comes from the setting, whatever the request says
    assert "testserver" not in mailoutbox[0].body


def test_the_mail_is_made_after_the_answer(anna: User, client: Client, mailoutbox: list[Any], monkeypatch: Any) -> None:
    from accounts.signing_in import later

    waiting: list[Any] = []
    monkeypatch.setattr(later, "later", waiting.append)
    for address in ("anna@example.org", "nobody@example.org"):
        client.post("/password/forgotten/", {"email": address})
    assert (len(waiting), len(mailoutbox)) == (2, 0)
    for work in waiting:
        work()
    assert len(mailoutbox) == 1


def test_a_mailbox_is_not_filled(anna: User, client: Client, mailoutbox: list[Any], monkeypatch: Any) -> None:
    for _number in range(3):
        client.post("/password/forgotten/", {"email": "anna@example.org"})
        # The next request may reach another worker, with a memory of its own
        cache.clear()
    assert len(mailoutbox) == 1
    assert "at most every 5 minutes" in text_of(client.get("/password/forgotten/sent/"))
    later = time.time() + 301
    monkeypatch.setattr("accounts.throttling.counting.time", SimpleNamespace(time=lambda: later))
    client.post("/password/forgotten/", {"email": "anna@example.org"})
    assert len(mailoutbox) == 2


def test_a_new_password_ends_the_sessions_and_if_wished_the_keys(
    anna: User, client: Client, mailoutbox: list[Any]
) -> None:
    thief = Client()
    thief.force_login(anna)
    make_key(user=anna, name="nightly")
    client.post("/password/forgotten/", {"email": "anna@example.org"})
    path = link_of(mailoutbox[0])
    browser, answer = choose(path, "short")
    assert "This password is too short" in text_of(answer)
    assert thief.get("/").status_code == 200
    opened = Client().get(path, follow=True)
    assert opened.context["form"]["end_keys"].value() is True
    _browser, answer = choose(path)
    assert answer["Location"] == "/sign-in/"
    assert thief.get("/")["Location"].startswith("/sign-in/")
    assert Key.objects.count() == 1
    assert "too old" in text_of(choose(path)[1])
    # The same on the page of the password, with the keys
    browser = Client()
    browser.force_login(User.objects.get(username="anna"))
    sent = {"old_password": NEW, "new_password1": PASSWORD, "new_password2": PASSWORD, "end_keys": "on"}
    assert browser.post("/password/", sent).status_code == 302
    assert not Key.objects.exists()
    assert browser.get("/").status_code == 200


def test_a_link_signs_nobody_in_who_has_a_second_factor(anna: User, client: Client, mailoutbox: list[Any]) -> None:
    client.post("/password/forgotten/", {"email": "anna@example.org"})
    browser, _answer = choose(link_of(mailoutbox[0]))
    assert "_auth_user_id" not in browser.session
