"""Sends a file of a document: as a download, whole or a part of it, with its checksum."""

import base64
import logging
import re
from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from projects.files.store import CHUNK, NotInStore, name_of, open_stored, store
from projects.models import DocumentFile, FileContent

log = logging.getLogger(__name__)
RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})")
TAGS = re.compile(r'(?:W/)?"([^"]*)"')


class Gone(Exception):
    """The file is there no more, or not as it was. ``status`` is that of the answer, the text a sentence."""

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(sentence)
        self.status = status


def sent(request: HttpRequest, row: DocumentFile) -> HttpResponseBase:
    """Returns the answer with the file of a version: 200, 206 with a part of it, 304, or 416. Raises Gone."""
    headers = headers_of(row)
    if headers["ETag"] in (f'"{tag}"' for tag in TAGS.findall(request.headers.get("If-None-Match", ""))):
        return HttpResponse(status=304, headers={"ETag": headers["ETag"]})
    wanted = _range(request, row)
    if wanted is not None and not wanted:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{row.size}"})
    check(row)
    part = wanted or range(row.size)
    response = StreamingHttpResponse(_pieces(row, part), status=206 if wanted else 200, headers=headers)
    response["Content-Length"] = str(len(part))
    if wanted:
        response["Content-Range"] = f"bytes {part.start}-{part.stop - 1}/{row.size}"
    # A browser that is made to show the file all the same treats it as a page without an origin or scripts
    response._csp_update = {"sandbox": []}  # type: ignore[attr-defined]
    return response


def headers_of(row: DocumentFile) -> dict[str, str]:
    """Returns the headers that say what the file is: a download (RFC 6266) with its checksum (RFC 9530)."""
    digest = base64.b64encode(bytes.fromhex(row.sha256)).decode()
    return {
        "Content-Type": row.media_type,
        "Content-Disposition": content_disposition_header(as_attachment=True, filename=row.name) or "attachment",
        "Repr-Digest": f"sha-256=:{digest}:",
        "ETag": f'"{row.sha256}"',
        "Accept-Ranges": "bytes",
        "Cache-Control": "private, no-store",
    }


def check(row: DocumentFile) -> None:
    """Compares the file of a version with its checksum before any of it is sent. Raises Gone."""
    if FileContent.objects.filter(sha256=row.sha256).exclude(removed_in=None).exists():
        raise Gone(410, _("An administrator removed this file. Its name and checksum stay."))
    try:
        open_stored(row.sha256).close()
    except NotInStore as problem:
        log.exception("A file of document %s cannot be sent", row.document_id)
        raise Gone(500, _("This file is not as it was sent. Please tell whoever runs this site.")) from problem


def _range(request: HttpRequest, row: DocumentFile) -> range | None:
    """Returns the part that is asked for: empty if the file has no such part, None for the whole file."""
    asked = RANGE.fullmatch(request.headers.get("Range", ""))
    if not asked or not any(asked.groups()) or request.headers.get("If-Range", f'"{row.sha256}"') != f'"{row.sha256}"':
        return None
    first, last = asked.groups()
    if not first:
        return range(max(0, row.size - int(last)), row.size)
    end = min(int(last), row.size - 1) if last else row.size - 1
    if last and int(last) < int(first):
        return None
    return range(int(first), end + 1)


def _pieces(row: DocumentFile, part: range) -> Iterator[bytes]:
    """Yields a part of a file. Opens it only when the first piece is asked for: an answer may be thrown away unread."""
    with store().open(name_of(row.sha256), "rb") as file:
        file.seek(part.start)
        left = len(part)
        while left > 0 and (piece := file.read(min(CHUNK, left))):
            left -= len(piece)
            yield piece


def removable(row: DocumentFile) -> Any:
    """Returns the row with the text of the file, if its bytes are still there; None otherwise."""
    return FileContent.objects.filter(sha256=row.sha256, removed_in=None).first()
