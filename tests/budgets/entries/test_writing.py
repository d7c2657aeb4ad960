"""Budget posts, contracts and entries are written by REST. An entry is never changed; another one corrects it."""

import csv
import io
import json
from typing import Any

import pytest
from django.contrib.auth import get_user_model

from budgets.entries.services import close_period
from budgets.models import Contract, Entry, Period
from changes.models import Change
from changes.undo import undo
from tests import builders
from tests.changes.api.program import Program

pytestmark = pytest.mark.django_db


@pytest.fixture
def boss() -> Program:
    return Program(get_user_model().objects.create_superuser("boss"))


@pytest.fixture
def grant() -> Any:
    return builders.allocation(builders.project("P-1"), "1000.00", granted="2025-01-01")


POST = {
    "code": "2025-4-2210", "number": "4-2210", "name": "Gender equality", "council": "MR-A", "year": 2025,
    "price_level": 2025, "adopted": "500000.00", "carried_over": "-1000.50", "source": None,
}  # fmt: skip
RATE = {
    "code": "2025-SEK", "year": 2025, "currency": "SEK", "rate": "0.66000000", "how_set": "By the budget",
    "source": None,
}  # fmt: skip
CO_FINANCING = {
    "code": "P-1-F1", "project": "P-1", "organisation": "body", "own_share": True, "in_kind": True, "amount": None,
    "currency": "DKK", "rate": None, "rate_source": "", "description": "Two months of work", "source": None,
}  # fmt: skip
CONTRACT = {
    "code": "P-1-K1", "project": "P-1", "kind": "framework", "administrative_body": "body", "terms": "2024-1",
    "starts": "2025-02-01", "ends": "2026-01-31", "whole_budget": "1000000.00", "currency": "SEK",
    "conditions": "A seminar a year.",
    "rate": "0.65000000", "rate_source": "The contract", "allocations": ["P-1-A1"],
    "signatures": [{"role": "grantor", "organisation": "body", "function": "director", "day": "2025-01-20"}],
    "instalments": [
        {"number": 1, "day": "2025-03-01", "amount": "400.00", "share": None, "condition": ""},
        {"number": 2, "day": None, "amount": None, "share": "60.00", "condition": "The final report is approved."},
    ],
    "reports_due": [{"kind": "final", "day": "2026-03-01"}],
    "perspectives": [{"perspective": "gender-equality", "answer": "Half of the speakers are women."}],
    "state_audited": False, "document": "paper",
    "source": {"document": "paper", "section": "one", "item": None},
}  # fmt: skip
ENTRY = {
    "reference": "P-1-A1-E1", "allocation": "P-1-A1", "contract": None, "kind": "contracted", "day": "2025-02-01",
    "amount": "900.00", "currency": "DKK", "rate": None, "rate_kind": "", "rate_source": "", "starts": None,
    "ends": None, "report": "", "signed_by_project_manager": False, "signed_by_finance_manager": False,
    "final": False, "post": None, "counterpart": "body", "voucher": "K 12",
    "corrects": None, "remark": "", "source": None,
}  # fmt: skip


@pytest.mark.parametrize(
    ("path", "sent", "more"),
    [
        ("budget-posts/", POST, {}),
        ("budget-rates/", RATE, {}),
        ("periods/", {"code": "2025-Q1", "first_day": "2025-01-01", "last_day": "2025-03-31"}, {"closed_at": None}),
        ("co-financing/", CO_FINANCING, {"amount_dkk": None}),
        ("contracts/", CONTRACT, {}),
        ("entries/", ENTRY, {"amount_dkk": "900.00", "project": "P-1"}),
    ],
)
def test_a_record_is_written_in_the_shape_in_which_it_is_read(
    boss: Program, grant: Any, path: str, sent: dict[str, Any], more: dict[str, Any]
) -> None:
    builders.council("MR-A")
    builders.organisation()
    made = boss.send("post", path, sent)
    assert made.status_code == 201, made.content
    assert made.json() == {**sent, **more}
    key = sent.get("code") or sent["reference"]
    assert boss.get(f"{path}{key}/").json() == made.json()
    assert boss.get(path + ("?portfolio=all" if path in ("contracts/", "entries/", "co-financing/") else "")).json()[
        "results"
    ] == [made.json()]
    before = Change.objects.count()
    again = boss.send("put", f"{path}{key}/", made.json())
    assert (again.status_code, Change.objects.count()) == (200, before)
    undo(change=Change.objects.get(number=made["X-Change"]))
    assert boss.get(f"{path}{key}/").status_code == 404


