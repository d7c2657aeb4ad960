"""The annex as a file: its formats, and what the file is called."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import translation
from rest_framework.utils.encoders import JSONEncoder

from projects.filtersets import ProjectFilterSet
from reports.annex.annex import Annex, annex_of
from reports.annex.pdf import annex_pdf
from reports.annex.word import annex_docx
from reports.serializers import AnnexSerializer


@dataclass(frozen=True)
class AnnexFormat:
    """A format: as ``?format=`` and the file's ending name it, and what makes the file."""

    name: str
    media_type: str
    label: str
    make: Callable[[Annex], bytes]


def annex_json(annex: Annex) -> bytes:
    """The annex as the API answers it, in UTF-8."""
    data: Any = AnnexSerializer(annex).data
    return json.dumps(data, cls=JSONEncoder, ensure_ascii=False, indent=2).encode() + b"\n"


FORMATS = {
    one.name: one
    for one in (
        AnnexFormat("pdf", "application/pdf", "PDF", annex_pdf),
        AnnexFormat(
            "docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "Word", annex_docx
        ),
        AnnexFormat("json", "application/json", "JSON", annex_json),
    )
}
"""The formats of the annex, by name."""


def annex_file(filterset: ProjectFilterSet, name: str, language: str, today: date) -> bytes:
    """The annex of a valid filterset (from ``annex_filterset``) as a file, for the command line.

    ``name`` is one of ``FORMATS``, ``language`` a language of the site. Raises KeyError for an unknown format.
    """
    with translation.override(language):
        return FORMATS[name].make(annex_of(filterset, today))


def file_name(annex: Annex, name: str) -> str:
    """What the file is called: ``annex-2026-11-22-da.pdf``."""
    return f"annex-{annex.date.isoformat()}-{annex.language}.{name}"
