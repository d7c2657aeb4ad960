"""The ledger as a file: columns found by their headings, amounts and days as people write them, hostile files."""

import zipfile
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
import xlsxwriter
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as some

from budgets.books.reading.cells import Line, Sheet, UnreadableLedger, packed, unpacked
from budgets.books.reading.headings import Field, columns_in, headings_of
from budgets.books.reading.ledger import Ledger, LeftOut, problems_of, read_rows, read_sheet
from budgets.books.reading.values import Amounts, Days


def read(data: bytes, **options: Any) -> Ledger:
    """Returns the ledger of a file whose columns are found by their headings."""
    sheet = read_sheet(data)
    columns = columns_in(headings_of(sheet)[1])
    assert not problems_of(columns)
    return read_rows(sheet, columns, lambda day: f"{day:%Y-%m}", **options)


def workbook(*rows: list[Any], sheets: dict[str, list[list[Any]]] | None = None) -> bytes:
    """Returns an Excel file with these rows, or with several sheets."""
    file = BytesIO()
    with xlsxwriter.Workbook(file, {"default_date_format": "dd-mm-yyyy"}) as book:
        for name, lines in (sheets or {"Ledger": list(rows)}).items():
            sheet = book.add_worksheet(name)
            for number, cells in enumerate(lines):
                sheet.write_row(number, 0, cells)
    return file.getvalue()


def simple(ledger: Ledger) -> list[tuple[Any, ...]]:
    return [(row.key, row.grant, row.post, row.day.isoformat(), row.voucher, row.ore) for row in ledger.rows]


EXPECTED = [("2", "DOK8-C06-A1", "4-2210", "2026-03-31", "1007", 125_050)]
LANGUAGES = {
    "en": "Posting date;Project no.;Budget post;Voucher no.;Amount (DKK)",
    "da": "Bogføringsdato;Projektnr.;Budgetpost;Bilagsnr.;Beløb",
    "sv": "Bokföringsdatum;Projektnummer;Budgetpost;Verifikationsnr;Belopp",
    "nb": "Bokføringsdato;Prosjektnr;Budsjettpost;Bilag;Beløp",
    "fi": "Kirjauspäivä;Hanke;Momentti;Tositenumero;Määrä",
    "is": "Bókunardagur;Verkefni;Fjárlagaliður;Fylgiskjal;Upphæð",
}


@pytest.mark.parametrize("headings", LANGUAGES.values(), ids=LANGUAGES)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_columns_are_found_in_each_language_and_encoding(headings: str, encoding: str) -> None:
    assert simple(read(f"{headings}\r\n31.3.2026;DOK8-C06-A1;4-2210;1007;1250,50\r\n".encode(encoding))) == EXPECTED


@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
def test_the_separator_is_found(separator: str) -> None:
    rows = [["Date", "Project", "Budget post", "Voucher", "Amount"], ["2026-03-31", "DOK8-C06-A1", "4-2210", "1007"]]
    data = "\n".join([separator.join(rows[0]), separator.join([*rows[1], '"1250,50"'])])
    assert simple(read(data.encode())) == EXPECTED


def test_the_separator_may_be_named_in_the_first_line() -> None:
    data = b"sep=,\nDate,Project,Budget post,Voucher,Amount\n2026-03-31,DOK8-C06-A1,4-2210,1007,1250.50\n"
    assert simple(read(data)) == [("3", *EXPECTED[0][1:])]


def test_a_workbook_gives_the_same_rows_with_numbers_or_texts() -> None:
    headings = ["Dato", "Projekt", "Budgetpost", "Bilag", "Beløb"]
    numbers = ["DOK8-C06-A1", "4-2210", 1007, 1250.5]
    with_day = [datetime(2026, 3, 31), *numbers]  # noqa: DTZ001 (Excel knows no time zones)
    assert simple(read(workbook(headings, with_day))) == EXPECTED
    assert simple(read(workbook(headings, ["31-03-2026", *numbers[:2], "1007", "1.250,50"]))) == EXPECTED
    assert simple(read(workbook(headings, [46112, *numbers]))) == EXPECTED


def test_the_sheet_with_the_ledger_is_found_among_others() -> None:
    headings = ["Date", "Project", "Budget post", "Voucher", "Amount"]
    sheets = {
        "Notes": [["Printed by", "Anna"], ["Year", 2026]],
        "Posts": [headings, ["2026-03-31", "DOK8-C06-A1", "4-2210", "1007", 1250.50]],
    }
    data = workbook(sheets=sheets)
    assert read_sheet(data).name == "Posts"
    assert simple(read(data)) == EXPECTED


