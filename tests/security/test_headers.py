"""Every answer has the headers of docs/security.md, and every cookie its attributes, however the answer ends."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import DatabaseError
from django.http import HttpResponse
from django.test import Client

from accounts.keys import make_key
from portfolio import settings as of_site
from tests.rights import people
from tests.security import every

pytestmark = [pytest.mark.django_db, pytest.mark.once]
HEADER = re.compile(r"^\| `(?P<name>[A-Z][\w-]+)` \| `(?P<value>[^`]+)` \|")
OF_SECRETS = "strict-origin"
"""The referrer policy of an address that is a secret."""
OTHER_COOKIES = {"django_language", "known_device", "messages"}
"""Cookies that open nothing."""
PRIVATE = ("private", "no-store", "no-cache")


def documented() -> dict[str, str]:
    """Returns the headers of the table in docs/security.md."""
    lines = (Path(settings.BASE_DIR) / "docs/security.md").read_text("utf-8").splitlines()
    return {row["name"]: row["value"] for line in lines if (row := HEADER.match(line))}


@pytest.fixture(autouse=True)
def _server(settings: Any, monkeypatch: Any, only_the_answer: None) -> None:
    """Sets the site as a server with HTTPS does. Only the headers count here."""
    for name, value in every.settings_of_a_server(monkeypatch).items():
        setattr(settings, name, value)


def parts(value: str | None) -> list[str]:
    """Returns the parts of a header, in an order of our own."""
    return sorted((value or "").split("; "))


def faults(answer: Any) -> list[str]:
    """Returns which headers and cookies of an answer are not those of the documents."""
    said = documented()
    if answer.get("Referrer-Policy") == OF_SECRETS:
        said.pop("Referrer-Policy")
    if "Repr-Digest" in answer:
        said["Content-Security-Policy"] += "; sandbox"
    if not answer.wsgi_request.is_secure():
        # A browser ignores it there (RFC 6797, 7.2)
        said.pop("Strict-Transport-Security")
    found = [f"{name}: {answer.get(name)}" for name, value in said.items() if parts(answer.get(name)) != parts(value)]
    for name, cookie in answer.cookies.items():
        sure = cookie["secure"] and cookie["httponly"] and cookie["samesite"] == "Lax"
        own_host = not cookie["domain"] and cookie["path"] == "/"
        if not (sure and own_host):
            found.append(f"cookie {name}: {cookie.OutputString()}")
    return found


@pytest.mark.parametrize("area", every.AREAS)
def test_every_address_sends_the_headers_to_a_signed_in_person(area: str) -> None:
    known = people.register()
    client = Client()
    client.force_login(people.account(people.CHIEF))
    wrong = {}
    for name, address in every.addresses(area, known):
        answer = client.get(address, secure=True)
        found = faults(answer)
        if not any(word in answer.get("Cache-Control", "") for word in PRIVATE):
            found.append(f"Cache-Control: {answer.get('Cache-Control')}")
        if found:
            wrong[name] = found
    assert not wrong


def refused(_request: Any) -> HttpResponse:
    raise DatabaseError


CASES: dict[str, tuple[int, str, str, dict[str, Any]]] = {
    "a wrong parameter": (400, "get", "/views/?x=1", {}),
    "a wrong parameter of the API": (400, "get", "/api/v1/projects/?x=1", {}),
    "a NUL byte": (400, "get", "/projects/?search=%00", {}),
    "another host": (400, "get", "/projects/", {"headers": {"host": "evil.example"}}),
    "no key": (401, "get", "/api/v1/projects/", {"headers": {"authorization": "Token x"}}),
    "no right": (403, "get", "/my-work/", {}),
    "no right in the API": (403, "get", "/api/v1/changes/", {}),
    "no row": (404, "get", "/projects/NO-SUCH/", {}),
    "no address": (404, "get", "/nowhere/", {}),
    "no address of the API": (404, "get", "/api/v1/nowhere/", {}),
    "a wrong method": (405, "post", "/healthz", {}),
    "a large body": (413, "post", "/projects/new/", {"headers": {"content-length": "9000000"}}),
    "a long address": (414, "get", f"/projects/?search={'x' * 9000}", {}),
    "a signed-out reader": (302, "get", "/projects/", {}),
    "plain HTTP": (301, "get", "/projects/", {"secure": False}),
}
OF_READERS = {"a wrong parameter", "a wrong parameter of the API", "no right", "no right in the API", "no row"}


@pytest.mark.parametrize("case", CASES)
def test_an_answer_that_refuses_or_leads_elsewhere_has_them_too(case: str) -> None:
    status, method, address, options = CASES[case]
    client = Client()
    if case in OF_READERS:
        client.force_login(people.account("reader"))
    answer = getattr(client, method)(address, **{"secure": True, **options})
    assert (answer.status_code, faults(answer)) == (status, [])


def test_a_forged_form_and_an_error_of_ours_have_them_too(monkeypatch: Any) -> None:
    people.register()
    forger = Client(enforce_csrf_checks=True, raise_request_exception=False)
    forger.force_login(people.account(people.CHIEF))
    forged = forger.post("/projects/new/", secure=True)
    assert (forged.status_code, faults(forged)) == (403, [])
    monkeypatch.setattr("pages.views.dashboard_of", refused, raising=False)
    monkeypatch.setattr("projects.filtering.pagination.NumberedPages.paginate_queryset", refused)
    failed = forger.get("/api/v1/councils/", secure=True)
    assert (failed.status_code, faults(failed)) == (500, [])


def test_files_of_the_site_have_them_too(settings: Any) -> None:
    settings.MIDDLEWARE = of_site.MIDDLEWARE
    settings.WHITENOISE_AUTOREFRESH = settings.WHITENOISE_USE_FINDERS = True
    answer = Client().get("/static/icon.svg", secure=True)
    assert answer.getvalue()
    assert (answer.status_code, faults(answer)) == (200, [])


def test_signing_in_sets_cookies_that_only_this_host_and_no_script_reads(django_user_model: Any) -> None:
    django_user_model.objects.create_user("anna", password="right")
    client = Client()
    page = client.get("/sign-in/", secure=True)
    answer = client.post("/sign-in/", {"username": "anna", "login": "anna", "password": "right"}, secure=True)
    assert settings.SESSION_COOKIE_NAME in answer.cookies
    assert {name for name in {**page.cookies, **answer.cookies} if not name.startswith("__Host-")} <= OTHER_COOKIES
    assert faults(page) + faults(answer) == []


def test_an_answer_to_a_key_is_kept_by_no_shared_cache(admin_user: Any) -> None:
    key = make_key(user=admin_user, name="Nightly")
    for path in ("/api/v1/projects/", "/api/v1/totals/", "/calendar.ics", "/api/v1/projects/?format=csv"):
        answer = Client().get(path, headers={"authorization": f"Token {key}"}, secure=True)
        assert "private" in answer["Cache-Control"], path


def test_an_address_with_a_secret_is_named_to_no_other_page() -> None:
    known = people.register()
    secret = re.compile(r"<\w+:(token|key|uidb36|uidb64)>")
    for pattern, name in people.patterns():
        if secret.search(pattern) and name in known["tokens"]:
            answer = Client().get(people.address_of(pattern, name, known), secure=True)
            assert (name, answer["Referrer-Policy"]) == (name, OF_SECRETS)


def test_the_policy_allows_nothing_in_the_page_and_nothing_from_elsewhere() -> None:
    policy = documented()["Content-Security-Policy"]
    allowed = dict(part.split(" ", 1) for part in policy.split("; "))
    assert allowed["default-src"] == allowed["frame-ancestors"] == allowed["base-uri"] == "'none'"
    assert {*allowed.values()} <= {"'none'", "'self'"}


def test_django_finds_nothing_to_mend_for_a_server(settings: Any) -> None:
    settings.SECURE_SSL_REDIRECT = True
    call_command("check", deploy=True, fail_level="WARNING")
