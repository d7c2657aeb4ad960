"""Visitors of a site with open reading, readers and organisations never see contacts, drafts, comments, names of
accounts, or the history of persons: at no address, in no file."""

import logging
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.cache import cache
from django.test import Client

from accounts.models import SavedView
from accounts.roles import Role
from budgets.models import BookMatch
from changes.models import Draft, Way
from changes.opened import changing
from desk.models import Comment, Task
from letters.models import Letter
from projects.models import Contact, Project
from tests import builders
from tests.rights import people

pytestmark = pytest.mark.django_db

PLANTED = "Plantagenet"
SECRETS = ("personal-feed", "letters-feed", "stop-letters")
"""Addresses that hold a secret open for whoever knows it."""
FILES = ("csv", "ndjson", "json", "ics")


@pytest.fixture
def known() -> dict[str, Any]:
    """A row of each kind, with the planted name wherever a person can stand."""
    known = people.register()
    get_user_model().objects.filter(username="other").update(
        username=f"{PLANTED}.user", first_name=PLANTED, last_name=PLANTED, email=f"{PLANTED}@example.org"
    )
    other = get_user_model().objects.get()
    # An organisation chooses from its own contacts; this one is of another organisation
    Contact.objects.update(organisation=builders.organisation("ministry"))
    with changing(way=Way.ADMIN, actor=other, reason="Moved"):
        Contact.objects.update(person=PLANTED, email=f"{PLANTED}@example.org", telephone="", note=PLANTED, post=PLANTED)
        Project.objects.update(status="closed")
    Comment.objects.update(text=PLANTED)
    Task.objects.update(text=PLANTED)
    Draft.objects.update(data={"title": [PLANTED]})
    SavedView.objects.update(name=PLANTED)
    Letter.objects.update(content={"title": PLANTED, "sections": []})
    BookMatch.objects.create(kind="post", theirs="x", folded="x", ours="y", reason=PLANTED, person=other)
    return known


def addresses(known: dict[str, Any]) -> Iterator[str]:
    for pattern, name in people.patterns():
        # Nobody of them opens the editing side, as the table of docs/security.md says
        if name in SECRETS or pattern.startswith("admin/"):
            continue
        address = people.address_of(pattern, name, known)
        yield address
        if name.startswith("api:") or name in ("projects", "allocations", "calendar", "event"):
            sign = "&" if "?" in address else "?"
            yield from (f"{address}{sign}format={one}" for one in FILES)
        if name in ("search", "projects", "organisations", "calendar", "changes"):
            yield f"{address}?search={PLANTED}"
    yield from ("/organisations/ministry/", "/api/v1/organisations/ministry/", "/api/v1/events/?fields=contacts")


def clients() -> Iterator[tuple[str, Client]]:
    yield people.OPEN, Client()
    for role in (Role.READER, Role.CONTRIBUTOR):
        client = Client()
        client.force_login(people.account(role))
        yield role, client


def test_nobody_of_them_sees_a_person_anywhere(known: dict[str, Any]) -> None:
    logging.disable(logging.CRITICAL)
    shown = []
    for role, client in clients():
        settings.OPEN_READING = role == people.OPEN
        try:
            for address in addresses(known):
                cache.clear()
                said, status = body_of(client.get(address))
                # A page repeats the words that were searched
                if (PLANTED in said and "search=" not in address) or f"{PLANTED}." in said or f"{PLANTED}@" in said:
                    shown.append((role, address, status))
        finally:
            settings.OPEN_READING = False
            logging.disable(logging.NOTSET)
    assert shown == []


def test_the_same_addresses_show_them_to_those_who_may(known: dict[str, Any]) -> None:
    """The planted names are where the other test looks for them."""
    client = Client()
    client.force_login(people.account(Role.ADVISER))
    seen = [address for address in addresses(known) if PLANTED in body_of(client.get(address))[0]]
    assert {"/organisations/ministry/", "/desk/projects/P-1/comments/"} <= {one.split("?")[0] for one in seen}
    assert any(one.startswith("/changes/") for one in seen)


def body_of(answer: Any) -> tuple[str, int]:
    """Returns what an answer says, also of a file that is sent in pieces, and its status."""
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return body.decode("utf-8", "replace"), answer.status_code
