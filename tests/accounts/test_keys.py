"""Keys for programs: what each scope opens, how a key ends, and where it is never written."""

import json
import logging
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings as site
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.db import transaction
from django.test import Client
from django.utils import timezone

from accounts.choices import Scope
from accounts.keys import make_key
from accounts.models import Key
from accounts.roles import Role
from budgets.books.rights import COMPARE
from changes.approving.rights import KIND as PROPOSAL
from changes.models import Change, Way
from changes.opened import changing
from changes.rights import may
from changes.version import version
from portfolio.middleware import ContributorsFence
from projects.models import Project
from tests import builders
from tests.pages.test_pages import text_of
from tests.rights import people

pytestmark = pytest.mark.django_db
MONEY = ("allocation", "fund", "entry", "contract", "co-financing", "budget-post", "budget-rate", "period", "rule")
REGISTER = ("project", "organisation", "place", "document", "source", "event")
SCOPES = [*((scope,) for scope in Scope.values), ("write", "money")]
BOTH = {("api:project-detail", "PUT"), ("api:project-detail", "DELETE")}
"""Writes to the project whole, which has a grant: they change the money as well."""
WHOEVER = {("api:token", "POST")}


def ask(key: str, method: str, address: str, data: Any = None) -> Any:
    headers = {"authorization": f"Token {key}", "if-match": "*"}
    body = json.dumps(data or {}) if method != "GET" else ""
    return Client().generic(method, address, body, "application/json", headers=headers)


def expected(name: str, method: str, scopes: tuple[str, ...]) -> bool:
    """Returns whether a key of a superuser with these scopes may do this. Written beside the code, not with it."""
    if (name, method) in WHOEVER:
        return True
    if method == "GET":
        return "read" in scopes or ("calendar" in scopes and name in ContributorsFence.OPEN)
    if (name, method) in BOTH:
        return {"write", "money"} <= {*scopes}
    kind = name.removeprefix("api:").removesuffix("-list").removesuffix("-detail")
    if kind in MONEY or name in ("api:period-close", "api:period-reopen"):
        return "money" in scopes
    return kind in (*REGISTER, "changes", "undo-change", "document-files") and "write" in scopes


@pytest.fixture
def _quiet() -> Any:
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


@pytest.mark.once
@pytest.mark.usefixtures("_quiet")
def test_each_scope_opens_its_addresses_and_no_other() -> None:
    """Every address of the API, with every method, by keys of an account that may do everything."""
    known, chief = people.register(), people.account(people.CHIEF)
    whole = make_key(user=chief, name="Whole")
    keys = {scopes: make_key(user=chief, name="Limited", scopes=scopes) for scopes in SCOPES}
    asked, wrong = 0, {}
    for pattern, name in people.patterns():
        address = people.address_of(pattern, name, known) if pattern.startswith("api/") else ""
        for method in people.API if address else ():
            data = people.SENT.get((name, method))
            usual = undone(whole, method, address, data)
            # A method that the address does not have, and the page of the API, which no key opens
            if usual in (302, 403, 405):
                continue
            for scopes, key in keys.items():
                answer = undone(key, method, address, data)
                opened, asked = answer == usual or answer not in (401, 403, 404), asked + 1
                if opened != expected(name, method, scopes):
                    wrong[name, method, scopes] = (usual, answer)
    assert not wrong
    assert asked > 400


def undone(key: str, method: str, address: str, data: Any) -> int:
    """Returns the status of the answer. Nothing that was written stays."""
    with transaction.atomic():
        status: int = ask(key, method, address, data).status_code
        transaction.set_rollback(True)
    return status


@pytest.mark.parametrize(
    ("action", "kind"),
    [("approve", PROPOSAL), ("withdraw", PROPOSAL), (COMPARE, "ledger"), ("use", "desk"), ("give", "role")],
)
def test_a_key_with_scopes_does_nothing_that_is_for_persons(action: str, kind: str) -> None:
    chief = people.account(people.CHIEF)
    chief.acting_key = Key(scopes=" ".join(Scope.values))
    assert not may(chief, action, kind)
    chief.acting_key = Key(scopes="")
    assert kind == PROPOSAL or may(chief, action, kind)


