"""A table at the end of a memo that repeats its projects, and doubts about where projects begin."""

from io import BytesIO

import docx
import pytest
import typst

from readings.files import pages_of_file, pages_of_text
from readings.rules.facts import CERTAIN, Item
from tests.readings.test_lists import certain, read

PROSE = [
    ("Trygge havne", "Fafo gennemfører kurser for vagter i Riga. Kurserne handler om, hvordan man ser handel."),
    ("Broer for alle", "Studiet spørger, hvad byerne ved om broer. Fafo gennemfører det sammen med Marta."),
    ("Sikker vej", "En kampagne i Oslo om veje, som børn går ad. Fafo ledede kampagnen."),
]
HEAD = ("Nr.", "Projekt", "Periode", "Bevilling (DKK)", "Betales af")
ROWS = [
    ("1", "Trygge havne", "maj 2010 – juni 2012", "400.000", "MR-S"),
    ("2", "Broer for alle", "2011–2013", "250.000", "MR-LAG"),
    ("3", "Sikker vej", "2012", "90.000", "MR-S"),
]
LETTER = "Notat til rådet\n\nNotatet beskriver tre projekter.\n\n"
WITHOUT_TITLES = [row[:1] + row[2:] for row in (HEAD, *ROWS)]


def memo(form: str, rows: list[tuple[str, ...]], joint: str = ". ", first: bool = False) -> list[str]:
    """Returns the pages of a memo: numbered paragraphs and a table, in one of three forms."""
    paragraphs = [f"{number}. {title}{joint}{text}" for number, (title, text) in enumerate(PROSE, 1)]
    if form == "text":
        table = "\n".join("\t".join(row) for row in rows)
        parts = [table, *paragraphs] if first else [*paragraphs, "Oversigt over bevillingerne", table]
        return pages_of_text(LETTER + "\n\n".join(parts))
    return _pdf(paragraphs, rows) if form == "pdf" else _word(paragraphs, rows)


def _word(paragraphs: list[str], rows: list[tuple[str, ...]]) -> list[str]:
    document, file = docx.Document(), BytesIO()
    document.add_heading("Notat til rådet", 1)
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    document.add_heading("Oversigt over bevillingerne", 2)
    table = document.add_table(rows=0, cols=len(rows[0]))
    for row in rows:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    document.save(file)
    return pages_of_file(file, "annex.docx")


def _pdf(paragraphs: list[str], rows: list[tuple[str, ...]]) -> list[str]:
    cells = ", ".join(f"[{cell}]" for row in rows for cell in row)
    widths = ", ".join(["30pt", "110pt", "110pt", "90pt", "70pt"][: len(rows[0])])
    text = "\n\n".join(paragraph.replace(". ", "\\. ", 1) for paragraph in paragraphs)
    made = typst.compile(f"#set text(size: 9pt)\n{text}\n\n#table(columns: ({widths}), {cells})".encode())
    assert isinstance(made, bytes)
    return pages_of_file(BytesIO(made), "annex.pdf")


def check(found: list[Item]) -> None:
    assert [certain(item, "title") for item in found] == [[title] for title, _text in PROSE]
    assert [(g["amount"], g["payer"]) for item in found for g in certain(item, "grant")] == [
        ("400000.00", "MR-S"),
        ("250000.00", "MR-LAG"),
        ("90000.00", "MR-S"),
    ]
    assert [certain(item, "starts") for item in found] == [["2010-05"], ["2011"], ["2012"]]


@pytest.mark.parametrize("form", ["text", "word", "pdf"])
def test_the_rows_of_a_table_with_the_titles_of_the_memo_are_no_items(form: str) -> None:
    check(read(memo(form, [HEAD, *ROWS])))


@pytest.mark.parametrize("form", ["text", "word", "pdf"])
def test_the_rows_of_a_table_with_the_numbers_of_the_memo_are_no_items(form: str) -> None:
    check(read(memo(form, WITHOUT_TITLES)))


def test_a_table_before_the_paragraphs_that_describe_its_rows() -> None:
    check(read(memo("text", [HEAD, *ROWS], first=True)))


def test_a_row_that_repeats_no_item_is_an_item() -> None:
    more = ("4", "Åbne døre", "2009", "75.000", "MR-LAG")
    found = read(memo("text", [HEAD, *ROWS, more]))
    check(found[:3])
    assert certain(found[3], "title") == ["Åbne døre"]
    assert len(found) == 4


def test_a_table_of_other_projects_is_one_of_items() -> None:
    rows = [(str(number), title, *ROWS[0][2:]) for number, title in enumerate(["Havet", "Fjeldet", "Skoven"], 4)]
    assert len(read(memo("text", [HEAD, *rows]))) >= 3


def test_the_points_of_items_that_became_items_are_never_certain() -> None:
    text = "Afsluttede projekter\n\n"
    for title, about in PROSE:
        text += f"• {title}\n\n• Periode: 2010–2012\n\n• {about}\n\n• Bevilling: 400.000 DKK\n\n"
    assert [fact.value for item in read(pages_of_text(text)) for fact in item.facts if fact.state == CERTAIN] == []


def test_two_items_with_one_title_have_to_be_decided() -> None:
    title, about = PROSE[0]
    text = f"Afsluttede projekter\n\n1. {title}. {about}\n\n2. {title}. Fafo begyndte i maj 2010. MR-S gav 400.000 DKK."
    found = read(pages_of_text(text))
    assert len(found) == 2
    assert {fact.reason for item in found for fact in item.facts if fact.state == CERTAIN} == set()


def test_rows_of_a_table_whose_columns_are_not_known_have_to_be_decided() -> None:
    rows = "\n".join(f"{title}\t{number}\tMR-S\t400.000 DKK\t2010" for number, (title, _text) in enumerate(PROSE))
    found = read(pages_of_text(f"Afsluttede projekter\n\nDet\tDette\tHint\tHer\tDer\n{rows}\n"))
    assert [fact.value for item in found for fact in item.facts if fact.state == CERTAIN] == []
