"""Tables with rows between their rows, merged cells, headings printed again, and notes by raised numbers."""

from io import BytesIO
from typing import Any

import docx
import pytest
import typst

from readings.files import pages_of_file, pages_of_text
from readings.left_out import left_out
from readings.rules.facts import Item
from readings.rules.reader import read_annex
from readings.tables import listed
from tests.readings.test_layouts import names, said

HEAD = ("Nr", "Projekt", "Tid", "Gennemføres af", "Sted", "Bevilling")
HAVN = ("1", "Trygge havne (projekt)", "2012–2014", "Fafo", "Riga", "MR-S: 400.000 DKK ¹")
BRO = ("2", "Brede broer (kampagne)", "2013–2015", "Fafo", "Oslo", "MR-LAG: 250.000 DKK")
VEJ = ("3", "Sikre veje (projekt)", "2008–2010", "Fafo", "Riga", "MR-S: 90.000 DKK ²")
FYR = ("4", "Nye fyr (seminar)", "4.5.2009", "Fafo", "Oslo", "MR-LAG: 60.000 DKK")
TOTAL = ("I alt", "", "", "", "", "800.000 DKK")
ROWS = (HEAD, ("I gang",), HAVN, BRO, ("Afsluttede / Closed",), VEJ, FYR, TOTAL)
NOTES = (
    "Bemærkninger",
    "¹ Bevillingen er halvdelen af projektets udgifter.",
    "² Projektet gennemføres også i Oslo.",
    "Norges egen plan på 9.000.000 NOK er ikke med i tabellen.",
)
Rows = tuple[tuple[str, ...], ...]


def text(rows: Rows = ROWS, after: tuple[str, ...] = NOTES) -> list[str]:
    return pages_of_text(
        "Havnens projekter\n\n" + "\n".join("\t".join(row) for row in rows) + "\n\n" + "\n".join(after)
    )


def word(rows: Rows = ROWS, after: tuple[str, ...] = NOTES) -> list[str]:
    """Returns the pages of a Word file, whose rows of one cell go over the whole table."""
    document, file = docx.Document(), BytesIO()
    document.add_paragraph("Havnens projekter")
    table = document.add_table(0, len(rows[0]))
    for row in rows:
        cells = table.add_row().cells
        if len(row) == 1:
            cells[0].merge(cells[-1])
        for cell, words in zip(cells, row, strict=False):
            cell.text = words
    for line in after:
        document.add_paragraph(line)
    document.save(file)
    return pages_of_file(file, "annex.docx")


def pdf(rows: Rows = ROWS, after: tuple[str, ...] = NOTES, width: int = 80, inset: str = "5pt") -> list[str]:
    cells = ", ".join(
        f"table.cell(colspan: 6)[{row[0]}]" if len(row) == 1 else ", ".join(f"[{cell}]" for cell in row) for row in rows
    )
    table = f"#table(columns: ({width}pt, 90pt, 60pt, 70pt, 50pt, 90pt), inset: {inset}, {cells})"
    made = typst.compile(
        f"#set page(width: 600pt)\n#set text(size: 9pt)\nHavnens projekter\n\n{table}\n\n".encode()
        + "\n\n".join(after).encode()
    )
    assert isinstance(made, bytes)
    return pages_of_file(BytesIO(made), "annex.pdf")


def read(pages: list[str]) -> list[Item]:
    return read_annex(pages, names()).items


def sums(found: list[Item]) -> list[Any]:
    return [[one["amount"] for one in said(item, "grant")] for item in found]


FORMS = {"text": text, "word": word, "pdf": pdf}
TITLES = [["Trygge havne"], ["Brede broer"], ["Sikre veje"], ["Nye fyr"]]
STATES = [["ongoing"]] * 2 + [["closed"]] * 2
SUMS = [["400000.00"], ["250000.00"], ["90000.00"], ["60000.00"]]


