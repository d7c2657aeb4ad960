"""The names of reports that organisations handed in, and of the organisations, for staff, letters and lists."""

from datetime import date
from typing import Any

from django.utils import formats

from budgets.choices import ReportKind
from budgets.owing.owed import code_of, day_named
from changes.models import WaitingProposal
from projects.language.texts import shown
from projects.models import Organisation


def report_named(proposal: WaitingProposal) -> str:
    """Returns the kind, the contract and the day of a report: "Final report, P-1-K1, 1 February 2026". An annual report
    by the rule has its year.
    """
    contract = code_of(proposal)
    kind, _dash, name = proposal.handed_in_for.removeprefix(f"{contract}-").rpartition("-")
    return f"{ReportKind(kind).label}, {contract}, {in_words(day_named(name)) if day_named(name) else name}"


def in_words(day: date | None) -> str:
    """Returns a day in the active language."""
    return str(formats.date_format(day, "DATE_FORMAT")) if day else ""


def organisation_named(proposal: WaitingProposal) -> Any:
    """Returns the name of the organisation that handed a report in, in the active language."""
    row = Organisation.objects.filter(pk=proposal.handed_in_by).first()
    return shown(row, "name").text if row else ""
