"""The reports on money: debt, overdue, settlement, undisposed, annual. Each figure is worked out by hand."""

import csv
import io
import re
from datetime import date
from html import unescape
from typing import Any

import docx
import pytest
from django.test import Client
from openpyxl import load_workbook
from pypdf import PdfReader

from budgets.choices import Measure
from budgets.entries.measures import money_rows
from tests import builders

pytestmark = pytest.mark.django_db


@pytest.fixture
def reader(db: None, django_user_model: Any) -> Client:
    client = Client()
    client.force_login(django_user_model.objects.create_user("reader"))
    return client


@pytest.fixture
def life() -> Any:
    """A grant of 1,000 in three instalments with a correction, and one of 500 that is settled."""
    first = builders.allocation(builders.project("P-1", status="ongoing"), "1000.00", granted="2025-01-15")
    second = builders.allocation(builders.project("P-2"), "500.00", granted="2025-01-15")
    contract = builders.contract(first, kind="framework", starts="2025-02-01", ends="2026-01-31")
    contract.instalments.create(number=1, day="2025-03-01", amount="400.00")
    contract.instalments.create(number=2, day="2025-09-01", amount="300.00")
    contract.reports_due.create(kind="annual", day="2026-02-15")
    builders.contract(second, starts="2025-02-01", ends="2025-06-30")
    builders.entry(first, "contracted", "2025-02-01", "900.00")
    paid = builders.entry(first, "paid", "2025-03-01", "400.00")
    builders.entry(first, "paid", "2025-10-01", "350.00", corrects=paid)
    builders.entry(first, "report-received", "2026-03-01", report="annual")
    builders.entry(second, "contracted", "2025-02-01", "500.00")
    builders.entry(second, "paid", "2025-03-01", "450.00")
    builders.entry(second, "released", "2025-07-15", "50.00")
    builders.entry(second, "report-approved", "2025-07-10", report="final")
    builders.entry(second, "report-approved", "2025-07-15", report="accounts")
    return first, second


def rows_of(client: Client, address: str) -> list[dict[str, str]]:
    """Returns the rows of a report, as its plain CSV has them."""
    sign = "&" if "?" in address else "?"
    answer = client.get(f"{address}{sign}format=csv")
    assert answer.status_code == 200, answer.content
    return list(csv.DictReader(io.StringIO(answer.getvalue().decode("utf-8-sig"))))


def text_of(answer: Any) -> str:
    main = answer.content.decode().partition("<main")[2].partition("</main>")[0]
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", main)))


@pytest.mark.parametrize(
    ("on", "owed"),
    [
        ("2025-01-31", {}),
        ("2025-02-28", {"P-1-A1": "900.00", "P-2-A1": "500.00"}),
        ("2025-03-31", {"P-1-A1": "500.00", "P-2-A1": "50.00"}),
        ("2025-08", {"P-1-A1": "500.00"}),
        ("2025", {"P-1-A1": "550.00"}),
    ],
)
def test_the_debt_of_each_grant_on_a_day(reader: Client, life: Any, on: str, owed: dict[str, str]) -> None:
    rows = rows_of(reader, f"/reports/debt/?on={on}")
    assert {row["allocation"]: row["debt_dkk"] for row in rows} == owed


def test_the_total_of_the_debt_is_the_measure_and_leads_to_its_tree(reader: Client, life: Any) -> None:
    answer = reader.get("/reports/debt/?on=2025-03-31")
    words = text_of(answer)
    assert "2 grants, 550 DKK" in words
    assert sum(row.moved for row in money_rows(Measure.DEBT, date(2025, 3, 31))) == 550
    links = re.findall(r'href="(/why/\?[^"]*measure=debt[^"]*)"', answer.content.decode())
    assert links
    for link in links:
        assert reader.get(unescape(link)).status_code == 200
    tree = reader.get(unescape(links[-1])).context["tree"]
    assert tree.added.amount == 550
    whole = text_of(reader.get(tree.list_url))
    assert "contracted 1,400 , paid 850 , released 0, repaid 0 DKK. Debt: 550 DKK." in whole


