"""Findings: where the register breaks a rule on a day. The example is worked out by hand."""

from datetime import date
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.test.utils import CaptureQueriesContext

from budgets.models import ContractAllocation, Instalment, PerspectiveAnswer, ReportDue, Rule
from budgets.rules.findings import findings
from projects.models import Project
from tests import builders
from tests.budgets.rules.conftest import sign
from tests.changes.api.program import Program

PERSPECTIVES = ("gender-equality", "children-and-young-people", "environment-and-climate")

BOTH_SIGNED = {"signed_by_project_manager": True, "signed_by_finance_manager": True}


def found(on: str, *codes: str) -> list[tuple[str, str]]:
    """Returns the findings of a day as (code of the rule, day since when)."""
    rows = findings(Project.objects.all(), date.fromisoformat(on), codes)
    return [(row.rule.code, str(row.since)) for row in rows]


def answer(contract: Any, *perspectives: str) -> None:
    for perspective in perspectives:
        PerspectiveAnswer.objects.create(contract=contract, perspective=perspective, answer="Yes.")


def test_dokument_8_breaks_no_rule(dokument8: None) -> None:
    assert findings(Project.objects.all(), date(2026, 11, 29)) == []


def test_a_contract_that_keeps_every_rule_is_not_found(grant: Any, contract: Any) -> None:
    answer(contract, *PERSPECTIVES)
    assert found("2030-01-01") == []


def test_a_start_before_the_signatures_is_found_from_the_start_on(grant: Any) -> None:
    contract = builders.contract(grant, starts="2025-02-01")
    sign(contract, recipient="2025-02-02")
    assert found("2025-01-31", "signed-contract-first") == []
    assert found("2025-02-01", "signed-contract-first") == [("signed-contract-first", "2025-02-01")]


def test_reports_and_instalments_are_found_from_the_day_after_they_are_due(grant: Any, contract: Any) -> None:
    ReportDue.objects.create(contract=contract, kind="status", day="2025-06-30")
    Instalment.objects.create(contract=contract, number=1, day="2025-07-31", amount="1000.00")
    codes = ("reports-in-time", "instalments-in-time")
    assert found("2025-06-30", *codes) == []
    assert found("2025-07-31", *codes) == [("reports-in-time", "2025-06-30")]
    late = [("reports-in-time", "2025-06-30"), ("instalments-in-time", "2025-07-31")]
    assert found("2025-08-01", *codes) == late
    builders.entry(grant, "report-received", "2025-08-02", report="status")
    assert found("2025-08-02", *codes) == [("instalments-in-time", "2025-07-31")]


def test_a_framework_contract_owes_a_report_for_each_of_its_years(grant: Any) -> None:
    contract = builders.contract(grant, kind="framework", starts="2024-07-01", ends="2025-12-31")
    sign(contract, grantor="2024-06-01", recipient="2024-06-01")
    code = "annual-report"
    assert found("2025-02-15", code) == []
    assert found("2025-02-16", code) == [(code, "2025-02-15")]
    builders.entry(grant, "report-received", "2025-02-10", report="annual")
    assert found("2025-02-16", code) == []
    assert found("2026-02-16", code) == [(code, "2026-02-15")]
    builders.entry(grant, "report-received", "2026-02-20", report="annual")
    assert found("2026-02-19", code) == [(code, "2026-02-15")]
    assert found("2026-02-20", code) == []


def test_a_project_contract_owes_no_annual_report(grant: Any, contract: Any) -> None:
    assert found("2030-01-01", "annual-report") == []


@pytest.mark.parametrize(
    ("starts", "missing"),
    [
        ("2024-12-31", ["perspective-children", "perspective-gender-equality", "perspective-sustainable-development"]),
        ("2025-01-01", ["perspective-children", "perspective-climate", "perspective-gender-equality"]),
    ],
)
def test_the_perspectives_are_those_of_the_year_in_which_the_contract_begins(
    grant: Any, starts: str, missing: list[str]
) -> None:
    sign(builders.contract(grant, starts=starts), grantor="2024-12-01", recipient="2024-12-01")
    assert found("2026-01-01") == [(code, starts) for code in missing]


def test_a_closed_project_with_debt_is_found(grant: Any, contract: Any) -> None:
    answer(contract, *PERSPECTIVES)
    builders.entry(grant, "contracted", "2025-02-01", "1000.00")
    Project.objects.update(status="closed")
    assert found("2025-02-01") == [("settled-before-closing", "2025-02-01")]
    builders.entry(grant, "report-approved", "2025-02-20", report="final")
    builders.entry(grant, "paid", "2025-03-01", "900.00")
    builders.entry(grant, "released", "2025-03-01", "100.00")
    assert found("2025-03-01") == [("settled-before-closing", "2025-03-01")]
    builders.entry(grant, "report-received", "2025-03-02", report="accounts", **BOTH_SIGNED)
    builders.entry(grant, "report-approved", "2025-03-02", report="accounts")
    assert found("2025-02-28") == [("settled-before-closing", "2025-02-20")]
    assert found("2025-03-01") == [("settled-before-closing", "2025-03-01")]
    assert found("2025-03-02") == []


