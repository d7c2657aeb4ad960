"""With a limited role a person changes nothing of another portfolio, whichever way they name it; and nobody finds what
is kept from them by its number, by a search, in a file, in the history or in a list to choose from."""

import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from accounts.roles import Role
from budgets.models import CoFinancing
from changes.models import Change, Draft, Way
from changes.opened import changing
from desk.models import Comment
from letters.models import Letter
from projects.models import Contact, Project
from tests import builders
from tests.rights import people

pytestmark = pytest.mark.django_db

ADVISERS = ("project", "event")
CONTROLLERS = ("allocation", "entry", "contract", "co-financing")
KINDS = [*((Role.ADVISER, kind) for kind in ADVISERS), *((Role.CONTROLLER, kind) for kind in CONTROLLERS)]
PATHS = {kind: f"{kind}s" for kind in ("project", "event", "allocation", "contract")}
PATHS |= {"entry": "entries", "co-financing": "co-financing"}
CHANGED = {
    "project": {"title": "Another"},
    "event": {"title": "Another"},
    "allocation": {"amount": "20.00"},
    "entry": {"remark": "Another"},
    "contract": {"administrative_body": "body"},
    "co-financing": {"description": "Another"},
}


def rows_of(reference: str, portfolio: str) -> dict[str, Any]:
    """Makes a project of the portfolio with a record of each kind."""
    project = builders.project(reference, portfolio=builders.portfolio(portfolio, own=portfolio == "ours"))
    grant = builders.allocation(project)
    event = builders.event(f"{reference.lower()}-meeting")
    event.projects.add(project)
    shared = CoFinancing.objects.create(
        code=f"{reference}-F1", project=project, organisation=builders.organisation(), amount="5.00"
    )
    return {
        "project": project,
        "allocation": grant,
        "entry": builders.entry(grant, amount="10.00"),
        "contract": builders.contract(grant),
        "co-financing": shared,
        "event": event,
    }


def key_of(row: Any) -> str:
    return str(next(getattr(row, name) for name in ("reference", "code", "slug") if hasattr(row, name)))


@pytest.fixture
def register() -> dict[str, dict[str, Any]]:
    return {"ours": rows_of("OURS", "ours"), "theirs": rows_of("THEIRS", "theirs")}


def limited(role: str) -> Client:
    client = Client()
    client.force_login(people.limited(role, "ours"))
    return client


def send(client: Client, method: str, address: str, body: Any) -> int:
    headers = {"if-match": "*"}
    return client.generic(method, address, json.dumps(body), "application/json", headers=headers).status_code


@pytest.mark.parametrize(("role", "kind"), KINDS)
@pytest.mark.parametrize("portfolio", ["ours", "theirs"])
def test_a_program_writes_within_the_limits_only(role: str, kind: str, portfolio: str, register: Any) -> None:
    client, key = limited(role), key_of(register[portfolio][kind])
    address, refused = f"/api/v1/{PATHS[kind]}/{key}/", portfolio == "theirs"
    operation = {"kind": kind, "key": key, "if_match": "*"}
    ways = [
        send(client, "PATCH", address, CHANGED[kind]),
        send(client, "PATCH", f"{address}?dry_run=true", CHANGED[kind]),
        send(
            client,
            "POST",
            "/api/v1/changes/",
            {"operations": [{**operation, "action": "update", "data": CHANGED[kind]}]},
        ),
    ]
    assert [status == 403 for status in ways] == [refused] * 3, ways
    if refused:
        assert send(client, "DELETE", address, {}) == 403
        assert send(client, "PUT", address, CHANGED[kind]) == 403
        assert send(client, "POST", "/api/v1/changes/", {"operations": [{**operation, "action": "delete"}]}) == 403


@pytest.mark.parametrize("portfolio", ["ours", "theirs"])
def test_pages_take_forms_within_the_limits_only(portfolio: str, register: Any) -> None:
    project, event = register[portfolio]["project"], register[portfolio]["event"]
    adviser, controller = limited(Role.ADVISER), Client()
    controller.force_login(people.limited(Role.CONTROLLER, "ours", "keeper"))
    answers = [
        adviser.post(f"/projects/{project.reference}/edit/texts/").status_code == 403,
        adviser.get(f"/projects/{project.reference}/?edit=texts").status_code == 403,
        adviser.get(f"/calendar/events/{event.slug}/edit/").status_code == 404,
        adviser.post(f"/calendar/events/{event.slug}/confirm/").status_code == 403,
        controller.post(f"/projects/{project.reference}/entries/new/?kind=paid").status_code == 403,
        controller.post(f"/projects/{project.reference}/contract/").status_code == 403,
        adviser.post(f"/admin/projects/project/{project.pk}/change/").status_code == 403,
        controller.post(f"/admin/budgets/allocation/{register[portfolio]['allocation'].pk}/change/").status_code == 403,
    ]
    assert answers == [portfolio == "theirs"] * 8


def test_nobody_undoes_a_change_outside_the_limits(register: Any) -> None:
    for name, status in (("ours", 201), ("theirs", 403)):
        with changing(way=Way.ADMIN):
            Project.objects.filter(pk=register[name]["project"].pk).update(status="ongoing")
        number = Change.objects.latest("number").number
        client = Client()
        client.force_login(people.limited(Role.ADVISER, "ours", name))
        assert send(client, "POST", f"/api/v1/changes/{number}/undo/", {}) == status
    assert Project.objects.get(reference="THEIRS").status == "ongoing"


