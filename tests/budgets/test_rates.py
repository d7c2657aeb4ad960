"""Rates of the European Central Bank: the rate of the exact day of the grant, or none.

The lines are the bank's own, with a few of their columns. The expected rates are computed by hand from them.
"""

import zipfile
from datetime import date
from decimal import Decimal
from fractions import Fraction
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import strategies as st

from budgets import rates as reading
from budgets.models import Allocation
from budgets.rates import RatesError, parse_rates
from budgets.services import NoRate, freeze_rates
from tests import builders

HISTORY = """\
Date,USD,DKK,EEK,GBP,LVL,PLN,SEK,CHF,ISK,NOK,IDR,
2009-03-06,1.2658,7.4505,15.6466,0.89,0.7076,4.7311,11.7135,1.4637,N/A,8.953,15303.52,
2009-03-05,1.2555,7.4506,15.6466,0.8903,0.7071,4.7225,11.4825,1.4765,N/A,8.906,15222.94,
2009-03-04,1.2555,7.4506,15.6466,0.8902,0.7075,4.714,11.5175,1.4782,N/A,8.94,15153.89,
"""
# DKK for one unit on 4 March 2009
BY_HAND = {
    "EUR": "7.45060000",  # the column DKK itself
    "SEK": "0.64689386",  # 7.4506 / 11.5175 = 0.646893857…
    "NOK": "0.83340045",  # 7.4506 / 8.94    = 0.833400447…
    "EEK": "0.47618013",  # 7.4506 / 15.6466 = 0.476180128…
    "USD": "5.93436878",  # 7.4506 / 1.2555  = 5.934368777…
    "LVL": "10.53088339",  # 7.4506 / 0.7075 = 10.530883392…
}
TODAY = date(2026, 11, 22)


def parsed(text: str = HISTORY) -> reading.ReferenceRates:
    return parse_rates(text, today=TODAY)


def grant(currency: str = "SEK", granted: str | None = "2009-03-04", **values: Any) -> Allocation:
    project = builders.Project.objects.filter(reference="P-1").first() or builders.project()
    return builders.allocation(project, "1000.00", currency=currency, granted=granted, **values)


def run(path: Path, *options: str) -> list[str]:
    out = StringIO()
    call_command("import_rates", str(path), *options, stdout=out)
    return out.getvalue().splitlines()


@pytest.fixture
def history(tmp_path: Path) -> Path:
    path = tmp_path / "eurofxref-hist.csv"
    path.write_text(HISTORY, "utf-8")
    return path


def stored() -> list[tuple[Any, ...]]:
    return list(Allocation.objects.values_list("reference", "rate", "rate_date", "rate_source", "amount_dkk"))


# The rate of a day


@pytest.mark.parametrize(("currency", "rate"), BY_HAND.items())
def test_a_rate_is_the_quotient_of_the_days_two_columns(currency: str, rate: str) -> None:
    assert parsed().in_dkk(currency, date(2009, 3, 4)) == Decimal(rate)


@pytest.mark.parametrize(
    ("currency", "day"),
    [
        ("SEK", date(2009, 3, 7)),  # a Saturday
        ("SEK", date(2009, 3, 3)),  # before the first line
        ("ISK", date(2009, 3, 4)),  # N/A from December 2008 until 2018
        ("RUB", date(2009, 3, 4)),  # no such column
    ],
)
def test_a_day_without_a_rate_borrows_none_from_its_neighbours(currency: str, day: date) -> None:
    assert parsed().in_dkk(currency, day) is None


def test_a_rate_is_rounded_half_up() -> None:
    rates = parsed("Date,DKK,SEK,NOK\n2009-03-04,1,64,3\n2009-03-05,1.00000001,2,3\n")
    assert rates.in_dkk("SEK", date(2009, 3, 4)) == Decimal("0.01562500")
    assert rates.in_dkk("SEK", date(2009, 3, 5)) == Decimal("0.50000001")  # 0.500000005
    assert rates.in_dkk("NOK", date(2009, 3, 5)) == Decimal("0.33333334")  # 0.333333336…


@given(dkk=st.integers(1, 10**9), units=st.integers(1, 10**9))
def test_no_rate_is_further_from_the_quotient_than_half_its_last_digit(dkk: int, units: int) -> None:
    lines = f"Date,DKK,SEK\n2009-03-04,{Decimal(dkk).scaleb(-4)},{Decimal(units).scaleb(-4)}\n"
    rate = parsed(lines).in_dkk("SEK", date(2009, 3, 4))
    assert rate is not None
    off = Fraction(rate) - Fraction(dkk, units)
    assert -Fraction(1, 2 * 10**8) < off <= Fraction(1, 2 * 10**8)


# Which allocations get a rate


