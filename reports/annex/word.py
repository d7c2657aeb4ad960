"""Writes the annex as a Word document (Office Open XML, ISO/IEC 29500): real headings, lists and tables on A4.

Styles define the look, so that an editor can change it in one place. Every text in another language is marked with
that language, for the spelling checker and the screen reader.
"""

import io
import zipfile
from datetime import UTC, datetime
from functools import cache
from typing import Any

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Pt
from docx.text.paragraph import Paragraph

from projects.choices import Language
from reports.annex import styles
from reports.annex.annex import Annex
from reports.annex.content import content_of
from reports.renderers.pdf import each_text, printable

LOCALES: dict[str, str] = {
    Language.DANISH: "da-DK",
    Language.SWEDISH: "sv-SE",
    Language.NORWEGIAN: "nb-NO",
    Language.FINNISH: "fi-FI",
    Language.ICELANDIC: "is-IS",
    Language.ENGLISH: "en-GB",
}
"""The languages as Word names them (BCP 47)."""

FIRST_MOMENT = (1980, 1, 1, 0, 0, 0)
"""The earliest time that a zip file can store, as a fixed timestamp: the same annex gives the same bytes."""


def annex_docx(annex: Annex) -> bytes:
    """Returns the file, in the language in which the annex was made. The same annex gives the same bytes."""
    content = each_text(content_of(annex), printable)
    document = Document()
    styles.set_up(document, LOCALES[annex.language])
    # python-docx reads all styles of the document for each paragraph. From here on they stay the same
    document.part.get_style_id = cache(document.part.get_style_id)  # type: ignore[method-assign]
    _describe(document, content)
    styles.foot_of_page(document, content["foot"])
    _Writer(document, content).write()
    saved = io.BytesIO()
    document.save(saved)
    return without_clock(saved)


def _describe(document: WordDocument, content: dict[str, Any]) -> None:
    """Sets the properties of the file, with the date of the data as its time."""
    properties = document.core_properties
    properties.title, properties.author = content["title"], content["author"]
    properties.last_modified_by, properties.comments = content["author"], ""
    properties.language = LOCALES[content["language"]]
    properties.created = properties.modified = datetime(**content["date"], tzinfo=UTC).replace(tzinfo=None)
    properties.revision = 1


def without_clock(saved: io.BytesIO) -> bytes:
    """Returns a saved document with a fixed time for each of its parts: the same document gives the same bytes."""
    rewritten = io.BytesIO()
    with zipfile.ZipFile(saved) as before, zipfile.ZipFile(rewritten, "w", zipfile.ZIP_DEFLATED) as after:
        for name in before.namelist():
            after.writestr(zipfile.ZipInfo(name, FIRST_MOMENT), before.read(name), zipfile.ZIP_DEFLATED)
    return rewritten.getvalue()