def test_nobody_adds_to_a_project_outside_the_limits(register: Any) -> None:
    client = limited(Role.CONTROLLER)
    for name, refused in (("OURS", False), ("THEIRS", True)):
        sent = {"project": name, "reference": f"{name}-A9", "amount": "1.00"}
        assert (send(client, "POST", "/api/v1/allocations/", sent) == 403) is refused
        entry = {"allocation": f"{name}-A1", "reference": f"{name}-A1-E9", "kind": "paid", "day": "2025-02-01"}
        assert (send(client, "POST", "/api/v1/entries/", {**entry, "amount": "1.00"}) == 403) is refused


def test_a_limit_keeps_nobody_from_reading(register: Any) -> None:
    client = limited(Role.ADVISER)
    assert client.get("/projects/THEIRS/").status_code == 200
    assert client.get("/api/v1/projects/THEIRS/").json()["budget_dkk"] == "100.00"


def test_an_adviser_finds_a_contact() -> None:
    """So the search of the next test would find it, too, if it were shown."""
    contact = builders.contact(person=PERSON)
    client = Client()
    client.force_login(people.account(Role.ADVISER))
    assert PERSON in client.get(f"/organisations/{contact.organisation.slug}/").content.decode()
    assert PERSON in client.get("/admin/projects/contact/?q=Zyxwhilde").content.decode()


PERSON, COMMENT, AMOUNT = "Zyxwhilde Quasp", "Brxnolp calls", "73219"
ACCOUNT, DRAFT, LETTER = "Wumbelo Ptarx", "Glimfast wrote", "Krovanti news"
"""The name of who changed records, what that person typed and did not save, and the title of their letter."""
OF_STAFF = (PERSON, COMMENT, ACCOUNT, DRAFT, LETTER)
KEPT_FROM: dict[str, tuple[str, ...]] = {
    people.VISITOR: (*OF_STAFF, AMOUNT),
    people.OPEN: OF_STAFF,
    Role.READER: OF_STAFF,
    Role.CONTRIBUTOR: (*OF_STAFF, AMOUNT),
    Role.ADVISER: (DRAFT, LETTER),
    Role.CONTROLLER: (PERSON, DRAFT, LETTER),
    Role.ADMINISTRATOR: (PERSON, DRAFT, LETTER),
}
"""What each of them must never see. Visitors with open reading see what readers see."""
WITH_SECRETS = {"letters-feed", "personal-feed", "stop-letters"}
"""Addresses that open for whoever knows them, and belong to the person of the letter."""
SEARCHES = (
    "/search/?search=Zyxwhilde",
    "/search/?search=Brxnolp",
    "/api/v1/organisations/?search=Zyxwhilde",
    "/api/v1/organisations/?format=csv",
    "/api/v1/events/?format=ndjson",
    "/api/v1/projects/?format=ndjson",
    "/api/v1/entries/?format=csv",
    "/calendar.ics",
    "/nearest/?kinds=organisation&name=partner&words=Zyxwhilde",
    "/admin/autocomplete/?app_label=events&model_name=eventcontact&field_name=contact&term=Zyx",
    "/admin/projects/contact/?q=Zyxwhilde",
)


@pytest.fixture
def _quiet() -> Iterator[None]:
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


def plant_what_is_personal() -> None:
    """Gives the person who owns everything personal a name, a draft and a letter that can be found again."""
    first, last = ACCOUNT.split()
    User.objects.filter(username="other").update(first_name=first, last_name=last)
    Draft.objects.update(data={"title_en": [DRAFT], "summary_en": [DRAFT]})
    Letter.objects.update(content={"title": LETTER, "sections": []})
    with changing(way=Way.ADMIN, actor=User.objects.get(username="other")):
        Project.objects.update(summary_en="Changed by somebody")


@pytest.mark.usefixtures("_quiet")
@pytest.mark.parametrize("role", KEPT_FROM)
def test_what_is_kept_from_a_role_is_on_no_page_and_in_no_answer(role: str, settings: Any) -> None:
    settings.OPEN_READING = role == people.OPEN
    known = people.register()
    plant_what_is_personal()
    contact = Contact.objects.get()
    with changing(way=Way.ADMIN):
        Contact.objects.filter(pk=contact.pk).update(person=PERSON)
    Comment.objects.update(text=COMMENT)
    builders.allocation(Project.objects.get(), f"{AMOUNT}.00")
    event = builders.event("with-contact", parties=("body",))
    event.contacts.add(contact)
    client = Client()
    if role not in (people.OPEN, people.VISITOR):
        client.force_login(people.account(role))
    names = {name: pattern for pattern, name in people.patterns() if not pattern.startswith("admin/")}
    shown = [people.address_of(pattern, name, known) for name, pattern in names.items() if name not in WITH_SECRETS]
    history = f"/admin/projects/contact/{contact.pk}/history/"
    for address in (*shown, *SEARCHES, history, f"/organisations/{contact.organisation.slug}/"):
        answer = client.get(address)
        content = answer.getvalue().decode(errors="replace")
        assert not [secret for secret in KEPT_FROM[role] if secret in content.replace(",", "")], address