@pytest.mark.django_db
def test_a_grant_of_a_day_gets_the_rate_of_that_day_with_its_date_and_source(history: Path) -> None:
    row = grant()
    said = run(history)
    row.refresh_from_db()
    assert (row.rate, row.rate_date, row.amount_dkk) == (Decimal("0.64689386"), date(2009, 3, 4), Decimal("646.89"))
    assert row.rate_source == "European Central Bank, euro foreign exchange reference rates"
    assert said == [
        "P-1-A1: 1000.00 SEK at 0.64689386 DKK of 2009-03-04 = 646.89 DKK",
        "Rates frozen: 1.",
    ]


@pytest.mark.django_db
def test_every_allocation_that_gets_none_is_named_with_the_reason(history: Path) -> None:
    grant("SEK", None)
    grant("SEK", "2009-03")
    grant("SEK", "2009-03-07")
    grant("ISK")
    grant("RUB")
    grant("DKK")
    *lines, counts = run(history)
    assert lines == [
        "P-1-A1: 1000.00 SEK, granted at a date that is not stated: no exact date of the grant",
        "P-1-A2: 1000.00 SEK, granted 2009-03: no exact date of the grant",
        "P-1-A3: 1000.00 SEK, granted 2009-03-07: no rate on that date",
        "P-1-A4: 1000.00 ISK, granted 2009-03-04: no rate on that date",
        "P-1-A5: 1000.00 RUB, granted 2009-03-04: the currency is not in the file",
    ]
    assert counts == (
        "Rates frozen: 0, 2 left out: no exact date of the grant, 2 left out: no rate on that date, "
        "1 left out: the currency is not in the file."
    )
    assert {rate for _reference, rate, *_rest in stored()} == {None}


@pytest.mark.django_db
def test_a_rate_that_is_there_is_never_changed(history: Path) -> None:
    row = grant(rate="0.70000000", rate_date="2009-03-04", rate_source="A central bank")
    assert run(history) == ["Rates frozen: 0."]
    assert stored() == [("P-1-A1", Decimal("0.70000000"), date(2009, 3, 4), "A central bank", Decimal("700.00"))]
    assert row.history.count() == 1


@pytest.mark.django_db
def test_a_second_import_changes_nothing(history: Path) -> None:
    grant()
    run(history)
    before = stored(), Allocation.history.count()
    assert run(history) == ["Rates frozen: 0."]
    assert (stored(), Allocation.history.count()) == before


@pytest.mark.django_db
def test_the_history_tells_where_a_rate_came_from(history: Path) -> None:
    row = grant()
    run(history)
    latest = row.history.latest()
    assert (latest.rate, latest.history_change_reason) == (
        Decimal("0.64689386"),
        "Rate of the European Central Bank of 2009-03-04",
    )


@pytest.mark.django_db
def test_a_dry_run_says_the_same_and_writes_nothing(history: Path) -> None:
    grant()
    before = stored(), Allocation.history.count()
    assert run(history, "--dry-run") == [
        "P-1-A1: 1000.00 SEK at 0.64689386 DKK of 2009-03-04 = 646.89 DKK",
        "Nothing was written. Rates that would be frozen: 1.",
    ]
    assert (stored(), Allocation.history.count()) == before


@pytest.mark.django_db
@pytest.mark.parametrize(("dkk", "sek"), [("100", "1"), ("0.000000001", "1")])
def test_a_rate_that_the_register_cannot_keep_is_said_and_not_cut(dkk: str, sek: str) -> None:
    grant()
    (outcome,) = freeze_rates(rates=parsed(f"Date,DKK,SEK\n2009-03-04,{dkk},{sek}\n"))
    assert outcome.why_not == NoRate.OUT_OF_BOUNDS
    assert stored()[0][1] is None


@pytest.mark.django_db
def test_the_import_is_all_or_nothing(monkeypatch: pytest.MonkeyPatch, history: Path) -> None:
    grant()
    grant("EUR")
    save = Allocation.save

    def fail_at_the_second(row: Allocation, **options: Any) -> None:
        if row.reference == "P-1-A2":
            raise ZeroDivisionError
        save(row, **options)

    monkeypatch.setattr(Allocation, "save", fail_at_the_second)
    with pytest.raises(ZeroDivisionError):
        run(history)
    assert {rate for _reference, rate, *_rest in stored()} == {None}


# The file


def test_a_file_without_the_last_comma_reads_the_same() -> None:
    assert parsed(HISTORY.replace(",\n", "\n")) == parsed()


def test_a_byte_order_mark_and_line_ends_of_windows_are_read(tmp_path: Path) -> None:
    path = tmp_path / "eurofxref-hist.csv"
    path.write_bytes(b"\xef\xbb\xbf" + HISTORY.replace("\n", "\r\n").encode())
    assert reading.read_rates(path, today=TODAY) == parsed()


@pytest.mark.django_db
def test_the_zip_of_the_bank_is_read_as_it_is(tmp_path: Path) -> None:
    row = grant("EUR")
    path = tmp_path / "eurofxref-hist.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("eurofxref-hist.csv", HISTORY)
    run(path)
    row.refresh_from_db()
    assert (row.rate, row.amount_dkk) == (Decimal("7.45060000"), Decimal("7450.60"))


