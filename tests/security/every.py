"""Every address of the site, and the settings of a server with HTTPS: for tests that try each of them."""

import runpy
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings

from tests.rights import people

PAGES, API, ADMIN = AREAS = ("pages", "api", "admin")
SOME = (
    "admin:projects_project_",
    "admin:auth_user_",
    "admin:accounts_key_",
    "admin:budgets_period_",
    "admin:password_",
)
"""How the names of pages begin that stand for those of all models."""
OF_A_SERVER = ("SECURE_", "SESSION_COOKIE_", "CSRF_COOKIE_", "LANGUAGE_COOKIE_")


def addresses(area: str, known: dict[str, Any], *, some: bool = False) -> Iterator[tuple[str, str]]:
    """Yields the name and an address of every pattern of an area, which names rows that exist. ``some``: of the pages
    that the editing side has of each model alike, only those of a few models.
    """
    for pattern, name in people.patterns():
        first = pattern.split("/")[0]
        if (first if first in (API, ADMIN) else PAGES) != area:
            continue
        of_a_model = name.startswith("admin:") and "_" in name and name not in ("admin:app_list", "admin:view_on_site")
        if not (some and of_a_model) or name.startswith(SOME):
            yield name or pattern, people.address_of(pattern, name, known)


def settings_of_a_server(monkeypatch: Any) -> dict[str, Any]:
    """Returns the settings of headers and cookies that a server with HTTPS has."""
    monkeypatch.setenv("HTTPS", "true")
    found = runpy.run_path(str(Path(settings.BASE_DIR) / "portfolio/settings.py"))
    return {name: value for name, value in found.items() if name.startswith(OF_A_SERVER)}