@pytest.mark.parametrize("role", [Role.READER, Role.CONTRIBUTOR, Role.ADMINISTRATOR])
def test_a_key_never_may_more_than_its_account(role: str) -> None:
    builders.project("P-1", councils=("MR-A",))
    key = make_key(user=people.account(role), name="All", scopes=Scope.values)
    assert ask(key, "PATCH", "/api/v1/projects/P-1/", {"title": "Mine"}).status_code == 403
    assert ask(key, "POST", "/api/v1/organisations/", {"slug": "mine", "name": "Mine"}).status_code == 403
    assert ask(key, "GET", "/api/v1/projects/").status_code == (403 if role == Role.CONTRIBUTOR else 200)


@pytest.mark.parametrize(
    ("scopes", "status"), [((), 200), (("read",), 200), (("calendar",), 200), (("write", "money"), 401)]
)
def test_a_key_of_the_calendar_opens_the_feed(scopes: tuple[str, ...], status: int) -> None:
    key = make_key(user=people.account(Role.READER), name="Outlook", scopes=scopes)
    assert ask(key, "GET", "/calendar.ics").status_code == status


def test_a_key_ends_after_its_last_day() -> None:
    user, today = people.account(Role.READER), timezone.localdate()
    for days, status in ((0, 200), (1, 200), (-1, 401)):
        key = make_key(user=user, name="Short", expires=today + timedelta(days=days))
        assert ask(key, "GET", "/api/v1/councils/").status_code == status
    assert ask(key, "GET", "/api/v1/councils/").json() == {"detail": "The key has expired."}


def test_an_ended_key_stops_between_two_pages_of_a_list() -> None:
    for number in range(3):
        builders.project(f"P-{number}")
    user = people.account(Role.READER)
    key = make_key(user=user, name="Nightly", scopes=["read"])
    page = ask(key, "GET", "/api/v1/projects/?portfolio=all&page_size=1").json()
    client = Client()
    client.force_login(user)
    client.post(f"/account/keys/{Key.objects.get().pk}/end/")
    assert ask(key, "GET", page["next"].removeprefix("http://testserver")).status_code == 401


def test_the_last_use_is_written_every_five_minutes_and_moves_no_version() -> None:
    key = make_key(user=people.account(Role.READER), name="Nightly")
    assert Key.objects.get().used is None
    data = version()
    ask(key, "GET", "/api/v1/councils/")
    first = Key.objects.get().used
    ask(key, "GET", "/api/v1/councils/")
    assert Key.objects.get().used == first
    Key.objects.update(used=timezone.now() - timedelta(minutes=6))
    ask(key, "GET", "/api/v1/councils/")
    assert Key.objects.get().used > first
    assert version() == data


def test_reading_as_of_an_earlier_change_writes_no_last_use() -> None:
    """Its transaction writes nothing: on SQLite it would keep other writers waiting until a file is sent."""
    builders.project("P-1")
    with changing(way=Way.ADMIN):
        Project.objects.update(status="ongoing")
    number = Change.objects.latest("number").number
    key = make_key(user=people.account(Role.READER), name="Nightly")
    for address in (f"/as-of/{number}/api/v1/councils/", f"/api/v1/councils/?as_of={number}"):
        answer = ask(key, "GET", address)
        assert (answer.status_code, answer["X-As-Of-Change"]) == (200, str(number))
    assert Key.objects.get().used is None


# The page


FORM = {"name": "Nightly report", "scopes": ["read", "money"], "days": "90"}


def test_a_person_makes_a_key_which_is_shown_once(reader: Client) -> None:
    page = reader.post("/account/keys/", FORM)
    key = page.content.decode().split('<code class="secret">')[1].split("<")[0]
    assert "no-store" in page["Cache-Control"]
    row = Key.objects.get()
    assert (row.scopes, row.expires) == ("read money", timezone.localdate() + timedelta(days=90))
    assert ask(key, "GET", "/api/v1/councils/").status_code == 200
    shown = reader.get("/account/keys/")
    assert key not in shown.content.decode()
    assert "read the register, the money and the calendar" in text_of(shown)


def test_making_a_key_asks_the_person_to_confirm(client: Client) -> None:
    User.objects.create_user("anna", password="a long password")
    client.post("/sign-in/", {"username": "anna", "password": "a long password"})
    answer = client.post("/account/keys/", FORM)
    assert answer["Location"] == "/account/confirm/?next=%2Faccount%2Fkeys%2F"
    assert client.post("/account/confirm/", {"password": "wrong", "next": "/account/keys/"}).status_code == 200
    assert not Key.objects.exists()
    # What was typed is kept: the confirmation makes the key and shows it
    page = client.post("/account/confirm/", {"password": "a long password", "next": "/account/keys/"})
    assert '<code class="secret">' in page.content.decode()
    assert "no-store" in page["Cache-Control"]
    assert Key.objects.get().name == "Nightly report"
    # For some minutes it does not ask again
    assert client.post("/account/keys/", FORM).status_code == 200


