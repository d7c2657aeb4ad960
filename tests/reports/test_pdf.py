"""A table as a PDF, read back: tagged for screen readers, and never running the text of its cells as markup."""

import dataclasses
import io
import re
from collections import Counter
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from itertools import count
from typing import Any

import pytest
from django.utils import translation
from pypdf import PdfReader

from projects.partial_date import PartialDate
from reports.renderers.base import BrokenTransfer, TooManyRows
from reports.renderers.pdf import Pdf, breakable, in_words, printable
from reports.table import Column, Fact, Row, Table

pytestmark = pytest.mark.once

COLUMNS = [
    Column("title", "Title", "text", 30),
    Column("starts", "Start", "partial_date"),
    Column("councils", "Councils", "list"),
    Column("budget_dkk", "Amount (DKK)", "money"),
    Column("code", "Code", for_people=False),
]
HOSTILE = [
    '#read("/etc/passwd")',
    '#import "/etc/passwd": *',
    "#set page(width: 1pt)",
    "*bold* _slanted_ `raw` $x^2$",
    "= heading",
    "@house <label> <annex>",
    "\\ \\u{41} \\#",
    "// comment /* and more",
    '"; #panic()',
    "[ ] ( ) { }",
]


def table(rows: list[Row], **values: Any) -> Table:
    return Table(**{"name": "t", "title": "A table", "columns": COLUMNS, "rows": rows, "count": len(rows), **values})


def row(title: str = "A project", amount: Decimal | None = Decimal(1000)) -> Row:
    return Row([title, PartialDate(2006, 9), ["MR-S", "MR-JÄM"], amount, "code"])


def made(table: Table, language: str = "en") -> bytes:
    with translation.override(language):
        return b"".join(Pdf().render(table))


def text_of(content: bytes) -> str:
    text = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
    return re.sub(r"\s+", " ", text)


def tags(content: bytes) -> list[str]:
    """Returns the tags of the structure, in the order in which a screen reader meets them."""

    def walk(node: Any) -> Iterator[str]:
        node = node.get_object() if hasattr(node, "get_object") else node
        if isinstance(node, list):
            for one in node:
                yield from walk(one)
        elif isinstance(node, dict):
            if "/S" in node:
                yield node["/S"][1:]
            yield from walk(node.get("/K", []))

    root: Any = PdfReader(io.BytesIO(content)).trailer["/Root"]
    return list(walk(root["/StructTreeRoot"]["/K"]))


def root_of(content: bytes) -> Any:
    return PdfReader(io.BytesIO(content)).trailer["/Root"]


def test_a_table_says_what_its_rows_totals_and_facts_say() -> None:
    rows = [row("Børn og unge"), row("Þjóð, ættfræði", None), row("Työtä – öljy", Decimal("99.50"))]
    content = made(table(rows, foot=[Row(["In total", "", [], Decimal("1099.50"), ""])], facts=[Fact("Date", "today")]))
    text = text_of(content)
    for expected in (
        *("A table", "Børn og unge", "Þjóð, ættfræði", "Työtä – öljy", "September 2006", "MR-S; MR-JÄM", "1,000"),
        *("99.50", "Not stated", "In total", "1,099.50", "Date: today", "1 (1)"),
    ):
        assert expected in text
    assert "code" not in text


def test_the_file_is_tagged_named_and_says_its_language() -> None:
    content = made(table([row(), row()], foot=[row("In total")]), "da")
    root = root_of(content)
    assert root["/MarkInfo"]["/Marked"].value
    assert root["/Lang"] == "da"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"].value
    assert b"<pdfuaid:part>1</pdfuaid:part>" in root["/Metadata"].get_data()
    metadata = PdfReader(io.BytesIO(content)).metadata
    assert metadata is not None
    assert metadata.title == "A table"
    counted = Counter(tags(content))
    assert (counted["Title"], counted["Table"], counted["THead"], counted["TH"], counted["TR"]) == (1, 1, 1, 4, 4)


