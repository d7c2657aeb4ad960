"""The calendar file of a refused import, so that the person need not choose it again: a browser sends no file twice.

The page carries the file, compressed and signed, and the corrected form sends it back. The server stores nothing.
"""

import base64
import zlib
from typing import Any

from django.core import signing
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpRequest
from django.utils.datastructures import MultiValueDict

from events.files.limits import MOST_BYTES

FIELD = "kept"
SALT = "calendar-file"
MOST_AGE = 3600
"""Seconds during which the form can be corrected."""
MOST_LETTERS = 2_000_000
"""Of what the page carries. Django refuses a form with more than 2.5 MB beside its files."""


def files_of(request: HttpRequest) -> MultiValueDict[str, Any]:
    """Returns the files of the request; if there is none, the file that an earlier answer carried."""
    if "file" in request.FILES or not (file := _carried(request)):
        return request.FILES
    return MultiValueDict({"file": [file]})


def carry(request: HttpRequest, files: MultiValueDict[str, Any]) -> dict[str, str]:
    """Returns the file of the request for the page, as ``name`` and ``signed``; empty if there is none or it is too
    large."""
    file = files.get("file")
    if file is None or file.size > MOST_BYTES:
        return {}
    file.seek(0)
    packed = base64.b85encode(zlib.compress(file.read())).decode()
    file.seek(0)
    signed = signing.dumps({"user": request.user.pk, "name": file.name, "packed": packed}, salt=SALT)
    return {"name": file.name, "signed": signed} if len(signed) <= MOST_LETTERS else {}


def _carried(request: HttpRequest) -> SimpleUploadedFile | None:
    try:
        kept = signing.loads(request.POST.get(FIELD, ""), salt=SALT, max_age=MOST_AGE)
    except signing.BadSignature:
        return None
    if kept["user"] != request.user.pk:
        return None
    return SimpleUploadedFile(kept["name"], zlib.decompress(base64.b85decode(kept["packed"])), "text/calendar")
