"""The pages of the two books: send a ledger, correct its columns, see what differs, keep a match."""

from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from budgets.models import BookMatch, Entry, LedgerFile
from tests import builders

pytestmark = pytest.mark.django_db

LEDGER = (
    "Dato;Projekt;Budgetpost;Bilag;Beløb;Tekst\n"
    "10.1.2026;P-1;4-2210;B-1;500,00;Rate 1\n"
    "10.2.2026;P-1;4-2210;B-2;1.250,50;Rate 2\n"
    "10.2.2026;Sag 77;4-2210;B-3;70,00;\n"
    "ukendt;P-1;4-2210;B-4;1,00;\n"
)


@pytest.fixture
def anna(db: None, client: Client) -> Client:
    """Returns the browser of a controller."""
    user = User.objects.create_user("anna", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=["view_entry", "add_bookmatch"]))
    client.force_login(user)
    return client


@pytest.fixture
def register(db: None) -> None:
    """Saves two payments; the ledger has the first alike, and the second with 0.50 DKK more."""
    grant = builders.allocation(builders.project("P-1"), reference="P-1-A1", post=builders.post("2026-4-2210"))
    builders.entry(grant, "paid", "2026-01-10", "500.00", voucher="B-1")
    builders.entry(grant, "paid", "2026-02-10", "1250.00", voucher="B-2")
    builders.entry(grant, "paid", "2026-02-11", "70.00", voucher="B-3")


def send(client: Client, text: str | bytes = LEDGER, name: str = "ledger.csv") -> Any:
    data = text if isinstance(text, bytes) else text.encode()
    return client.post(reverse("books"), {"file": SimpleUploadedFile(name, data)})


def confirmed(client: Client, text: str = LEDGER, **changes: Any) -> str:
    """Sends a ledger, confirms the columns that the page offers, and returns the address of the result."""
    address = send(client, text)["Location"]
    form = client.get(address).context["form"]
    values = {name: value for name, value in form.initial.items() if value not in ("", False) or value == 0}
    values.pop("reversed_signs")
    answer = client.post(address, values | changes)
    assert answer.status_code == 302, answer.context["form"].errors
    return str(answer["Location"])


def test_a_ledger_is_read_confirmed_and_compared(anna: Client, register: None) -> None:
    address = send(anna)["Location"]
    page = anna.get(address)
    assert [page.context["form"].initial[name] for name in ("day", "grant", "post", "voucher", "amount", "text")] == [
        *(0, 1, 2, 3, 4, 5)
    ]
    answer = anna.get(confirmed(anna))
    assert answer.status_code == 200
    assert [[str(value) for value in row.values[:8]] for row in answer.context["page"]] == [
        ["Sag 77", "2026-4-2210", "2026-02", "0.00", "70.00", "70.00", "70.00", "0.00"],
        ["P-1-A1", "2026-4-2210", "2026-02", "1320.00", "1250.50", "-69.50", "-69.50", "0.00"],
    ]
    assert (
        "2 differences. Ledger less register: 0.50 DKK, of which 0.50 DKK are explained and 0 DKK are not."
        in answer.content.decode()
    )
    assert "Write a year, a month or a day" in answer.content.decode()


def test_comparing_writes_nothing_to_the_register(anna: Client, register: None) -> None:
    before = list(Entry.objects.order_by("pk").values())
    anna.get(confirmed(anna))
    assert list(Entry.objects.order_by("pk").values()) == before
    assert not BookMatch.objects.exists()


def test_the_rows_offer_a_match_that_then_counts(anna: Client, register: None) -> None:
    address = confirmed(anna)
    rows = anna.get(address, {"show": "rows"})
    (link,) = {row.links["match"] for row in rows.context["page"] if row.links}
    assert link == "match/?kind=grant&theirs=Sag+77&ours=P-1-A1"
    form = anna.get(f"{address}{link}")
    assert form.context["form"].initial == {"kind": "grant", "theirs": "Sag 77", "ours": "P-1-A1"}
    values = {"kind": "grant", "theirs": "Sag 77", "ours": "P-1-A1", "reason": "Old number of the case"}
    kept = anna.post(f"{address}match/", values)
    assert kept.status_code == 302
    left = anna.get(kept["Location"])
    assert [row.values[0] for row in left.context["page"]] == [["Another amount"]]
    match = BookMatch.objects.get()
    assert "Old number of the case" in anna.get(reverse("books")).content.decode()
    anna.post(reverse("withdraw-book-match", args=[match.uid]))
    assert len(anna.get(kept["Location"]).context["page"]) == 2


