"""No address leads to another site, and none believes the host that a request names."""

import re
from functools import partial
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

import pytest
from django.test import Client

from letters.mail import mail_of
from letters.models import Letter
from tests.rights import people
from tests.security import every

pytestmark = [pytest.mark.django_db, pytest.mark.once]
SITE = "https://oversigt.example/"
EVIL = (
    "//evil.example",
    "https://evil.example/",
    "///evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "https:evil.example",
    "https:/evil.example",
    "/\t/evil.example",
    "/\n/evil.example",
    " //evil.example",
    "\x01//evil.example",
    "//evil.example\\@testserver",
    "https://testserver@evil.example/",
    "https://testserver.evil.example/",
    "//evil。example",
    "／／evil.example",
    "javascript:alert(1)",
    "JavaScript:alert(1)//",
    "data:text/html,<script>alert(1)</script>",
)
NAMES = (
    "next",
    "url",
    "to",
    "back",
    "return",
    "return_to",
    "redirect",
    "redirect_to",
    "continue",
    "address",
    "of",
    "r",
)
"""Names under which sites take the address to go on to."""


def leaves(location: str) -> bool:
    """Returns whether a browser would leave the site. It reads an address as the URL standard of the WHATWG says."""
    location = re.sub(r"[\t\n\r]", "", location.strip("".join(map(chr, range(33)))))
    scheme = re.match(r"[a-zA-Z][\w+.-]*(?=:)", location)
    if not scheme or scheme[0].lower() in ("http", "https"):
        location = location.replace("\\", "/").replace("／", "/").replace("。", ".")
        location = re.sub(r"^(https?):/*", r"\1://", location, flags=re.I)
        location = re.sub(r"^//+", "//", location)
    found = urlsplit(urljoin(SITE, location))
    return found.scheme not in ("http", "https") or found.hostname not in ("oversigt.example", "testserver")


def test_the_test_itself_knows_what_leaves_the_site() -> None:
    assert all(map(leaves, EVIL))
    assert not any(map(leaves, ("/", "/projects/?next=//evil.example", "?x=1", "https://testserver/x", "")))


def _location(doors: people.Doors, role: str, method: str, address: str, target: str) -> str:
    """Returns where the address leads if every parameter names the target; empty: nowhere."""
    more = {"language": "da"} if address == "/language/" else {}
    return str(doors.ask(role, method, address, dict.fromkeys(NAMES, target) | more).get("Location", ""))


OWN = "/search/?search=own"
"""An address of the site. An address that goes on to it takes an address from a parameter."""


@pytest.mark.usefixtures("only_the_answer")
@pytest.mark.parametrize("area", [every.PAGES, every.ADMIN])
def test_no_address_goes_on_to_another_site(area: str) -> None:
    """Every address is tried with a harmless target. Where it goes on to it, the harmful ones are tried, too."""
    known, doors = people.register(), people.Doors((people.CHIEF, people.VISITOR))
    gone: dict[tuple[str, str, str], str] = {}
    going_on = set()
    for name, address in every.addresses(area, known, some=True):
        for role, method in ((people.CHIEF, "GET"), (people.CHIEF, "POST"), (people.VISITOR, "GET")):
            location = partial(_location, doors, role, method, address)
            if unquote(location(OWN)).endswith(OWN):
                going_on.add(name)
                gone |= {(name, method, target): to for target in EVIL if leaves(to := location(target))}
    assert not gone
    assert {every.PAGES: {"sign-in", "set-language"}, every.ADMIN: {"admin:login"}}[area] <= going_on


@pytest.mark.parametrize("payload", EVIL)
def test_signing_in_and_a_new_language_lead_to_a_page_of_the_site(payload: str, django_user_model: Any) -> None:
    django_user_model.objects.create_user("anna", password="right")
    client = Client()
    signed_in = client.post("/sign-in/", {"username": "anna", "login": "anna", "password": "right", "next": payload})
    assert (signed_in.status_code, leaves(signed_in["Location"])) == (302, False)
    chosen = client.post("/language/", {"language": "da", "next": payload})
    assert (chosen.status_code, leaves(chosen["Location"])) == (302, False)
    left = client.post("/sign-out/", {"next": payload})
    assert (left.status_code, leaves(left["Location"])) == (302, False)


@pytest.mark.usefixtures("only_the_answer")
@pytest.mark.parametrize(
    "path", ["//evil.example/", "//evil.example/projects", "/%2F/evil.example/projects", "/\\evil.example/x"]
)
def test_an_address_without_its_last_slash_leads_to_no_other_site(path: str, admin_client: Client) -> None:
    for client in (admin_client, Client()):
        assert not leaves(client.get(path, follow=False).get("Location", ""))


@pytest.mark.usefixtures("only_the_answer")
@pytest.mark.parametrize("headers", [{"host": "evil.example"}, {"host": "testserver:80@evil.example"}])
def test_a_request_for_another_host_is_refused_at_every_address(headers: dict[str, str]) -> None:
    known = people.register()
    client = Client()
    client.force_login(people.account(people.CHIEF))
    for area in every.AREAS:
        for name, address in every.addresses(area, known, some=True):
            assert client.get(address, headers=headers).status_code == 400, name


def test_a_host_that_a_proxy_is_said_to_have_seen_is_not_believed(admin_client: Client) -> None:
    people.register()
    headers = {"x-forwarded-host": "evil.example", "x-original-host": "evil.example", "forwarded": "host=evil.example"}
    for path in ("/api/v1/projects/?page_size=1", "/calendar.ics", "/api/v1/", "/sign-in/"):
        assert b"evil" not in admin_client.get(path, headers=headers).getvalue()


def test_links_in_letters_have_the_address_of_the_settings(client: Client, settings: Any) -> None:
    settings.SITE_URL, settings.DEFAULT_FROM_EMAIL = "https://oversigt.example", "o@oversigt.example"
    people.register()
    sent = mail_of(Letter.objects.get())
    html = str(sent.alternatives[0][0])
    hosts = {urlsplit(found).netloc for found in re.findall(r"https?://[^\s\"'<>]+", f"{sent.body} {html}")}
    assert hosts == {"oversigt.example"}
    assert "https://oversigt.example/letters/stop/" in str(sent.extra_headers)
