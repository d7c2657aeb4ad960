"""A server of files that break: ``/csv`` is complete, ``/csv/raises``, ``/csv/short`` and ``/csv/long`` are not."""

from collections.abc import Callable, Iterator
from typing import Any

import django
from django.http import HttpResponseBase, HttpResponseServerError

django.setup()

from django.core.handlers.wsgi import WSGIRequest  # noqa: E402

from reports.files.downloads import download  # noqa: E402
from reports.formats import renderer_for  # noqa: E402
from reports.table import Column, Row, Table  # noqa: E402

COUNT = 20_000
COLUMNS = [Column("reference", "Reference", "count"), Column("title", "Title")]


def rows(fault: str) -> Iterator[Row]:
    for number in range({"short": COUNT - 1, "long": COUNT + 1}.get(fault, COUNT)):
        if fault == "raises" and number == COUNT // 2:
            raise RuntimeError("Broken on purpose.")
        yield Row([number, f"Title {number}"])


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Any:
    """Answers with the file, or with 500 if the file cannot begin, like the site."""
    request = WSGIRequest(environ)
    name, _slash, fault = request.path.strip("/").partition("/")
    made = Table(name="t", title="A table", columns=COLUMNS, rows=rows(fault), count=COUNT)
    response: HttpResponseBase
    try:
        response = download(made, renderer_for(name), request)
    except Exception:  # noqa: BLE001 (Django's handler answers every exception like this)
        response = HttpResponseServerError()
    start_response(f"{response.status_code} {response.reason_phrase}", [*response.items()])
    return response