@pytest.mark.parametrize("form", FORMS)
def test_a_row_of_a_status_says_it_of_the_rows_below(form: str) -> None:
    found = read(FORMS[form]())
    assert [said(item, "title") for item in found] == TITLES
    assert [said(item, "status") for item in found] == STATES
    assert sums(found) == SUMS


@pytest.mark.parametrize("form", FORMS)
def test_a_note_belongs_to_the_row_in_which_its_raised_number_stands(form: str) -> None:
    found = read(FORMS[form]())
    assert "halvdelen" in found[0].text
    assert said(found[0], "grant")[0]["states"]["scope"] != "whole"
    assert "også i Oslo" in found[2].text
    assert "¹" not in "".join(item.text for item in found)


@pytest.mark.parametrize("form", FORMS)
def test_what_follows_the_notes_belongs_to_no_project_and_is_shown(form: str) -> None:
    pages = FORMS[form]()
    found = read(pages)
    assert "9.000.000" not in "".join(item.text for item in found)
    assert "9.000.000" in "".join(words for _span, words in left_out(pages, [item.as_data() for item in found]))


@pytest.mark.parametrize(("width", "inset"), [(30, "5pt"), (80, "0.2pt"), (120, "0.2pt"), (120, "4pt")])
def test_in_a_pdf_with_narrow_and_wide_columns_and_no_room_between_rows(width: int, inset: str) -> None:
    found = read(pdf(width=width, inset=inset))
    assert [said(item, "title") for item in found] == TITLES
    assert [said(item, "status") for item in found] == STATES


@pytest.mark.parametrize("form", FORMS)
def test_a_row_that_says_no_status_ends_the_old_one(form: str) -> None:
    rows = (HEAD, ("I gang",), HAVN, ("Projekter i Norge",), BRO, VEJ)
    found = read(FORMS[form](rows))
    assert [said(item, "title") for item in found] == TITLES[:3]
    assert [said(item, "status") for item in found] == [["ongoing"], [], []]
    assert "Norge" not in found[0].text


@pytest.mark.parametrize("form", FORMS)
def test_a_country_above_a_part_of_the_table_is_no_words_of_the_row_before(form: str) -> None:
    found = read(FORMS[form]((HEAD, ("Letland",), HAVN, BRO, ("Estland",), VEJ, FYR)))
    assert [said(item, "title") for item in found] == TITLES
    assert not any("Estland" in item.text for item in found)


def test_headings_that_a_page_prints_again_are_no_row() -> None:
    assert [said(item, "title") for item in read(text((HEAD, HAVN, BRO, HEAD, VEJ, FYR)))] == TITLES


def test_a_table_goes_on_below_the_lines_of_a_page() -> None:
    head, *rows = ["\t".join(row) for row in (HEAD, HAVN, BRO, VEJ, FYR)]
    page = "Havnens kontor, sag 12"
    found = read(pages_of_text("\n".join([page, "", head, *rows[:2], "side 1", page, *rows[2:], "side 2"])))
    assert [said(item, "title") for item in found] == TITLES


def test_another_table_below_is_no_part_of_the_first_one() -> None:
    other = "Person\tAntal\tRum\tDag\tEtage\tPris\nAnna\t3\t4\t5\t6\t7"
    found = listed("\n".join("\t".join(row) for row in (HEAD, HAVN)) + f"\nMøder\n{other}")
    assert "Projekt: Person" not in found
    assert "Person\tAntal" in found


def test_words_below_a_row_that_go_over_the_whole_table_belong_to_it() -> None:
    more = ("Projektet uddanner vagter i havne og gennemføres også i Estland.",)
    found = read(word((HEAD, HAVN, more, BRO, VEJ)))
    assert [said(item, "title") for item in found] == TITLES[:3]
    assert "uddanner vagter" in found[0].text


def test_a_sum_between_the_rows_is_no_project_and_no_grant() -> None:
    found = read(text((HEAD, ("I gang",), HAVN, BRO, ("I alt 650.000 DKK",), ("Afsluttede",), VEJ, FYR)))
    assert sums(found) == SUMS