def test_titles_headings_in_two_lines_and_empty_lines_are_passed_over() -> None:
    data = (
        "Nordisk Ministerråd;;;;;\n\nUdskrevet 2.4.2026;;;;;\n"
        "Posterings;Projekt;Budget;Bilag;Beløb i DKK;\ndato;;post;;Debet;Kredit\n;;;;;\n"
        "31.3.2026;DOK8-C06-A1;4-2210;1007;1.250,50;\n\n"
        "Posterings;Projekt;Budget;Bilag;Beløb i DKK;\ndato;;post;;Debet;Kredit\n"
        "1.4.2026;DOK8-C06-A1;4-2210;1008;;250,00\n;;;;1.000,50;\n"
    )
    ledger = read(data.encode("cp1252"))
    assert simple(ledger) == [
        ("7", *EXPECTED[0][1:]),
        ("11", "DOK8-C06-A1", "4-2210", "2026-04-01", "1008", -25_000),
    ]
    assert [(one.number, one.ore) for one in ledger.left_out] == [(12, 100_050)]


def test_a_missing_column_is_named() -> None:
    ledger = read(b"Dato;Projekt;Belob;Tekst\n2026-03-31;P1;5;Rate 1\n".replace(b"Belob", "Beløb".encode()))
    assert ledger.without == {"post", "voucher"}
    assert ledger.texts == {"2": "Rate 1"}


def test_payments_may_be_negative_in_the_ledger() -> None:
    data = "Dato;Projekt;Beløb\n2026-03-31;P1;-5\n".encode()
    assert [row.ore for row in read(data, reversed_signs=True).rows] == [500]


def test_another_currency_keeps_its_amount_and_its_kroner() -> None:
    data = b"Date;Project;Amount;Currency;Amount in currency\n2026-03-31;P;-100;SEK;150\n2026-03-31;P;5;kr.;\n"
    assert [(row.ore, row.currency, row.foreign) for row in read(data).rows] == [
        (-10_000, "SEK", -15_000),
        (500, "DKK", None),
    ]


LEFT_OUT = [
    ("2026-03-31;P;SEK;5", "The amount is in SEK, and the file has no amount in DKK.", None),
    ("2026-03-31;P;XYZ;5", "The currency “XYZ” is not known.", 500),
    ("2026-03-31;;DKK;5", "The row names no grant.", 500),
    (";P;DKK;5", "The row has no day.", 500),
    ("2026-03-31;P;DKK;", "The row has no amount.", None),
    ("2026-03-31;P;DKK;five", "Write a number, for example 1,250,000.50.", None),
    ("2026-03-31;P;DKK;1,2345", "No more than 2 decimals.", None),
    ("2026-03-31;P;DKK;99999999999", "An amount is below ten billion.", None),
    ("2026-02-31;P;DKK;5", "There is no such date: 2026-02-31.", None),
    ("2026-03;P;DKK;5", "“2026-03” is not a day.", None),
    ("soon;P;DKK;5", "Write a year, a month or a day, for example: 2027, May 2027, 8.5.2027.", None),
    (
        "3/4/2026;P;DKK;5",
        "“3/4/2026” can mean 3 April 2026 or 4 March 2026. Write the month as a word. Or send the days as 2026-03-31.",
        None,
    ),
]


@pytest.mark.parametrize(("line", "reason", "ore"), LEFT_OUT, ids=[case[0] for case in LEFT_OUT])
def test_a_row_that_cannot_be_compared_says_why(line: str, reason: str, ore: int | None) -> None:
    with translation.override("en"):
        ledger = read(f"Date;Project;Currency;Amount\n{line}\n2026-03-01;P;DKK;1\n".encode())
    assert ledger.left_out == [LeftOut(2, reason, ore)]
    assert len(ledger.rows) == 1


AMOUNTS = [
    ("1.250,50", 125_050),
    ("1 250,50", 125_050),
    ("1\u00a0250,50", 125_050),
    ("1,250.50", 125_050),
    ("1250", 125_000),
    ("-1250,5", -125_050),
    ("\u22121250,5", -125_050),
    ("1.250,50-", -125_050),
    ("(1.250,50)", -125_050),
    ("kr. 1.250,50", 125_050),
    ("1.250,50 DKK", 125_050),
    ("'1250", 125_000),
    ("-", None),
    ("", None),
    (Decimal("1250.5"), 125_050),
    (Decimal("0.3000000000"), 30),
]


@pytest.mark.parametrize(("cell", "expected"), AMOUNTS, ids=[repr(case[0]) for case in AMOUNTS])
def test_an_amount_is_read_as_accountants_write_it(cell: Any, expected: int | None) -> None:
    assert Amounts([]).ore(cell) == expected


