"""The names of reports that organisations handed in, and of the organisations, for staff, letters and lists."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.utils import formats

from budgets.choices import ReportKind
from budgets.owing.owed import code_of, day_named
from changes.models import WaitingProposal
from projects.language.texts import shown
from projects.models import Organisation

READ = "_organisation_read"
"""Where a proposal remembers the organisation that handed it in."""


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
    if not hasattr(proposal, READ):
        read_organisations([proposal])
    row = getattr(proposal, READ)
    return shown(row, "name").text if row else ""


def read_organisations(proposals: Iterable[WaitingProposal]) -> None:
    """Reads the organisations that handed these proposals in with one query, for ``organisation_named``."""
    rows = list(proposals)
    keys = {one.handed_in_by for one in rows if one.handed_in_by}
    found = Organisation.objects.in_bulk(keys) if keys else {}
    for one in rows:
        setattr(one, READ, found.get(one.handed_in_by))