def merged(column: int, first: int, last: int, rows: Rows) -> list[str]:
    """Returns the pages of a Word file with one cell beside several rows."""
    document, file = docx.Document(), BytesIO()
    table = document.add_table(0, len(rows[0]))
    for row in rows:
        for cell, words in zip(table.add_row().cells, row, strict=True):
            cell.text = words
    table.cell(first, column).merge(table.cell(last, column))
    document.save(file)
    return pages_of_file(file, "annex.docx")


class TestMergedCells:
    HEAD = ("Projekt", "Type", "Tid", "Sted", "Bevilling")

    def test_what_a_cell_says_beside_several_rows_holds_for_each(self) -> None:
        rows = (
            self.HEAD,
            ("Trygge havne", "Projekt", "2012–2014", "Riga", "400.000 DKK"),
            ("Brede broer", "Projekt", "2013–2015", "", "250.000 DKK"),
        )
        found = read(merged(3, 1, 2, rows))
        assert [said(item, "places") for item in found] == [["riga"], ["riga"]]

    def test_a_row_beside_the_title_of_the_row_above_says_more_of_that_project(self) -> None:
        rows = (
            self.HEAD,
            ("Trygge havne", "Projekt", "2012–2014", "Riga", "400.000 DKK"),
            ("", "", "", "Oslo", ""),
            ("Brede broer", "Kampagne", "2013–2015", "Oslo", "250.000 DKK"),
        )
        found = read(merged(0, 1, 2, rows))
        assert [said(item, "title") for item in found] == [["Trygge havne"], ["Brede broer"]]
        assert said(found[0], "places") == ["riga", "oslo"]


def test_a_raised_number_in_a_sentence_leads_to_a_footnote_that_is_not_read() -> None:
    pages = pages_of_text(
        "I gang\n\nProjektet Trygge havne¹ startede i maj 2010, og MR-S har bevilget 400.000 DKK til det i Riga.\n\n"
        "Kampagnen Brede broer startede i juni 2011, og MR-LAG har bevilget 250.000 DKK til den i Oslo.\n\n"
        "¹ Bevillingen er halvdelen af projektets udgifter."
    )
    assert not any("halvdelen" in item.text for item in read(pages))


def test_square_metres_are_no_mark() -> None:
    rows = (HEAD, (*HAVN[:4], "Riga, 20 m²", "MR-S: 400.000 DKK ¹"), BRO)
    found = read(text(rows, ("Noter", "¹ Projektet gennemføres også i Oslo.", "² Alle rum er målt.")))
    assert "også i Oslo" in found[0].text
    assert "målt" not in found[0].text


def noted(sign: tuple[str, str], after: tuple[str, ...]) -> list[Item]:
    """Returns the rows of a table whose second and third row have a sign behind the amount."""
    return read(text((HEAD, FYR, (*BRO[:5], BRO[5] + sign[0]), (*VEJ[:5], "MR-S: 90.000 DKK" + sign[1])), after))


@pytest.mark.parametrize("sign", [("*", "**"), (" *", " **"), (" 1)", " 2)"), ("¹", "²")])
def test_a_note_goes_by_the_sign_in_the_cell_and_not_by_the_number_of_the_row(sign: tuple[str, str]) -> None:
    first, second = (one.strip() for one in sign)
    found = noted(sign, ("Noter:", f"{first} Kampagnen har 12 møder.", f"{second} Projektet gennemføres også i Oslo."))
    assert "12 møder" in found[1].text
    assert "også i Oslo" in found[2].text
    assert "møder" not in found[0].text


def test_without_signs_in_the_cells_a_note_goes_by_the_number_of_its_row() -> None:
    rows = (HEAD, (*HAVN[:5], "MR-S: 400.000 DKK"), BRO)
    found = read(text(rows, ("Noter:", "1) Projektet har 12 møder.", "2) Kampagnen har 13 møder.")))
    assert ["12 møder" in item.text for item in found] == [True, False]


