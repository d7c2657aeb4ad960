"""Each way to sign in, walked in a browser from its first page to its last."""

import re
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import User
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from accounts.roles import give_role
from tests.accounts.signing_in.conftest import PASSWORD, code_of
from tests.browser.conftest import Site
from tests.provider import running_provider

pytestmark = pytest.mark.browser
NEW = "a sentence that nobody knows"
PASSKEYS = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def door(chromium: Browser, live_server: LiveServer, transactional_db: None, settings: Any) -> Iterator[Site]:
    """Yields the running site without the register, and anna, an administrator with a password."""
    anna = User.objects.create_user("anna", "anna@example.org", PASSWORD)
    give_role(user=anna, role="administrator")
    settings.SITE_URL, settings.SENDS_MAIL = live_server.url, True
    settings.DEFAULT_FROM_EMAIL = "oversigt@example.org"
    site = Site(live_server.url, chromium, anna)
    yield site
    for context in site.contexts:
        context.close()


def sign_in(page: Page, name: str = "anna", password: str = PASSWORD) -> None:
    page.goto("/sign-in/?next=/people/")
    page.get_by_label("Username").fill(name)
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_role("button", name="Sign in", exact=True).click()


def sign_out(page: Page) -> None:
    page.goto("/people/")
    page.locator(".menu > summary").last.click()
    page.get_by_role("button", name="Sign out").click()


def confirm(page: Page) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text("Confirm that it is you")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Continue").click()


def at_the_provider(page: Page, subject: str, link: str = "Sign in with Nordic Council of Ministers") -> None:
    page.get_by_role("main").get_by_role("link", name=link).click()
    page.get_by_placeholder("sub").fill(subject)
    page.get_by_role("button", name="Authorize", exact=True).click()


def links(mailbox: list[Any], number: int) -> list[str]:
    """Waits until so many mails were sent, and returns the links in them."""
    until = time.monotonic() + 10
    while len(mailbox) < number and time.monotonic() < until:
        time.sleep(0.05)
    return [
        found[0] for mail in mailbox if (found := re.search(r"http://\S+/(invitation|password/new)/\S+", mail.body))
    ]


