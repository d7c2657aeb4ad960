"""Measures the peak memory of a worker for each address, each in a process of its own."""

import sys
from collections.abc import Iterator

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


def measure(setting: Setting) -> Iterator[Result]:
    """Yields the peak memory of a worker that answers an address, with the start of Python and Django (about
    70 MB)."""
    # The account is made once, before the processes look for it
    with reader():
        for addresses, goal in ((ADDRESSES, GOAL), (FILES, FILE_GOAL)):
            for case, address in addresses.items():
                try:
                    run = run_once([sys.executable, "-m", "bench.visit", address])
                except Failed as error:
                    yield left_out("memory", case, setting.database, str(error))
                    continue
                yield result("memory", case, "peak MB", setting.database, [run.peak_bytes / MEGABYTE], goal=goal)
