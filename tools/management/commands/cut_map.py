"""manage.py cut_map: cuts the shapes of the map from Natural Earth."""

import json
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from pages.projection import Box, Point, Projection
from tools.topojson import Line, area, clipped, path, rings_by_id

TARGET = Path(__file__).resolve().parents[3] / "pages" / "shapes" / "north.json"
WIDTH, HEIGHT = 900, 620
NORTH = Projection(latitude=63, longitude=17, units_per_km=0.286, x=530, y=288)
"""From Iceland to the White Sea and from the North Cape to Berlin; the middle is in Ångermanland."""

GREENLAND = "GL"
INSET: Box = (200, 10, 292, 150)
"""The separate drawing of Greenland, in the sea between Iceland and Norway."""
WEST_OF = -25.0
"""Places west of this longitude are in that drawing: just west of Iceland."""
INSET_PROJECTION = Projection(latitude=72, longitude=-41, units_per_km=0.048, x=246, y=80)

CODES = {
    "040": "AT", "056": "BE", "112": "BY", "203": "CZ", "208": "DK", "233": "EE", "234": "FO", "246": "FI", "248": "AX",
    "250": "FR", "276": "DE", "304": "GL", "352": "IS", "372": "IE", "398": "KZ", "428": "LV", "440": "LT", "442": "LU",
    "528": "NL", "578": "NO", "616": "PL", "643": "RU", "703": "SK", "744": "SJ", "752": "SE", "804": "UA", "826": "GB",
    "831": "GG", "832": "JE", "833": "IM",
}  # fmt: skip
"""ISO 3166-1, numeric to alpha-2, of all countries that may be on the map."""

WITHIN = 0.55
"""How far a simplified line may be from the true line, in units: 2 km."""
LEAST_ISLAND = 2.5
"""The smallest island drawn, in square units (30 km²). A country's largest island is always drawn."""
SMALL = 30.0
"""A country no wider and no higher than this, in units, gets a marker too: Åland, the Faroe Islands."""


class Command(BaseCommand):
    help = "Cuts the map's shapes from Natural Earth's countries, as the npm package world-atlas carries them."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("topojson", type=Path, help="countries-50m.json of world-atlas 2.0.2")
        parser.add_argument("--output", type=Path, default=TARGET)

    def handle(self, **options: Any) -> None:
        try:
            topology = json.loads(options["topojson"].read_text("utf-8"))
            shapes = [*cut(topology, NORTH, (0, 0, WIDTH, HEIGHT)), *cut(topology, INSET_PROJECTION, INSET, GREENLAND)]
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise CommandError(f"{options['topojson']} is no TopoJSON of countries: {error}") from error
        drawing = {
            "size": [WIDTH, HEIGHT],
            "projection": vars(NORTH),
            "inset": {"west_of": WEST_OF, "box": INSET, "projection": vars(INSET_PROJECTION)},
            "shapes": sorted(shapes, key=lambda shape: shape["code"]),
        }
        options["output"].write_text(_lines(drawing), "utf-8")
        self.stdout.write(f"{options['output']}: {len(shapes)} shapes, {options['output'].stat().st_size:,} bytes")


def cut(topology: dict[str, Any], projection: Projection, box: Box, only: str = "") -> Iterator[dict[str, Any]]:
    """Yields the shapes that reach into the box: of one country, or of all countries but Greenland."""
    # A cut edge would look like a coast, so it is just outside the box
    edge = (box[0] - 3, box[1] - 3, box[2] + 3, box[3] + 3)
    for number, rings in rings_by_id(topology, projection.point, WITHIN).items():
        code = CODES.get(number, "")
        if code == only or (code and not only and code != GREENLAND):
            drawn = sorted((clipped(ring, edge) for ring in rings), key=area, reverse=True)
            shape = [ring for at, ring in enumerate(drawn) if area(ring) > (LEAST_ISLAND if at else 0)]
            if shape and _reaches(shape, box):
                yield {"code": code, **_marker(shape), "path": path(shape)}


def _reaches(rings: list[Line], box: Box) -> bool:
    return any(box[0] < x < box[2] and box[1] < y < box[3] for ring in rings for x, y in ring)


def _marker(rings: list[Line]) -> dict[str, Point]:
    """Returns the middle of a country that is too small to see or to click."""
    xs, ys = ([point[axis] for ring in rings for point in ring] for axis in (0, 1))
    if max(xs) - min(xs) > SMALL or max(ys) - min(ys) > SMALL:
        return {}
    return {"marker": (round((min(xs) + max(xs)) / 2, 1), round((min(ys) + max(ys)) / 2, 1))}


def _lines(drawing: dict[str, Any]) -> str:
    """Returns JSON with one line per shape, so that a changed country is a changed line."""
    shapes = ",\n".join(json.dumps(shape) for shape in drawing.pop("shapes"))
    return json.dumps(drawing)[:-1] + ',\n"shapes": [\n' + shapes + "\n]}\n"
