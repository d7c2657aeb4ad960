"""Entries and contracts are added, corrected and withdrawn on the page of their project."""

import re
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.formats import date_format

from budgets.models import Contract, Entry
from changes.models import Change, Draft
from changes.undo import undo
from projects.models import Document
from tests import builders
from tests.sent_forms import fields_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff(db: None, django_user_model: Any) -> Client:
    """A browser without scripts, in which a superuser is signed in."""
    client = Client()
    client.force_login(django_user_model.objects.create_superuser("anna", password="a long password"))
    return client


@pytest.fixture
def grant() -> Any:
    return builders.allocation(builders.project("P-1", status="ongoing"), "1000.00", granted="2025-01-15")


def opened(client: Client, address: str) -> dict[str, list[str]]:
    answer = client.get(address)
    assert answer.status_code == 200, answer.content.decode()
    return fields_of(answer.content.decode())


def text_of(answer: Any) -> str:
    main = answer.content.decode().partition("<main")[2].partition("</main>")[0]
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", main)))


def add(client: Client, kind: str, **typed: Any) -> Any:
    """Sends the form of a new entry with these typed texts."""
    fields = opened(client, f"/projects/P-1/?edit=entry&kind={kind}")
    return client.post(f"/projects/P-1/entries/new/?kind={kind}", {**fields, **typed, "save": "1"})


def test_an_entry_is_added_with_the_next_free_reference(staff: Client, grant: Any) -> None:
    answer = add(staff, "contracted", day="1 February 2025", amount="900,000.50", voucher="K 4711")
    assert (answer.status_code, answer["Location"]) == (302, "/projects/P-1/#P-1-A1-E1")
    entry = Entry.objects.get()
    assert (entry.reference, str(entry.day), str(entry.amount)) == ("P-1-A1-E1", "2025-02-01", "900000.50")
    assert (entry.kind, entry.currency, entry.voucher) == ("contracted", "DKK", "K 4711")
    add(staff, "paid", day="2025-03-01", amount="400000", final="on")
    assert Entry.objects.get(kind="paid").reference == "P-1-A1-E2"
    assert Entry.objects.get(kind="paid").final
    assert Change.objects.count() == 2


def test_the_ledger_shows_the_figures_after_each_entry(staff: Client, grant: Any) -> None:
    builders.entry(grant, "contracted", "2025-02-01", "900.00")
    builders.entry(grant, "paid", "2025-03-01", "400.00", voucher="B 12")
    builders.entry(grant, "released", "2025-04-01", "100.00")
    builders.entry(grant, "repaid", "2025-05-01", "50.00")
    words = text_of(staff.get("/projects/P-1/"))
    assert "Contracted 900 DKK, paid 400 DKK. The project debt is 400 DKK . Released 100 DKK. Repaid 50 DKK." in words
    rows = re.findall(r'<tr id="(P-1-A1-E\d)".*?</tr>', staff.get("/projects/P-1/").content.decode(), re.S)
    assert rows == ["P-1-A1-E1", "P-1-A1-E2", "P-1-A1-E3", "P-1-A1-E4"]
    assert "B 12" in words


def test_a_refused_entry_shows_the_sentence_of_the_rule_and_keeps_what_was_typed(staff: Client, grant: Any) -> None:
    answer = add(staff, "paid", day="2025-03-01", amount="400")
    assert answer.status_code == 400
    amounts = "On 1 March 2025: contracted 0 DKK, paid and released 400 DKK. Left until now: 0 DKK."
    assert f"More would be paid and released than is contracted. {amounts}" in text_of(answer)
    assert 'value="400"' in answer.content.decode()
    assert not Entry.objects.exists()
    assert opened(staff, "/projects/P-1/?edit=entry&kind=paid")["amount"] == ["400"]
    assert "P-1: Add a payment" in text_of(staff.get("/drafts/"))
    builders.entry(grant, "contracted", "2025-02-01", "900.00")
    assert add(staff, "paid", day="2025-03-01", amount="400").status_code == 302
    assert not Draft.objects.exists()


