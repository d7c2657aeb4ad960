"""The data of the annual report of 15 February on framework contracts, for the year of a day."""

from collections import defaultdict
from datetime import date
from typing import Any

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from budgets.choices import ContractKind, EntryKind, Measure, ReportKind
from budgets.entries.measures import Money, money_of_grants, together
from budgets.models import Allocation, Contract, Entry
from projects.language.amounts import format_count
from projects.language.texts import shown
from reports import facts
from reports.kinds.owed import Absolute, Links, amounts, as_of, columns_of_money
from reports.table import Column, Fact, Row, Table, Value

DUE = (2, 15)
"""The month and the day on which the report on the year before is due."""


def annual_table(filterset: Any, year: int, today: date, absolute: Absolute) -> Table:
    """Returns the framework contracts of the chosen projects with their figures at the end of a year, in DKK, what
    was paid in the year, and when the annual report on it came.
    """
    contracts = _contracts(filterset)
    last, before = date(year, 12, 31), date(year - 1, 12, 31)
    grants = Allocation.objects.filter(allocation_contracts__contract__in=[one.pk for one in contracts]).distinct()
    at_end, at_start = money_of_grants(grants, last), money_of_grants(grants, before)
    come, links = _reports(contracts, year, today), Links(filterset, last, absolute)
    rows = []
    for contract in contracts:
        keys = _keys(contract)
        end, start = together(at_end[key] for key in keys), together(at_start[key] for key in keys)
        trees = _trees(links, before, (start, end), allocation=_references(contract))
        rows.append(_row(contract, (start, end), _in_words(come.get(contract.pk), year, today), trees))
    total, earlier = together(at_end.values()), together(at_start.values())
    foot: list[Value] = [_("In total"), *[""] * 6, total.granted, total.paid - earlier.paid, *amounts(total)]
    return Table(
        name="annual",
        title=_("Annual report on framework contracts"),
        columns=_columns(year),
        rows=rows,
        count=len(rows),
        facts=[
            *facts.filters_in_words(filterset),
            as_of(last),
            facts.dated(today),
            Fact(_("Counted"), _number(len(rows))),
            Fact(_("Reading"), _("The report on a year is due on 15 February of the next year.")),
        ],
        foot=[Row(foot, _trees(links, before, (earlier, total), contract_kind=[ContractKind.FRAMEWORK.value]))],
    )


def _number(contracts: int) -> str:
    words = ngettext("%(number)s framework contract", "%(number)s framework contracts", contracts)
    return words % {"number": format_count(contracts)}


def _contracts(filterset: Any) -> list[Any]:
    """Returns the framework contracts of the chosen projects."""
    rows = Contract.objects.filter(kind=ContractKind.FRAMEWORK, project__in=filterset.qs.order_by().values("pk"))
    return list(
        rows.select_related("project", "administrative_body").prefetch_related("contract_allocations__allocation")
    )


def _keys(contract: Any) -> list[int]:
    return [row.allocation_id for row in contract.contract_allocations.all()]


def _references(contract: Any) -> list[str]:
    return [row.allocation.reference for row in contract.contract_allocations.all()]


def _trees(links: Links, before: date, figures: tuple[Money, Money], **grants: list[str]) -> dict[str, str]:
    """Returns the trees of these grants' figures at the start and the end of a year; a 0 has none. ``before``: the last
    day before the year.
    """
    start, end = figures
    granted = {"granted_dkk": links.of(Measure.GRANTED, **grants)} if end.granted else {}
    # Not the payments of the year alone: a correction takes away what it corrects, of whatever year
    moved = links.of(Measure.PAID, **grants, after=[before.isoformat()])
    return {**granted, **({"paid_in_year_dkk": moved} if end.paid != start.paid else {}), **links.row(end, **grants)}


def _columns(year: int) -> list[Column]:
    return [
        Column("contract", _("Contract"), "text", 16),
        Column("project", _("Project"), "text", 14),
        Column("title", _("Title"), "text", 36),
        Column("administrative_body", _("Administrative body"), "text", 24),
        Column("starts", _("First day"), "date", 12),
        Column("ends", _("Last day"), "date", 12),
        Column("annual_report", _("Annual report"), "text", 20),
        Column("granted_dkk", _("Granted"), "money", 16),
        Column("paid_in_year_dkk", _("Paid in %(year)s") % {"year": year}, "money", 16),
        *columns_of_money(),
    ]


def _reports(contracts: list[Any], year: int, today: date) -> dict[int, date]:
    """Returns the first day after the year on which an annual report came for each contract, by its key."""
    of_grant: dict[int, list[int]] = defaultdict(list)
    for contract in contracts:
        for key in _keys(contract):
            of_grant[key].append(contract.pk)
    come = Entry.objects.in_force(today).filter(
        kind=EntryKind.REPORT_RECEIVED, report=ReportKind.ANNUAL, day__year=year + 1, allocation__in=of_grant
    )
    found: dict[int, date] = {}
    for named, grant, day in come.order_by("day").values_list("contract_id", "allocation_id", "day"):
        for contract in [named] if named else of_grant[grant]:
            found.setdefault(contract, day)
    return found


def _row(contract: Any, figures: tuple[Money, Money], came: str, trees: dict[str, str]) -> Row:
    start, end = figures
    project = contract.project
    values: list[Value] = [
        contract.code,
        project.reference,
        str(shown(project, "title")),
        str(contract.administrative_body or "") or None,
        contract.starts,
        contract.ends,
        came,
        end.granted,
        end.paid - start.paid,
        *amounts(end),
    ]
    own = {"contract": contract.get_absolute_url(), "project": project.get_absolute_url()}
    return Row(values, {**own, **trees})


def _in_words(came: date | None, year: int, today: date) -> str:
    """Returns whether the report on a year has come, and whether it was late; or else, whether it is due yet."""
    due = date(year + 1, *DUE)
    if came is None:
        return _("missing") if today > due else _("not yet due")
    words = _("received %(day)s") if came <= due else _("received %(day)s, late")
    return words % {"day": formats.date_format(came, "DATE_FORMAT")}
