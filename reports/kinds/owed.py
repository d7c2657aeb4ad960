"""Reports on what is owed, overdue and to be settled on a day: one row for each grant, or for each thing overdue."""

from collections.abc import Callable, Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from budgets.choices import EntryKind, Measure, ReportKind, Stage
from budgets.entries.due import overdue
from budgets.entries.measures import (
    Money,
    grants_with_debt,
    last_day_on,
    money_of_grants,
    money_rows,
    reports_of_grants,
    stage_on,
    together,
)
from budgets.links import why_in, why_of
from budgets.models import Allocation, Contract, Entry
from projects.language.amounts import format_count
from projects.language.texts import shown
from reports import facts
from reports.table import Column, Fact, Row, Table, Value

Absolute = Callable[[str], str]

MEASURES = (Measure.CONTRACTED, Measure.PAID, Measure.RELEASED, Measure.REPAID, Measure.DEBT)
LABELS = {
    Measure.CONTRACTED: "contracted_dkk",
    Measure.PAID: "paid_dkk",
    Measure.RELEASED: "released_dkk",
    Measure.REPAID: "repaid_dkk",
    Measure.DEBT: "debt_dkk",
}


def grants_of(filterset: Any) -> Any:
    """Returns the grants of the chosen projects that have entries, with what a row shows."""
    grants = Allocation.objects.filter(project__in=filterset.qs.order_by().values("pk"))
    entered = grants.filter(pk__in=Entry.objects.order_by().values("allocation"))
    return entered.select_related("project").order_by("reference")


class Links:
    """The addresses of the trees of the figures of a grant: of its entries that count on the day."""

    def __init__(self, filterset: Any, on: date, absolute: Absolute) -> None:
        self.chosen = {name: values for name, values in filterset.chosen().items() if name != "ordering"}
        self.on, self.absolute = on, absolute

    def of(self, measure: Measure, **narrower: list[str]) -> str:
        """Returns the tree of the rows that a measure adds up. ``narrower``: more filters."""
        return self.absolute(why_in({**self.chosen, **narrower}, measure.value, self.on))

    def row(self, figures: Money, **narrower: list[str]) -> dict[str, str]:
        """Returns the links of the measures of a row; a 0 has none."""
        return {
            LABELS[measure]: self.of(measure, **narrower) for measure in MEASURES if getattr(figures, measure.value)
        }


def as_of(on: date) -> Fact:
    """Returns the day whose figures are shown."""
    return Fact(_("As of"), formats.date_format(on, "DATE_FORMAT"))


def _counted(grants: int, amount: Decimal | None, tree: str) -> Fact:
    words = ngettext("%(number)s grant", "%(number)s grants", grants) % {"number": format_count(grants)}
    return Fact(_("Counted"), f"{words}, {facts.in_dkk(amount)}", facts.opening(amount, tree))


def columns_of_money() -> list[Column]:
    """Returns the columns of the measures, in DKK."""
    return [Column(LABELS[measure], str(measure.label), "money", 16) for measure in MEASURES]


def _of_grant() -> list[Column]:
    return [
        Column("project", _("Project"), "text", 14),
        Column("title", _("Title"), "text", 40),
        Column("allocation", _("Grant"), "text", 16),
        Column("stage", _("Stage"), "text", 12, for_people=False),
        Column("stage_label", _("Stage"), "text", 14, for_programs=False),
    ]


def amounts(figures: Money) -> list[Value]:
    """Returns the measures in the order of their columns."""
    return [getattr(figures, measure.value) for measure in MEASURES]


def debt_table(filterset: Any, on: date, today: date, absolute: Absolute) -> Table:
    """Returns the grants with a project debt on a day: what is contracted and neither paid nor released, in DKK.

    As in the totals, the debt is not stated on a day on which no entry counts, and 0 where the entries leave none.
    """
    debtors = grants_of(filterset).filter(pk__in=grants_with_debt(on))
    owing, figures = list(debtors.annotate(stage=stage_on(on))), money_of_grants(debtors, on)
    links, total = Links(filterset, on, absolute), together(figures[grant.pk] for grant in owing)
    stated = (
        bool(owing) or money_rows(Measure.DEBT, on).filter(allocation__in=grants_of(filterset).values("pk")).exists()
    )
    return Table(
        name="debt",
        title=_("Project debt"),
        columns=[*_of_grant(), *columns_of_money()],
        rows=[_grant_row(grant, figures[grant.pk], links) for grant in owing],
        count=len(owing),
        facts=[
            *facts.filters_in_words(filterset),
            as_of(on),
            facts.dated(today),
            _counted(len(owing), total.debt if stated else None, links.of(Measure.DEBT, owing=["true"])),
            Fact(_("Reading"), _("Debt is what is contracted and neither paid nor released.")),
            Fact(_("Left out"), _("Grants without debt")),
        ],
        foot=[
            Row(
                [_("In total"), *[""] * 4, *(amounts(total) if stated else [None] * len(MEASURES))],
                links.row(total, owing=["true"]),
            )
        ],
    )


def _grant_row(grant: Any, figures: Money, links: Links) -> Row:
    title = str(shown(grant.project, "title"))
    own = {"project": grant.project.get_absolute_url(), "allocation": f"{grant.project.get_absolute_url()}#ledger"}
    values: list[Value] = [grant.project.reference, title, grant.reference, grant.stage, str(Stage(grant.stage).label)]
    return Row([*values, *amounts(figures)], {**own, **links.row(figures, allocation=[grant.reference])})


