"""What the dashboard says: every figure with the list behind it, from the same totals as the API."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.urls import reverse

from budgets.links import address, links_to
from budgets.totals import Figures, Row, Totals, totals
from projects.choices import NOT_STATED, Status

Filters = dict[str, list[str]]


@dataclass(frozen=True)
class Bar:
    """A row of a chart: its member, figures, links, and its length in per cent of the longest."""

    row: Row
    projects_url: str
    allocations_url: str
    percent: Decimal

    @property
    def label(self) -> str:
        return " · ".join(member.label for member in self.row.members.values())

    @property
    def figures(self) -> Figures:
        return self.row.figures

    @property
    def amount(self) -> Decimal | None:
        """In DKK; None: not stated."""
        return self.row.figures.budget_dkk

    @property
    def stated(self) -> bool:
        """Whether the bar stands for a value; the other one is drawn hatched."""
        return all(member.value != NOT_STATED for member in self.row.members.values())

    @property
    def url(self) -> str:
        """Where the figure leads: to the allocations that add up to it, else to the projects without any."""
        return self.allocations_url if self.figures.allocations else self.projects_url


@dataclass(frozen=True)
class Chart:
    totals: Totals
    bars: list[Bar]

    @property
    def largest(self) -> Bar | None:
        """The longest bar of a stated value, for the sentence above the chart."""
        bars = [bar for bar in self.bars if bar.stated and bar.figures.budget_dkk is not None]
        return max(bars, key=lambda bar: bar.percent, default=None)

    @property
    def not_stated(self) -> Bar | None:
        return next((bar for bar in self.bars if not bar.stated), None)


@dataclass(frozen=True)
class Dashboard:
    total: Figures
    not_counted: Totals
    ongoing: Figures
    closed: Figures
    links: dict[str, str]
    by_status: Chart
    by_council: Chart


def build(projects: Any, chosen: Filters) -> Dashboard:
    """The dashboard of a ProjectQuerySet; ``chosen`` are the filters that made it, for the links."""
    by_status = chart(projects, "status", chosen)
    figures = {bar.row.members["status"].value: bar.figures for bar in by_status.bars}
    return Dashboard(
        total=by_status.totals.total,
        not_counted=by_status.totals,
        ongoing=figures.get(Status.ONGOING, Figures()),
        closed=figures.get(Status.CLOSED, Figures()),
        links=_links(chosen),
        by_status=by_status,
        by_council=chart(projects, "council", chosen),
    )


def chart(projects: Any, dimension: str, chosen: Filters) -> Chart:
    """The totals by one dimension, as bars that link to their lists."""
    answer = totals(projects, [dimension])
    links = links_to(answer, chosen, reverse("projects"), reverse("allocations"), str)
    longest = max((row.figures.budget_dkk or Decimal(0) for row in answer.rows), default=Decimal(0))
    bars = [Bar(row, *links(row), percent=_percent(row.figures.budget_dkk, longest)) for row in answer.rows]
    return Chart(answer, bars)


def _percent(amount: Decimal | None, longest: Decimal) -> Decimal:
    return (100 * (amount or 0) / longest).quantize(Decimal("0.1")) if longest else Decimal(0)


def _links(chosen: Filters) -> dict[str, str]:
    """The addresses behind the figures of the cards; none where the filters leave a card empty."""
    filters = {name: values for name, values in chosen.items() if name != "ordering"}
    return {
        "projects": address(reverse("projects"), filters),
        "granted": address(reverse("allocations"), filters),
        "ongoing": narrowed(filters, "status", Status.ONGOING),
        "closed": narrowed(filters, "status", Status.CLOSED),
        "not_stated": narrowed(filters, "budget_stated", "false"),
    }


def narrowed(filters: Filters, name: str, value: str) -> str:
    """The projects that the filters choose and that have the value; nothing where a filter rules it out."""
    ruled_out = value not in filters.get(name, [value])
    return "" if ruled_out else address(reverse("projects"), {**filters, name: [value]})
