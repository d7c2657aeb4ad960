"""The deadlines that contracts set: their days, which of them are done, and the names by which others know them."""

from datetime import date
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from changes.models import Way
from changes.opened import changing
from projects.deadlines import deadlines_of
from projects.models import Project
from tests import builders

pytestmark = pytest.mark.django_db


@pytest.fixture
def grant() -> Any:
    return builders.allocation(builders.project("P-1"), "1000.00")


def found(today: str, first: str = "2020-01-01", last: str = "2035-01-01") -> list[str]:
    days = (date.fromisoformat(day) for day in (today, first, last))
    return [
        f"{one.key} {one.day} {one.kind.value}{' done' if one.done else ''}"
        for one in deadlines_of(Project.objects.all(), *days)
    ]


def test_instalments_reports_and_the_end_of_the_contract_are_deadlines(grant: Any) -> None:
    contract = builders.contract(grant, ends="2026-06-30")
    contract.instalments.create(number=1, day="2025-03-01", amount="400.00")
    contract.instalments.create(number=2, amount="600.00", condition="The report is approved.")
    contract.reports_due.create(kind="status", day="2025-09-01")
    contract.reports_due.create(kind="final", day="2026-09-30")
    builders.entry(grant, "contracted", "2025-01-01", "1000.00")
    builders.entry(grant, "paid", "2025-02-20", "400.00")
    # An instalment without a day has no deadline
    assert found("2025-02-20") == [
        "P-1-K1-instalment-1 2025-03-01 instalment done",
        "P-1-K1-status-1 2025-09-01 report",
        "P-1-K1-end 2026-06-30 end",
        "P-1-K1-final-1 2026-09-30 report",
    ]
    # The payment lies ahead
    assert found("2025-02-19", last="2025-03-31") == ["P-1-K1-instalment-1 2025-03-01 instalment"]


def test_a_changed_period_moves_the_end_and_keeps_its_name(grant: Any) -> None:
    builders.contract(grant, ends="2026-06-30")
    builders.entry(grant, "changed", "2026-05-01", ends="2026-12-31")
    assert found("2026-04-30") == ["P-1-K1-end 2026-06-30 end"]
    assert found("2026-05-01") == ["P-1-K1-end 2026-12-31 end"]
    # The day of the window is the new one
    assert found("2026-05-01", first="2026-12-01") == ["P-1-K1-end 2026-12-31 end"]


def test_a_framework_contract_owes_a_report_on_15_february_for_each_year_of_its_period(grant: Any) -> None:
    call_command("load_fixtures", "rules", stdout=StringIO())
    contract = builders.contract(grant, kind="framework", starts="2024-03-01", ends="2026-06-30")
    # The contract names a day of its own for the report on 2025
    contract.reports_due.create(kind="annual", day="2026-02-01")
    builders.entry(grant, "report-received", "2025-02-20", report="annual")
    assert found("2026-02-10") == [
        "P-1-K1-annual-2024 2025-02-15 annual-report done",
        "P-1-K1-annual-1 2026-02-01 annual-report done",
        "P-1-K1-end 2026-06-30 end",
        "P-1-K1-annual-2026 2027-02-15 annual-report",
    ]


def test_other_contracts_owe_no_annual_report(grant: Any) -> None:
    call_command("load_fixtures", "rules", stdout=StringIO())
    builders.contract(grant, starts="2024-03-01")
    assert found("2026-02-10") == []


def test_a_deadline_carries_the_latest_change_of_its_contract_and_entries(grant: Any) -> None:
    contract = builders.contract(grant)
    contract.reports_due.create(kind="final", day="2026-09-30")
    with changing(way=Way.PROGRAM) as opened:
        builders.entry(grant, "report-received", "2026-09-01", report="final")
    assert opened.change is not None
    (one,) = deadlines_of(Project.objects.all(), date(2026, 9, 1))
    assert (one.change, one.changed) == (opened.change.number, opened.change.moment)


def test_the_number_of_queries_does_not_grow_with_the_contracts(grant: Any) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            deadlines_of(Project.objects.all(), date(2026, 1, 1))
        return len(asked)

    builders.contract(grant).reports_due.create(kind="final", day="2026-09-30")
    once = queries()
    for number in range(2, 12):
        other = builders.allocation(builders.project(f"P-{number}"), "100.00")
        builders.contract(other).reports_due.create(kind="final", day="2026-09-30")
    assert queries() == once