class _Writer:
    """Writes the content of an annex into a document, from top to bottom."""

    def __init__(self, document: WordDocument, content: dict[str, Any]) -> None:
        self.document = document
        self.content = content
        self.words = content["words"]

    def write(self) -> None:
        content = self.content
        self.document.add_paragraph(content["author"], styles.PUBLISHER)
        self.document.add_paragraph(content["title"], "Title")
        for fact in (*content["asked"], content["dated"]):
            self._fact(fact)
        for section in content["sections"]:
            self._section(section)
        if content["sections"]:
            self._totals()
        else:
            self.document.add_paragraph(self.words["empty"])
        self._sources()
        self._notes()

    def _section(self, section: dict[str, Any]) -> None:
        self.document.add_heading(section["heading"], 1)
        for item in section["items"]:
            self._item(item)
        paragraph = self.document.add_paragraph(style=styles.SUBTOTAL)
        paragraph.add_run(f"{section['heading']}: ").bold = True
        paragraph.add_run("; ".join(section["subtotal"]))

    def _item(self, item: dict[str, Any]) -> None:
        heading = self.document.add_heading(f"{item['number']}. ", 2)
        self._piece(heading, item["title"])
        self.document.add_paragraph(" · ".join(item["particulars"]), styles.PARTICULARS)
        summary = item["summary"]
        for part in [part for part in summary["text"].split("\n") if part.strip()] or [""]:
            paragraph = self.document.add_paragraph()
            self._piece(paragraph, {**summary, "text": part})
        paragraph.add_run(f" {item['amount']}" if paragraph.text else item["amount"]).bold = True
        self._lines_below(paragraph, item)

    def _lines_below(self, summary: Paragraph, item: dict[str, Any]) -> None:
        """Writes the facts of an item, on the page on which its summary ends."""
        lines = [*item["lines"]]
        if item["notes"]:
            numbers = ", ".join(str(number) for number in item["notes"])
            lines.append({"label": self.words["notes"], "pieces": [{"text": numbers, "language": ""}]})
        above = summary
        for line in lines:
            above.paragraph_format.keep_with_next = True
            above = self._labelled(line["label"], line["pieces"], styles.SMALL_FACT)

    def _totals(self) -> None:
        table = self.content["table"]
        self.document.add_heading(table["title"], 1)
        heads = [column["label"] for column in table["columns"]]
        rows = [heads, *table["rows"], *table["foot_rows"]]
        written = self.document.add_table(len(rows), len(heads))
        written.style = "Table Grid"
        for place, (row, texts) in enumerate(zip(written.rows, rows, strict=True)):
            styles.keep_whole(row)
            bold = place == 0 or place > len(table["rows"])
            for cell, text, column in zip(row.cells, texts, table["columns"], strict=True):
                paragraph = cell.paragraphs[0]
                paragraph.style = styles.SMALL_FACT
                paragraph.add_run(self.words["not_stated"] if text is None else text).bold = bold
                paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT if column["numeric"] else None
                paragraph.paragraph_format.keep_with_next = place < len(rows) - 1
        styles.repeat_on_every_page(written.rows[0])
        styles.rule(written)
        for place, fact in enumerate(self.content["explained"]):
            paragraph = self._fact(fact)
            if place == 0:
                paragraph.paragraph_format.space_before = Pt(8)

    def _sources(self) -> None:
        if self.content["sources"]:
            self.document.add_heading(self.words["sources"], 1)
        for source in self.content["sources"]:
            self._pieces(self.document.add_paragraph(style="List Bullet"), source)

    def _notes(self) -> None:
        if not self.content["notes"]:
            return
        self.document.add_heading(self.words["notes"], 1)
        self.document.add_paragraph(self.words["notes_are"], styles.PARTICULARS)
        for note in self.content["notes"]:
            inferred = f" ({self.words['inferred']})" if note["inferred"] else ""
            paragraph = self.document.add_paragraph(f"{note['number']}. ", styles.NOTE)
            paragraph.add_run(f"{note['reference']}, {note['about']}{inferred}: ", styles.LABEL)
            self._piece(paragraph, note["text"])

    def _fact(self, fact: dict[str, str]) -> Paragraph:
        return self._labelled(fact["label"], [{"text": fact["text"], "language": ""}], styles.FACT)

    def _labelled(self, label: str, pieces: list[dict[str, str]], style: str) -> Paragraph:
        paragraph = self.document.add_paragraph(style=style)
        paragraph.add_run(f"{label}: ", styles.LABEL)
        self._pieces(paragraph, pieces)
        return paragraph

    def _pieces(self, paragraph: Paragraph, pieces: list[dict[str, str]]) -> None:
        for place, piece in enumerate(pieces):
            if place:
                paragraph.add_run(", ")
            self._piece(paragraph, piece)

    def _piece(self, paragraph: Paragraph, piece: dict[str, str]) -> None:
        run = paragraph.add_run(piece["text"])
        if piece["language"] not in ("", self.content["language"]):
            styles.in_language(run, LOCALES[piece["language"]])
