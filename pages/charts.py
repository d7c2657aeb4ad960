"""The charts of the dashboard: totals by one dimension as bars, each with a link to the list behind it.

Each line of ``CHARTS`` is a chart. charts/chart.html draws it, with its finding and its table.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from budgets.grouping.claims import is_split
from budgets.links import Filters, address, why_rest
from budgets.totals import Figures, Grouping, Totals, TotalsRow
from projects.choices import NOT_STATED
from reports.measured import Measured
from reports.questions import links_between_pages

MOST_BARS = 10
"""The most bars of a chart. It draws those with the largest amounts, and states how many others there are."""


@dataclass(frozen=True)
class Design:
    """The description of a chart."""

    grouping: Grouping
    title: Any
    by_amount: bool = True
    """Whether the largest amount comes first; else the values have their own order: years, statuses."""
    most: int | None = MOST_BARS

    @property
    def name(self) -> str:
        return self.grouping.by[0]


CHARTS = (
    Design(Grouping(("status",)), _("Amounts by status (DKK)"), by_amount=False),
    Design(Grouping(("council",), largest=MOST_BARS), _("Amounts by council of ministers (DKK)")),
    Design(Grouping(("core_area",)), _("Amounts by core area (DKK)")),
    Design(Grouping(("year",)), _("Amounts by year (DKK)"), by_amount=False, most=None),
    # Without a limit, because the map draws all countries
    Design(Grouping(("country",), "mentioned"), _("Amounts by country (DKK)")),
    Design(Grouping(("place",), "mentioned"), _("Amounts by place (DKK)")),
    Design(Grouping(("partner",), "mentioned", largest=MOST_BARS), _("Amounts by partner (DKK)")),
)


@dataclass(frozen=True)
class Bar:
    """A row of a chart: its member, figures, links, and its length in per cent of the longest row."""

    row: TotalsRow
    projects_url: str
    allocations_url: str
    why_url: str
    percent: Decimal
    of_entries: bool = False
    """Whether its amount adds up entries instead of allocations."""

    @property
    def label(self) -> str:
        return " · ".join(member.label for member in self.row.members.values())

    @property
    def figures(self) -> Figures:
        return self.row.figures

    @property
    def amount(self) -> Decimal | None:
        """Returns the amount in DKK; None: not stated."""
        return self.row.figures.budget_dkk

    @property
    def stated(self) -> bool:
        """Returns whether the bar has a stated value; a bar for "not stated" is drawn hatched."""
        return all(member.value != NOT_STATED for member in self.row.members.values())

    @property
    def is_split(self) -> bool:
        """Returns whether the bar is of a council that pays a part and is only named for the rest."""
        return "council" in self.row.members and self.stated and not self.of_entries and is_split(self.figures)

    @property
    def payer(self) -> str:
        """Returns the code of the council of the bar."""
        return self.row.members["council"].value

    @property
    def url(self) -> str:
        """Returns the link of the figure: the tree of the rows that add up to it, or the projects if there are no
        rows."""
        return self.why_url if self.figures.allocations else self.projects_url


@dataclass(frozen=True)
class Chart:
    """A chart: its totals, a bar for each of their rows, and the report with every group."""

    design: Design
    totals: Totals
    bars: list[Bar]
    report_url: str
    why_url: str
    """The tree of the total."""
    why_rest: str
    """The tree of the groups without a bar together; empty if there are none, or if they have no sum."""

    @property
    def name(self) -> str:
        return self.design.name

    @cached_property
    def drawn(self) -> list[Bar]:
        """Returns the bars in the order in which the chart draws them; "not stated" is last."""
        bars = sorted(self.bars, key=_by_amount) if self.design.by_amount else self.bars
        stated = [bar for bar in bars if bar.stated][: self.design.most]
        return [*stated, *(bar for bar in bars if not bar.stated)]

    @cached_property
    def others(self) -> int:
        """Returns the number of groups without a bar."""
        return self.totals.rows_left_out + len(self.bars) - len(self.drawn)

    @cached_property
    def largest(self) -> Bar | None:
        """Returns the longest bar of a stated value, for the sentence above the chart; None if two bars are equally
        long."""
        bars = sorted((bar for bar in self.bars if bar.stated and bar.amount), key=_by_amount)
        alone = len(bars) == 1 or (bars and bars[0].amount != bars[1].amount)
        return bars[0] if alone else None

    @property
    def not_stated(self) -> Bar | None:
        return next((bar for bar in self.bars if not bar.stated), None)


def _by_amount(bar: Bar) -> tuple[Any, ...]:
    return (not bar.stated, -(bar.amount or 0), bar.amount is None, -bar.figures.projects)


def charts_of(answers: Sequence[Totals], chosen: Filters, designs: Sequence[Design] = CHARTS) -> dict[str, Chart]:
    """Returns the charts of these designs from their totals, by name; ``chosen`` are the filters in force, for the
    links."""
    return {design.name: _chart(design, answer, chosen) for design, answer in zip(designs, answers, strict=True)}


def _chart(design: Design, answer: Totals, chosen: Filters) -> Chart:
    links = links_between_pages(answer, chosen)
    longest = max((row.figures.budget_dkk or Decimal(0) for row in answer.rows), default=Decimal(0))
    bars = [
        Bar(row, *links(row), percent=_percent(row.figures.budget_dkk, longest), of_entries=answer.of_entries)
        for row in answer.rows
    ]
    mode: Filters = {} if design.grouping.mode == "exclusive" else {"mode": [design.grouping.mode]}
    filters = {name: values for name, values in chosen.items() if name != "ordering"}
    layout = {"group_by": [design.name], **mode, **Measured.of(answer).parameters}
    report = address(reverse("reports"), {**filters, **layout})
    return Chart(design, answer, bars, report, links(TotalsRow({}, answer.total)).why, why_rest(answer, filters))


def _percent(amount: Decimal | None, longest: Decimal) -> Decimal:
    return (100 * (amount or 0) / longest).quantize(Decimal("0.1")) if longest else Decimal(0)