def test_a_correction_repeats_what_it_corrects(staff: Client, grant: Any) -> None:
    builders.entry(grant, "contracted", "2025-02-01", "900.00", voucher="K 1")
    address = "/projects/P-1/?edit=entry&corrects=P-1-A1-E1"
    fields = opened(staff, address)
    assert (fields["amount"], fields["voucher"], fields["allocation"]) == (["900"], ["K 1"], ["P-1-A1"])
    send = "/projects/P-1/entries/new/?kind=contracted&corrects=P-1-A1-E1"
    answer = staff.post(send, {**fields, "day": "2025-06-01", "amount": "800", "save": "1"})
    assert answer.status_code == 302
    entry = Entry.objects.get(reference="P-1-A1-E2")
    assert (entry.kind, entry.corrects.reference, str(entry.amount)) == ("contracted", "P-1-A1-E1", "800.00")
    words = text_of(staff.get("/projects/P-1/"))
    assert "Corrected by P-1-A1-E2" in words
    assert "Contracted 800 DKK" in words


@pytest.mark.parametrize(
    ("document", "sentence"),
    [
        ("paper", "Nothing has these values: document “paper”, section –. These exist: section “one”."),
        ("empty", "Nothing has these values: document “empty”, section –."),
    ],
)
def test_a_source_without_its_section_is_refused_in_words(
    staff: Client, grant: Any, document: str, sentence: str
) -> None:
    builders.source()
    Document.objects.create(slug="empty", title_en="Empty", kind="report")
    typed = {"source-document": document, "source-document-words": "", "source-section": ""}
    words = text_of(add(staff, "contracted", **typed, day="2025-03-01"))
    assert sentence in words
    assert "{" not in words


def test_an_entry_that_should_not_exist_is_withdrawn(staff: Client, grant: Any) -> None:
    builders.entry(grant, "contracted", "2025-02-01", "900.00")
    fields = opened(staff, "/projects/P-1/?edit=entry&corrects=P-1-A1-E1&kind=withdrawn")
    send = "/projects/P-1/entries/new/?kind=withdrawn&corrects=P-1-A1-E1"
    assert staff.post(send, {**fields, "remark": "Typed twice", "save": "1"}).status_code == 302
    entry = Entry.objects.get(reference="P-1-A1-E2")
    assert (entry.kind, entry.amount, entry.remark) == ("withdrawn", None, "Typed twice")


@pytest.mark.parametrize(
    "query", ["kind=banana", "kind=withdrawn", "corrects=P-9-A1-E1", "kind=paid&corrects=P-9-A1-E1"]
)
def test_a_form_of_no_entry_is_not_found(staff: Client, grant: Any, query: str) -> None:
    assert staff.get(f"/projects/P-1/?edit=entry&{query}").status_code == 404
    assert staff.post(f"/projects/P-1/entries/new/?{query}", {"save": "1"}).status_code == 404


def test_a_contract_is_made_with_its_rows_and_changed_in_place(staff: Client, grant: Any) -> None:
    builders.organisation("body")
    fields = opened(staff, "/projects/P-1/?edit=contract")
    assert fields["allocations"] == ["P-1-A1"]
    rows = {
        "signatures-0": "",
        "signatures-0-role": "grantor",
        "signatures-0-organisation": "body",
        "signatures-0-organisation-words": "body",
        "signatures-0-organisation-asked": "body",
        "signatures-0-day": "2025-02-01",
        "instalments-0": "",
        "instalments-0-day": "2025-03-01",
        "instalments-0-amount": "500",
        "instalments-1": "",
        "instalments-1-share": "50",
        "reports_due-0": "",
        "reports_due-0-kind": "final",
        "reports_due-0-day": "2026-03-01",
    }
    typed = {**fields, **rows, "starts": "2025-02-01", "ends": "2026-01-31", "save": "1"}
    answer = staff.post("/projects/P-1/contract/", typed)
    assert (answer.status_code, answer["Location"]) == (302, "/projects/P-1/#P-1-K1"), text_of(answer)
    contract = Contract.objects.get()
    assert [row.allocation.reference for row in contract.contract_allocations.all()] == ["P-1-A1"]
    assert [(row.number, row.amount, row.share) for row in contract.instalments.all()] == [
        (1, 500, None),
        (2, None, 50),
    ]
    assert [str(row) for row in contract.reports_due.all()] == ["Final report 2026-03-01"]
    fields = opened(staff, "/projects/P-1/?edit=contract&code=P-1-K1")
    answer = staff.post("/projects/P-1/contract/?code=P-1-K1", {**fields, "save": "1"})
    assert (answer.status_code, Change.objects.count()) == (302, 1)
    fields = opened(staff, "/projects/P-1/?edit=contract&code=P-1-K1")
    answer = staff.post("/projects/P-1/contract/?code=P-1-K1", {**fields, "ends": "2026-02-28", "save": "1"})
    assert str(Contract.objects.get().ends) == "2026-02-28"


