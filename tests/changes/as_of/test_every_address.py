"""Every address of the site that can be read answers as of a change too."""

from typing import Any

import pytest
from django.test import Client

from changes import tables
from changes.models import Way
from changes.opened import changing
from portfolio.as_of.middleware import HEADER, NAMES_OF_TODAY, WITHOUT_PAST
from tests.rights import people

pytestmark = pytest.mark.django_db

TO_CHANGE = {"nearest-rows"}
"""Parts of forms that hide from people who may not change anything."""

SEALED = {"api:seals", "api:seal", "api:sealed-file"}
"""A seal names the change as of which it was made; the list of seals is that of today."""


def _kept() -> int:
    """Gives all rows a history of a change, and returns its number."""
    for table in tables.tables().values():
        if hasattr(table.model, "history"):
            table.model.history.all().delete()
    with changing(way=Way.PROGRAM, keeps_records=False) as opened:
        opened.written = True
    change: Any = opened.change
    return int(change.number)


@pytest.mark.parametrize("area", ["pages", "api"])
def test_every_address_answers_as_of_a_change_as_it_does_now(area: str) -> None:
    known = people.register()
    number, client, wrong = _kept(), Client(raise_request_exception=False), {}
    client.force_login(people.account(people.CHIEF))
    for pattern, name in people.patterns():
        first = pattern.split("/")[0]
        if (first if first in ("api", "admin") else "pages") != area:
            continue
        address = people.address_of(pattern, name, known)
        now, then = _read(client, address), _read(client, f"/as-of/{number}{address}")
        if name in WITHOUT_PAST or name in TO_CHANGE:
            problem = "" if then.status_code == (404 if name in TO_CHANGE else 400) else f"{then.status_code} then"
        else:
            problem = _problem(now, then, number, area)
        if problem and name not in NAMES_OF_TODAY | SEALED:
            wrong[name] = problem
    assert not wrong


def _read(client: Client, address: str) -> Any:
    """Returns the answer, read to its end: until then a file keeps the earlier state, as it does on a server."""
    response: Any = client.get(address)
    if response.streaming:
        b"".join(response.streaming_content)
    return response


def _problem(now: Any, then: Any, number: int, area: str) -> str:
    if HEADER not in then and then.status_code == 302:
        # A page of today, or one whose form nobody may use now
        return ""
    if then.status_code != now.status_code and then.status_code != 403:
        return f"{now.status_code} now, {then.status_code} then"
    is_page = "text/html" in then.get("Content-Type", "") and then.status_code == 200
    if is_page and area == "pages" and b'class="as-of"' not in then.content:
        return "without the banner"
    return "" if then.get(HEADER) == str(number) else "without the header"