BAD = [
    ("", "empty"),
    ("\n\n", "empty"),
    ("Date,DKK,SEK,\n", "no rates"),
    ("<html><body>Not found</body></html>\n", "Line 1: the header"),
    ("Datum,DKK\n2009-03-04,7.45\n", "Line 1: the header"),
    ("Date,DKK,swedish\n", "Line 1: the header"),
    ("Date,USD,SEK\n2009-03-04,1.2,11.5\n", "Line 1: there is no column DKK"),
    ("Date,DKK,SEK,DKK\n", "Line 1: the column DKK stands there twice"),
    ("Date,DKK,EUR\n", "Line 1: a column EUR"),
    ("Date,DKK,SEK\n2009-03-04,7.45,eleven\n", "Line 2: “eleven” under SEK"),
    ("Date,DKK,SEK\n2009-03-04,7.45,-11.5\n", "Line 2: “-11.5” under SEK"),
    ("Date,DKK,SEK\n2009-03-04,7.45,0.000\n", "Line 2: “0.000” under SEK"),
    ("Date,DKK,SEK\n2009-03-04,7.45,NaN\n", "Line 2: “NaN” under SEK"),
    ("Date,DKK,SEK\n2009-03-04,7.45,1e3\n", "Line 2: “1e3” under SEK"),
    ("Date,DKK,SEK\n2009-03-04,7.45,\u0661\u0662\n", "Line 2: “\u0661\u0662” under SEK"),
    ("Date,DKK,SEK,USD\n2009-03-04,7.45,,1.2\n", "Line 2: “” under SEK"),
    ("Date,DKK,SEK\n2009-03-04,7.45,11\x00.5\n", "Line 2"),
    ("Date,DKK,IDR\n2009-03-04,7.45,x\n", "Line 2: “x” under IDR"),
    ("Date,DKK,SEK\n2009-03-04,7.45\n", "Line 2: 2 cells under a header of 3"),
    ("Date,DKK,SEK\n2009-03-04,7.45,11.5,3\n", "Line 2: 4 cells under a header of 3"),
    ("Date,DKK\n2009-03-05,7.45\n2009-02-30,7.45\n", "Line 3: “2009-02-30” is no date"),
    ("Date,DKK\n04 March 2009,7.45\n", "Line 2: “04 March 2009” is no date"),
    ("Date,DKK\n20090304,7.45\n", "Line 2: “20090304” is no date"),
    ("Date,DKK\n1998-12-31,7.45\n", "Line 2: 1998-12-31 lies before 1999-01-04"),
    ("Date,DKK\n2026-11-23,7.45\n", "Line 2: 2026-11-23 lies .* after today"),
    ("Date,DKK\n2009-03-04,7.45\n2009-03-05,7.45\n2009-03-04,7.46\n", "Line 4: 2009-03-04 stands .* twice"),
    ('Date,DKK\n2009-03-04,"7.45\n', "Line 2: not CSV"),
    ("Date,DKK\n2009-03-04," + "7" * 200_000 + "\n", "Line 2: not CSV"),
]


@pytest.mark.parametrize(("text", "reason"), BAD)
def test_a_bad_file_is_refused_with_its_line(text: str, reason: str) -> None:
    with pytest.raises(RatesError, match=reason):
        parsed(text)


@pytest.mark.django_db
def test_a_bad_line_anywhere_and_nothing_is_written(tmp_path: Path) -> None:
    grant()
    path = tmp_path / "eurofxref-hist.csv"
    path.write_text(HISTORY + "2009-03-03,x,7.451\n", "utf-8")
    with pytest.raises(CommandError, match=r"Nothing was written\. Line 5"):
        run(path)
    assert stored()[0][1] is None


def refused(path: Path, reason: str) -> None:
    with pytest.raises(RatesError, match=reason):
        reading.read_rates(path, today=TODAY)


def test_a_file_that_is_no_text_is_refused_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "picture.csv"
    path.write_bytes(b"Date,DKK\n\xff\xd8\xff\xe0")
    refused(path, "Line 2: this is not text in UTF-8")


def test_a_missing_file_and_a_folder_are_refused(tmp_path: Path) -> None:
    refused(tmp_path / "missing.csv", r"missing\.csv cannot be read")
    refused(tmp_path, "cannot be read")


def test_a_huge_file_is_refused_packed_or_not(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "HIGHEST_SIZE", 1_000_000)
    plain, packed = tmp_path / "rates.csv", tmp_path / "rates.zip"
    plain.write_bytes(b"0" * 1_000_001)
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.write(plain, "eurofxref-hist.csv")
    refused(plain, "larger than 1 MB")
    refused(packed, "larger than 1 MB")


def test_a_zip_without_one_history_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "rates.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("readme.txt", "nothing")
    refused(path, "holds 0 CSV files")


def test_a_broken_zip_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "rates.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("eurofxref-hist.csv", HISTORY)
    content = bytearray(path.read_bytes())
    content[60:70] = bytes(10)
    path.write_bytes(content)
    refused(path, "cannot be opened")