def test_adding_a_row_of_a_contract_saves_nothing(staff: Client, grant: Any) -> None:
    fields = opened(staff, "/projects/P-1/?edit=contract")
    answer = staff.post("/projects/P-1/contract/", {**fields, "row": "add:instalments"})
    assert answer.status_code == 200
    assert not Contract.objects.exists()


def test_the_forms_need_the_right_to_add(django_user_model: Any, grant: Any) -> None:
    reader = Client()
    reader.force_login(django_user_model.objects.create_user("reader", is_staff=True))
    assert reader.get("/projects/P-1/?edit=entry&kind=paid").status_code == 403
    assert reader.post("/projects/P-1/entries/new/?kind=paid", {"save": "1"}).status_code == 403
    assert reader.post("/projects/P-1/contract/", {"save": "1"}).status_code == 403
    builders.entry(grant, "contracted", "2025-02-01", "900.00")
    page = reader.get("/projects/P-1/").content.decode()
    assert "Ledger" in page
    assert "edit=entry" not in page


def test_what_is_late_is_named_on_the_page(staff: Client, grant: Any) -> None:
    contract = builders.contract(grant)
    contract.reports_due.create(kind="annual", day="2026-02-15")
    contract.instalments.create(number=1, day="2025-03-01", amount="400.00")
    builders.entry(grant, "contracted", "2025-02-01", "900.00")
    builders.entry(grant, "paid", "2025-03-01", "150.00")
    words = text_of(staff.get("/projects/P-1/"))
    assert "Late: Annual report of contract P-1-K1, due on 15 February 2026." in words
    assert "Late: instalment 1 of contract P-1-K1, due on 1 March 2025, 250 DKK not paid." in words


def test_the_headline_counts_as_of_today_and_later_lines_are_marked(staff: Client, grant: Any) -> None:
    builders.entry(grant, "contracted", "2025-02-01", "900.00")
    builders.entry(grant, "paid", "2025-03-01", "400.00")
    builders.entry(grant, "paid", "2099-03-01", "300.00")
    words = text_of(staff.get("/projects/P-1/"))
    assert "Contracted 900 DKK, paid 400 DKK. The project debt is 500 DKK ." in words
    assert "Entries of a later day than today do not count yet." in words
    rows = staff.get("/projects/P-1/").content.decode().split('<tr id="P-1-A1-E')[1:]
    assert ['class="role later"' in row.partition("</tr>")[0] for row in rows] == [False, False, True]


def test_a_ledger_without_later_lines_does_not_speak_of_them(staff: Client, grant: Any) -> None:
    builders.entry(grant, "contracted", "2025-02-01", "900.00")
    page = staff.get("/projects/P-1/").content.decode()
    assert "later day than today" not in page
    assert 'class="role later"' not in page


@pytest.mark.parametrize("kind", ["paid", "withdrawn"])
def test_what_corrects_an_entry_begins_with_the_later_of_today_and_its_day(
    staff: Client, grant: Any, kind: str
) -> None:
    builders.entry(grant, "contracted", "2025-02-01", "900.00")
    builders.entry(grant, "paid", "2099-03-01", "300.00")
    builders.entry(grant, "paid", "2025-03-01", "200.00")
    later = opened(staff, f"/projects/P-1/?edit=entry&corrects=P-1-A1-E2&kind={kind}")
    assert later["day"] == ["1 March 2099"]
    past = opened(staff, f"/projects/P-1/?edit=entry&corrects=P-1-A1-E3&kind={kind}")
    assert past["day"] == [date_format(timezone.localdate(), "j F Y")]


