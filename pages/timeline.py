"""Projects as bars on a time axis, drawn no more exact than their dates are (rule 5 of docs/data.md).

The time in which a project certainly ran is solid. If only the year of a start or an end is known, that whole
year is hatched. An ongoing project without an end is open up to today. If the source gives no date, nothing is
drawn.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import F, Q
from django.urls import reverse

from budgets.links import Filters, address
from projects.choices import Status
from projects.partial_date import FIRST_YEAR, LAST_YEAR, PartialDate

MOST_SPANS = 24
"""The most projects on the timeline. It draws those that start last, and links to the list of all."""

MANY = 1000
"""With more projects, an index finds those that start last."""

MOST_TICKS = 8
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Piece:
    """A part of a span: its start and its length, in per cent of the axis.

    ``kind``: certain, unsure (a start or an end is in it), or open (the project continues).
    """

    kind: str
    x: Decimal
    width: Decimal


@dataclass(frozen=True)
class Span:
    project: Any
    pieces: list[Piece]


@dataclass(frozen=True)
class Tick:
    """The beginning of a year on an axis of days, in per cent of its width."""

    year: int
    x: Decimal

    @property
    def anchor(self) -> str:
        """Returns the text-anchor of the number: "end" near the right edge, where paper would otherwise cut it off."""
        return "end" if self.x > 86 else "start"


@dataclass(frozen=True)
class Timeline:
    spans: list[Span]
    ticks: list[Tick]
    dated: int
    """The number of chosen projects with a date; the others are not drawn."""
    undated: int
    list_url: str
    undated_url: str


def timeline_of(projects: Any, chosen: Filters, today: date, total: int | None = None) -> Timeline:
    """Returns the timeline of a ProjectQuerySet for the filters in force, in three queries. ``total``: the number of
    the projects, if it is known; otherwise one query more."""
    if total is None:
        total = projects.order_by().count()
    without_dates = projects.filter(starts__isnull=True, ends__isnull=True).order_by().count()
    latest = _latest(projects, chosen, total)
    drawn = sorted(latest, key=lambda project: (_parts(project, today)[0][1], project.reference))
    axis = _Axis([edge for project in drawn for _kind, *edges in _parts(project, today) for edge in edges])
    filters = {name: values for name, values in chosen.items() if name != "ordering"}
    return Timeline(
        spans=[Span(project, [axis.piece(*part) for part in _parts(project, today)]) for project in drawn],
        ticks=axis.ticks(),
        dated=total - without_dates,
        undated=without_dates,
        list_url=address(reverse("projects"), {**filters, "ordering": ["-starts"]}),
        undated_url=address(reverse("projects"), {**filters, "gap": ["start"]}),
    )


def _latest(projects: Any, chosen: Filters, total: int) -> list[Any]:
    """Returns the projects that the timeline draws."""
    if total > MANY and not chosen.keys() - {"portfolio", "ordering"}:
        # All dates are in these years. Without bounds, SQLite sorts all projects instead of following the index; with
        # other filters, too few projects may be found on the way
        dated = projects.filter(starts__gte=str(FIRST_YEAR), starts__lte=f"{LAST_YEAR}-12-31")
        latest = _first_of(dated.order_by("-starts", "-reference"), projects)
        if len(latest) == MOST_SPANS:
            return latest
    has_date = Q(starts__isnull=False) | Q(ends__isnull=False)
    return _first_of(projects.filter(has_date).order_by(F("starts").desc(nulls_last=True), "-reference"), projects)


def _first_of(ordered: Any, projects: Any) -> list[Any]:
    """Returns the first projects of an ordered query. Their keys are read first: as of a change, PostgreSQL would
    otherwise sort the whole rows of all projects."""
    keys = list(ordered.values_list("pk", flat=True)[:MOST_SPANS])
    found = {project.pk: project for project in projects.filter(pk__in=keys)}
    return [found[key] for key in keys]


def _parts(project: Any, today: date) -> list[tuple[str, date, date]]:
    """Returns the parts of a project's time, each with its first and its last day."""
    starts, ends = project.starts, project.ends
    if starts and ends:
        return _between(starts, ends)
    if ends:
        return [("unsure", ends.first, ends.last)]
    parts = [("unsure", starts.first, starts.last)]
    if project.status == Status.ONGOING and starts.last < today:
        parts.append(("open", starts.last + DAY, today))
    return parts


def _between(starts: PartialDate, ends: PartialDate) -> list[tuple[str, date, date]]:
    certain = (
        (starts.first if starts.precision == "day" else starts.last + DAY),
        (ends.last if ends.precision == "day" else ends.first - DAY),
    )
    if starts == ends or certain[0] > certain[1]:
        return [("unsure" if starts.precision != "day" else "certain", starts.first, ends.last)]
    parts = [("unsure", starts.first, starts.last)] if starts.precision != "day" else []
    parts.append(("certain", *certain))
    return [*parts, *([("unsure", ends.first, ends.last)] if ends.precision != "day" else [])]


class _Axis:
    """An axis of whole years, from that of the earliest to that of the latest of these days."""

    def __init__(self, days: list[date]) -> None:
        self.first = date(min(days).year, 1, 1) if days else date.min
        self.last = date(max(days).year, 12, 31) if days else date.min

    def place(self, day: date) -> Decimal:
        """Returns the start of a day, in per cent of the axis."""
        length = (self.last - self.first).days + 1
        return (Decimal(100) * (day - self.first).days / length).quantize(Decimal("0.01"))

    def piece(self, kind: str, first: date, last: date) -> Piece:
        # A single day would be too thin to see
        width = max(self.place(last + DAY) - self.place(first), Decimal("0.5"))
        return Piece(kind, self.place(first), width)

    def ticks(self) -> list[Tick]:
        """Returns the beginnings of some years at equal distances; an empty list if nothing is drawn."""
        if self.first == date.min:
            return []
        years = range(self.first.year, self.last.year + 1)
        step = next(step for step in (1, 2, 5, 10, 20, 50, 100) if len(years) / step <= MOST_TICKS)
        return [Tick(year, self.place(date(year, 1, 1))) for year in years if year % step == 0]
