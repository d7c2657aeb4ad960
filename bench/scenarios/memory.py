"""Measures the peak memory of a worker for each address, each in a process of its own."""

import json
import sys
import tempfile
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

from django.conf import settings

from bench.goals import under
from bench.processes import Failed, run_once
from bench.results import Result, left_out, result
from bench.scenarios.pages import reader
from bench.setting import Setting

MEGABYTE = 1_000_000
GOAL = under(250)
FILE_GOAL = under(150)
ADDRESSES = {
    "dashboard": "/",
    "project list": "/projects/?portfolio=all",
    "project list, searched": "/projects/?portfolio=all&search=menneskehandel",
    "allocation list": "/allocations/?portfolio=all",
    "map": "/map/?portfolio=all",
    "search": "/search/?search=projekt",
    "report, council by year": "/reports/?portfolio=all&group_by=council&group_by=year",
    "report, by partner": "/reports/by-partner/?portfolio=all",
    "report, gaps": "/reports/gaps/?portfolio=all",
    "report, changes": "/reports/changes/?portfolio=all",
    "API, 500 projects": "/api/v1/projects/?portfolio=all&page_size=500",
    "API, totals by partner": "/api/v1/totals/?portfolio=all&group_by=partner&mode=mentioned",
    "calendar feed": "/calendar.ics",
}
FILES = {
    "projects CSV": "/api/v1/projects/?portfolio=all&format=csv",
    "projects NDJSON": "/api/v1/projects/?portfolio=all&format=ndjson",
    "projects XLSX": "/api/v1/projects/?portfolio=all&format=xlsx",
    "allocations CSV": "/api/v1/allocations/?portfolio=all&format=csv",
}


RAISES = 5 * MEGABYTE
"""An address that raises the peak of the worker by so much is named."""


def measure(setting: Setting) -> Iterator[Result]:
    """Yields the peak memory of a worker that answers an address, with the start of Python and Django (about 70 MB),
    and that of a worker that has answered every address of the site."""
    # The accounts are made once, before the processes look for them
    with reader(), reader(staff=True):
        for addresses, goal in ((ADDRESSES, GOAL), (FILES, FILE_GOAL)):
            for case, address in addresses.items():
                try:
                    run = run_once([sys.executable, "-m", "bench.visits.one", address])
                except Failed as error:
                    yield left_out("memory", case, setting.database, str(error))
                    continue
                yield result("memory", case, "peak MB", setting.database, [run.peak_bytes / MEGABYTE], goal=goal)
    yield from _every_address(setting)


def _every_address(setting: Setting) -> Iterator[Result]:
    """Yields the peak of a worker after all addresses, and says how often it was replaced. Names the addresses that
    raised the peak, those that failed and those that are not read, with the reason.
    """
    with tempfile.TemporaryDirectory(prefix="oversigt-") as name:
        folder = Path(name)
        planted, visited = folder / "planted.json", folder / "visits.jsonl"
        # The files that are planted, and the key that seals them
        own = ["env", f"FILES={folder / 'files'}", sys.executable, "-m"]
        try:
            run_once([*own, "bench.visits.planted", str(planted)])
            run_once([*own, "bench.visits.every", str(planted), str(visited)])
        except Failed as error:
            yield left_out("memory", "every address", setting.database, str(error))
            return
        visits = [json.loads(line) for line in visited.read_text("utf-8").splitlines()]
    read = [visit for visit in visits if visit["status"] < 400]
    case = f"all {len(read)} addresses, one after the other"
    yield result("memory", case, "peak MB", setting.database, [visits[-1]["peak"] / MEGABYTE], goal=GOAL)
    for before, visit in pairwise(visits):
        if visit["peak"] - before["peak"] >= RAISES:
            words = f"raised the peak to {visit['peak'] / MEGABYTE:.0f} MB"
            yield left_out("memory", visit["name"], setting.database, words)
    if begun := visits[-1]["begun"]:
        words = f"the worker was replaced {begun} times, as one is with more than {settings.WORKER_MEMORY_MB} MB"
        yield left_out("memory", "every address", setting.database, words)
    yield from _not_read(setting, [visit for visit in visits if visit["status"] >= 400])


def _not_read(setting: Setting, visits: list[dict[str, Any]]) -> Iterator[Result]:
    """Names the addresses that were not read: in one line for each reason, and by itself each without a reason."""
    reasons: dict[str, list[str]] = {}
    for visit in visits:
        if visit["reason"]:
            reasons.setdefault(visit["reason"], []).append(visit["name"])
        else:
            yield left_out("memory", visit["name"], setting.database, f"answered {visit['status']}")
    for reason, names in reasons.items():
        yield left_out("memory", f"{len(names)} addresses", setting.database, f"{reason}: {', '.join(names)}")