def test_a_post_that_is_overdrawn_is_found_without_a_project(rules: None) -> None:
    post = builders.post("2025-4-2210", adopted="1000.00")
    builders.allocation(builders.project("P-1"), "1000.01", granted="2025-02-01", post=post)
    rows = findings(Project.objects.all(), date(2025, 3, 1))
    assert [(row.rule.code, row.post, row.project) for row in rows] == [("post-not-overdrawn", post, None)]


def test_a_contract_about_two_grants_is_found_once(grant: Any) -> None:
    other = builders.allocation(grant.project, "1.00", granted="2025-01-15")
    contract = builders.contract(grant, starts="2025-02-01")
    ContractAllocation.objects.create(contract=contract, allocation=other)
    assert found("2025-02-01", "signed-contract-first") == [("signed-contract-first", "2025-02-01")]


def test_the_number_of_queries_does_not_grow_with_the_grants(grant: Any, contract: Any) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as caught:
            findings(Project.objects.all(), date(2026, 1, 1))
        return len(caught)

    few = queries()
    for number in range(2, 8):
        one = builders.allocation(builders.project(f"P-{number}"), "1000.00", granted="2025-01-15")
        builders.contract(one, starts="2025-02-01")
        builders.entry(one, "contracted", "2025-02-01", "10.00")
    assert queries() == few


# By REST


@pytest.fixture
def boss(db: Any) -> Program:
    return Program(get_user_model().objects.create_superuser("boss"))


def test_findings_are_read_by_rest(boss: Program, grant: Any) -> None:
    builders.contract(grant, starts="2025-02-01")
    answered = boss.get("findings/?portfolio=all&on=2025-02-01&rule=signed-contract-first&lang=da").json()
    sentence = answered["results"][0].pop("sentence")
    assert sentence.startswith("Ingen start og ingen udbetaling, før begge parter har underskrevet kontrakten. ")
    assert sentence.endswith("som revisorerne anvendte dem på regnskabet for 2019.")
    assert answered == {
        "count": 1,
        "next": None,
        "previous": None,
        "results": [
            {
                "rule": "signed-contract-first",
                "severity": "stops",
                "label": "Underskrevet kontrakt først",
                "project": "P-1",
                "allocation": "P-1-A1",
                "contract": "P-1-K1",
                "entry": None,
                "post": None,
                "change": None,
                "since": "2025-02-01",
                "due": None,
            }
        ],
    }


@pytest.mark.parametrize(
    ("query", "name"), [("rule=nothing", "rule"), ("severity=x", "severity"), ("on=2025-02-30", "on"), ("x=1", "x")]
)
def test_a_wrong_parameter_is_named(boss: Program, query: str, name: str) -> None:
    answered = boss.get(f"findings/?{query}")
    assert answered.status_code == 400
    assert [*answered.json()] == [name]


def requested(reference: str) -> dict[str, str]:
    day, amount = "2025-06-01", "1.00"
    return {"reference": reference, "allocation": "P-1-A1", "kind": "requested", "day": day, "amount": amount}


def test_a_warning_is_shown_before_saving_and_stops_nothing(boss: Program, grant: Any, contract: Any) -> None:
    builders.entry(grant, "contracted", "2025-02-01", "2.00", reference="P-1-A1-E0")
    sent = requested("P-1-A1-E1")
    dry = boss.send("post", "entries/?dry_run=true", sent).json()
    assert [text.split(" Basis")[0] for text in dry["warnings"]] == ["A report comes with each request for payment."]
    assert boss.send("post", "entries/", sent).status_code == 201
    assert found("2025-06-01", "report-with-request") == [("report-with-request", "2025-06-01")]


def test_a_report_answers_one_request(boss: Program, grant: Any, contract: Any) -> None:
    builders.entry(grant, "contracted", "2025-02-01", "2.00")
    builders.entry(grant, "report-received", "2025-05-30", report="status")
    sent = requested("P-1-A1-R1")
    assert "warnings" not in boss.send("post", "entries/?dry_run=true", sent).json()
    builders.entry(grant, "requested", "2025-06-01", "1.00")
    later = {**sent, "day": "2025-07-01"}
    assert "warnings" in boss.send("post", "entries/?dry_run=true", later).json()


def test_a_rule_is_written_in_the_shape_in_which_it_is_read(boss: Program, rules: None) -> None:
    read = boss.get("rules/auditors-statement/").json()
    assert (read["check"], read["amount"], read["severity"]) == ("auditor", "500001.00", "stops")
    made = boss.send("post", "rules/", {**read, "code": "auditors-statement-2027", "valid_from": "2027-01-01"})
    assert made.status_code == 201, made.content
    assert Rule.objects.get(code="auditors-statement-2027").amount == 500001
