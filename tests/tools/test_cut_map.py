"""The tool that cuts the map's shapes, tried on countries small enough to calculate by hand."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from tools.topojson import area, clipped, path, rings_by_id, simplified

pytestmark = pytest.mark.once

SQUARE = [(0.0, 0.0), (10.0, 0.0), (10.0, 10.0), (0.0, 10.0)]

TWO_COUNTRIES = {
    "transform": {"scale": [1, 1], "translate": [10, 60]},
    # A border that two countries share (one of its points hardly bends it), and the rest of each country
    "arcs": [[[2, 0], [0, 2], [0, 2]], [[2, 4], [-2, 0], [0, -4], [2, 0]], [[2, 0], [2, 0], [0, 4], [-2, 0]]],
    "objects": {
        "countries": {
            "geometries": [
                {"id": "752", "type": "Polygon", "arcs": [[0, 1]]},
                {"id": "578", "type": "MultiPolygon", "arcs": [[[2, -1]]]},
                {"id": "304", "type": "Polygon", "arcs": [[0, 1]]},
                {"type": None},
            ]
        }
    },
}


def flat(latitude: float, longitude: float) -> tuple[float, float]:
    return longitude, latitude


def test_neighbours_share_their_border_point_for_point() -> None:
    rings = rings_by_id(TWO_COUNTRIES, flat, within=0.1)
    assert rings["752"] == [[(12, 60), (12, 64), (10, 64), (10, 60)]]
    assert rings["578"] == [[(12, 60), (14, 60), (14, 64), (12, 64)]]


@pytest.mark.parametrize(
    ("box", "left"), [((0, 0, 5, 20), 50), ((5, 5, 20, 20), 25), ((-5, -5, 20, 20), 100), ((20, 20, 30, 30), 0)]
)
def test_a_ring_is_cut_at_the_box(box: Any, left: float) -> None:
    assert area(clipped(SQUARE, box)) == pytest.approx(left)


def test_a_line_keeps_what_bends_it_and_its_ends() -> None:
    assert simplified([(0, 0), (1, 0.1), (2, -0.1), (3, 5), (4, 0)], 0.5) == [(0, 0), (2, -0.1), (3, 5), (4, 0)]


def test_a_path_is_written_to_a_tenth_and_shortest() -> None:
    assert path([[(1, 1), (1.5, 1), (1.46, 0.04), (-2, 3)]]) == "M1 1l.5 0 0-1-3.5 3z"


@pytest.mark.parametrize("content", ["", "[]", '{"arcs": []}', "nonsense"])
def test_a_file_that_is_no_topojson_is_refused_and_nothing_is_written(tmp_path: Path, content: str) -> None:
    (tmp_path / "in.json").write_text(content)
    with pytest.raises(CommandError, match=r"in\.json"):
        call_command("cut_map", tmp_path / "in.json", output=tmp_path / "out.json", stdout=StringIO())
    assert not (tmp_path / "out.json").exists()


def test_the_command_writes_a_line_for_each_country_that_the_map_shows(tmp_path: Path) -> None:
    (tmp_path / "in.json").write_text(json.dumps(TWO_COUNTRIES))
    call_command("cut_map", tmp_path / "in.json", output=tmp_path / "out.json", stdout=StringIO())
    assert [one["code"] for one in json.loads((tmp_path / "out.json").read_text())["shapes"]] == ["NO", "SE"]