def test_the_heading_row_stands_on_every_page_and_is_read_once() -> None:
    content = made(table([row(f"Project {number}") for number in range(120)]))
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(content)).pages]
    assert len(pages) > 1
    assert all("Amount (DKK)" in page for page in pages)
    assert all(f"{number} ({len(pages)})" in page for number, page in enumerate(pages, 1))
    assert Counter(tags(content))["TH"] == 4


def test_figures_are_written_in_the_way_of_the_language() -> None:
    assert "1.234.567" in text_of(made(table([row(amount=Decimal(1_234_567))]), "da"))
    assert "september 2006" in text_of(made(table([row()]), "da"))


@pytest.mark.parametrize("title", HOSTILE)
def test_nothing_in_a_cell_runs_as_markup(title: str) -> None:
    content = made(table([row(title)], title=title, facts=[Fact(title, title)]))
    text = text_of(content)
    assert text.count(re.sub(r"\s+", " ", title)) >= 3
    assert "root:" not in text
    assert len(PdfReader(io.BytesIO(content)).pages) == 1


@pytest.mark.parametrize("text", ["a\x00b", "a\x07b\x1b", "tab\tbed", "中文字", "🙂", "\u202eabc", "\ufffe", "á" * 500])
def test_no_letter_stops_the_file(text: str) -> None:
    content = made(table([row(text)]))
    assert content.startswith(b"%PDF-")
    assert root_of(content)["/MarkInfo"]["/Marked"].value


def test_a_word_without_end_does_not_leave_the_page() -> None:
    assert breakable("short words stay") == "short words stay"
    broken = breakable("x" * 100)
    assert broken.replace("\u200b", "") == "x" * 100
    assert max(len(part) for part in broken.split("\u200b")) == 8


def test_control_characters_become_spaces_and_lines_stay() -> None:
    assert printable("a\x00b\tc\nd\x9fe") == "a b c\nd e"


def test_the_same_table_gives_the_same_bytes() -> None:
    assert made(table([row()])) == made(table([row()]))


def test_a_table_without_rows_says_so() -> None:
    assert "No rows." in text_of(made(table([])))


@pytest.mark.parametrize("count", [1, 3])
def test_a_table_that_does_not_keep_its_promise_is_no_file(count: int) -> None:
    with pytest.raises(BrokenTransfer):
        made(table([row(), row()], count=count))


def test_a_table_beyond_all_paper_is_refused_before_a_row_is_read() -> None:
    read = count()
    rows = (row(str(next(read))) for _number in range(5001))
    with pytest.raises(TooManyRows, match="5,000 rows, not 5,001"), translation.override("en"):
        Pdf().render(dataclasses.replace(table([]), rows=rows, count=5001))
    assert next(read) == 0


def test_many_columns_lie_on_their_side() -> None:
    def width(columns: int) -> float:
        rows = [Row(["x"] * columns)]
        content = made(table(rows, columns=[Column(f"c{place}", f"C{place}") for place in range(columns)]))
        return float(PdfReader(io.BytesIO(content)).pages[0].mediabox.width)

    assert width(3) == pytest.approx(595, abs=1)
    assert width(12) == pytest.approx(842, abs=1)


@pytest.mark.parametrize(
    ("value", "numeric", "words"),
    [
        (None, True, None),
        ([], False, None),
        ("", False, ""),
        (0, True, "0"),
        (12_345, True, "12,345"),
        (Decimal("0.01"), True, "0.01"),
        (Decimal("7.45123456"), True, "7.45123456"),
        (True, False, "yes"),
        (False, False, "no"),
        (date(2009, 3, 4), False, "4 March 2009"),
        (PartialDate(2009), False, "2009"),
        (["a", "b"], False, "a; b"),
    ],
)
def test_values_are_written_for_people(value: Any, numeric: bool, words: str | None) -> None:
    with translation.override("en"):
        assert in_words(value, numeric) == words


def test_two_thousand_rows_are_one_file() -> None:
    content = made(table([row(f"Project {number}") for number in range(2000)]))
    assert "Project 1999" in PdfReader(io.BytesIO(content)).pages[-1].extract_text()
