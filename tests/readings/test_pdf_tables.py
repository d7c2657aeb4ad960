"""Tables of a PDF: cells of several lines, words broken in narrow columns, rows and tables over a page break."""

from collections.abc import Iterator
from io import BytesIO

import typst

from projects.files.pdf_cells import MOST, Piece, tables_of
from readings.files import pages_of_file
from readings.rules.reader import read_annex
from readings.tables import listed, rows_joined
from tests.readings.test_layouts import items, names, said

LEFT = (60.0, 160.0, 230.0, 310.0)


def drawn(*rows: tuple[str, ...], top: float = 700.0) -> list[Piece]:
    """Returns the words of rows as a program draws them, cell by cell. A bar in a cell is the end of a line."""
    found: list[Piece] = []
    for row in rows:
        for left, cell in zip(LEFT, row, strict=False):
            for line, text in enumerate(cell.split("|") if cell else []):
                found.append(Piece(len(found), left, top - 11 * line, 9, text))
        top -= 11 * max(cell.count("|") + 1 for cell in row) + 4
    return found


def lines(*rows: tuple[str, ...]) -> list[str]:
    return [line for table in tables_of(drawn(*rows)) for line in table.rows]


HEAD = ("Projekt", "Tid", "Land", "Genomförs av")


def test_the_lines_of_a_cell_are_one_cell() -> None:
    assert lines(HEAD, ("Trygg hamn|i norr", "2012– |2014", "Norge, |Island", "Fafo")) == [
        "Projekt\tTid\tLand\tGenomförs av",
        "Trygg hamn i norr\t2012– 2014\tNorge, Island\tFafo",
    ]


def test_a_word_that_is_wider_than_its_column_is_joined_and_others_are_not() -> None:
    found = lines(HEAD, ("Konfere|ns om |barn", "2012", "Norge", "Ansvarig|för Fafo"))
    assert found[1] == "Konferens om barn\t2012\tNorge\tAnsvarig för Fafo"


def test_text_before_and_below_a_table_is_no_row() -> None:
    text = [Piece(0, 60, 760, 9, "Projekt mot människohandel i Norden")]
    below = ("Summorna är i danska kronor.",)
    pieces = text + [
        Piece(at, one.left, one.height, one.size, one.text)
        for at, one in enumerate(drawn(HEAD, ("Hamn", "2012", "Norge", "Fafo"), below, below), 1)
    ]
    (table,) = tables_of(pieces)
    assert len(table.rows) == 2
    assert (table.begins, table.ends) == (1, 9)


def test_lines_of_prose_with_words_in_bold_are_no_table() -> None:
    bold = [
        Piece(0, 60, 700, 9, "Projektet "),
        Piece(1, 105, 700, 9, "Trygg hamn "),
        Piece(2, 160, 700, 9, "startade."),
    ]
    assert tables_of([*bold, Piece(3, 60, 689, 9, "Det pågår i Norge.")]) == []


def test_a_table_goes_on_upon_the_next_page_without_its_headings() -> None:
    (first,) = tables_of(drawn(HEAD, ("Hamn", "2012", "Norge", "Fafo")))
    (rest,) = tables_of(drawn(("Strand", "2013", "Island", "Fafo")), first)
    assert rest.rows == ["Projekt\tTid\tLand\tGenomförs av", "Strand\t2013\tIsland\tFafo"]


def test_a_row_over_a_page_break_is_one_row() -> None:
    pages = ["Nr\tProjekt\tLand\n1\tHamn\tNorge,", "Huvud\nNr\tProjekt\tLand\n\ti norr\tIsland\n2\tStrand\tNorge"]
    assert rows_joined(pages) == [
        "Nr\tProjekt\tLand\n1\tHamn i norr\tNorge, Island",
        "Huvud\nNr\tProjekt\tLand\n2\tStrand\tNorge",
    ]


def test_a_page_of_very_many_words_is_not_looked_at() -> None:
    def many() -> Iterator[Piece]:
        for at in range(MOST + 1):
            yield Piece(at, LEFT[at % 4], 700 - at // 4, 9, "Ord")

    assert tables_of(list(many())) == []


def test_a_narrow_table_of_a_pdf_is_read_as_a_table() -> None:
    rows = [("Projekt", "Tid", "Genomförs av", "Belopp, tkr (DKK)")]
    rows += [
        ("Trygg hamn i norra landet", "2012–2014", "Fafo", "850"),
        ("Nya steg för alla barn", "2013–2015", "Fafo", "600"),
    ]
    cells = ", ".join(f"[{cell}]" for row in rows for cell in row)
    table = f"#table(columns: (70pt, 50pt, 60pt, 60pt), {cells})"
    made = typst.compile(f"#set text(size: 9pt)\nPågående projekt\n\n{table}\n\nSlut på listan.".encode())
    assert isinstance(made, bytes)
    found = read_annex(pages_of_file(BytesIO(made), "annex.pdf"), names()).items
    assert [said(item, "title") for item in found] == [["Trygg hamn i norra landet"], ["Nya steg för alla barn"]]
    assert [said(item, "partners") for item in found] == [[{"organisation": "fafo", "role": "implementing"}]] * 2
    assert [said(item, "grant")[0]["amount"] for item in found] == ["850000.00", "600000.00"]


def test_a_text_with_the_same_words_is_read_as_before() -> None:
    assert listed("Projekt mot handel\n\nTid: 2012") == "Projekt mot handel\n\nTid: 2012"
    assert items("Hej") == []


CARDS = """Pågående insatser

1. Trygg hamn
#table(columns: (90pt, 260pt), [Form], [Projekt], [Tid], [2012–2014], [Utförare], [Fafo], [Var], [Riga])

2. Nya steg
#table(columns: (90pt, 260pt), [Form], [Kampanj], [Tid], [2013–2015], [Utförare], [Fafo], [Var], [Oslo])
"""


def test_cards_of_two_columns_say_what_their_labels_name() -> None:
    made = typst.compile(CARDS.replace("1. ", "1\\. ").replace("2. ", "2\\. ").encode())
    assert isinstance(made, bytes)
    found = read_annex(pages_of_file(BytesIO(made), "annex.pdf"), names()).items
    assert [said(item, "title") for item in found] == [["Trygg hamn"], ["Nya steg"]]
    assert [said(item, "kind") for item in found] == [["project"], ["campaign"]]
    assert [said(item, "partners") for item in found] == [[{"organisation": "fafo", "role": "implementing"}]] * 2


def test_a_list_with_numbers_beside_its_points_is_no_card() -> None:
    assert lines(("1.", "Trygg hamn"), ("2.", "Nya steg"), ("3.", "Öppna dörrar"), ("4.", "Vägen hem")) == []
