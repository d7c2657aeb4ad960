"""Nobody gains rights: not through an account, a group, a key or an address of the editing side."""

from hashlib import sha256
from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.test import Client

from accounts.keys import make_key
from accounts.models import Key, SavedView
from tests import builders

pytestmark = pytest.mark.django_db


def right(name: str) -> Permission:
    app, codename = name.split(".")
    return Permission.objects.get(content_type__app_label=app, codename=codename)


@pytest.fixture
def keeper(django_user_model: Any) -> Any:
    """Creates a person who keeps accounts and keys, and may change projects; nothing else."""
    person = django_user_model.objects.create_user("keeper", password="right", is_staff=True)
    names = ["auth.view_user", "auth.add_user", "auth.change_user", "auth.delete_user", "auth.change_group"]
    names += ["auth.view_group", "accounts.add_key", "accounts.view_key", "projects.change_project"]
    person.user_permissions.set([right(name) for name in names])
    return person


@pytest.fixture
def desk(keeper: Any) -> Client:
    client = Client()
    client.force_login(keeper)
    return client


def account_form(account: Any, **changed: Any) -> dict[str, Any]:
    fields: dict[str, Any] = {"username": account.username, "is_active": "on", "is_staff": "on"}
    fields["user_permissions"] = list(account.user_permissions.values_list("pk", flat=True))
    return {**fields, "date_joined_0": "2026-01-01", "date_joined_1": "00:00", **changed}


def test_nobody_makes_themselves_a_superuser(desk: Client, keeper: Any) -> None:
    address = f"/admin/auth/user/{keeper.pk}/change/"
    assert 'name="is_superuser"' not in desk.get(address).content.decode()
    desk.post(address, account_form(keeper, is_superuser="on"))
    keeper.refresh_from_db()
    assert not keeper.is_superuser


def test_rights_are_given_only_by_who_has_them(desk: Client, keeper: Any, django_user_model: Any) -> None:
    other = django_user_model.objects.create_user("other", is_staff=True)
    address = f"/admin/auth/user/{other.pk}/change/"
    refused = desk.post(address, account_form(other, user_permissions=[right("projects.delete_project").pk]))
    assert refused.status_code == 200
    assert "You can only give rights that you have yourself" in refused.content.decode()
    assert not other.user_permissions.exists()
    given = desk.post(address, account_form(other, user_permissions=[right("projects.change_project").pk]))
    assert given.status_code == 302
    assert [one.codename for one in other.user_permissions.all()] == ["change_project"]


def test_a_group_with_more_rights_is_not_given_either(desk: Client, django_user_model: Any) -> None:
    mighty = Group.objects.create(name="mighty")
    mighty.permissions.add(right("projects.delete_project"))
    other = django_user_model.objects.create_user("other", is_staff=True)
    refused = desk.post(f"/admin/auth/user/{other.pk}/change/", account_form(other, groups=[mighty.pk]))
    assert refused.status_code == 200
    assert not other.groups.exists()


def test_a_group_does_not_grow_beyond_the_rights_of_who_changes_it(desk: Client, keeper: Any) -> None:
    group = Group.objects.create(name="advisers")
    keeper.groups.add(group)
    refused = desk.post(
        f"/admin/auth/group/{group.pk}/change/", {"name": "advisers", "permissions": [right("auth.delete_group").pk]}
    )
    assert refused.status_code == 200
    assert not group.permissions.exists()


@pytest.mark.parametrize("active", [True, False])
def test_an_account_with_more_rights_cannot_be_changed_or_taken_over(
    desk: Client, django_user_model: Any, active: bool
) -> None:
    chief = django_user_model.objects.create_user("chief", password="right", is_staff=True, is_active=active)
    chief.user_permissions.add(right("projects.delete_project"))
    boss = django_user_model.objects.create_superuser("boss", password="right")
    for account in (chief, boss):
        changed = desk.post(f"/admin/auth/user/{account.pk}/change/", account_form(account, username="mine"))
        password = {"password1": "another-1-word", "password2": "another-1-word", "usable_password": "true"}
        taken = desk.post(f"/admin/auth/user/{account.pk}/password/", password)
        deleted = desk.post(f"/admin/auth/user/{account.pk}/delete/", {"post": "yes"})
        assert (changed.status_code, taken.status_code, deleted.status_code) == (403, 403, 403)
        account.refresh_from_db()
        assert account.check_password("right")


def test_of_a_key_only_the_hash_is_stored(desk: Client, keeper: Any, client: Client) -> None:
    page = desk.post("/admin/accounts/key/add/", {"user": keeper.pk, "name": "Nightly report"})
    key = page.content.decode().split('<code class="secret">')[1].split("<")[0]
    assert len(key) == 40
    assert "no-store" in page["Cache-Control"]
    row = Key.objects.get()
    assert (row.digest, row.start) == (sha256(key.encode()).hexdigest(), key[:4])
    assert key not in desk.get("/admin/accounts/key/").content.decode()
    assert key not in desk.get(f"/admin/accounts/key/{row.pk}/change/").content.decode()
    assert client.get("/api/v1/projects/", headers={"Authorization": f"Token {key}"}).status_code == 200


def test_nobody_makes_a_key_for_an_account_with_more_rights(desk: Client, admin_user: Any) -> None:
    refused = desk.post("/admin/accounts/key/add/", {"user": admin_user.pk, "name": "Mine"})
    assert refused.status_code == 200
    assert not Key.objects.exists()


def test_an_account_keeps_twenty_keys_of_signing_in_and_all_that_were_made_by_hand(admin_user: Any) -> None:
    by_hand = make_key(user=admin_user, name="By hand")
    keys = [make_key(user=admin_user, name="POST token/", by_sign_in=True) for _number in range(22)]
    kept = set(Key.objects.values_list("digest", flat=True))
    expected = {sha256(key.encode()).hexdigest() for key in (by_hand, *keys[2:])}
    assert kept == expected


def test_a_private_view_is_not_revealed_by_the_editing_side(desk: Client, admin_user: Any) -> None:
    view = SavedView.objects.create(owner=admin_user, name="Mine", page="projects", query="search=secret")
    kind = ContentType.objects.get_for_model(SavedView)
    answer = desk.get(f"/admin/r/{kind.pk}/{view.pk}/")
    assert answer.status_code == 404
    assert "secret" not in answer.headers.get("location", "")


def test_contacts_are_seen_by_who_may_view_contacts(desk: Client, keeper: Any, reader: Client) -> None:
    contact = builders.contact(person="Karin Ek")
    page = f"/organisations/{contact.organisation.slug}/"
    for client in (desk, reader):
        assert contact.person not in client.get(page).content.decode()
    keeper.user_permissions.add(right("projects.view_contact"))
    assert contact.person in desk.get(page).content.decode()


@pytest.mark.parametrize("language", ["en", "da", "sv", "nb", "fi", "is"])
def test_no_two_rights_have_the_same_name(admin_client: Client, language: str) -> None:
    """A place and a place of a project used to be both "Register | place | Add"."""
    page = admin_client.get("/admin/auth/group/add/", headers={"accept-language": language})
    names = [str(label) for _key, label in page.context["adminform"].form.fields["permissions"].choices]
    assert len(names) == len(set(names)) > 100
    # The first words tell them apart, because a narrow list cuts the rest
    assert not any(name.partition(" · ")[0] == "" or ":" not in name for name in names)
