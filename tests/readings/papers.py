"""The annexes of the tests, as pages, as a Word file and as a PDF."""

import json
import re
from io import BytesIO
from pathlib import Path
from typing import Any

import docx
import typst
from docx.enum.text import WD_BREAK

ANNEXES = Path(__file__).with_name("annexes")
NAMES = (
    "dokument_8",
    "finnish_english",
    "norwegian_icelandic_swedish",
    "danish_swedish_prose",
    "english_annual",
    "english_danish_footnotes",
    "finnish_icelandic_by_country",
    "labels_six_languages",
    "norwegian_by_council",
    "swedish_by_year",
    "swedish_two_parts",
    "danish_titles_prose",
    "swedish_headings_labels",
    "finnish_english_cards",
    "english_numbered_pages",
    "icelandic_headings",
    "swedish_prose_memo",
    "english_titles_prose",
    "danish_country_points",
    "finnish_icelandic_prose",
    "norwegian_labels",
    "english_numbered_prose",
)
"""Annexes that are read in every form."""
TABLES = ("danish_table", "norwegian_mixed_table", "danish_norwegian_blocks")
"""Annexes with tables: as a pasted text with tabs, and as tables of Word."""


def text_of(name: str) -> str:
    """Returns the text of an annex; form feeds divide its pages."""
    return (ANNEXES / f"{name}.txt").read_text("utf-8")


def expected_of(name: str) -> dict[str, Any]:
    """Returns the facts of an annex, written down by hand."""
    found: dict[str, Any] = json.loads((ANNEXES / f"{name}.json").read_text("utf-8"))
    return found


def as_word(text: str) -> bytes:
    """Returns a Word file with a paragraph for each line, and a page break between pages."""
    document, file = docx.Document(), BytesIO()
    for number, page in enumerate(text.split("\f")):
        if number:
            document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
        for line in page.split("\n"):
            if "\t" in line:
                _add_row(document, line.split("\t"))
            else:
                document.add_paragraph(line)
    document.save(file)
    return file.getvalue()


def _add_row(document: Any, cells: list[str]) -> None:
    """Adds a row to the table at the end of the document, or begins a table with it."""
    last = document.element.body[-2] if len(document.element.body) > 1 else None
    is_table = last is not None and last.tag.endswith("}tbl")
    table = document.tables[-1] if is_table else document.add_table(0, len(cells))
    for cell, text in zip(table.add_row().cells, cells, strict=True):
        cell.text = text


def as_pdf(text: str) -> bytes:
    """Returns a PDF in which long lines are wrapped anew."""
    parts = ['#set page(paper: "a4")', "#set text(size: 10pt)"]
    for number, page in enumerate(text.split("\f")):
        parts += ["#pagebreak()"] if number else []
        for paragraph in re.split(r"\n[ \t]*\n", page):
            parts.append(" \\\n".join(map(_escaped, paragraph.strip("\n").split("\n"))) + "\n")
    made = typst.compile("\n".join(parts).encode())
    assert isinstance(made, bytes)
    return made


def _escaped(line: str) -> str:
    return re.sub(r"([\\#$*_`<>@\[\]~=\-+/\"])", r"\\\1", line)