def test_old_keys_are_listed_as_without_limits(reader: Client) -> None:
    make_key(user=User.objects.get(), name="POST token/", by_sign_in=True)
    assert "no limits" in text_of(reader.get("/account/keys/"))


@pytest.mark.parametrize(
    "changed", [{"scopes": []}, {"scopes": ["all"]}, {"name": ""}, {"portfolios": ["nowhere"]}, {"days": "99999"}]
)
def test_a_form_that_makes_no_sense_makes_no_key(reader: Client, changed: dict[str, Any]) -> None:
    assert reader.post("/account/keys/", {**FORM, **changed}).status_code == 400
    assert not Key.objects.exists()


def test_an_account_has_at_most_a_hundred_keys(reader: Client) -> None:
    for _number in range(100):
        make_key(user=User.objects.get(), name="One")
    answer = reader.post("/account/keys/", FORM)
    assert (answer.status_code, Key.objects.count()) == (400, 100)
    assert "You have 100 keys" in text_of(answer)


def test_nobody_ends_the_key_of_another(reader: Client, admin_user: User) -> None:
    make_key(user=admin_user, name="Mine")
    assert reader.post(f"/account/keys/{Key.objects.get().pk}/end/").status_code == 404
    assert Key.objects.exists()


def test_the_editing_side_makes_keys_with_limits(admin_client: Client, admin_user: User) -> None:
    builders.portfolio("ours")
    sent = {"user": admin_user.pk, "name": "Mine", "scopes": ["read"], "portfolios": ["ours"], "days": "30"}
    page = admin_client.post("/admin/accounts/key/add/", sent)
    assert '<code class="secret">' in page.content.decode()
    row = Key.objects.get()
    assert (row.scopes, row.portfolios, row.expires) == ("read", "ours", timezone.localdate() + timedelta(days=30))
    assert "(ours)" in text_of(admin_client.get("/admin/accounts/key/"))
    assert admin_client.get(f"/admin/accounts/key/{row.pk}/change/").status_code == 200


# The command


def test_the_command_makes_a_key_and_prints_it() -> None:
    people.account(Role.READER)
    builders.portfolio("ours")
    out = StringIO()
    call_command("make_key", "reader", "Nightly", scope=["read", "money"], portfolio=["ours"], days=0, stdout=out)
    row = Key.objects.get()
    assert (row.scopes, row.portfolios, row.expires) == ("read money", "ours", None)
    assert ask(out.getvalue().strip(), "GET", "/api/v1/councils/").status_code == 200
    call_command("make_key", "reader", "Nightly", stdout=out)
    row = Key.objects.latest("pk")
    assert (row.scopes, row.expires) == ("read", timezone.localdate() + timedelta(days=365))


def test_the_command_refuses_what_does_not_exist() -> None:
    people.account(Role.READER)
    with pytest.raises(CommandError, match="no account nobody"):
        call_command("make_key", "nobody", "Nightly")
    with pytest.raises(CommandError, match="no portfolio nowhere"):
        call_command("make_key", "reader", "Nightly", portfolio=["nowhere"])


# Where a key is never written


def test_a_key_is_in_no_log_no_table_and_no_address(reader: Client, caplog: Any) -> None:
    caplog.set_level(logging.DEBUG)
    page = reader.post("/account/keys/", {**FORM, "scopes": Scope.values})
    key = page.content.decode().split('<code class="secret">')[1].split("<")[0]
    chief = people.account(people.CHIEF)
    other = make_key(user=chief, name="Chief")
    ask(key, "GET", "/api/v1/projects/")
    ask(other, "POST", "/api/v1/organisations/", {"slug": "made", "name": "Made", "kind": "agency"})
    ask(other, "POST", "/api/v1/nowhere/")
    ask(f"{key}0", "GET", "/api/v1/projects/")
    kept = [str(list(model._base_manager.values())) for model in apps.get_models(include_auto_created=True)]
    for secret in (key, other):
        assert secret not in caplog.text
        assert not [rows for rows in kept if secret in rows]
    # The page that shows it has no other address than the list, and sends no address to other sites
    assert page.request["PATH_INFO"] == "/account/keys/"
    assert page["Referrer-Policy"] == "same-origin"
    assert Client().get(f"/api/v1/projects/?token={key}").status_code == 401
    assert site.SECURE_REFERRER_POLICY == "same-origin"
