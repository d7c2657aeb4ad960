"""Makes the files of a seal: the documents and the data of a report, read together as of one change.

The same question as of the same change gives the same bytes. Nothing in the files depends on who seals: they name no
persons, and show no links for editing.
"""

import json
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from rest_framework.utils.encoders import JSONEncoder

from changes.as_of.point import todays_date
from reports.annex.annex import Annex, annex_filterset, annex_of
from reports.annex.files import MOST_PROJECTS, AnnexPdf, AnnexWord
from reports.facts import dated
from reports.questions import ask
from reports.renderers.base import Renderer, TooManyRows
from reports.renderers.csv_files import CsvFile
from reports.renderers.pdf import Pdf
from reports.renderers.word import Word
from reports.serializers import AnnexSerializer
from reports.table import Column, Row, Table, plain
from seals.asked import Asked, CannotSeal, report_of
from seals.choices import FileKind


@dataclass(frozen=True)
class Content:
    """What is sealed: the title, and the bytes of each file before the seal."""

    title: str
    files: dict[str, bytes]
    """By the kind of the file. A report that is too long for Word has no Word file."""
    name: str
    """The name of the files, without extension."""


def content_of(asked: Asked) -> Content:
    """Returns the files of the report. Raises CannotSeal for wrong parameters and for a report that is too long."""
    with asked.reading():
        try:
            return _annex(asked) if asked.is_annex else _report(asked)
        except TooManyRows as error:
            raise CannotSeal(report=[str(error)]) from error


def data_of(asked: Asked) -> Table:
    """Returns the data of the report as a table for programs, whose rows are read. Raises CannotSeal."""
    with asked.reading():
        return data_of_annex(_annex_of(asked)) if asked.is_annex else _table(asked, people=False)


def _report(asked: Asked) -> Content:
    data = _table(asked, people=False)
    people = _table(asked, people=True)
    files = {
        FileKind.PDF: _bytes(Pdf(), people),
        FileKind.CSV: _bytes(CsvFile(), data),
        FileKind.JSON: as_json(asked, data),
    }
    # A document of too many pages is for nobody to edit; the PDF has all rows
    with suppress(TooManyRows):
        files[FileKind.WORD] = _bytes(Word(), people)
    return Content(people.title, {str(kind): content for kind, content in files.items()}, people.file_name)


def _annex(asked: Asked) -> Content:
    annex = _annex_of(asked)
    data = data_of_annex(annex)
    files = {
        FileKind.PDF: b"".join(AnnexPdf().render(annex)),
        FileKind.WORD: b"".join(AnnexWord().render(annex)),
        FileKind.CSV: _bytes(CsvFile(), data),
        FileKind.JSON: as_json(asked, data, annex=AnnexSerializer(annex).data),
    }
    return Content(annex.title, {str(kind): content for kind, content in files.items()}, annex.file_name)


def _bytes(renderer: Renderer, table: Table) -> bytes:
    return b"".join(renderer.render(table))


def _table(asked: Asked, *, people: bool) -> Table:
    """Returns the table of a report for people or for programs, with its rows in memory. Raises CannotSeal."""
    report = report_of(asked.report)
    question = ask(
        asked.parameters,
        report.form,
        report.filters,
        today=todays_date(),
        people=people,
        whole=True,
        absolute=lambda path: f"{settings.SITE_URL}{path}",
    )
    if not question.is_valid():
        raise CannotSeal(**question.error_lists())
    table = report.table(report, question)
    return replace(table, rows=list(table.rows))


def _annex_of(asked: Asked) -> Annex:
    filterset = annex_filterset(asked.parameters)
    if not filterset.is_valid():
        raise CannotSeal(**filterset.error_lists())
    return annex_of(filterset, todays_date(), most=MOST_PROJECTS)


def data_of_annex(annex: Annex) -> Table:
    """Returns the projects of an annex as a table: one row a project, in the order of the annex."""
    columns = [
        Column("reference", _("Reference")),
        Column("status", _("Status")),
        Column("number", _("Number"), "count"),
        Column("title", _("Title")),
        Column("councils", _("Councils named")),
        Column("partners", _("Partners")),
        Column("period", _("Period")),
        Column("budget_dkk", _("Amount (DKK)"), "money"),
    ]
    rows = [_row_of(item, section.status) for section in annex.sections for item in section.items]
    facts = [*annex.asked, dated(annex.date), *annex.explained]
    return Table("annex", annex.title, columns, rows, len(rows), facts)


def _row_of(item: Any, status: str) -> Row:
    lines = {line.name: line.text for line in item.lines}
    said: list[Any] = [lines.get(name) for name in ("councils", "partners", "period")]
    return Row([item.project.reference, status, item.number, item.title.text, *said, item.project.budget_dkk])


def as_json(asked: Asked, table: Table, **more: Any) -> bytes:
    """Returns a table as JSON, whole: its question, its columns, rows, totals and explanations, and ``more``."""
    columns = table.columns_for(people=False)

    def values(row: Row) -> list[Any]:
        return [plain(row.values[place]) for place, _column in columns]

    said = {
        "report": asked.report,
        "title": table.title,
        "language": asked.language,
        "address": f"{settings.SITE_URL}{asked.address}",
        "parameters": dict(asked.parameters.lists()),
        "as_of_change": asked.change,
        "day": asked.day.isoformat(),
        "columns": [{"name": column.name, "label": column.label, "kind": column.kind} for _place, column in columns],
        "rows": [values(row) for row in table.rows],
        "foot": [values(row) for row in table.foot],
        "facts": [{"label": fact.label, "text": fact.text} for fact in table.facts],
        **more,
    }
    return json.dumps(said, cls=JSONEncoder, ensure_ascii=False, indent=1).encode() + b"\n"
