"""The annex as a file: one class per format, as in the registry (``reports/formats.py``)."""

import json
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext_lazy
from rest_framework.utils.encoders import JSONEncoder

from reports.annex.annex import Annex
from reports.annex.pdf import annex_pdf
from reports.serializers import AnnexSerializer

MOST_PROJECTS = 1_000
"""The limit for a document to read: about six seconds of work and 300 pages."""


class AnnexPdf:
    """The annex to print: bookmarks, headings, every text marked with its language."""

    content: type = Annex
    format = extension = "pdf"
    dialect = ""
    media_type = "application/pdf"
    people = True
    most: int | None = MOST_PROJECTS
    label = gettext_lazy("PDF")

    def render(self, annex: Annex, /) -> Iterator[bytes]:
        """Returns the file in one piece, in the language of the annex."""
        return iter((annex_pdf(annex),))


class AnnexWord:
    """The annex to edit further."""

    content: type = Annex
    format = extension = "docx"
    dialect = ""
    media_type = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    people = True
    most: int | None = MOST_PROJECTS
    label = gettext_lazy("Word")

    def render(self, annex: Annex, /) -> Iterator[bytes]:
        """Returns the file in one piece, in the language of the annex."""
        # Few processes make documents, and the library takes 10 MB
        from reports.annex.word import annex_docx

        return iter((annex_docx(annex),))


class AnnexJson:
    """The annex as data, like the answer of the API."""

    content: type = Annex
    format = extension = "json"
    dialect = ""
    media_type = "application/json"
    people = False
    most: int | None = None
    label = gettext_lazy("JSON")

    def render(self, annex: Annex, /) -> Iterator[bytes]:
        """Returns the file in one piece, in UTF-8."""
        data: Any = AnnexSerializer(annex).data
        return iter((json.dumps(data, cls=JSONEncoder, ensure_ascii=False, indent=2).encode() + b"\n",))