def overdue_table(filterset: Any, on: date, today: date) -> Table:
    """Returns what the contracts of the chosen projects ask for and had not come on a day."""
    projects = filterset.qs.order_by().values("pk")
    contracts = Contract.objects.filter(project__in=projects).select_related("project")
    late = overdue(contracts, on)
    return Table(
        name="overdue",
        title=_("Overdue reports and instalments"),
        columns=[
            Column("day", _("Due on"), "date", 12),
            Column("days_late", _("Days late"), "count", 10),
            Column("project", _("Project"), "text", 14),
            Column("title", _("Title"), "text", 40),
            Column("contract", _("Contract"), "text", 16),
            Column("report", _("Kind of report"), "text", 14, for_people=False),
            Column("instalment", _("Instalment"), "count", 10, for_people=False),
            Column("overdue", _("Overdue"), "text", 24, for_programs=False),
            Column("missing", _("Amount not paid"), "money", 16),
            Column("currency", _("Currency"), "text", 10),
        ],
        rows=[_overdue_row(one, on) for one in late],
        count=len(late),
        facts=[
            *facts.filters_in_words(filterset),
            as_of(on),
            facts.dated(today),
            Fact(_("Counted"), _overdue_counted(late)),
            Fact(_("Reading"), _("Payments cover the first instalments first.")),
            Fact(_("Left out"), _("Instalments without a day, and shares as long as nothing is contracted")),
        ],
    )


def _overdue_counted(late: Iterable[Any]) -> str:
    reports = [bool(one.report) for one in late]
    number = reports.count(True)
    others = len(reports) - number
    return ", ".join(
        [
            ngettext("%(number)s report", "%(number)s reports", number) % {"number": format_count(number)},
            ngettext("%(number)s instalment", "%(number)s instalments", others) % {"number": format_count(others)},
        ]
    )


def _overdue_row(one: Any, on: date) -> Row:
    project = one.contract.project
    what = str(one.label) or _("Instalment %(number)s") % {"number": one.instalment}
    values: list[Value] = [
        one.day,
        (on - one.day).days,
        project.reference,
        str(shown(project, "title")),
        one.contract.code,
        one.report or None,
        one.instalment,
        what,
        one.missing if one.missing is not None else "",
        one.contract.currency if one.missing is not None else "",
    ]
    page = project.get_absolute_url()
    tree = why_of("unpaid", on, contract=one.contract.code, part=str(one.instalment)) if one.missing else ""
    links = {"project": page, "contract": one.contract.get_absolute_url(), "missing": tree or f"{page}#ledger"}
    return Row(values, links)


SETTLING = (Stage.REPORTING, Stage.SETTLED)
AT_THE_END = [f"stage:{stage.value}" for stage in SETTLING]
"""The groups of the totals with these grants."""
LAST_REPORTS = (ReportKind.FINAL, ReportKind.ACCOUNTS, ReportKind.AUDITOR)


def settlement_table(filterset: Any, on: date, today: date, absolute: Absolute) -> Table:
    """Returns the grants that report or are settled on a day: their money, and the reports that settle them."""
    grants = grants_of(filterset).annotate(stage=stage_on(on), last_day=last_day_on(on)).filter(stage__in=SETTLING)
    listed = sorted(grants, key=lambda grant: (grant.stage != Stage.REPORTING, grant.last_day or date.max))
    figures, reports = money_of_grants(grants_of(filterset), on), reports_of_grants(grants_of(filterset), on)
    links, total = Links(filterset, on, absolute), together(figures[grant.pk] for grant in listed)
    open_ones = sum(grant.stage == Stage.REPORTING for grant in listed)
    return Table(
        name="settlement",
        title=_("Settlement"),
        columns=[
            *_of_grant(),
            Column("last_day", _("Last day"), "date", 12),
            *(Column(kind.value, str(kind.label), "text", 18) for kind in LAST_REPORTS),
            *columns_of_money(),
        ],
        rows=[_settled_row(grant, figures[grant.pk], reports, links) for grant in listed],
        count=len(listed),
        facts=[
            *facts.filters_in_words(filterset),
            as_of(on),
            facts.dated(today),
            _counted(len(listed), total.debt, links.of(Measure.DEBT, belongs_to=AT_THE_END)),
            Fact(_("To be settled"), format_count(open_ones)),
            Fact(
                _("Reading"),
                _("A grant without debt is settled when its final report and its final accounts are approved."),
            ),
        ],
        foot=[Row([_("In total"), *[""] * 8, *amounts(total)], links.row(total, belongs_to=AT_THE_END))],
    )


def _settled_row(grant: Any, figures: Money, reports: Any, links: Links) -> Row:
    row = _grant_row(grant, figures, links)
    come: list[Value] = [_report_in_words(reports.get((grant.pk, kind.value), {})) for kind in LAST_REPORTS]
    return Row([*row.values[:5], grant.last_day, *come, *row.values[5:]], row.links)


def _report_in_words(days: dict[str, date]) -> str:
    """Returns the last that is known of a report: "approved 1 March 2026"; "missing" if it has not come."""
    for kind, words in (
        (EntryKind.REPORT_APPROVED, _("approved %(day)s")),
        (EntryKind.REPORT_RECEIVED, _("received %(day)s")),
    ):
        if kind in days:
            return words % {"day": formats.date_format(days[kind], "DATE_FORMAT")}
    return _("missing")