@pytest.mark.parametrize(
    ("on", "project", "api", "page"),
    [
        # Before the first entry, a day with debt, and a grant that is settled
        ("2025-01-31", "", None, "0 grants, not stated"),
        ("2025-02-28", "", "1400.00", "2 grants, 1,400 DKK"),
        ("2025-07-31", "&search=P-2", "0.00", "0 grants, 0 DKK"),
    ],
)
def test_the_report_and_the_api_agree_on_a_day_without_debt(
    reader: Client, life: Any, on: str, project: str, api: str | None, page: str
) -> None:
    totals = reader.get(f"/api/v1/totals/?measure=debt&on={on}{project}").json()["total"]
    assert totals["budget_dkk"] == api
    assert page in text_of(reader.get(f"/reports/debt/?on={on}{project}"))


def test_filters_choose_the_projects_of_a_report(reader: Client, life: Any) -> None:
    assert [row["project"] for row in rows_of(reader, "/reports/debt/?on=2025-03&status=ongoing")] == ["P-1"]
    assert reader.get("/reports/debt/?on=x").status_code == 400
    assert reader.get("/reports/debt/?typo=1").status_code == 400


def test_what_is_overdue_on_a_day(reader: Client, life: Any) -> None:
    rows = rows_of(reader, "/reports/overdue/?on=2025-12-31")
    assert [(row["day"], row["instalment"], row["missing"], row["days_late"]) for row in rows] == [
        ("2025-03-01", "1", "50.00", "305"),
        ("2025-09-01", "2", "300.00", "121"),
    ]
    rows = rows_of(reader, "/reports/overdue/?on=2026-02-28")
    assert [row["report"] for row in rows] == ["", "", "annual"]
    assert [row["report"] for row in rows_of(reader, "/reports/overdue/?on=2026-03-01")] == ["", ""]


def test_what_is_to_be_settled(reader: Client, life: Any) -> None:
    rows = rows_of(reader, "/reports/settlement/?on=2025-07-12")
    assert [(row["allocation"], row["stage"], row["debt_dkk"]) for row in rows] == [("P-2-A1", "reporting", "50.00")]
    assert rows[0]["final"] == "approved 10 July 2025"
    assert rows[0]["accounts"] == "missing"
    rows = rows_of(reader, "/reports/settlement/?on=2026-02-01")
    assert [(row["allocation"], row["stage"]) for row in rows] == [("P-1-A1", "reporting"), ("P-2-A1", "settled")]


def test_the_data_of_the_annual_report(reader: Client, life: Any) -> None:
    (row,) = rows_of(reader, "/reports/annual/?on=2025")
    assert (row["contract"], row["granted_dkk"], row["paid_in_year_dkk"]) == ("P-1-K1", "1000.00", "350.00")
    assert (row["contracted_dkk"], row["debt_dkk"]) == ("900.00", "550.00")
    assert row["annual_report"] == "received 1 March 2026, late"
    (row,) = rows_of(reader, "/reports/annual/?on=2024")
    assert (row["annual_report"], row["contracted_dkk"]) == ("missing", "0.00")


@pytest.mark.parametrize(
    ("today", "words"), [("2027-02-15", "not yet due"), ("2027-02-16", "missing"), ("2026-11-29", "not yet due")]
)
def test_an_annual_report_is_missing_only_after_the_day_on_which_it_is_due(
    reader: Client, life: Any, monkeypatch: pytest.MonkeyPatch, today: str, words: str
) -> None:
    monkeypatch.setattr("django.utils.timezone.localdate", lambda *_moment: date.fromisoformat(today))
    (row,) = rows_of(reader, "/reports/annual/?on=2026-12-31")
    assert row["annual_report"] == words


def written(client: Client, address: str, form: str) -> bytes:
    return b"".join(client.get(f"{address}&format={form}").streaming_content)


def words_of_pdf(content: bytes) -> str:
    return " ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)


@pytest.mark.parametrize("name", ["annual", "debt", "settlement", "undisposed"])
def test_the_page_and_each_file_state_the_currency_of_the_amounts(reader: Client, life: Any, name: str) -> None:
    builders.post("2025-4-2210", "1000.00")
    address = f"/reports/{name}/?on=2025-08-01"
    assert "Amounts in DKK" in text_of(reader.get(address))
    assert "Amounts in DKK" in words_of_pdf(written(reader, address, "pdf"))
    document = docx.Document(io.BytesIO(written(reader, address, "docx")))
    assert "Amounts in DKK" in [paragraph.text for paragraph in document.paragraphs]
    heads = [cell.value for cell in load_workbook(io.BytesIO(written(reader, address, "xlsx"))).worksheets[0][1]]
    assert {"Contracted (DKK)", "Paid (DKK)"} <= set(heads)