def test_an_entry_is_not_changed(boss: Program, grant: Any) -> None:
    entry = builders.entry(grant, amount="900.00")
    answer = boss.send("patch", f"entries/{entry.reference}/", {"amount": "800.00"})
    assert (answer.status_code, answer.json()) == (
        400,
        {"non_field_errors": ["An entry is never changed. Add another entry that corrects it."]},
    )
    entry.refresh_from_db()
    assert str(entry.amount) == "900.00"


def test_an_entry_is_not_deleted_but_by_undoing_its_own_change(boss: Program, grant: Any) -> None:
    made = boss.send("post", "entries/", {**ENTRY, "counterpart": None})
    answer = boss.send("delete", "entries/P-1-A1-E1/")
    assert (answer.status_code, answer.json()) == (
        409,
        {"detail": "An entry is never deleted. Add another entry that corrects it."},
    )
    undone = boss.send("post", f"changes/{made['X-Change']}/undo/")
    assert undone.status_code == 201, undone.content
    assert not Entry.objects.exists()


def test_an_entry_of_a_closed_period_cannot_be_undone(boss: Program, grant: Any) -> None:
    made = boss.send("post", "entries/", {**ENTRY, "counterpart": None})
    close_period(period=builders.period(code="2025-Q1", first_day="2025-01-01", last_day="2025-03-31"))
    undone = boss.send("post", f"changes/{made['X-Change']}/undo/")
    assert undone.status_code == 409
    assert "The accounting period of this day is closed." in undone.content.decode()
    assert Entry.objects.count() == 1


def test_a_contract_cannot_be_undone_below_what_is_paid(boss: Program, grant: Any) -> None:
    made = boss.send("post", "entries/", {**ENTRY, "counterpart": None})
    builders.entry(grant, "paid", "2025-03-01", "900.00")
    undone = boss.send("post", f"changes/{made['X-Change']}/undo/")
    assert undone.status_code == 409
    amounts = "On 1 March 2025: contracted 0 DKK, paid and released 900 DKK. Left until now: 0 DKK."
    assert f"More would be paid and released than is contracted. {amounts}" in undone.content.decode()


def test_a_grant_with_entries_is_not_deleted(boss: Program, grant: Any) -> None:
    builders.entry(grant, amount="900.00")
    for path in ("allocations/P-1-A1/", "projects/P-1/"):
        answer = boss.send("delete", path)
        assert (answer.status_code, answer.json()) == (
            409,
            {"detail": "It cannot be deleted: ledger entry P-1-A1-E1 refer to it."},
        )


def test_a_grant_names_its_post_only_where_it_has_one(boss: Program, grant: Any) -> None:
    assert "post" not in boss.get("allocations/P-1-A1/").json()
    builders.post("2025-4-2210")
    answer = boss.send("patch", "allocations/P-1-A1/", {"post": "2025-4-2210"})
    assert answer.json()["post"] == "2025-4-2210"
    assert boss.get("projects/P-1/").json()["allocations"][0]["post"] == "2025-4-2210"
    assert boss.send("patch", "allocations/P-1-A1/", {"post": "2025-9"}).json() == {"post": ["There is no “2025-9”."]}


def test_the_change_that_closed_a_period_says_who_closed_it() -> None:
    period = builders.period(code="2025-Q1", first_day="2025-01-01", last_day="2025-03-31")
    assert (period.closed, period.closed_by) == (False, None)
    anna = get_user_model().objects.create_user("anna")
    outcome = close_period(period=period, actor=anna, reason="The accounts are done")
    assert outcome.change
    assert (period.closed, period.closed_by) == (True, anna)
    assert close_period(period=period).change is None
    undo(change=outcome.change)
    period.refresh_from_db()
    assert (period.closed, period.closed_by) == (False, None)


def test_a_closed_period_keeps_its_days_and_is_not_deleted(boss: Program) -> None:
    close_period(period=builders.period(code="2025-Q1", first_day="2025-01-01", last_day="2025-03-31"))
    answer = boss.send("patch", "periods/2025-Q1/", {"last_day": "2025-02-28"})
    assert answer.json() == {"non_field_errors": ["The period is closed: its days stay as they are."]}
    answer = boss.send("delete", "periods/2025-Q1/")
    assert (answer.status_code, answer.json()) == (409, {"detail": "The period is closed. Open it first."})
    answer = boss.send("patch", "periods/2025-Q1/", {"closed_at": None})
    assert Period.objects.get().closed


