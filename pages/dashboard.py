"""The figures of the dashboard. Each links to the list behind it, and uses the same totals as the API."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse

from budgets.entries.measured import measure_on
from budgets.facets import Counts, counts_in, facets_of
from budgets.ledger import Ledger
from budgets.links import Filters, address, narrowed
from budgets.totals import Figures, Grouping, Totals, TotalsRow, shared_ledger, totals, totals_by
from events.models import Event
from pages.charts import CHARTS, Chart, charts_of
from pages.map import Map, map_of
from pages.timeline import Timeline, timeline_of
from projects.choices import Gap, Status
from projects.filtering.filter_form import Facet
from projects.memory import question_of, remembered
from reports.kinds.latest import LatestChange, latest_changes
from reports.measured import Measured
from reports.questions import links_between_pages

GAPS_OF_DIMENSIONS = {Gap.COUNCIL: "council", Gap.CORE_AREA: "core_area", Gap.PLACE: "place", Gap.PARTNER: "partner"}
MOST_CHANGES = 6
MOST_EVENTS = 4


@dataclass(frozen=True)
class Missing:
    """A gap of the work list: the number of projects with the gap, and the link to them."""

    gap: Gap
    projects: int
    url: str

    @property
    def label(self) -> str:
        return str(self.gap.label)


@dataclass(frozen=True)
class Dashboard:
    total: Figures
    not_counted: Totals
    ongoing: Figures
    closed: Figures
    links: dict[str, str]
    charts: dict[str, Chart]
    map: Map
    timeline: Timeline
    missing: list[Missing]
    changes: list[LatestChange]
    next_events: list[Event]
    past_events: list[Event]

    @property
    def events(self) -> list[Event]:
        """Returns the next events; the latest past ones if there are none."""
        return self.next_events or self.past_events


def build(filterset: Any, today: date, measured: Measured, *, staff: bool) -> tuple[dict[str, Facet], Dashboard]:
    """Returns the counts beside the filters, and the dashboard of a valid ProjectFilterSet in a measure. ``staff`` sees
    who changed what."""
    chosen = filterset.chosen()
    found: tuple[dict[str, Facet], Dashboard] = remembered(
        ("dashboard", today, staff, measured, question_of(filterset)),
        lambda: _work_out(filterset, chosen, today, measured, staff),
    )
    return found


def _work_out(
    filterset: Any, chosen: Filters, today: date, measured: Measured, staff: bool
) -> tuple[dict[str, Facet], Dashboard]:
    projects = filterset.qs
    groupings = [design.grouping for design in CHARTS]
    # The charts and the counts beside the filters have the same groups
    ledger = shared_ledger(projects, groupings) if measured.is_usual else None
    charts = charts_of(_totals(projects, groupings, measured, ledger), chosen)
    counts = counts_in(filterset, ledger)
    by_status = charts["status"]
    # Whether a budget is stated is about what is granted, whatever the measure
    granted = by_status.totals.total if measured.is_usual else totals(projects).total
    figures = {bar.row.members["status"].value: bar.figures for bar in by_status.bars}
    board = Dashboard(
        total=by_status.totals.total,
        not_counted=by_status.totals,
        ongoing=figures.get(Status.ONGOING, Figures()),
        closed=figures.get(Status.CLOSED, Figures()),
        links=_links(chosen, measured, by_status),
        charts=charts,
        map=map_of(charts["country"], charts["place"]),
        timeline=timeline_of(projects, chosen, today, granted.projects),
        missing=_missing(projects, granted, counts, chosen),
        changes=latest_changes(projects, MOST_CHANGES, with_names=staff),
        next_events=_first(Event.objects.coming(today)),
        past_events=_first(Event.objects.past(today)),
    )
    return facets_of(filterset, counts), board


def _totals(projects: Any, groupings: Sequence[Grouping], measured: Measured, ledger: Ledger | None) -> list[Totals]:
    answers = totals_by(projects, groupings, measure_on(measured.name, measured.on), ledger)
    for answer in answers:
        answer.measure, answer.on = measured.name, measured.on
    return answers


def _first(events: Any) -> list[Event]:
    return list(events.exclude(status="cancelled").select_related("place__country")[:MOST_EVENTS])


def _missing(projects: Any, total: Figures, found: Counts, chosen: Filters) -> list[Missing]:
    """Returns the gaps of at least one project, in their order. Uses the figures that were read before, to save
    queries."""
    counts = {
        Gap.BUDGET: total.projects_without_budget,
        **{gap: found[name].get("", 0) for gap, name in GAPS_OF_DIMENSIONS.items()},
        **projects.lacking_counts(Gap.RATE, Gap.START, Gap.END, Gap.SOURCE),
    }
    return [Missing(gap, counts[gap], narrowed(chosen, "gap", gap)) for gap in Gap if counts[gap]]


def _links(chosen: Filters, measured: Measured, by_status: Chart) -> dict[str, str]:
    """Returns the links of the figures on the cards, which keep the measure. If the filters leave a card empty, its
    figure has no link. The amounts link to their trees, the numbers of projects to their lists.
    """
    answer = by_status.totals
    trees = {f"why_{bar.row.members['status'].value}": bar.url for bar in by_status.bars}
    filters = {name: values for name, values in chosen.items() if name != "ordering"}
    kept = {**filters, **measured.parameters}
    behind = links_between_pages(answer, chosen)(TotalsRow({}, answer.total))
    return {
        "projects": behind.projects,
        "granted": behind.money,
        "why": behind.why if answer.total.allocations else behind.projects,
        **trees,
        "ongoing": narrowed(kept, "status", Status.ONGOING),
        "closed": narrowed(kept, "status", Status.CLOSED),
        "not_stated": "" if measured.of_entries else narrowed(kept, "budget_stated", "false"),
        "gaps": address(reverse("report", args=["gaps"]), filters),
        "changes": address(reverse("report", args=["changes"]), filters),
    }
