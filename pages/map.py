"""The map: the figures by country and by place, drawn on prepared shapes.

It calculates no figures: figures and links are those of two charts in mode ``mentioned``. Figures that cannot be
drawn (a region that spans countries, a country beyond the edge, "not stated") are in a list beside the map.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache, cached_property
from math import hypot, sqrt
from pathlib import Path
from typing import Any

from django.utils.formats import localize
from django.utils.translation import ngettext

from budgets.links import Filters
from budgets.totals import totals_by
from pages.charts import CHARTS, Bar, Chart, charts_of
from pages.projection import Box, Point, Projection
from projects.choices import PlaceKind
from projects.models import Place
from projects.templatetags.oversigt import money

SHAPES = Path(__file__).parent / "shapes" / "north.json"
MOST_BESIDE = 12
STEPS = 4
"""The number of shades: as many as people can distinguish, also on grey paper."""
LARGEST, SMALLEST = 17.0, 6.0
"""The radius of the circle with the most projects, and the smallest radius of a circle, in units."""
LETTER, LINE = 8.6, 18.0
"""The width of a letter and the height of a name, in units. Rather too large than too small."""


@dataclass(frozen=True)
class Shown:
    """A figure on the map or in the list beside it."""

    bar: Bar

    @property
    def words(self) -> str:
        """Returns the name and the figures, for a tooltip and for screen readers: "Sweden: 4 projects, 1,200,000
        DKK"."""
        return self.counted if self.bar.amount is None else f"{self.counted}, {money(self.bar.amount)} DKK"

    @cached_property
    def counted(self) -> str:
        """Returns the name and the projects: "Sweden: 4 projects, 1 without a budget"."""
        figures = self.bar.figures
        counted = ngettext("%(number)s project", "%(number)s projects", figures.projects)
        words = f"{self.bar.label}: {counted % {'number': localize(figures.projects)}}"
        if without := figures.projects_without_budget:
            bare = ngettext("%(number)s without a budget", "%(number)s without a budget", without)
            if self.bar.of_entries:
                bare = ngettext("%(number)s without entries", "%(number)s without entries", without)
            words += f", {bare % {'number': localize(without)}}"
        return words


@dataclass(frozen=True)
class Country(Shown):
    """A shape with figures. ``step`` is its shade, from 1, the lightest; 0: no amount is stated, so it is hatched."""

    path: str
    step: int
    marker: tuple[str, str] | None
    """The point of a ring that marks a country too small to see."""


@dataclass(frozen=True)
class Circle(Shown):
    """A city or region; the area of its circle is its number of projects. Coordinates are texts for the drawing."""

    x: str
    y: str
    radius: str
    name: tuple[str, str, str] | None
    """The position of its name (x, y, and its text-anchor); None if the name would cover another."""


@dataclass(frozen=True)
class Step:
    """A shade of the legend, from 1, the lightest: amounts above the previous step, up to and including ``up_to``
    DKK."""

    number: int
    up_to: Decimal


@dataclass(frozen=True)
class Map:
    width: int
    height: int
    inset: dict[str, str]
    """The frame that contains Greenland: x, y, width, height."""
    land: str
    """The countries without a project, as one path."""
    countries: list[Country]
    circles: list[Circle]
    steps: list[Step]
    places_beside: list[Shown]
    """Places with figures that are not drawn: regions without a point, places beyond the edge, "not stated"."""
    countries_beside: list[Shown]
    """Countries with figures that are not drawn, and "not stated"."""
    by_country: Chart
    by_place: Chart

    @cached_property
    def listed_beside(self) -> list[Shown]:
        """Returns those of the places beside the map that have the most projects, and "not stated"; the table has
        all."""
        most = sorted(self.places_beside, key=lambda place: -place.bar.figures.projects)[:MOST_BESIDE]
        return [place for place in self.places_beside if place in most or not place.bar.stated]

    @property
    def unlisted(self) -> int:
        """Returns the number of places beside the map that only the table contains."""
        return len(self.places_beside) - len(self.listed_beside)

    @property
    def hatched(self) -> bool:
        """Returns whether a country has projects but no amount, so that the legend has to explain the hatching."""
        return any(not country.step for country in self.countries)

    @property
    def most(self) -> int:
        """Returns the number of projects of the largest circle; 0 if there are no circles."""
        return max((circle.bar.figures.projects for circle in self.circles), default=0)


@cache
def drawing() -> dict[str, Any]:
    """Returns the shapes that ``manage.py cut_map`` wrote; see pages/shapes/README.md."""
    return json.loads(SHAPES.read_text("utf-8"))


def build(projects: Any, chosen: Filters) -> Map:
    """Returns the map of a ProjectQuerySet with tables of every row. ``chosen`` are the filters of the queryset, for
    the links."""
    designs = [replace(design, most=None) for design in CHARTS if design.name in ("country", "place")]
    answers = totals_by(projects, [design.grouping for design in designs])
    charts = charts_of(answers, chosen, designs)
    return map_of(charts["country"], charts["place"])


