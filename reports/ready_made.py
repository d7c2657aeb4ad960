"""The ready-made reports, each with a name and an address. Each is one line of ``REPORTS``."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import BadRequest
from django.utils.translation import gettext_lazy as _

from budgets.grouping.answers import totals_of
from reports.difference.asked import DifferenceForm
from reports.difference.difference import remembered_difference
from reports.difference.shown import ALL, Behind
from reports.forms import NoForm, OnForm, SinceForm, YearForm
from reports.kinds.annual import annual_table
from reports.kinds.difference import difference_table
from reports.kinds.gaps import gaps_table
from reports.kinds.latest import changes_table
from reports.kinds.owed import debt_table, overdue_table, settlement_table
from reports.kinds.posts import undisposed_table
from reports.kinds.totals import totals_table
from reports.measured import MeasuredLayoutForm, MeasuredTotalsForm
from reports.questions import Question
from reports.table import Table

Filters = dict[str, list[str]]


@dataclass(frozen=True)
class Report:
    """A report: its name in the address, its title, the question it answers, and the function that makes its
    table.
    """

    name: str
    title: Any
    about: Any
    table: Callable[["Report", Question], Table]
    form: type[Any]
    """The form of the parameters besides the filters of projects."""
    group_by: tuple[str, ...] = ()
    filters: Filters = field(default_factory=dict)
    """Filters that apply unless the address says otherwise."""
    nothing: Any = ""
    """The sentence of a report without rows."""
    names_people: bool = False
    """Whether staff see in it who did what. Then its page for staff is made each time: an account can be renamed."""


def of_totals(report: Report, question: Question) -> Table:
    """Returns the totals in the report's own grouping, or in the grouping that the address requests."""
    layout = question.form.cleaned_data
    group_by = report.group_by or layout["group_by"]
    measured = question.form.measured()
    answer = totals_of(question.filterset, group_by, layout["mode"], measured.name, measured.on)
    title = str(report.title) if report.group_by and measured.is_usual else ""
    return totals_table(
        answer,
        question.filterset,
        question.links(answer),
        question.today,
        people=question.people,
        whole=question.whole,
        title=title,
    )


def of_gaps(report: Report, question: Question) -> Table:
    """Returns what is missing in the projects of the selection."""
    return gaps_table(question.filterset, question.today, may_edit=question.may_edit)


def of_changes(report: Report, question: Question) -> Table:
    """Returns what changed since the day that the address names."""
    since = question.form.first_day(question.today)
    return changes_table(question.filterset, since, question.today, with_names=question.staff)


def of_difference(report: Report, question: Question) -> Table:
    """Returns the difference between the two states that the address names."""
    before, after, asked = question.form.asked(question.filterset.chosen())
    answer = remembered_difference(before, after, asked, question.filterset)
    chosen = question.form.cleaned_data
    behind = Behind(chosen["lines"] or ALL, chosen["cause"]) if chosen["lines"] or chosen["cause"] else None
    if behind and behind.lines != ALL and not behind.groups(answer):
        raise BadRequest(str(_("lines: this difference has no group “%(name)s”.") % {"name": behind.lines}))
    readers: dict[str, Any] = {"people": question.people, "staff": question.staff, "absolute": question.absolute}
    return difference_table(answer, question.filterset, behind=behind, **readers)


def of_debt(report: Report, question: Question) -> Table:
    """Returns the grants with a project debt on the day that the address names."""
    return debt_table(question.filterset, question.form.day(question.today), question.today, question.absolute)


def of_overdue(report: Report, question: Question) -> Table:
    """Returns the reports and instalments that are overdue on the day that the address names."""
    return overdue_table(question.filterset, question.form.day(question.today), question.today)


def of_settlement(report: Report, question: Question) -> Table:
    """Returns the grants that report or are settled on the day that the address names."""
    return settlement_table(question.filterset, question.form.day(question.today), question.today, question.absolute)


def of_undisposed(report: Report, question: Question) -> Table:
    """Returns the budget posts on the day that the address names."""
    return undisposed_table(question.filterset, question.form.day(question.today), question.today, question.absolute)


def of_annual(report: Report, question: Question) -> Table:
    """Returns the framework contracts in the year that the address names."""
    return annual_table(question.filterset, question.form.year(question.today), question.today, question.absolute)


TOTALS = Report(
    "totals",
    _("Totals"),
    _("Choose the rows, the columns and the filters."),
    of_totals,
    MeasuredTotalsForm,
)
REPORTS: dict[str, Report] = {
    report.name: report
    for report in (
        Report(
            "by-council",
            _("Budget by council of ministers"),
            _("A joint grant counts under the combination of its councils, so that the rows add up."),
            of_totals,
            MeasuredLayoutForm,
            ("council",),
        ),
        Report(
            "by-status-and-year",
            _("Budget by year and status"),
            _("The year of a grant is its own, else the year in which its project starts."),
            of_totals,
            MeasuredLayoutForm,
            ("year", "status"),
        ),
        Report(
            "by-core-area",
            _("Budget by core area"),
            _("Which of the three core areas have money, and which do not."),
            of_totals,
            MeasuredLayoutForm,
            ("core_area",),
        ),
        Report(
            "by-partner",
            _("Budget by partner"),
            _(
                "Grants to the projects of each partner or group of partners. "
                "The sources do not state who receives the money."
            ),
            of_totals,
            MeasuredLayoutForm,
            ("partner",),
        ),
        Report(
            "joint-financing",
            _("Joint financing"),
            _("Projects of several councils, and projects to which the Council grants a share."),
            of_totals,
            MeasuredLayoutForm,
            ("council", "scope"),
            {"joint": ["true"]},
        ),
        Report(
            "gaps",
            _("What is missing"),
            _("Projects without a budget, a council, a core area, a date, a place, a partner or a source."),
            of_gaps,
            NoForm,
            nothing=_("Nothing is missing in these projects."),
        ),
        Report(
            "changes",
            _("What changed"),
            _("Every change of projects and their money since a date: before and after."),
            of_changes,
            SinceForm,
            names_people=True,
            nothing=_("These projects have not changed since then."),
        ),
        Report(
            "difference",
            _("Difference between two states"),
            _("Why the totals of two days differ: which projects and grants made the difference, by cause."),
            of_difference,
            DifferenceForm,
            names_people=True,
            nothing=_("Nothing differs between these two states."),
        ),
        Report(
            "debt",
            _("Project debt"),
            _("What is contracted and neither paid nor released on a day, grant by grant."),
            of_debt,
            OnForm,
            nothing=_("These projects have no debt on this day."),
        ),
        Report(
            "overdue",
            _("Overdue reports and instalments"),
            _("What the contracts ask for and has not come."),
            of_overdue,
            OnForm,
            nothing=_("Nothing is overdue on this day."),
        ),
        Report(
            "settlement",
            _("Settlement"),
            _("Grants whose final report has come or whose period is over, and what is missing to settle them."),
            of_settlement,
            OnForm,
            nothing=_("No grant is to be settled on this day."),
        ),
        Report(
            "undisposed",
            _("Undisposed money of budget posts"),
            _("What each budget post has, and what no decision uses yet."),
            of_undisposed,
            OnForm,
            nothing=_("There is no budget post."),
        ),
        Report(
            "annual",
            _("Annual report on framework contracts"),
            _("The data of the report that is due on 15 February, contract by contract."),
            of_annual,
            YearForm,
            nothing=_("These projects have no framework contract."),
        ),
    )
}