@pytest.mark.parametrize(
    ("numbers", "rows"),
    [("1 og 3", [1, 3]), ("1, 2 og 4", [1, 2, 4]), ("2–4", [2, 3, 4]), ("3", [3]), ("7", [])],
)
@pytest.mark.parametrize("lead", ["Till", "Note til", "Ad", "Til nr."])
def test_a_note_may_be_about_several_rows(lead: str, numbers: str, rows: list[int]) -> None:
    table = (HEAD, (*HAVN[:5], "MR-S: 400.000 DKK"), BRO, (*VEJ[:5], "MR-S: 90.000 DKK"), FYR)
    found = read(text(table, (f"{lead} {numbers}: Der var 12 møder.",)))
    assert [number for number, item in enumerate(found, 1) if "12 møder" in item.text] == rows


@pytest.mark.parametrize("form", ["text", "word"])
@pytest.mark.parametrize("line", ["Her er dem, der stadig er i gang:", "Flere fra kysten", "Nu til de andre:"])
def test_a_line_below_a_table_is_no_part_of_its_last_row_and_ends_the_status(form: str, line: str) -> None:
    pages = FORMS[form]((HEAD, ("Afsluttede",), HAVN, BRO), (line,))
    pages[0] += "\n\n" + text((HEAD, VEJ, FYR), ())[0].partition("\n")[2]
    found = read(pages)
    assert [said(item, "title") for item in found] == TITLES
    assert [said(item, "status") for item in found] == [["closed"]] * 2 + [[]] * 2
    assert line not in found[1].text


def test_a_table_of_persons_has_no_projects() -> None:
    persons = "Kontaktpersoner\n\nLand\tNavn\tTelefon\nLetland\tAnna Havn\t123 456\nEstland\tBo Bro\t654 321"
    found = read(pages_of_text("\n".join("\t".join(row) for row in ROWS[:-1]) + "\n\n" + persons))
    assert [said(item, "title") for item in found] == TITLES


def test_below_a_blank_line_a_row_of_words_only_is_the_headings_of_another_table() -> None:
    found = listed("\n".join("\t".join(row) for row in (HEAD, HAVN)) + "\n\nMøde\tHvem\tRum\tDag\tEtage\tPris")
    assert "Projekt: Hvem" not in found


def test_a_cell_that_says_itself_who_does_what_needs_no_heading() -> None:
    rows = (
        HEAD,
        (*HAVN[:3], "Vært: Fafo.", "Riga", "400.000 DKK"),
        (*BRO[:3], "Udføres af: Fafo.", "Oslo", "9.000 DKK"),
    )
    found = read(text(rows, ()))
    assert [[one["role"] for one in said(item, "partners")] for item in found] == [["hosting"], ["implementing"]]


def test_a_raised_number_of_word_stays_raised() -> None:
    document, file = docx.Document(), BytesIO()
    table = document.add_table(0, len(HEAD))
    for row in (HEAD, (*HAVN[:5], "MR-S: 400.000"), (*BRO[:5], "MR-LAG: 250.000 DKK")):
        for cell, words in zip(table.add_row().cells, row, strict=True):
            cell.text = words
    run = table.rows[1].cells[-1].paragraphs[0].add_run("1")
    run.font.superscript = True
    last = document.add_paragraph().add_run("1")
    last.font.superscript = True
    document.paragraphs[-1].add_run(" Alle beløb er i danske kroner. Projektet gennemføres også i Oslo.")
    document.save(file)
    first, _second = read(pages_of_file(file, "annex.docx"))
    assert "400.0001" not in first.text
    assert "også i Oslo" in first.text


def test_whoever_shares_the_cost_pays_a_part_of_it() -> None:
    found = read(text((HEAD, HAVN, BRO), ("Noter", "¹ Norges ministerium delte udgifterne og betalte 90.000 NOK.")))
    assert "betalte 90.000 NOK" in found[0].text
    assert not [one for one in said(found[0], "grant") if one["states"]["scope"] == "whole"]
