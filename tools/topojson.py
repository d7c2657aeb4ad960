"""Turns the shapes of countries in a TopoJSON file into the paths of a drawing.

Neighbours share their border as one "arc" (https://github.com/topojson/topojson-specification, 2.1.3). Arcs are
simplified before they are joined, so a border stays one line.
"""

from collections.abc import Callable, Iterator
from itertools import pairwise
from math import hypot
from typing import Any

from pages.projection import Box, Point

Line = list[Point]


def rings_by_id(
    topology: dict[str, Any], place: Callable[[float, float], Point], within: float
) -> dict[str, list[Line]]:
    """Returns the outlines of each country of ``topology``, by its id (ISO 3166-1 numeric), drawn and simplified.

    ``place`` returns the point of a latitude and longitude. No line moves by more than ``within`` of its units.
    Lakes and enclaves are separate outlines.
    """
    arcs = [simplified(arc, within) for arc in _drawn(topology, place)]
    return {
        str(country.get("id")): [_joined(arcs, ring) for ring in _rings(country)]
        for country in topology["objects"]["countries"]["geometries"]
    }


def _drawn(topology: dict[str, Any], place: Callable[[float, float], Point]) -> Iterator[Line]:
    """Yields the arcs as points of the drawing. Each position is stored as its difference from the position
    before.
    """
    (per_x, per_y), (from_x, from_y) = topology["transform"]["scale"], topology["transform"]["translate"]
    for arc in topology["arcs"]:
        x = y = 0
        line = []
        for right, up in arc:
            x, y = x + right, y + up
            line.append(place(y * per_y + from_y, x * per_x + from_x))
        yield line


def _rings(geometry: dict[str, Any]) -> list[list[int]]:
    arcs = geometry.get("arcs", [])
    return arcs if geometry.get("type") == "Polygon" else [ring for polygon in arcs for ring in polygon]


def _joined(arcs: list[Line], ring: list[int]) -> Line:
    """Joins the arcs of a ring; ``~number`` is the arc backwards."""
    line: Line = []
    for number in ring:
        arc = arcs[number] if number >= 0 else arcs[~number][::-1]
        line += arc[1:] if line else arc
    return line[:-1]


def simplified(line: Line, within: float) -> Line:
    """Returns the line with as few points as keep it ``within`` its former course (Douglas and Peucker, 1973)."""
    kept = {0, len(line) - 1}
    open_parts = [(0, len(line) - 1)]
    while open_parts:
        first, last = open_parts.pop()
        middle = max(range(first + 1, last), key=lambda at: _off(line[at], line[first], line[last]), default=None)
        if middle is not None and _off(line[middle], line[first], line[last]) > within:
            kept.add(middle)
            open_parts += [(first, middle), (middle, last)]
    return [line[at] for at in sorted(kept)]


def _off(point: Point, start: Point, end: Point) -> float:
    """Returns the distance of a point from the line between two others."""
    (x, y), (from_x, from_y), (to_x, to_y) = point, start, end
    right, down = to_x - from_x, to_y - from_y
    length = right * right + down * down
    along = min(1, max(0, ((x - from_x) * right + (y - from_y) * down) / length)) if length else 0
    return hypot(x - from_x - along * right, y - from_y - along * down)


def clipped(ring: Line, box: Box) -> Line:
    """Returns the part of a ring inside a box (Sutherland and Hodgman, 1974); nothing if the ring is outside."""
    for axis, bound, sign in ((0, box[0], 1), (1, box[1], 1), (0, box[2], -1), (1, box[3], -1)):
        inside = [sign * (point[axis] - bound) >= 0 for point in ring]
        cut: Line = []
        for at, point in enumerate(ring):
            before = ring[at - 1]
            if inside[at] != inside[at - 1]:
                part = (bound - before[axis]) / (point[axis] - before[axis])
                cut.append(tuple(before[i] + part * (point[i] - before[i]) for i in (0, 1)))  # type: ignore[arg-type]
            if inside[at]:
                cut.append(point)
        ring = cut
    return ring


def area(ring: Line) -> float:
    """Returns the area that a ring encloses, in square units."""
    return abs(sum(x * b - a * y for (x, y), (a, b) in pairwise([*ring, *ring[:1]]))) / 2


def path(rings: list[Line]) -> str:
    """Returns the rings as the ``d`` of an SVG path: to a tenth of a unit, each step relative to the point before."""
    return "".join(_path_of(ring) for ring in rings)


def _path_of(ring: Line) -> str:
    points = [(round(10 * x), round(10 * y)) for x, y in ring]
    steps = [(x - a, y - b) for (a, b), (x, y) in pairwise(points)]
    written = "".join(_number(part) for step in steps if step != (0, 0) for part in step)
    return "M" + _number(points[0][0]).strip() + _number(points[0][1]) + "l" + written.strip() + "z"


def _number(tenths: int) -> str:
    """Returns a number of tenths in SVG's shortest form: a minus sign or a space separates it from the number
    before.
    """
    whole, rest = divmod(abs(tenths), 10)
    digits = f"{whole or ''}.{rest}" if rest else str(whole)
    return f"-{digits}" if tenths < 0 else f" {digits}"