@pytest.mark.parametrize(
    ("others", "expected"), [(["99,50"], 125_000), (["1.000,00"], 125_000), (["1.000.000"], 125_000)]
)
def test_other_amounts_of_the_column_say_what_a_point_means(others: list[str], expected: int) -> None:
    with translation.override("en"):
        assert Amounts(others).ore("1.250") == expected
        with pytest.raises(ValueError, match="can mean"):
            Amounts([]).ore("1.250")
        with pytest.raises(ValueError, match="can mean"):
            Amounts([*others, "99.50"]).ore("1.250")
    with translation.override("da"):
        assert Amounts(["99.50"]).ore("1,250") == 125_000


@pytest.mark.parametrize(
    ("language", "others", "text"),
    [
        ("en", ["1.234,56 kr."], "100,123"),
        ("en", ["1.234,56"], "75,000"),
        ("da", ["1.5"], "75.000"),
        ("en", ["1,234.56", "1.234,56"], "2,500"),
    ],
)
def test_no_format_of_a_person_decides_against_the_column(language: str, others: list[str], text: str) -> None:
    with translation.override(language), pytest.raises(ValueError, match=r"can mean|kan betyde"):
        Amounts(others).ore(text)


DAYS = [
    ("31.3.2026", "2026-03-31"),
    ("31-03-2026", "2026-03-31"),
    ("20260331", "2026-03-31"),
    ("2026-03-31 00:00:00", "2026-03-31"),
    ("2026-03-31T12:30:00Z", "2026-03-31"),
    ("31. marts 2026", "2026-03-31"),
    (Decimal("20260331"), "2026-03-31"),
    (Decimal("46112"), "2026-03-31"),
    (date(2026, 3, 31), "2026-03-31"),
]


@pytest.mark.parametrize(("cell", "expected"), DAYS, ids=[repr(case[0]) for case in DAYS])
def test_a_day_is_read_as_accounting_systems_write_it(cell: Any, expected: str) -> None:
    assert str(Days([]).day(cell)) == expected


def test_other_days_of_the_column_say_which_number_is_the_month() -> None:
    with translation.override("en"):
        assert str(Days(["31/3/2026"]).day("3/4/2026")) == "2026-04-03"
        assert str(Days(["3/31/2026"]).day("3/4/2026")) == "2026-03-04"
        with pytest.raises(ValueError, match="can mean"):
            Days(["31/3/2026", "3/31/2026"]).day("3/4/2026")


@pytest.mark.parametrize(
    "cell",
    [
        Decimal("5"),
        Decimal("46112000000"),
        "31.13.2026",
        "2026",
        Decimal("20261350"),
        date(9999, 12, 31),
        "99991231",
        date(1, 1, 1),
    ],
)
def test_what_is_no_day_is_refused(cell: Any) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        Days([]).day(cell)


def changed(data: bytes, **parts: Any) -> bytes:
    """Returns the Excel file with some of its parts written anew; ``sheet`` and ``strings`` name them."""
    names = {"sheet": "xl/worksheets/sheet1.xml", "strings": "xl/sharedStrings.xml", "book": "xl/workbook.xml"}
    file = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            part = next((key for key in parts if names[key] == name), "")
            new.writestr(name, parts[part](old.read(name)) if part else old.read(name))
    return file.getvalue()


BOOK = workbook(["Date", "Project", "Amount"], ["2026-03-31", "P1", 5])
BOMB = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaa"><!ENTITY b "&a;&a;&a;">]>'


def with_entities(xml: bytes) -> bytes:
    head, tail = xml.split(b"?>", 1)
    return head + b"?>" + BOMB + tail


def zipped(name: str) -> bytes:
    file = BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr(name, "<x/>")
    return file.getvalue()


def unpacking_to(megabytes: int) -> bytes:
    return changed(BOOK, sheet=lambda xml: xml + b" " * megabytes * 1024 * 1024)