def test_amounts_in_the_currency_of_each_row_are_not_called_dkk(reader: Client, life: Any) -> None:
    address = "/reports/overdue/?on=2025-12-31"
    assert "Amounts in DKK" not in text_of(reader.get(address))
    assert "Amounts in DKK" not in words_of_pdf(written(reader, address, "pdf"))


def test_what_no_decision_uses_of_a_post(reader: Client) -> None:
    post = builders.post("2025-4-2210", "1000.00", carried_over="50.00")
    grant = builders.allocation(builders.project("P-1"), "300.00", year=2025, post=post)
    builders.entry(grant, "contracted", "2025-02-01", "280.00")
    builders.entry(grant, "paid", "2025-03-01", "100.00")
    (row,) = rows_of(reader, "/reports/undisposed/?on=2025")
    amounts = [row[name] for name in ("adopted_dkk", "carried_over_dkk", "granted_dkk", "contracted_dkk", "paid_dkk")]
    assert amounts == ["1000.00", "50.00", "300.00", "280.00", "100.00"]
    assert row["undisposed_dkk"] == "750.00"
    page = reader.get("/reports/undisposed/?on=2025").content.decode()
    links = [unescape(link) for link in re.findall(r'href="(/why/\?[^"]*)"', page)]
    # The row, and the total of all posts; above and below the table the sentence of what is counted
    amounts_of_trees = [reader.get(link).context["tree"].added.amount for link in links]
    assert amounts_of_trees == [750, *[1000, 50, 300, 280, 100, 750] * 2, 750]
    # A filter that chooses no project of the post leaves the post out
    assert rows_of(reader, "/reports/undisposed/?on=2025&status=ongoing") == []


def test_a_decision_without_a_rate_is_said_beside_the_money_that_seems_undisposed(reader: Client) -> None:
    post = builders.post("2025-4-2210", "1000.00")
    project = builders.project("P-1")
    builders.allocation(project, "300.00", year=2025, post=post)
    builders.allocation(project, "100000.00", year=2025, post=post, currency="EUR")
    left_out = "1 allocation in another currency without a rate: 100,000 EUR"
    for address in ("/reports/undisposed/?on=2025", "/budget-posts/", "/budget-posts/2025-4-2210/"):
        words = " ".join(text_of(reader.get(address)).split())
        assert "700" in words, address
        assert left_out in words, address
    assert "Not counted: no rate" in text_of(reader.get("/budget-posts/2025-4-2210/"))
    facts = [fact.text for fact in reader.get("/reports/undisposed/?on=2025").context["table"].facts]
    assert left_out in facts


@pytest.mark.parametrize("name", ["debt", "overdue", "settlement", "undisposed", "annual"])
@pytest.mark.parametrize("form", ["", "csv", "xlsx", "pdf", "docx", "ndjson"])
def test_each_report_has_every_format(reader: Client, life: Any, name: str, form: str) -> None:
    builders.post()
    answer = reader.get(f"/reports/{name}/?on=2025-12-31" + (f"&format={form}" if form else ""))
    assert answer.status_code in (200, 400 if form == "ndjson" else 200)
    if form:
        assert answer.getvalue()


@pytest.mark.parametrize("name", ["debt", "overdue", "settlement", "undisposed", "annual"])
def test_a_report_without_rows_says_so(reader: Client, name: str) -> None:
    builders.project()
    from reports.ready_made import REPORTS

    assert str(REPORTS[name].nothing) in text_of(reader.get(f"/reports/{name}/"))


@pytest.mark.parametrize("name", ["debt", "settlement", "annual", "overdue"])
def test_the_number_of_queries_does_not_grow_with_the_grants(
    reader: Client, life: Any, name: str, django_assert_max_num_queries: Any
) -> None:
    for number in range(3, 12):
        grant = builders.allocation(builders.project(f"P-{number}"), "100.00", granted="2025-01-15")
        contract = builders.contract(grant, kind="framework", ends="2025-06-30")
        contract.reports_due.create(kind="final", day="2025-07-15")
        builders.entry(grant, "contracted", "2025-02-01", "90.00")
    # Session, reader, facets of the filters, and up to twelve of the report
    with django_assert_max_num_queries(45):
        assert reader.get(f"/reports/{name}/?on=2025-12-31").status_code == 200
