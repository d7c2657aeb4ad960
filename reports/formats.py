"""The registry of file formats: one class per format, one line each in ``RENDERERS``.

Lists, reports and the annex take their formats from here: for the links on pages, ``?format=`` in the API, and
``--format`` of the commands.
"""

from django.utils.translation import gettext as _

from reports.annex.annex import Annex
from reports.annex.files import AnnexJson, AnnexPdf, AnnexWord
from reports.renderers.base import Renderer
from reports.renderers.csv_files import CsvFile, CsvForExcel
from reports.renderers.json_files import JsonFile, NdjsonFile
from reports.renderers.pdf import Pdf
from reports.renderers.word import Word
from reports.renderers.xlsx_files import XlsxFile
from reports.table import Table

RENDERERS: tuple[Renderer, ...] = (
    CsvFile(),
    CsvForExcel(),
    XlsxFile(),
    Pdf(),
    Word(),
    NdjsonFile(),
    JsonFile(),
    AnnexPdf(),
    AnnexWord(),
    AnnexJson(),
)
OF_A_TABLE = tuple(renderer for renderer in RENDERERS if renderer.content is Table)
OF_A_LIST = tuple(renderer for renderer in OF_A_TABLE if renderer.format not in ("pdf", "docx"))
OF_A_REPORT = tuple(renderer for renderer in OF_A_TABLE if renderer.format != "json")
"""A report has no JSON file: the API returns totals as JSON in a shape of their own."""
OF_THE_ANNEX = tuple(renderer for renderer in RENDERERS if renderer.content is Annex)


class UnknownFormat(ValueError):
    """Raised for an unknown format or dialect. ``parameter`` names the wrong parameter; the message lists the
    known values.
    """

    def __init__(self, parameter: str, message: str) -> None:
        self.parameter = parameter
        super().__init__(message)


def renderer_for(name: str, dialect: str = "", among: tuple[Renderer, ...] = OF_A_TABLE) -> Renderer:
    """Returns the renderer of a format in a dialect. Raises UnknownFormat, also for a dialect without a format."""
    if dialect and not name:
        words = {"known": ", ".join(dict.fromkeys(renderer.format for renderer in among))}
        raise UnknownFormat("dialect", _("A dialect needs a format: add “format”. The formats are: %(known)s.") % words)
    of_the_format = [renderer for renderer in among if renderer.format == name]
    if not of_the_format:
        words = {"format": name, "known": ", ".join(dict.fromkeys(renderer.format for renderer in among))}
        raise UnknownFormat("format", _("There is no format “%(format)s” here. The formats are: %(known)s.") % words)
    for renderer in of_the_format:
        if renderer.dialect == dialect:
            return renderer
    dialects = [renderer.dialect for renderer in of_the_format if renderer.dialect]
    if not dialects:
        words = {"dialect": dialect, "format": name}
        raise UnknownFormat("dialect", _("The format %(format)s has no dialect “%(dialect)s”.") % words)
    words = {"dialect": dialect, "known": ", ".join(dialects)}
    raise UnknownFormat("dialect", _("There is no dialect “%(dialect)s”. The dialects are: %(known)s.") % words)
