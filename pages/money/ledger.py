"""The money of a project on its page: contracts, the ledger with running figures, its chart, and what is overdue."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from budgets.entries.due import Overdue, overdue
from budgets.entries.lines import Line, as_of, lines_of
from budgets.entries.measures import Money
from budgets.entries.parts import Parts, parts_of
from budgets.models import Contract
from pages.money.chart import Chart, chart_of


@dataclass(frozen=True)
class Ledger:
    """What the page of a project shows of its money beside the grants."""

    lines: list[Line]
    """Decisions and entries by day; empty if the project has no entry."""
    contracts: list[Any]
    parts: Parts
    """Who pays which part of the whole budget."""
    late: list[Overdue]
    chart: Chart | None
    several: bool
    """Whether the lines are of more than one grant."""
    today: date

    @property
    def now(self) -> Money:
        """The measures of today: lines of a later day do not count."""
        return as_of(self.lines, self.today)

    @property
    def has_later(self) -> bool:
        """Whether a line is of a later day than today."""
        return any(line.day and line.day > self.today for line in self.lines)


def ledger_of(project: Any, today: date) -> Ledger:
    """Returns the ledger of a project."""
    rows = (
        Contract.objects.filter(project=project)
        .select_related("administrative_body", "document", "source__document")
        .prefetch_related("contract_allocations__allocation", "signatures__organisation", "instalments", "reports_due")
        .prefetch_related("perspectives")
    )
    contracts = list(rows)
    lines = lines_of(project)
    if not any(line.entry for line in lines):
        lines = []
    late = overdue(Contract.objects.filter(project=project), today) if contracts else []
    several = len({line.allocation.pk for line in lines}) > 1
    return Ledger(lines, contracts, parts_of(project), late, chart_of(lines, today), several, today)
