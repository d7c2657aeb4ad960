"""Measures pages for a signed-in reader: the whole way through middleware, view, queries and template."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import connection
from django.http import QueryDict
from django.test import Client, override_settings
from django.utils import timezone

from bench.goals import at_most, under
from bench.results import Result, left_out
from bench.scenarios import pages_by_hand
from bench.scenarios.totals_by_hand import FILTERS, PROJECTS, answer
from bench.setting import Setting
from bench.timing import Call, timed, timed_against
from pages import map as maps
from pages.timeline import MOST_SPANS, timeline_of
from projects.filtersets import ProjectFilterSet
from projects.memory import forget
from projects.models import Project

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

COMPUTED, UNCHANGED = at_most(1.2), under(20)

REMEMBERING = {"dashboard": pages_by_hand.dashboard, "project list": pages_by_hand.project_list}
"""Pages that keep their figures while nothing is written, with their answer as SQL by hand. They are also timed for the
first reader after a change, beside that SQL.
"""


def measure(setting: Setting) -> Iterator[Result]:
    """Yields the milliseconds of each page, in this process: without network and server."""
    with reader() as client:
        for case, address in PAGES.items():
            answer = client.get(address)
            if answer.status_code != 200:
                yield left_out("pages", case, setting.database, f"{address} answered {answer.status_code}")
                continue
            goal = UNCHANGED if case in REMEMBERING else None
            yield timed("pages", case, partial(whole, client, address), setting, goal)
            if by_hand := REMEMBERING.get(case):
                computed, reference = partial(anew, client, address), ("SQL by hand", by_hand)
                yield from timed_against("pages", f"{case}, after a change", computed, reference, setting, COMPUTED)
        yield timed("pages", "map, unchanged", partial(whole, client, "/map/"), setting, UNCHANGED)
    yield from _drawings(setting)


def _drawings(setting: Setting) -> Iterator[Result]:
    """Yields the milliseconds in which the map and the timeline are worked out, beside the SQL of their figures."""
    filterset = ProjectFilterSet(QueryDict(), Project.objects.all())
    chosen, today = filterset.chosen(), timezone.localdate()
    drawn: dict[str, tuple[Call, Call]] = {
        "map": (partial(maps.build, filterset.qs, chosen), _map_by_hand),
        "timeline": (partial(timeline_of, filterset.qs, chosen, today), _timeline_by_hand),
    }
    for case, (ours, by_hand) in drawn.items():
        yield from timed_against("pages", f"{case}, computed", ours, ("SQL by hand", by_hand), setting, COMPUTED)


def _map_by_hand() -> None:
    for dimension in ("country", "place"):
        answer([dimension], "mentioned", FILTERS[""])
    _read("SELECT slug, kind, latitude, longitude, name_en FROM projects_place")


def _timeline_by_hand() -> None:
    where = f"FROM {PROJECTS} WHERE {FILTERS['']}"
    dated = "(p.starts IS NOT NULL OR p.ends IS NOT NULL)"
    _read(f"SELECT COUNT(*), COUNT(CASE WHEN {dated} THEN 1 END) {where}")
    shown = "p.reference, p.title_en, p.original_language, p.status, p.starts, p.ends"
    order = "p.starts DESC NULLS LAST, p.reference DESC"
    _read(f"SELECT {shown} {where} AND {dated} ORDER BY {order} LIMIT {MOST_SPANS}")


def _read(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        cursor.fetchall()


@contextmanager
def reader(*, staff: bool = False) -> Iterator[Client]:
    """Yields a client with a signed-in user; with ``staff``, one with every right. It works without collected style
    sheets."""
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    middleware = [name for name in settings.MIDDLEWARE if "whitenoise" not in name]
    with override_settings(STORAGES={**settings.STORAGES, "staticfiles": plain}, MIDDLEWARE=middleware):
        client = Client(SERVER_NAME="localhost")
        name, rights = ("bench-staff", {"is_staff": True, "is_superuser": True}) if staff else ("bench", {})
        client.force_login(get_user_model().objects.get_or_create(username=name, defaults=rights)[0])
        yield client


def anew(client: Client, address: str) -> int:
    """Requests the address as the first reader after a change."""
    forget()
    return whole(client, address)


def whole(client: Client, address: str) -> int:
    """Requests the address and returns the number of bytes."""
    return len(client.get(address).content)
