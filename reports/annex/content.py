"""The content of the annex as a document, in words only: the same for PDF and for Word."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from projects.language.texts import Shown
from reports import facts
from reports.annex import words
from reports.annex.annex import Annex, Item, Note, Section
from reports.renderers.pdf import content_of_table, in_words, told
from reports.table import Row, Table


@dataclass(frozen=True)
class AnnexCell:
    """A cell of a table as a page shows it."""

    label: str
    text: str | None
    numeric: bool
    url: str


def cells_of(table: Table, rows: Iterable[Row]) -> list[list[AnnexCell]]:
    """Returns the rows of a table in words. Each cell has its heading and its link."""
    return [
        [
            AnnexCell(
                column.label,
                in_words(row.values[place], column.numeric),
                column.numeric,
                row.links.get(column.name, ""),
            )
            for place, column in table.columns_for(people=True)
        ]
        for row in rows
    ]


def content_of(annex: Annex) -> dict[str, Any]:
    """Returns the annex as texts, and pieces of text with their languages. Nothing is left to compute."""
    return {
        "title": annex.title,
        "language": annex.language,
        "author": _("Nordic Council of Ministers"),
        "date": {"year": annex.date.year, "month": annex.date.month, "day": annex.date.day},
        "foot": f"{annex.title} – {facts.dated(annex.date).text}",
        "asked": told(annex.asked),
        "dated": told([facts.dated(annex.date)])[0],
        "sections": [_section(section) for section in annex.sections],
        "table": {"title": annex.table.title, **content_of_table(annex.table)},
        "explained": told(annex.explained),
        "sources": [_pieces(words.document_in_words(document)) for document in annex.sources],
        "notes": [_note(note) for note in annex.notes],
        "words": {
            "empty": _("No projects match."),
            "not_stated": _("Not stated"),
            "inferred": _("Inferred").lower(),
            "sources": _("Sources"),
            "notes": _("Notes"),
            "notes_are": _("Why facts read as they do, or are missing."),
        },
    }


def _section(section: Section) -> dict[str, Any]:
    return {
        "heading": section.heading,
        "items": [_item(item) for item in section.items],
        "subtotal": section.subtotal,
    }


def _item(item: Item) -> dict[str, Any]:
    return {
        "number": item.number,
        "title": _piece(item.title),
        "summary": _piece(item.summary),
        "amount": item.amount,
        "particulars": item.particulars,
        "lines": [{"label": line.label, "pieces": _pieces(line.pieces)} for line in item.lines],
        "notes": [note.number for note in item.notes],
    }


def _note(note: Note) -> dict[str, Any]:
    return {
        "number": note.number,
        "reference": note.reference,
        "about": note.about,
        "inferred": note.inferred,
        "text": {"text": note.text.text, "language": note.text.language},
    }


def _pieces(pieces: list[Shown]) -> list[dict[str, str]]:
    return [_piece(piece) for piece in pieces]


def _piece(piece: Shown) -> dict[str, str]:
    return {"text": piece.text, "language": piece.language}