REFUSED = {
    "empty": (b"", "no rows"),
    "only headings": (b"Date;Project;Amount\n", "no rows"),
    "binary": (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "not a text file"),
    "neither encoding": (b"Date\n\x81\x8d\x8f\x90\x9d\n", "not a text file"),
    "an open quote": (b'Date;Amount\n"' + b"x" * 200_000, "cannot be read as CSV"),
    "old Excel, or a password": (b"\xd0\xcf\x11\xe0" + bytes(600), "old Excel file"),
    "a ZIP that is no workbook": (zipped("hello.xml"), "not an Excel file"),
    "a broken ZIP": (BOOK[: len(BOOK) // 2], "damaged or protected"),
    "entities in the sheet": (changed(BOOK, sheet=with_entities), "declares entities"),
    "entities in the texts": (changed(BOOK, strings=with_entities), "declares entities"),
    "entities in UTF-16": (
        changed(BOOK, book=lambda xml: with_entities(xml).decode().replace('"UTF-8"', '"UTF-16"').encode("utf-16")),
        "declares entities",
    ),
    "a bomb": (unpacking_to(100), "larger than 96 MB"),
    "a broken sheet": (changed(BOOK, sheet=lambda xml: xml[:-40]), "damaged or protected"),
    "a text that is missing": (
        changed(BOOK, sheet=lambda xml: xml.replace(b"<v>0</v>", b"<v>999999</v>")),
        "damaged or protected",
    ),
    "a number without end": (
        changed(BOOK, sheet=lambda xml: xml.replace(b"<v>5</v>", b"<v>" + b"9" * 5_000 + b"</v>")),
        "damaged or protected",
    ),
}


@pytest.mark.parametrize(("data", "sentence"), REFUSED.values(), ids=REFUSED)
def test_a_file_that_is_no_ledger_is_refused_with_a_sentence(data: bytes, sentence: str) -> None:
    with translation.override("en"), pytest.raises(UnreadableLedger, match=sentence):
        read_sheet(data)


def test_a_file_beyond_the_bounds_is_refused(monkeypatch: Any) -> None:
    for name, most, sentence in (("MOST_ROWS", 3, "more than 3 rows"), ("MOST_LETTERS", 30, "too much text")):
        monkeypatch.setattr(f"budgets.books.reading.cells.{name}", most)
        with translation.override("en"), pytest.raises(UnreadableLedger, match=sentence):
            read_sheet(b"Date;Project;Amount\n" + b"2026-03-31;P1;5\n" * 5)
        monkeypatch.undo()
    monkeypatch.setattr("budgets.books.reading.ledger.MOST_BYTES", 10)
    with translation.override("en"), pytest.raises(UnreadableLedger, match="larger than"):
        read_sheet(b"Date;Project;Amount\n")


def test_a_row_far_below_costs_no_rows_between() -> None:
    data = changed(BOOK, sheet=lambda xml: xml.replace(b'r="2"', b'r="1000000"').replace(b'2"', b'1000000"'))
    assert [line.number for line in read_sheet(data).lines] == [1, 1_000_000]


def test_the_rest_of_a_very_long_cell_and_line_is_left_out() -> None:
    (_headings, line) = read_sheet(b"Date;Project\n" + b"x" * 5_000 + b";y" * 500 + b"\n").lines
    assert len(line.cells) == 60
    assert len(str(line.cells[0])) == 300


def said(data: bytes) -> str:
    """Returns the sentence that refuses the file; "read" if it is read. Any other error fails the test."""
    try:
        return "read" if len(read_sheet(data).lines) > 1 else ""
    except UnreadableLedger as error:
        return str(error)


@given(some.binary(max_size=300))
def test_any_bytes_are_read_or_refused_with_a_sentence(data: bytes) -> None:
    assert said(data)


@given(some.integers(0, len(BOOK) - 1), some.integers(0, 255))
def test_a_damaged_workbook_is_read_or_refused_with_a_sentence(place: int, byte: int) -> None:
    assert said(BOOK[:place] + bytes([byte]) + BOOK[place + 1 :])


CELLS = some.one_of(some.text(max_size=8), some.dates(), some.decimals(allow_nan=False, allow_infinity=False))


@given(some.lists(some.lists(CELLS, max_size=4), max_size=4), some.text(max_size=5))
def test_a_sheet_that_is_packed_stays_as_it_is(lines: list[list[Any]], name: str) -> None:
    sheet = Sheet(name, [Line(number, cells) for number, cells in enumerate(lines)])
    kept = unpacked(packed(sheet))
    assert (kept.name, kept.lines) == (sheet.name, sheet.lines)


@given(some.integers(-(10**11), 10**11))
def test_every_amount_in_ore_is_read_as_it_was_written(ore: int) -> None:
    kroner, rest = divmod(abs(ore), 100)
    text = f"{'-' if ore < 0 else ''}{kroner:,}".replace(",", ".") + f",{rest:02}"
    assert Amounts([]).ore(text) == ore
    assert Amounts([]).ore(Decimal(ore) / 100) == ore


def test_each_field_has_headings() -> None:
    assert set(columns_in(["Date", "Project", "Budget post", "Voucher", "Amount", "Debit", "Credit"])) == {
        Field.DAY,
        Field.GRANT,
        Field.POST,
        Field.VOUCHER,
        Field.AMOUNT,
        Field.DEBIT,
        Field.CREDIT,
    }