def map_of(by_country: Chart, by_place: Chart) -> Map:
    """Returns the map of two charts, by country and by place, both in mode ``mentioned``. Takes one query, for the
    points."""
    shapes = {shape["code"]: shape for shape in drawing()["shapes"]}
    countries, places = _by_value(by_country, "country"), _by_value(by_place, "place")
    points, of_countries = _points()
    steps = _steps([bar.amount for code, bar in countries.items() if code in shapes])
    width, height = drawing()["size"]
    return Map(
        width=width,
        height=height,
        inset=dict(zip(("x", "y", "width", "height"), _frame(*drawing()["inset"]["box"]), strict=True)),
        land="".join(shape["path"] for code, shape in shapes.items() if code not in countries),
        countries=[_country(bar, shapes[code], steps) for code, bar in countries.items() if code in shapes],
        circles=_circles([(points[slug], bar) for slug, bar in places.items() if slug in points]),
        steps=steps,
        places_beside=[Shown(bar) for slug, bar in places.items() if slug not in points and slug not in of_countries],
        countries_beside=[Shown(bar) for code, bar in countries.items() if code not in shapes],
        by_country=by_country,
        by_place=by_place,
    )


def point_of(latitude: float, longitude: float) -> Point | None:
    """Returns the point of a place in the drawing; None if it is beyond the edge."""
    inset = drawing()["inset"]
    if longitude < inset["west_of"]:
        (x, y), (left, top, right, bottom) = Projection(**inset["projection"]).point(latitude, longitude), inset["box"]
    else:
        (x, y), (left, top) = Projection(**drawing()["projection"]).point(latitude, longitude), (0, 0)
        right, bottom = drawing()["size"]
    return (x, y) if left <= x <= right and top <= y <= bottom else None


def _points() -> tuple[dict[str, Point], set[str]]:
    """Returns the points of the drawing by the slugs of their places, and the slugs of countries, which are drawn as
    shapes."""
    rows = Place.objects.exclude(latitude=None, kind__in=(PlaceKind.CITY, PlaceKind.REGION)).order_by()
    points, countries = {}, set()
    for slug, kind, *position in rows.values_list("slug", "kind", "latitude", "longitude"):
        if kind == PlaceKind.COUNTRY:
            countries.add(slug)
        elif point := point_of(*position):
            points[slug] = point
    return points, countries


def _by_value(chart: Chart, dimension: str) -> dict[str, Bar]:
    return {bar.row.members[dimension].value: bar for bar in chart.bars}


def _frame(left: float, top: float, right: float, bottom: float) -> tuple[str, ...]:
    return tuple(f"{part:g}" for part in (left, top, right - left, bottom - top))


def _steps(amounts: Iterable[Decimal | None]) -> list[Step]:
    """Returns equal steps of a round amount, four at most, up to the largest amount; none if no amount is stated."""
    most = max((amount for amount in amounts if amount is not None), default=Decimal(0))
    if not most:
        return []
    power = Decimal(10) ** (most / STEPS).adjusted()
    step = next(size for factor in ("1", "2", "2.5", "5", "10") if (size := Decimal(factor) * power) * STEPS >= most)
    return [Step(number, step * number) for number in range(1, STEPS + 1) if step * (number - 1) < most]


def _country(bar: Bar, shape: dict[str, Any], steps: list[Step]) -> Country:
    step = next(
        (candidate.number for candidate in steps if bar.amount is not None and bar.amount <= candidate.up_to), 0
    )
    marker = shape.get("marker")
    return Country(bar, shape["path"], step, (_written(marker[0]), _written(marker[1])) if marker else None)


def _circles(places: list[tuple[Point, Bar]]) -> list[Circle]:
    """Returns the circles, the largest first, so that smaller ones are drawn on top. Names are placed if there is
    room."""
    most = max((bar.figures.projects for _point, bar in places), default=1)
    placed: list[tuple[float, float, float, Bar]] = []
    for (x, y), bar in sorted(places, key=lambda place: -place[1].figures.projects):
        radius = max(SMALLEST, LARGEST * sqrt(bar.figures.projects / most))
        placed.append((_free(x, y, radius, placed), y, radius, bar))
    taken = [(x - radius, y - radius, x + radius, y + radius) for x, y, radius, _bar in placed]
    return [
        Circle(bar, _written(x), _written(y), _written(radius), _name(bar.label, x, y, radius, taken))
        for x, y, radius, bar in placed
    ]


def _free(x: float, y: float, radius: float, placed: list[tuple[float, float, float, Bar]]) -> float:
    """Returns the nearest x to the right at which the circle's centre is outside every placed circle.

    A region often has the same point as its chief town.
    """
    while any(hypot(other_x - x, other_y - y) < other_radius for other_x, other_y, other_radius, _bar in placed):
        x += radius / 2
    return x


def _name(name: str, x: float, y: float, radius: float, taken: list[Box]) -> tuple[str, str, str] | None:
    """Returns the position of a name right or left of the circle, if it is free, and adds it to ``taken``; else
    None."""
    length, gap = LETTER * len(name), radius + 4
    for end, left in (("start", x + gap), ("end", x - gap - length)):
        box = (left, y - LINE / 2, left + length, y + LINE / 2)
        if left >= 0 and box[2] <= drawing()["size"][0] and not any(_overlap(box, other) for other in taken):
            taken.append(box)
            return _written(left if end == "start" else x - gap), _written(y + LINE / 4), end
    return None


def _overlap(box: Box, other: Box) -> bool:
    return box[0] < other[2] and other[0] < box[2] and box[1] < other[3] and other[1] < box[3]


def _written(number: float) -> str:
    """Returns a coordinate as SVG reads it, in every language of the reader."""
    return f"{number:.1f}"
