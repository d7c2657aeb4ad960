"""Measures exports of all rows in each format, and PostgreSQL's own ``\\copy`` of the same columns for comparison."""

import os
import shutil
import statistics
from collections.abc import Iterator
from functools import partial
from typing import Any

from django.db import connection
from django.test import Client

from bench.goals import over, under
from bench.processes import MANAGE, Failed, Run, runs
from bench.results import Result, left_out, result
from bench.scenarios.pages import reader
from bench.scenarios.psql_columns import copy_statement
from bench.setting import Setting
from bench.timing import milliseconds
from budgets.models import Allocation
from projects.models import Project

FORMATS = ("csv", "ndjson", "json", "xlsx")
RESOURCES = {"projects": Project, "allocations": Allocation}
EVERYTHING = "portfolio=all"
NOTHING = "portfolio=all&search=qqqqqqqqqq"
"""A selection without rows: its time is the start of the program."""
MEGABYTE = 1_000_000
SPEEDS = {"projects xlsx": over(15_000)}
SMALL, SOON = under(150), under(1_000)
AS_FAST_AS_PSQL = under(1 / 0.8)
HALF_OF_CSV = over(0.5)
"""The goals: rows a second, megabytes, milliseconds, at least 0.8 times the rows a second of ``\\copy``, and half of
those of CSV."""


def measure(setting: Setting) -> Iterator[Result]:
    """Yields the rows per second, the peak memory and the first byte of each export of projects and of
    allocations.
    """
    for resource in RESOURCES:
        yield from _resource(resource, setting)


def _resource(resource: str, setting: Setting) -> Iterator[Result]:
    rows = RESOURCES[resource]._default_manager.count()
    header, speed = "", None  # of the CSV, which comes first
    for name in FORMATS:
        case = f"{resource} {name}"
        try:
            start = runs(_command(resource, name, NOTHING), repeat=setting.repeat)
            done = runs(_command(resource, name, EVERYTHING), repeat=setting.repeat)
        except Failed as error:
            yield left_out("exports", case, setting.database, str(error))
            continue
        yield from _of_runs(case, rows, start, done, setting)
        if name == "ndjson":
            yield from _beside_csv(case, _speed(rows, start, done), speed, setting)
        yield from _first_byte(resource, name, setting)
        if name == "csv":
            header, speed = done[0].first_line, _speed(rows, start, done)
    if header and connection.vendor == "postgresql":
        yield from _beside_psql(resource, rows, header, speed, setting)


def _command(resource: str, format_: str, query: str) -> list[str]:
    return [*MANAGE, "export", resource, "--format", format_, "--query", query]


def _of_runs(case: str, rows: int, start: list[Run], done: list[Run], setting: Setting) -> Iterator[Result]:
    """Yields the seconds of the whole program, the rows per second without its start, and its peak memory."""
    yield result("exports", case, "s, whole", setting.database, [run.seconds for run in done])
    if speed := _speed(rows, start, done):
        yield result("exports", case, "rows/s", setting.database, [speed], goal=SPEEDS.get(case))
    else:
        yield left_out("exports", case, setting.database, f"no rows/s: {rows:,} rows take too short; more --projects")
    peaks = [run.peak_bytes / MEGABYTE for run in done]
    yield result("exports", case, "peak MB", setting.database, peaks, goal=SMALL if case.endswith("csv") else None)


def _beside_csv(case: str, speed: float | None, of_csv: float | None, setting: Setting) -> Iterator[Result]:
    """Yields the rows per second as a part of those of the CSV."""
    if speed and of_csv:
        yield result("exports", case, "of the rows/s of CSV", setting.database, [speed / of_csv], goal=HALF_OF_CSV)


def _speed(rows: int, start: list[Run], done: list[Run]) -> float | None:
    """Returns rows per second once the program runs; None if that time is not larger than the noise of the start."""
    starts, times = [run.seconds for run in start], [run.seconds for run in done]
    took = statistics.median(times) - statistics.median(starts)
    noise = max(max(starts) - min(starts), max(times) - min(times))
    return rows / took if took > noise else None


def _first_byte(resource: str, format_: str, setting: Setting) -> Iterator[Result]:
    """Yields the time to the download's first byte, in this process: how long a reader sees nothing."""
    query = "page_size=all&format=json" if format_ == "json" else f"format={format_}"
    address = f"/api/v1/{resource}/?portfolio=all&{query}"
    with reader() as client:
        case = f"{resource} {format_}"
        try:
            times = milliseconds(partial(_first_chunk, client, address), repeat=setting.repeat)
        except Failed as error:
            yield left_out("exports", f"{case}, first byte", setting.database, str(error))
        else:
            yield result("exports", case, "first byte, ms", setting.database, times, goal=SOON)


def _first_chunk(client: Client, address: str) -> bytes:
    answer: Any = client.get(address)
    if answer.status_code != 200:
        raise Failed(f"{address} answered {answer.status_code}")
    try:
        return next(iter(answer.streaming_content if answer.streaming else [answer.content]))
    finally:
        answer.close()


def _beside_psql(resource: str, rows: int, header: str, speed: float | None, setting: Setting) -> Iterator[Result]:
    case = f"{resource} psql \\copy"
    if not shutil.which("psql"):
        yield left_out("exports", case, setting.database, "there is no psql")
        return
    psql = ["psql", os.environ["DATABASE_URL"], "-c"]
    statement, without = copy_statement(resource, header.strip().split(","))
    start, done = (runs([*psql, sql], repeat=setting.repeat) for sql in ("SELECT 1", statement))
    yield from _of_runs(case, rows, start, done, setting)
    if without:
        yield left_out("exports", case, setting.database, f"without the columns {', '.join(without)}")
    theirs = _speed(rows, start, done)
    if speed and theirs:
        measure, case = "times as long as psql", f"{resource} csv"
        yield result("exports", case, measure, setting.database, [theirs / speed], goal=AS_FAST_AS_PSQL)
