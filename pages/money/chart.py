"""Granted, contracted and paid over time, as steps on an axis of days."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from budgets.entries.lines import Line, as_of
from pages.timeline import Tick

WIDTH, HEIGHT = 1000, 200
"""The drawing in its own units; the page stretches it."""
ROOM = Decimal("1.05")
"""The height of the drawing is that of the largest amount and a little more, so that its line is not cut."""
MOST_YEARS = 10


@dataclass(frozen=True)
class Steps:
    """One measure as a line of steps. ``name`` is that of the measure, and the class of the drawing."""

    name: str
    label: str
    points: str
    """The points of an SVG polyline."""
    now: Decimal
    """The amount as of today."""


@dataclass(frozen=True)
class Chart:
    steps: list[Steps]
    ticks: list[Tick]
    first: date
    last: date
    days: list[Line]
    """The last line of each day, for the table of the chart."""


def chart_of(lines: Sequence[Line], today: date) -> Chart | None:
    """Returns the chart of a ledger; None without a day on which something was contracted or paid.

    It ends today, or on the last day of a later line in force: a withdrawn entry must not stretch the axis.
    """
    last = max([today, *(line.day for line in lines if line.day and line.in_force)])
    days = list({line.day: line for line in lines if line.day and line.day <= last}.values())
    if not any(line.entry for line in days):
        return None
    first = days[0].day or today
    highest = max(max(_amounts(line.after)) for line in days)
    if highest <= 0 or first == last:
        return None
    axis = _Axis(first, last, highest * ROOM)
    before = [line for line in lines if line.day is None][-1:]
    now = as_of(lines, today)
    labels = (("granted", _("Granted")), ("contracted", _("Contracted")), ("paid", _("Paid")))
    steps = [Steps(name, label, axis.line(before, days, name), getattr(now, name)) for name, label in labels]
    return Chart(steps, axis.ticks(), first, last, days)


def _amounts(money: Any) -> tuple[Decimal, Decimal, Decimal]:
    return money.granted, money.contracted, money.paid


@dataclass(frozen=True)
class _Axis:
    first: date
    last: date
    highest: Decimal

    def x(self, day: date) -> Decimal:
        return Decimal(WIDTH * (day - self.first).days) / (self.last - self.first).days

    def y(self, amount: Decimal) -> Decimal:
        return HEIGHT - HEIGHT * amount / self.highest

    def line(self, before: Sequence[Line], days: Sequence[Line], measure: str) -> str:
        """Returns the points of a measure: it stays as it was until the day on which it moves."""
        height = self.y(getattr(before[0].after, measure) if before else Decimal(0))
        points = [(Decimal(0), height)]
        for line in days:
            x, points_before = self.x(line.day or self.first), height
            height = self.y(getattr(line.after, measure))
            points += [(x, points_before), (x, height)]
        points.append((Decimal(WIDTH), height))
        return " ".join(f"{x:.1f},{y:.1f}" for x, y in points)

    def ticks(self) -> list[Tick]:
        """Returns the first days of the years on the axis."""
        years = range(self.first.year + 1, self.last.year + 1)
        wide = max(1, len(years) // MOST_YEARS + 1)
        days = (self.last - self.first) / timedelta(days=1)
        return [
            Tick(year, (100 * Decimal((date(year, 1, 1) - self.first).days) / Decimal(days)).quantize(Decimal("0.1")))
            for year in years[::wide]
        ]