def test_the_columns_can_be_corrected(anna: Client, register: None) -> None:
    ledger = "Key;When;Who;Kroner\n1;2026-01-10;P-1;-500\n"
    columns = {"day": 1, "grant": 2, "amount": 3, "reversed_signs": "on"}
    answer = anna.get(confirmed(anna, ledger, **columns))
    assert answer.context["found"].comparison.findings == []
    assert "The two books are equal." in answer.content.decode()
    again = anna.get(send(anna, ledger)["Location"]).context["form"].initial
    assert (again["day"], again["grant"], again["amount"], again["reversed_signs"]) == (1, 2, 3, True)


BAD_COLUMNS = {
    "no day": ({"grant": 1, "amount": 4}, "Choose the column with the day."),
    "no grant": ({"day": 0, "amount": 4}, "Choose the column with the grant or the project."),
    "no amount": ({"day": 0, "grant": 1}, "Choose the column with the amount, or those with debit and credit."),
    "twice the same": ({"day": 0, "grant": 1, "amount": 1}, "A column can hold only one thing."),
    "a column that does not exist": ({"day": 0, "grant": 1, "amount": 99}, "Select a valid choice"),
    "no column": ({"day": "x", "grant": 1, "amount": 4}, "Select a valid choice"),
    "a month": ({"day": 0, "grant": 1, "amount": 4, "first_day": "2026-01"}, "Write a whole day"),
    "no date": ({"day": 0, "grant": 1, "amount": 4, "first_day": "soon"}, "Write a year, a month or a day"),
    "days in the wrong order": (
        {"day": 0, "grant": 1, "amount": 4, "first_day": "2.1.2026", "last_day": "1.1.2026"},
        "The end lies before the start.",
    ),
}


@pytest.mark.parametrize(("values", "sentence"), BAD_COLUMNS.values(), ids=BAD_COLUMNS)
def test_columns_that_are_not_enough_are_refused(anna: Client, values: Any, sentence: str) -> None:
    answer = anna.post(send(anna)["Location"], values)
    assert answer.status_code == 400
    assert sentence in answer.content.decode()
    assert LedgerFile.objects.get().columns == {}


BAD_FILES = {
    "no file": (None, "This field is required."),
    "an empty file": (b"", "The submitted file is empty."),
    "a picture": (b"\x89PNG\r\n\x1a\n\0\0", "The file is not a text file."),
    "old Excel": (b"\xd0\xcf\x11\xe0" + bytes(99), "This is an old Excel file (.xls), or it has a password."),
    "too large": (b"a;b\n" * 1_100_000, "The file is larger than 4 MB."),
}


@pytest.mark.parametrize(("data", "sentence"), BAD_FILES.values(), ids=BAD_FILES)
def test_a_file_that_is_no_ledger_is_refused(anna: Client, data: Any, sentence: str) -> None:
    answer = anna.post(reverse("books")) if data is None else send(anna, data)
    assert answer.status_code == 400
    assert sentence in answer.content.decode()
    assert not LedgerFile.objects.exists()


BAD_MATCHES = {
    "nothing": ({}, "This field is required."),
    "an unknown grant": (
        {"kind": "grant", "theirs": "7", "ours": "X-1", "reason": "?"},
        "The register has no grant with this reference.",
    ),
    "an unknown kind": ({"kind": "sum", "theirs": "7", "ours": "X-1", "reason": "?"}, "Select a valid choice"),
    "markup": ({"kind": "grant", "theirs": "7", "ours": "P-1-A1", "reason": "<b>x"}, "without HTML tags"),
    "a NUL": ({"kind": "grant", "theirs": "7\0", "ours": "P-1-A1", "reason": "x"}, "Null characters are not allowed"),
}


@pytest.mark.parametrize(("values", "sentence"), BAD_MATCHES.values(), ids=BAD_MATCHES)
def test_a_bad_match_is_refused(anna: Client, register: None, values: Any, sentence: str) -> None:
    answer = anna.post(f"{confirmed(anna)}match/", values)
    assert answer.status_code == 400
    assert sentence in answer.content.decode()


BAD_ADDRESSES = ["?show=x", "?state=x", "?kind=x", "?typo=1", "?format=doc", "?page=9", "?page_size=x", "match/?typo=1"]


@pytest.mark.parametrize("query", BAD_ADDRESSES)
def test_a_wrong_parameter_is_refused(anna: Client, register: None, query: str) -> None:
    assert anna.get(f"{confirmed(anna)}{query}").status_code in (400, 404)


