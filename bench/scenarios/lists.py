"""Measures the list of projects in the API beside a plain ModelViewSet (``bench/usual/``), in the same run."""

import json
from collections.abc import Iterator
from functools import partial
from typing import Any

from django.test import Client, override_settings

from bench.goals import at_least, at_most
from bench.results import Reference, Result, checked, compared, result
from bench.scenarios.pages import reader
from bench.server import Question, requests_a_second, serving
from bench.setting import Setting
from bench.timing import timed_against
from projects.filtering.keyset import FORWARD, Keyset
from projects.models import Project
from projects.remembering.lists import sent_pages

SIZE = 100
OURS = f"/api/v1/projects/?portfolio=all&page_size={SIZE}"
USUAL = f"/usual/projects/?page_size={SIZE}"
REFERENCE = "plain ModelViewSet"
GOAL = at_most(1 / 8)
UNCHANGED = at_most(1 / 20)
CLIENTS, WORKERS, SECONDS = 8, 2, 5


def measure(setting: Setting) -> Iterator[Result]:
    """Yields the milliseconds of pages of 100 projects, by number and by cursor, in this process, each of them read
    from the database, and of one that was sent before; whether both lists have the same objects; and the requests a
    second of 8 clients on a server with 2 workers, for the first page and for pages that nobody read before.
    """
    pages = max(Project.objects.count() // SIZE, 1)
    with override_settings(ROOT_URLCONF="bench.usual.urls"), reader() as client:
        yield checked("lists", "same objects", setting.database, list(_differences(client)))
        for case, address, page in _cases(client, pages):
            usual = (REFERENCE, partial(_whole, client, f"{USUAL}&page={page}"))
            yield from timed_against("lists", case, partial(_computed, client, address), usual, setting, GOAL)
        usual = (REFERENCE, partial(_whole, client, f"{USUAL}&page=1"))
        again = partial(_whole, client, f"{OURS}&page=1")
        yield from timed_against("lists", "page 1, unchanged", again, usual, setting, UNCHANGED)
        yield from _served(client, setting, pages)


def _cases(client: Client, pages: int) -> Iterator[tuple[str, str, int]]:
    """Yields a name, our address, and the number of the usual page beside it."""
    yield "page 1", f"{OURS}&page=1", 1
    yield "page in the middle", f"{OURS}&page={pages // 2 or 1}", pages // 2 or 1
    yield "last page", f"{OURS}&page={pages}", pages
    yield "cursor, first", f"{OURS}&cursor=", 1
    yield "cursor, last", _last_cursor(client), pages


def _last_cursor(client: Client) -> str:
    """Returns the address of the page before the last one, as the last page of a walk from the end has it."""
    rows = Project.objects.in_document_order()
    keyset = Keyset(rows)
    place = max(rows.count() - SIZE - 1, 0)
    row = keyset.rows.order_by("document_order")[place]
    return f"{OURS}&cursor={keyset.cursor(FORWARD, row)}"


def _differences(client: Client) -> Iterator[str]:
    """Yields the projects of the usual first page that ours shows otherwise. Lists are compared without their order,
    which the usual list leaves to chance."""
    for theirs in json.loads(_whole(client, f"{USUAL}&page=1"))["results"]:
        ours = json.loads(_whole(client, f"/api/v1/projects/{theirs['reference']}/"))
        if _unordered(ours) != _unordered(theirs):
            yield theirs["reference"]


def _unordered(project: dict[str, Any]) -> dict[str, Any]:
    return {
        name: sorted(value, key=repr) if isinstance(value, list) else value
        for name, value in project.items()
        if name != "budget_dkk" or value
    }


def _served(client: Client, setting: Setting, pages: int) -> Iterator[Result]:
    cookie = client.cookies["sessionid"].value
    asked = {
        "the first page": (f"{OURS}&cursor=", f"{USUAL}&page=1"),
        "each another page": (f"{OURS}&page={{page}}", f"{USUAL}&page={{page}}"),
    }
    with serving(WORKERS) as port:
        for what, addresses in asked.items():
            rates: tuple[list[float], list[float]] = ([], [])
            for _time in range(setting.repeat):
                for found, address in zip(rates, addresses, strict=True):
                    measured = Question(address, cookie, pages)
                    found.append(requests_a_second(port, measured, clients=CLIENTS, seconds=SECONDS))
            case = f"{CLIENTS} clients, {WORKERS} workers, {what}"
            ours = result("lists", case, "requests/s", setting.database, rates[0])
            yield from compared(ours, rates[0], Reference(REFERENCE, rates[1]), at_least(10))


def _computed(client: Client, address: str) -> bytes:
    """Requests a page that has to be read from the database."""
    sent_pages.forget()
    return _whole(client, address)


def _whole(client: Client, address: str) -> bytes:
    answer: Any = client.get(address)
    if answer.status_code != 200:
        raise ValueError(f"{address} answered {answer.status_code}")
    return bytes(answer.content)
