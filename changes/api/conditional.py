"""Conditional reading: an answer carries a tag (``ETag``), and who has it already gets a 304 without the answer.

The tag depends on the version of the data and of the program, the question, the language, the form of the answer, the
day and the rights of the reader. Where the data has no version, an answer has no tag.
"""

import hashlib
import re
from typing import Any

from django.conf import settings
from django.utils.translation import get_language
from rest_framework.response import Response

from changes.as_of.point import todays_date
from changes.version import version

TAGS = re.compile(r'(?:W/)?"(?:[\w-]*\.)?([\w-]*)"')
READING = ("GET", "HEAD")


class NotModified(Exception):
    """The reader has the answer already."""


class Conditional:
    """A view of the API whose answers to reading carry a tag. Comes before DRF's own classes."""

    tag_read = ""
    """The tag of the answer. It is made before the data is read: an answer with a newer tag than its data would let a
    program overwrite a change that it never saw."""
    version_read: str | None = None
    """The version of the data before anything was read of it; None where it has none."""

    def initial(self, request: Any, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)  # type: ignore[misc]
        if request.method in READING:
            self.version_read = version()
            fingerprint = fingerprint_of(request, self.version_read)
            self.tag_read = self.tag_of_answer(fingerprint) if fingerprint else ""
            if fingerprint and fingerprint in TAGS.findall(request.headers.get("If-None-Match", "")):
                raise NotModified

    def handle_exception(self, exc: Exception) -> Any:
        if isinstance(exc, NotModified):
            return Response(status=304)
        return super().handle_exception(exc)  # type: ignore[misc]

    def finalize_response(self, request: Any, response: Any, *args: Any, **kwargs: Any) -> Any:
        response = super().finalize_response(request, response, *args, **kwargs)  # type: ignore[misc]
        if self.tag_read and response.status_code in (200, 304):
            response.headers.setdefault("ETag", self.tag_read)
        if request.method == "HEAD" and response.streaming:
            # Nothing was read yet, and nothing has to be
            response.streaming_content = iter(())
        return response

    def tag_of_answer(self, fingerprint: str) -> str:
        """Returns the tag of the answer; empty where there will be none."""
        return f'"{fingerprint}"'


def fingerprint_of(request: Any, data: str | None) -> str:
    """Returns what the answer to this request depends on, as a short text; empty while the data has no version."""
    if data is None:
        return ""
    user = request.user
    rights = sorted(user.get_all_permissions()) if user.is_staff and not user.is_superuser else []
    reader = (user.pk, user.is_active, user.is_staff, user.is_superuser, rights)
    question = (request.build_absolute_uri(), get_language(), request.accepted_media_type)
    said = (data, settings.VERSION, question, todays_date(), reader)
    return hashlib.sha256(repr(said).encode()).hexdigest()[:20]
