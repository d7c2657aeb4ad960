"""Measures pages for a signed-in reader: the whole way through middleware, view, queries and template."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

from django.conf import settings
from django.contrib.auth import get_user_model
from django.test import Client, override_settings

from bench.results import Result, left_out, result
from bench.setting import Setting
from bench.timing import milliseconds
from projects.memory import forget

PAGES = {
    "dashboard": "/",
    "project list": "/projects/",
    "project list, searched": "/projects/?search=menneskehandel&status=closed",
    "allocation list": "/allocations/",
    "report, by council": "/reports/?group_by=council",
    "report, council by year": "/reports/?group_by=council&group_by=year",
    "API, 50 projects": "/api/v1/projects/",
    "API, totals by council": "/api/v1/totals/?group_by=council",
}

REMEMBERING = ("dashboard", "project list")
"""Pages that keep their figures while nothing is written. They are also timed for the first reader after a change."""


def measure(setting: Setting) -> Iterator[Result]:
    """Yields the milliseconds of each page, in this process: without network and server."""
    with reader() as client:
        for case, address in PAGES.items():
            answer = client.get(address)
            if answer.status_code != 200:
                yield left_out("pages", case, setting.database, f"{address} answered {answer.status_code}")
                continue
            times = milliseconds(partial(whole, client, address), repeat=setting.repeat)
            yield result("pages", case, "ms", setting.database, times)
            if case in REMEMBERING:
                times = milliseconds(partial(anew, client, address), repeat=setting.repeat)
                yield result("pages", f"{case}, after a change", "ms", setting.database, times)


@contextmanager
def reader() -> Iterator[Client]:
    """Yields a client with a signed-in user. It works without collected style sheets."""
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    middleware = [name for name in settings.MIDDLEWARE if "whitenoise" not in name]
    with override_settings(STORAGES={**settings.STORAGES, "staticfiles": plain}, MIDDLEWARE=middleware):
        client = Client(SERVER_NAME="localhost")
        client.force_login(get_user_model().objects.get_or_create(username="bench")[0])
        yield client


def anew(client: Client, address: str) -> int:
    """Requests the address as the first reader after a change."""
    forget()
    return whole(client, address)


def whole(client: Client, address: str) -> int:
    """Requests the address and returns the number of bytes."""
    return len(client.get(address).content)
