"""Builds the Word document of a table with python-docx, which few processes need."""

import io
from datetime import UTC, datetime, time
from functools import cache
from typing import Any

from django.utils.translation import gettext as _
from docx import Document
from docx.document import Document as WordDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH

from changes.as_of.point import todays_date
from projects.language.texts import readers_language
from reports.annex import styles
from reports.annex.word import LOCALES, without_clock
from reports.renderers.pdf import UPRIGHT


def document_of(content: dict[str, Any]) -> bytes:
    """Returns the file of a table in the shape of ``content_of_table``."""
    document = Document()
    locale = LOCALES[readers_language()]
    styles.set_up(document, locale)
    if sum(column["width"] for column in content["columns"]) > UPRIGHT:
        styles.lay_across(document)
    # python-docx reads all styles of the document for each paragraph. From here on they stay the same
    document.part.get_style_id = cache(document.part.get_style_id)  # type: ignore[method-assign]
    _describe(document, content["title"], locale)
    styles.foot_of_page(document, f"Oversigt – {content['title']}")
    document.add_paragraph(_("Nordic Council of Ministers"), styles.PUBLISHER)
    document.add_paragraph(content["title"], "Title")
    if content["rows"]:
        if content["unit"]:
            unit = document.add_paragraph(content["unit"], styles.FACT)
            unit.alignment = WD_ALIGN_PARAGRAPH.RIGHT
            unit.paragraph_format.keep_with_next = True
        _table(document, content)
    else:
        document.add_paragraph(_("No rows."))
    for place, fact in enumerate(content["facts"]):
        paragraph = document.add_paragraph(style=styles.FACT)
        paragraph.paragraph_format.space_before = styles.ABOVE_FACTS if place == 0 else None
        paragraph.add_run(f"{fact['label']}: ", styles.LABEL)
        paragraph.add_run(fact["text"])
    saved = io.BytesIO()
    document.save(saved)
    return without_clock(saved)


def _describe(document: WordDocument, title: str, locale: str) -> None:
    """Sets the properties of the file, with the day of the data as its time."""
    properties = document.core_properties
    properties.title, properties.author = title, _("Nordic Council of Ministers")
    properties.last_modified_by, properties.comments, properties.language = properties.author, "", locale
    day = datetime.combine(todays_date(), time(), UTC).replace(tzinfo=None)
    properties.created = properties.modified = day
    properties.revision = 1


def _table(document: WordDocument, content: dict[str, Any]) -> None:
    columns = content["columns"]
    rows = [[column["label"] for column in columns], *content["rows"], *content["foot_rows"]]
    written = document.add_table(len(rows), len(columns))
    written.style = "Table Grid"
    for place, (row, texts) in enumerate(zip(written.rows, rows, strict=True)):
        styles.keep_whole(row)
        bold = place == 0 or place > len(content["rows"])
        for cell, text, column in zip(row.cells, texts, columns, strict=True):
            paragraph = cell.paragraphs[0]
            paragraph.style = styles.CELL
            paragraph.add_run(_("Not stated") if text is None else text).bold = bold
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT if column["numeric"] else None
    styles.repeat_on_every_page(written.rows[0])
    # Only a plain space breaks a line: "900 000" is written with another one
    needed = [max(len(word) for text in texts for word in (text or "").split(" ")) for texts in zip(*rows, strict=True)]
    wished = [column["width"] for column in columns]
    styles.rule(written, styles.shares(styles.width_of_text(document), needed, wished))
    styles.narrow_cells(written)
