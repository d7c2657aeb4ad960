"""Nothing is written that a form or the API did not offer, whatever a request sends beside it."""

import json
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client

from accounts.models import SavedView
from accounts.roles import Role
from changes import tables
from changes.shape import shape_of
from desk.models import Comment, Task
from events.models import Contributor, Event, FeedAddress
from letters.models import Following
from portfolio.api_urls import router
from projects.models import Project
from tests import builders
from tests.rights import people
from tests.sent_forms import fields_of

pytestmark = pytest.mark.django_db
NASTY = {
    "id": 77, "pk": 77, "is_staff": True, "is_superuser": True, "is_active": True, "password": "x", "groups": [1],
    "user_permissions": [1], "user": 1, "owner": 1, "author": 1, "actor": 1, "until_change": 1, "history_id": 1,
    "version": 99, "confirmed": True, "closed": True, "closed_by": 1, "__class__": "x", "_state": "x", "objects": "x",
}  # fmt: skip
"""Fields that no record of the API has, whichever columns the tables have."""
KINDS = {
    kind: prefix
    for prefix, viewset, _name in router.registry
    if (kind := str(getattr(viewset, "kind", ""))) in tables.kinds()
}


def undeclared(kind: str) -> dict[str, Any]:
    """Returns the columns of a kind of record and of its history that the API does not declare, and nasty names."""
    shape, model = shape_of(kind), tables.model_of(kind)
    columns = [*model._meta.get_fields(), *model.history.model._meta.get_fields()]
    names = {name for field in columns for name in (field.name, getattr(field, "attname", field.name))}
    known = {part.name for part in shape.parts if part.in_api} | shape.derived
    known |= {f"{part.name}_language" for part in shape.parts}
    return {name: NASTY.get(name, 1) for name in sorted({*names, *NASTY} - known)}


@pytest.mark.parametrize("kind", KINDS)
def test_the_api_refuses_every_column_that_it_does_not_declare(kind: str) -> None:
    known = people.register()
    client = Client()
    client.force_login(people.account(people.CHIEF))
    key, sent = known["codes"][kind], undeclared(kind)
    model = tables.model_of(kind)
    before = list(model._base_manager.order_by("pk").values())
    headers = {"if-match": "*"}
    address = f"/api/v1/{KINDS[kind]}/{key}/"
    refused = client.patch(address, json.dumps(sent), "application/json", headers=headers)
    assert refused.status_code == 400
    assert set(sent) <= set(refused.json()), set(sent) - set(refused.json())
    made = client.post(f"/api/v1/{KINDS[kind]}/", json.dumps(sent), "application/json")
    assert made.status_code == 400
    assert list(model._base_manager.order_by("pk").values()) == before


def rows_of() -> list[Any]:
    """Returns all accounts and groups."""
    return [list(User.objects.order_by("pk").values()), list(Group.objects.order_by("pk").values())]


@pytest.fixture
def adviser() -> Client:
    client = Client()
    client.force_login(people.account(Role.ADVISER))
    return client


def more(values: dict[str, Any]) -> dict[str, Any]:
    """Returns the fields of a form with every nasty one beside them. A form names rows by their keys."""
    other = User.objects.get(username="other").pk
    return {**NASTY, "user": other, "owner": other, "author": other, "row": 1, "by_sign_in": "on", **values}


def test_own_forms_write_what_they_offer_and_for_nobody_else(adviser: Client) -> None:
    people.register()
    mine, accounts = User.objects.get(username=Role.ADVISER), rows_of()
    comments = "/desk/projects/P-1/comments/"
    sent = {"page": "projects", "query": "", "name": "Planted"}
    assert adviser.post("/views/save/", more(sent)).status_code == 302
    assert adviser.post("/calendar/addresses/", more({"name": "Planted", "query": ""})).status_code == 200
    assert adviser.post(comments, more({"text": "Planted"})).status_code == 302
    task = {"text": "Planted", "person": mine.pk, "due": "2030-01-01"}
    assert adviser.post("/desk/projects/P-1/tasks/", more(task)).status_code == 302
    follow = {"kind": "project", "key": Project.objects.get().pk, "rhythm": "weekly"}
    assert adviser.post("/letters/follow/", more(follow)).status_code == 302
    assert SavedView.objects.get(name="Planted").owner == mine
    assert FeedAddress.objects.get(name="Planted").user == mine
    assert Comment.objects.get(text="Planted").author == mine
    assert Task.objects.get(text="Planted").author == mine
    assert Following.objects.filter(user=mine).count() == 1
    assert rows_of() == accounts


def test_the_forms_of_a_project_write_nothing_of_other_sections(adviser: Client) -> None:
    people.register()
    before = Project.objects.values().get()
    for section in ("texts", "facts", "dates"):
        page = adviser.get(f"/projects/P-1/?edit={section}").content.decode()
        sent = {**fields_of(page), **{name: [str(value)] for name, value in NASTY.items()}}
        sent |= {"status": ["ongoing" if before["status"] == "closed" else "closed"]} if section != "facts" else {}
        adviser.post(f"/projects/P-1/edit/{section}/", sent)
    assert Project.objects.values().get() == before


def test_an_organisation_confirms_no_event_and_enters_none_for_others() -> None:
    people.register()
    builders.organisation("other-body")
    client = Client()
    client.force_login(people.account(Role.CONTRIBUTOR))
    page = client.get("/calendar/new/").content.decode()
    sent = {**fields_of(page, 'method="post"'), "title": ["Ours"], "status": ["confirmed"], "confirmed": ["on"]}
    sent |= {"starts": ["2030-05-01"], "organisers": ["other-body"], "organiser": ["other-body"], "slug": ["meeting"]}
    client.post("/calendar/new/", sent)
    for event in Event.objects.exclude(slug="meeting"):
        parties = {party.organisation.slug for party in event.parties.all()}
        assert event.status == "tentative"
        assert parties <= {"body"}
    assert Contributor.objects.count() == 1


def test_nobody_raises_themselves_by_the_page_of_their_own_account() -> None:
    people.register()
    keeper = people.account(Role.ADMINISTRATOR)
    client = Client()
    client.force_login(keeper)
    groups = list(Group.objects.values_list("pk", flat=True))
    account = {"username": keeper.username, "is_active": "on", "is_staff": "on", "is_superuser": "on", "groups": groups}
    joined = {"date_joined_0": "2026-01-01", "date_joined_1": "00:00"}
    sent = {**NASTY, **account, **joined, "user_permissions": [1, 2, 3]}
    client.post(f"/admin/auth/user/{keeper.pk}/change/", sent)
    keeper.refresh_from_db()
    assert not keeper.is_superuser
    assert [group.name for group in keeper.groups.all()] == [Role.ADMINISTRATOR]
    assert not keeper.user_permissions.exists()


@pytest.mark.parametrize("role", [Role.READER, Role.ADVISER, Role.CONTROLLER, Role.CONTRIBUTOR])
def test_no_other_role_opens_the_page_of_its_own_account_or_gives_rights(role: str) -> None:
    person = people.account(role)
    client = Client()
    client.force_login(person)
    before = rows_of()
    for path in ("auth/user", "auth/group", "accounts/rolelimit", "accounts/key", "events/contributor"):
        for end in (f"{person.pk}/change/", "add/", f"{person.pk}/delete/"):
            answer = client.post(f"/admin/{path}/{end}", {**NASTY, "user": person.pk, "post": "yes"})
            assert answer.status_code in (302, 403, 404), (path, end)
    client.post("/password/", {**NASTY, "old_password": "x", "new_password1": "x", "new_password2": "x"})
    assert rows_of() == before
