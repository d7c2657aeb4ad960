"""Opens the running site in a real Chromium. Without Chromium these tests are skipped; under CI they fail."""

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client
from django.test.utils import override_settings
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, sync_playwright
from pytest_django.live_server_helper import LiveServer

AXE = """async options => (await axe.run(document, options)).violations.flatMap(
    rule => rule.nodes.map(node => `${rule.id}: ${node.html.slice(0, 200)}`))"""
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Yields the machine's own Chromium, never a downloaded one."""
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None and os.environ.get("CI"):
        pytest.fail("there is no Chromium on this machine, and CI has to try the pages in a browser")
    if path is None:
        pytest.skip("there is no Chromium on this machine: the pages were not tried in a browser")
    # Playwright runs an event loop in this thread, and Django refuses to use its database beside one
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
            yield browser
            browser.close()
    finally:
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture(scope="session")
def live_server(django_db_setup: None) -> Iterator[LiveServer]:
    """Yields the running site. It waits for the database of the tests: in the database of before, all threads of the
    site would share one connection. It starts before tests/conftest.py changes the settings, so it changes them here:
    plain HTTP, and static files from their source folders, since WhiteNoise has no collected files.
    """
    middleware = [name for name in settings.MIDDLEWARE if "whitenoise" not in name]
    with override_settings(MIDDLEWARE=middleware, SECURE_SSL_REDIRECT=False):
        server = LiveServer("localhost")
    yield server
    server.stop()


@dataclass
class Site:
    """The running site, with a method that opens its pages."""

    url: str
    browser: Browser
    account: Any
    contexts: list[BrowserContext] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    """The browser's complaints about the pages: errors, violations of the policy, requests to other hosts."""

    def window(self, signed_in: bool = True, width: int = 1440, **options: Any) -> Page:
        """Opens a new window, by default for a signed-in person. ``options`` are Playwright's."""
        context = self.browser.new_context(
            base_url=self.url, viewport={"width": width, "height": 900}, locale="en-GB", **options
        )
        self.contexts.append(context)
        if signed_in:
            context.add_cookies([self._session()])
        page = context.new_page()
        page.on("console", self._listen)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("request", self._watch)
        return page

    def _session(self) -> Any:
        client = Client()
        client.force_login(self.account)
        name = settings.SESSION_COOKIE_NAME
        return {"name": name, "value": client.cookies[name].value, "url": self.url}

    def _listen(self, message: ConsoleMessage) -> None:
        refused_page = "Failed to load resource" in message.text and "status of 40" in message.text
        if message.type in ("error", "warning") and not refused_page:
            self.complaints.append(f"{message.location.get('url')}: {message.text}")

    def _watch(self, request: Request) -> None:
        if urlsplit(request.url).netloc != urlsplit(self.url).netloc:
            self.complaints.append(f"a request to another host: {request.url}")


@pytest.fixture
def site(
    chromium: Browser, live_server: LiveServer, django_user_model: Any, request: pytest.FixtureRequest
) -> Iterator[Site]:
    """Yields the site with all fixtures loaded and a superuser ``anna``."""
    # One transaction, because the rows refer to each other; otherwise every statement would be a transaction
    with transaction.atomic():
        request.getfixturevalue("dokument8")
    anna = django_user_model.objects.create_superuser("anna", password="a long password")
    site = Site(live_server.url, chromium, anna)
    yield site
    for context in site.contexts:
        context.close()


@pytest.fixture
def axe() -> Callable[..., list[str]]:
    """Returns a function that lists axe-core's violations on a page: WCAG 2.2, levels A and AA, or only one rule."""
    source = (Path(__file__).parent / "vendor" / "axe.min.js").read_text("utf-8")
    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa"]
    every = {"runOnly": {"type": "tag", "values": tags}, "rules": {"target-size": {"enabled": True}}}

    def violations(page: Page, only: str = "") -> list[str]:
        if not page.evaluate("'axe' in window"):
            page.evaluate(source)
        options = {"runOnly": {"type": "rule", "values": [only]}} if only else every
        # Fetch only the violations: the checks that passed are a hundred times as much data
        return page.evaluate(AXE, {**options, "resultTypes": ["violations"]})

    return violations
