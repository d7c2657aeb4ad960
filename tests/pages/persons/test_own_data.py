"""A person sees and downloads everything that refers to their account, and nothing of others."""

import json
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.test import Client

from accounts.keys.making import make_key
from accounts.models import SavedView
from accounts.roles import Role
from tests.rights import people

pytestmark = pytest.mark.django_db


def signed_in(account: Any) -> Client:
    client = Client()
    client.force_login(account)
    return client


def test_the_file_holds_every_row_of_the_account_and_no_secret() -> None:
    people.register()
    other = get_user_model().objects.get(username="other")
    other.set_password("a long password")
    other.save()
    key = make_key(user=other, name="Program")
    browser = signed_in(other)
    answer = browser.get("/account/data.json")
    assert (answer["Content-Type"], answer["Content-Disposition"]) == (
        "application/json",
        f'attachment; filename="oversigt-{other.pk}.json"',
    )
    said = json.loads(answer.content)
    kept = {part["kept"]: part["rows"] for part in said["kept"]}
    assert said["account"]["username"] == "other"
    assert [row["name"] for row in kept["accounts.SavedView.owner"]] == ["Mine"]
    assert [row["text"] for row in kept["desk.Comment.author"]] == ["Called"]
    assert kept["letters.Letter.user"][0]["content"] == {"title": "News", "sections": []}
    assert "changes.Change.actor" in kept
    text = answer.content.decode()
    assert key not in text
    assert other.password not in text
    assert not [row for row in kept["accounts.Key.user"] if "digest" in row]
    page = browser.get("/account/data/").content.decode()
    assert "Saved views (owner)" in page


def test_the_page_and_the_erasure_name_rows_in_plain_words() -> None:
    people.register()
    other = get_user_model().objects.get(username="other")
    other.groups.add(Group.objects.create(name="Helpers"))
    page = signed_in(other).get("/account/data/").content.decode()
    assert "Roles of accounts (of the account)" in page
    assert "(written by the account)" in page
    chief = signed_in(people.account(people.CHIEF, "boss"))
    for text in (page, chief.get(f"/people/{other.pk}/erase/").content.decode()):
        assert "arlier versions: projects" in text
        for jargon in ("relationship", "istorical", "history user"):
            assert jargon not in text


def test_the_secrets_of_a_second_factor_are_not_in_it() -> None:
    reader = people.account(Role.READER, "rita")
    Authenticator.objects.create(user=reader, type="totp", data={"secret": "JBSWY3DPEHPK3PXP"})
    text = signed_in(reader).get("/account/data.json").content.decode()
    assert "mfa.Authenticator.user" in text
    assert "JBSWY3DPEHPK3PXP" not in text


def test_nothing_of_others_is_in_it() -> None:
    people.register()
    reader = people.account(Role.READER, "rita")
    SavedView.objects.create(owner=reader, name="Rita's", page="projects")
    said = json.loads(signed_in(reader).get("/account/data.json").content)
    own = [part["kept"] for part in said["kept"] if part["kept"].startswith("accounts.")]
    own = [name for name in own if "Historical" not in name]
    assert own == ["accounts.OpenSession.user", "accounts.SavedView.owner"]
    assert "other" not in json.dumps([part["rows"] for part in said["kept"]])


def test_accounts_of_organisations_see_theirs_too() -> None:
    contributor = people.account(Role.CONTRIBUTOR, "kari")
    assert signed_in(contributor).get("/account/data/").status_code == 200
    assert Client().get("/account/data/").status_code == 302
