"""Writes the annex as a PDF (PDF/UA-1): bookmarks, real headings and lists, every text marked with its language."""

from reports.annex.annex import Annex
from reports.annex.content import content_of
from reports.renderers.pdf import typeset


def annex_pdf(annex: Annex) -> bytes:
    """Returns the file, in the language in which the annex was made. The same annex gives the same bytes."""
    return typeset("annex.typ", content_of(annex))
