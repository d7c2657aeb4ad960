"""Builds the response that carries a file, and the links to files."""

from collections.abc import Generator, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from tempfile import TemporaryFile
from typing import IO, Any

from django.http import FileResponse, HttpResponse, QueryDict, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header

from reports.annex.annex import Annex
from reports.files.snapshots import snapshot
from reports.renderers.base import Renderer
from reports.table import ReadByColumn, Row, Table

ROW_COUNT = "X-Row-Count"
WHOLE = "all"
"""The ``page_size`` that puts a whole list of the API on one page, streamed."""
NOT_OF_A_FILE = ("page", "page_size", "format", "dialect")
"""Parameters of a page that the link to its file drops."""
COLUMNS_CHOSEN = "columns"
"""Kept only for files that people read. A file for programs has every column, whichever columns the page shows."""


def download(answer: Table | Annex, renderer: Renderer, request: Any) -> HttpResponseBase:
    """Returns the response with the file of an answer. Raises TooManyRows if the format cannot hold the answer."""
    if isinstance(answer, Table):
        response = _streamed(answer, renderer, request)
    else:
        # The page numbers of a document are known only at its end, so its file comes in one piece
        response = HttpResponse(b"".join(renderer.render(answer)), content_type=renderer.media_type)
    name = answer.name_for_people if isinstance(answer, Table) and renderer.people else answer.file_name
    name = f"{name}.{renderer.extension}"
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
    response["Cache-Control"] = "private, no-store"
    return response


def _streamed(table: Table, renderer: Renderer, request: Any) -> HttpResponseBase:
    """Returns the file of a table, streamed: the first bytes are sent before the first row is read.

    ``X-Row-Count`` says how many rows will come. An error on the way ends the connection before the last chunk of
    HTTP/1.1 (RFC 9112, 8), so that no client takes the file for complete. Raises TooManyRows.
    """
    content, media_type = pieces(table, renderer), renderer.media_type
    if request.META.get("SERVER_PROTOCOL") == "HTTP/1.0":
        response: StreamingHttpResponse = FileResponse(made_whole(content), content_type=media_type)
    else:
        response = StreamingHttpResponse(content, content_type=media_type)
    response[ROW_COUNT] = str(table.count)
    # A proxy that buffers the answer would delay the first byte, and hide a broken end
    response["X-Accel-Buffering"] = "no"
    return response


def pieces(table: Table, renderer: Renderer) -> Generator[bytes, None, None]:
    """Returns the file of a table, read from one snapshot of the database. Raises TooManyRows at once."""
    rendered = renderer.render(table)

    def read() -> Generator[bytes, None, None]:
        with snapshot(), _let_go(table.rows):
            yield from rendered

    return read()


@contextmanager
def _let_go(rows: Iterable[Row]) -> Iterator[None]:
    """Closes the rows when the file ends: unread rows would keep their database cursor open."""
    try:
        yield
    finally:
        if isinstance(rows, Generator | ReadByColumn):
            rows.close()


def made_whole(content: Iterable[bytes]) -> IO[bytes]:
    """Returns the same content in a temporary file without a name.

    HTTP/1.0 has no chunks. Only the length, which is known at the end, shows whether a file is complete.
    """
    file = TemporaryFile()  # noqa: SIM115 (the response closes it)
    try:
        file.writelines(content)
    except BaseException:
        file.close()
        raise
    file.seek(0)
    return file


@dataclass(frozen=True)
class Link:
    """A link to a view as a file."""

    label: Any
    url: str


def links_to_files(
    path: str, query: QueryDict, renderers: Iterable[Renderer], without: Iterable[str] = (), **more: str
) -> list[Link]:
    """Returns links to the page's view in each format, with its filters and ``more`` parameters. ``without``: the
    parameters of the page that its files do not take.
    """
    query = query.copy()
    for name in without:
        query.pop(name, None)
    return [Link(renderer.label, f"{path}?{_asking(query, renderer, more)}") for renderer in renderers]


def _asking(query: QueryDict, renderer: Renderer, more: dict[str, str]) -> str:
    kept = query.copy()
    for name in NOT_OF_A_FILE if renderer.people else (*NOT_OF_A_FILE, COLUMNS_CHOSEN):
        kept.pop(name, None)
    kept["format"] = renderer.format
    if renderer.dialect:
        kept["dialect"] = renderer.dialect
    if renderer.format == "json" and renderer.content is Table:
        kept["page_size"] = WHOLE
    for name, value in more.items():
        kept[name] = value
    return kept.urlencode()