def test_a_contract_covers_grants_of_its_project_only(boss: Program, grant: Any) -> None:
    builders.allocation(builders.project("P-2"))
    builders.organisation()
    wrong = {**CONTRACT, "allocations": ["P-1-A1", "P-2-A1"]}
    answer = boss.send("post", "contracts/", wrong)
    assert answer.json() == {
        "allocations": {"1": {"reference": ["The grant belongs to another project than the contract."]}}
    }
    assert not Contract.objects.exists()


def test_the_list_of_entries_takes_the_filters_of_grants_and_its_own(boss: Program, grant: Any) -> None:
    other = builders.allocation(builders.project("P-2", status="ongoing"), "100.00")
    first = builders.entry(grant, "contracted", "2025-01-10", "900.00")
    builders.entry(grant, "paid", "2025-02-10", "400.00")
    builders.entry(grant, "contracted", "2025-03-10", "800.00", corrects=first)
    builders.entry(other, "contracted", "2025-01-01", "50.00")

    def found(**parameters: str) -> list[str]:
        query = "&".join(f"{name}={value}" for name, value in parameters.items())
        return [row["reference"] for row in boss.get(f"entries/?{query}").json()["results"]]

    assert found() == ["P-2-A1-E1", "P-1-A1-E1", "P-1-A1-E2", "P-1-A1-E3"]
    assert found(status="closed") == ["P-1-A1-E1", "P-1-A1-E2", "P-1-A1-E3"]
    assert found(entry_kind="paid") == ["P-1-A1-E2"]
    assert found(allocation="P-2-A1") == ["P-2-A1-E1"]
    assert found(since="2025-02-01", until="2025-02-28") == ["P-1-A1-E2"]
    assert found(on="2025-03-09") == ["P-2-A1-E1", "P-1-A1-E1", "P-1-A1-E2"]
    assert found(on="2025-03-10") == ["P-2-A1-E1", "P-1-A1-E2", "P-1-A1-E3"]
    assert boss.get("entries/?on=soon").status_code == 400
    assert boss.get("entries/?of=P-1").status_code == 400


def test_a_file_of_entries_says_what_the_api_says(boss: Program, grant: Any) -> None:
    contract = builders.contract(grant, currency="SEK", rate="0.65", rate_source="The contract")
    rate = {"currency": "SEK", "rate": "0.65", "rate_kind": "contract"}
    post = builders.post("2025-4-2210")
    first = builders.entry(grant, "contracted", "2025-02-01", "900.00", contract=contract, post=post, **rate)
    body = builders.organisation()
    builders.entry(
        grant, "paid", "2025-03-01", "400.00", counterpart=body, final=True, corrects=first, remark="One; two"
    )
    builders.entry(grant, "report-received", "2025-04-01", report="final", source=builders.source())
    answer = boss.get("entries/?format=csv")
    heading, *rows = list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode())))
    empty = dict.fromkeys(heading, "") | dict.fromkeys(
        ("signed_by_project_manager", "signed_by_finance_manager", "final"), "false"
    )
    assert [dict(zip(heading, row, strict=True)) for row in rows] == [
        {
            **empty,
            "reference": "P-1-A1-E1",
            "allocation": "P-1-A1",
            "project": "P-1",
            "contract": "P-1-K1",
            "kind": "contracted",
            "day": "2025-02-01",
            "amount": "900.00",
            "currency": "SEK",
            "rate": "0.65000000",
            "amount_dkk": "585.00",
            "rate_kind": "contract",
            "final": "false",
            "post": "2025-4-2210",
        },
        {
            **empty,
            "reference": "P-1-A1-E2",
            "allocation": "P-1-A1",
            "project": "P-1",
            "kind": "paid",
            "day": "2025-03-01",
            "amount": "400.00",
            "currency": "DKK",
            "amount_dkk": "400.00",
            "final": "true",
            "counterpart": "body",
            "corrects": "P-1-A1-E1",
            "remark": "One; two",
        },
        {
            **empty,
            "reference": "P-1-A1-E3",
            "allocation": "P-1-A1",
            "project": "P-1",
            "kind": "report-received",
            "day": "2025-04-01",
            "currency": "DKK",
            "report": "final",
            "final": "false",
            "source": "paper",
            "source_section": "one",
        },
    ]
    people = b"".join(boss.get("entries/?format=csv&dialect=excel&lang=en").streaming_content).decode("utf-8-sig")
    assert "Contracted" in people
    assert "Rate of the contract" in people
    lines = b"".join(boss.get("entries/?format=ndjson").streaming_content).decode().splitlines()
    assert [json.loads(line) for line in lines] == boss.get("entries/").json()["results"]
    assert boss.get("entries/?format=xlsx").status_code == 200
