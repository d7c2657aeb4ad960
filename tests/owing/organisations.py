"""Accounts of organisations, and what they hand in."""

from typing import Any

from django.contrib.auth.models import User
from django.test import Client

from changes.models import WaitingProposal
from events.models import Contributor
from tests import builders
from tests.pages.test_pages import text_of

SAID = {
    "title": "Slutrapport",
    "language": "sv",
    "dated": "2026-01",
    "url": "https://body.example/r.pdf",
    "note": "All",
}
KEY = "P-1-K1-final-20260201"
ADDRESS = f"/owed-reports/{KEY}/"


def account_of(organisation: str, name: str) -> User:
    user = User.objects.create_user(name)
    Contributor.objects.create(user=user, organisation=builders.organisation(organisation))
    return user


def browser(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def handed_in(user: User, *, address: str = ADDRESS, **said: Any) -> WaitingProposal:
    answer = browser(user).post(address, {**SAID, **said})
    assert answer.status_code == 302, text_of(answer)
    return WaitingProposal.objects.latest("pk")