@pytest.mark.parametrize("scripts", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_an_authenticator_app_from_the_set_up_to_the_removal(
    door: Site, scripts: bool, axe: Callable[..., list[str]]
) -> None:
    page = door.window(signed_in=False, java_script_enabled=scripts)
    sign_in(page)
    page.goto("/account/second-factor/")
    page.get_by_role("link", name="Set up an app").click()
    confirm(page)
    page.get_by_text("The app cannot read pictures").click()
    secret = page.locator(".secret").inner_text()
    page.get_by_label("Code").fill(code_of(secret))
    page.get_by_role("button", name="Set up").click()
    codes = page.locator(".recovery-codes code").all_inner_texts()
    assert len(codes) == 10
    if scripts:
        assert axe(page) == []
    page.get_by_role("link", name="Done").click()
    expect(page.get_by_text("10 codes are left")).to_be_visible()
    sign_out(page)
    sign_in(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Second factor")
    page.get_by_label("Code").fill(code_of(secret, 1))
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("People and roles")
    sign_out(page)
    sign_in(page)
    page.get_by_label("Code").fill(codes[0])
    page.get_by_role("button", name="Sign in").click()
    page.goto("/account/second-factor/")
    page.get_by_role("link", name="Remove the app").click()
    confirm(page)
    page.get_by_role("button", name="Remove the app").click()
    expect(page.get_by_role("link", name="Set up an app")).to_be_visible()
    assert not Authenticator.objects.exists()
    assert door.complaints == []


def test_a_passkey_is_added_signs_in_alone_and_after_the_password_and_is_removed(
    door: Site, axe: Callable[..., list[str]]
) -> None:
    page = door.window(signed_in=False)
    devices = page.context.new_cdp_session(page)
    devices.send("WebAuthn.enable")
    devices.send("WebAuthn.addVirtualAuthenticator", {"options": PASSKEYS})
    sign_in(page)
    page.goto("/account/second-factor/")
    page.get_by_role("link", name="Add a passkey").click()
    confirm(page)
    assert axe(page) == []
    page.get_by_label("Name").fill("Work laptop")
    page.get_by_role("button", name="Add a passkey").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Recovery codes")
    page.goto("/account/second-factor/")
    expect(page.get_by_text("Work laptop").first).to_be_visible()
    sign_out(page)
    # Alone
    page.goto("/sign-in/?next=/people/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("People and roles")
    sign_out(page)
    # After the password
    sign_in(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Second factor")
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("People and roles")
    page.goto("/account/second-factor/")
    page.get_by_role("link", name="Remove Work laptop").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Confirm that it is you")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("button", name="Remove the passkey").click()
    expect(page.get_by_role("link", name="Set up an app")).to_be_visible()
    assert not Authenticator.objects.exists()
    assert door.complaints == []


def test_without_javascript_the_pages_say_that_passkeys_need_it(door: Site) -> None:
    page = door.window(signed_in=False, java_script_enabled=False)
    page.goto("/sign-in/")
    expect(page.get_by_role("button", name="Sign in with a passkey")).to_be_hidden()
    sign_in(page)
    page.goto("/account/second-factor/passkeys/add/")
    confirm(page)
    expect(page.get_by_text("Passkeys need JavaScript, and a browser that knows them.")).to_be_visible()
    expect(page.get_by_role("button", name="Add a passkey")).to_be_hidden()


@pytest.mark.parametrize("scripts", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_an_invited_person_chooses_a_password_and_forgets_it(
    door: Site, scripts: bool, mailoutbox: list[Any], axe: Callable[..., list[str]]
) -> None:
    page = door.window(java_script_enabled=scripts)
    page.goto("/people/")
    page.get_by_role("link", name="Invite a person").click()
    if scripts:
        assert axe(page) == []
    page.get_by_label("Username").fill("berit")
    page.get_by_label("Email address").fill("berit@example.org")
    page.get_by_label("Adviser").check()
    page.get_by_role("button", name="Invite", exact=True).click()
    expect(page.get_by_text("The invitation was sent to berit@example.org.")).to_be_visible()
    guest = door.window(signed_in=False, java_script_enabled=scripts)
    guest.goto(links(mailoutbox, 1)[0])
    assert guest.url.endswith("/set/")
    guest.get_by_label("New password", exact=True).fill(NEW)
    guest.get_by_label("New password confirmation").fill(NEW)
    guest.get_by_role("button", name="Set the password").click()
    expect(guest.get_by_text("The password is set. Sign in with it now.")).to_be_visible()
    sign_in(guest, "berit", NEW)
    expect(guest.get_by_role("heading", level=1)).to_have_text("People and roles")
    # Forgotten
    other = door.window(signed_in=False, java_script_enabled=scripts)
    other.goto("/sign-in/")
    other.get_by_role("link", name="Forgotten your password?").click()
    other.get_by_label("E-mail address").fill("Berit@example.org")
    other.get_by_role("button", name="Send the link").click()
    expect(other.get_by_role("heading", level=1)).to_have_text("Look into your mailbox")
    other.goto(links(mailoutbox, 2)[1])
    other.get_by_label("New password", exact=True).fill(PASSWORD)
    other.get_by_label("New password confirmation").fill(PASSWORD)
    other.get_by_label("Also end the keys for programs").check()
    other.get_by_role("button", name="Set the password").click()
    sign_in(other, "berit", PASSWORD)
    expect(other.get_by_role("heading", level=1)).to_have_text("People and roles")
    guest.goto("/people/")
    expect(guest.get_by_role("heading", level=1)).to_have_text("Sign in")
    assert door.complaints == []


def test_the_councils_own_sign_in_and_the_connection_of_an_account(
    door: Site, settings: Any, axe: Callable[..., list[str]]
) -> None:
    with running_provider(door.url) as provider:
        provider.connect(settings)
        provider.knows("1", preferred_username="berit", email="berit@example.org", groups=["oversigt-money"])
        provider.knows("2", email="anna@example.org")
        page = door.window(signed_in=False)
        # The provider's pages load styles from elsewhere
        page.route(re.compile(r"^https://"), lambda route: route.abort())
        page.goto("/people/")
        assert axe(page) == []
        at_the_provider(page, "1")
        expect(page.locator("#own-heading + p")).to_contain_text("Controller")
        sign_out(page)
        # Anna has an account already
        at_the_provider(page, "2")
        expect(page.get_by_text("There is an account with your e-mail address already.")).to_be_visible()
        page.get_by_label("Username").fill("anna")
        page.get_by_label("Password", exact=True).fill(PASSWORD)
        page.get_by_role("button", name="Sign in", exact=True).click()
        at_the_provider(page, "2", "Connect with Nordic Council of Ministers")
        expect(page.get_by_text("Your account is connected.")).to_be_visible()
        sign_out(page)
        at_the_provider(page, "2")
        expect(page.get_by_text("Signed in as anna").first).to_be_attached()
    # The provider is down: the password still works
    sign_out(page)
    page.get_by_role("link", name="Sign in with Nordic Council of Ministers").click()
    expect(page.get_by_text("does not work at the moment")).to_be_visible()
    sign_in(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("People and roles")
    assert [one for one in door.complaints if provider.url not in one and "https://" not in one] == []
