"""Measures the check of a large table, and that every planted fault is named in its cell and none is invented."""

import csv
import json
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from django.contrib.auth import get_user_model

from bench.goals import under
from bench.incoming.planted import Cell, Known, planted
from bench.processes import MANAGE, run_once
from bench.results import Result, checked, result
from bench.setting import Setting

ROWS, FAULTS = 50_000, 500
SOON, SMALL = under(120), under(500)
"""Seconds and megabytes of the process that checks the table, with its start."""
MEGABYTE = 1_000_000
NAME = "table-bench"


def measure(setting: Setting) -> Iterator[Result]:
    """Yields the seconds and the memory of the check of 50,000 new projects, and whether its faults are the planted
    ones.
    """
    person, _made = get_user_model().objects.get_or_create(
        username=NAME, defaults={"is_staff": True, "is_superuser": True}
    )
    rows, cells = planted(ROWS, FAULTS, Known.read())
    case = f"{ROWS:,} rows, {FAULTS} faults"
    with TemporaryDirectory(prefix="oversigt-") as folder:
        file, found = Path(folder) / "table.csv", Path(folder) / "found.json"
        with file.open("w", encoding="utf-8", newline="") as opened:
            csv.writer(opened).writerows(rows)
        options = ["--kind", "projects", "--user", person.username, "--dry-run", "--json", str(found)]
        run = run_once([*MANAGE, "import_table", str(file), *options])
        faults = json.loads(found.read_text("utf-8"))["faults"]
    yield result("tables", case, "s, whole", setting.database, [run.seconds], goal=SOON)
    yield result("tables", case, "peak MB", setting.database, [run.peak_bytes / MEGABYTE], goal=SMALL)
    yield checked("tables", "the faults are those that were planted", setting.database, different(cells, faults))


def different(cells: dict[Cell, str], faults: list[dict[str, object]]) -> list[str]:
    """Returns the kinds of planted faults that were not named in their cell, and the faults that were invented."""
    named = {(fault["line"], fault["place"]): str(fault["sentence"]) for fault in faults}
    missed = [f"missed: {kind} in row {cell[0]}" for cell, kind in cells.items() if cell not in named]
    return missed + [f"invented: row {cell[0]}: {text}" for cell, text in named.items() if cell not in cells]