def test_a_ledger_belongs_to_the_person_who_sent_it(anna: Client, register: None) -> None:
    address = confirmed(anna)
    other = User.objects.create_user("bo", is_staff=True)
    other.user_permissions.set(Permission.objects.filter(codename="view_entry"))
    client = Client()
    client.force_login(other)
    ledger = LedgerFile.objects.get()
    for name in ("books-result", "books-columns"):
        assert client.get(reverse(name, args=[ledger.uid])).status_code == 404
    assert client.post(reverse("delete-ledger", args=[ledger.uid])).status_code == 404
    assert client.get(f"{address}match/").status_code == 403
    assert client.get(reverse("books")).status_code == 200
    anna.post(reverse("delete-ledger", args=[ledger.uid]))
    assert not LedgerFile.objects.exists()


@pytest.mark.parametrize("staff", [True, False])
def test_only_staff_who_may_see_entries_may_compare(client: Client, staff: bool) -> None:
    assert client.get(reverse("books")).status_code == 302
    client.force_login(User.objects.create_user("cy", is_staff=staff))
    assert client.get(reverse("books")).status_code == 403
    assert send(client).status_code == 403


@pytest.mark.parametrize("show", ["groups", "rows"])
def test_the_result_is_a_file_too(anna: Client, register: None, show: str) -> None:
    address = confirmed(anna)
    text = b"".join(anna.get(address, {"show": show, "format": "csv"})).decode("utf-8-sig")
    assert len(text.splitlines()) == 3
    book = load_workbook(BytesIO(b"".join(anna.get(address, {"show": show, "format": "xlsx"}))))
    assert book.worksheets[0].max_row == (4 if show == "groups" else 3)
    for more in ({"format": "csv", "dialect": "excel"}, {"format": "pdf"}, {"format": "ndjson"}):
        assert b"".join(anna.get(address, {"show": show} | more))


def test_the_command_writes_the_same(register: None, tmp_path: Path) -> None:
    file = tmp_path / "ledger.csv"
    file.write_text(LEDGER, encoding="cp1252")
    output, errors = tmp_path / "result.csv", StringIO()
    call_command("compare_books", file, output=output, stderr=errors)
    assert output.read_text("utf-8").splitlines() == [
        "grant,post,period,register_dkk,ledger_dkk,difference_dkk,explained_dkk,unexplained_dkk,state",
        "Sag 77,2026-4-2210,2026-02,0.00,70.00,70.00,70.00,0.00,only-there",
        "P-1-A1,2026-4-2210,2026-02,1320.00,1250.50,-69.50,-69.50,0.00,differs",
    ]
    assert "2 differences. Ledger less register: 0.50 DKK" in errors.getvalue()
    call_command("compare_books", file, rows=True, output=output, lang="da", stderr=errors)
    assert len(output.read_text("utf-8").splitlines()) == 3


BAD_COMMANDS = {
    "a file that does not exist": (None, {}, "cannot be read"),
    "no ledger": (b"", {}, "no rows"),
    "an unknown heading": (b"When;Who;Kroner\n2026-01-10;P-1;5\n", {}, "Choose the column with the day."),
    "a column that does not exist": (b"A;B\n1;2\n", {"column": ["day=C"]}, "is no column"),
    "a field that does not exist": (b"A;B\n1;2\n", {"column": ["sum=A"]}, "is no column"),
    "an unknown language": (LEDGER.encode(), {"lang": "xx"}, "There is no language"),
    "a day that is none": (LEDGER.encode(), ["--from", "soon"], "is not a day"),
    "a day in ten thousand years": (LEDGER.encode(), ["--to", "9999-12-31"], "is not a day"),
    "days in the wrong order": (LEDGER.encode(), ["--from=2026-03-01", "--to=2026-01-01"], "lies before"),
    "an unknown format": (LEDGER.encode(), {"format": "doc"}, "There is no format"),
}


@pytest.mark.parametrize(("data", "options", "sentence"), BAD_COMMANDS.values(), ids=BAD_COMMANDS)
def test_the_command_refuses_with_a_sentence(tmp_path: Path, data: Any, options: Any, sentence: str) -> None:
    file = tmp_path / "ledger.csv"
    if data is not None:
        file.write_bytes(data)
    words, values = (options, {}) if isinstance(options, list) else ([], options)
    with pytest.raises(CommandError, match=sentence):
        call_command("compare_books", file, *words, **values)


def test_the_command_takes_columns_by_their_headings(register: None, tmp_path: Path) -> None:
    file, output = tmp_path / "ledger.csv", tmp_path / "result.csv"
    file.write_bytes(b"When;Who;Kroner\n2026-01-10;P-1;-500\n")
    columns = ["day=when", "grant=WHO", "amount=Kroner"]
    call_command("compare_books", file, column=columns, payments_negative=True, output=output, stderr=StringIO())
    assert len(output.read_text("utf-8").splitlines()) == 1