def test_a_reference_that_was_undone_is_not_given_again(staff: Client, grant: Any) -> None:
    add(staff, "contracted", day="2025-02-01", amount="900")
    undo(change=Change.objects.get())
    assert not Entry.objects.exists()
    add(staff, "contracted", day="2025-02-01", amount="800")
    assert Entry.objects.get().reference == "P-1-A1-E2"


def test_a_code_of_a_contract_that_was_undone_is_not_given_again(staff: Client, grant: Any) -> None:
    fields = opened(staff, "/projects/P-1/?edit=contract")
    typed = {name: texts for name, texts in fields.items() if "-0" not in name}
    assert staff.post("/projects/P-1/contract/", {**typed, "save": "1"}).status_code == 302
    undo(change=Change.objects.get())
    assert not Contract.objects.exists()
    fields = opened(staff, "/projects/P-1/?edit=contract")
    typed = {name: texts for name, texts in fields.items() if "-0" not in name}
    staff.post("/projects/P-1/contract/", {**typed, "save": "1"})
    assert Contract.objects.get().code == "P-1-K2"


def test_what_is_proposed_fills_what_a_draft_leaves_empty(staff: Client, grant: Any) -> None:
    fields = opened(staff, "/projects/P-1/?edit=entry&kind=paid")
    typed = {**fields, "day": "", "amount": "400", "draft": "1"}
    staff.post("/projects/P-1/entries/new/?kind=paid", typed)
    builders.contract(grant)
    fields = opened(staff, "/projects/P-1/?edit=entry&kind=paid")
    assert fields["amount"] == ["400"]
    assert fields["contract"] == ["P-1-K1"]
    assert fields["day"] == [date_format(timezone.localdate(), "j F Y")]


def test_a_draft_of_a_correction_keeps_what_the_person_emptied(staff: Client, grant: Any) -> None:
    builders.entry(grant, "contracted", "2025-02-01", "900.00", voucher="K 1")
    address = "/projects/P-1/?edit=entry&corrects=P-1-A1-E1"
    send = "/projects/P-1/entries/new/?kind=contracted&corrects=P-1-A1-E1"
    staff.post(send, {**opened(staff, address), "voucher": "", "draft": "1"})
    fields = opened(staff, address)
    assert (fields["voucher"], fields["amount"]) == ([""], ["900"])


def test_a_day_box_offers_a_whole_day_only(staff: Client, grant: Any) -> None:
    page = staff.get("/projects/P-1/?edit=entry&kind=paid").content.decode()
    (box,) = re.findall(r'<input[^>]*name="day"[^>]*>', page)
    assert 'placeholder="8 May 2027, 8.5.2027"' in box


def test_all_days_of_the_ledger_are_written_alike(staff: Client, grant: Any) -> None:
    builders.entry(grant, "contracted", "2025-02-01", "900.00")
    words = text_of(staff.get("/projects/P-1/")).partition("Decisions and entries by day")[2]
    assert "15 January 2025" in words
    assert "1 February 2025" in words


def test_the_table_of_grants_shows_the_date_and_the_budget_post_if_stated(staff: Client, grant: Any) -> None:
    project = grant.project
    builders.allocation(project, "20.00", year=2024)
    builders.allocation(project, "30.00", granted="2025-03", post=builders.post())
    page = staff.get("/projects/P-1/").content.decode()
    rows = {code: text_of_row(page, code) for code in ("P-1-A1", "P-1-A2", "P-1-A3")}
    assert "15 January 2025" in rows["P-1-A1"]
    assert " 2024 " in rows["P-1-A2"]
    assert "March 2025" in rows["P-1-A3"]
    assert ["Budget post 2025-4-2210" in row for row in rows.values()] == [False, False, True]


def text_of_row(page: str, name: str) -> str:
    row = page.partition(f'<tr id="{name}"')[2].partition("</tr>")[0]
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", row)))
