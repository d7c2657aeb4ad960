"""The benchmark itself: what it counts, what it compares, and that it reports a failure. No test measures time."""

import csv
import json
import subprocess
import sys
from argparse import Namespace
from io import StringIO
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection

from bench.__main__ import fill, run
from bench.processes import Failed, runs
from bench.results import left_out, result
from bench.scenarios import SCENARIOS
from bench.scenarios.exports import _speed
from bench.scenarios.psql_columns import COLUMNS, copy_statement
from bench.tables import table
from bench.timing import milliseconds
from tests.run import ROOT, environment

# Repeating


def test_the_first_call_warms_up_and_is_not_counted() -> None:
    calls: list[int] = []
    ticks = count(step=0.5)
    assert milliseconds(lambda: calls.append(1), repeat=3, clock=lambda: next(ticks)) == [500.0, 500.0, 500.0]
    assert len(calls) == 4


def test_a_result_is_the_median_and_how_far_the_values_spread() -> None:
    one = result("totals", "council", "ms", "SQLite", [5.0, 1.0, 3.0])
    assert (one.median, one.lowest, one.highest, one.repeats) == (3.0, 1.0, 5.0, 3)


# The table


def test_databases_stand_side_by_side_with_their_ratio() -> None:
    results = [
        result("totals", "council", "ms", "SQLite", [10.0, 12.0, 11.0]),
        result("totals", "status", "ms", "SQLite", [1234.5]),
        result("totals", "council", "ms", "PostgreSQL", [5.5, 5.5]),
    ]
    assert table(results).splitlines() == [
        "scenario  case     measure      SQLite     PostgreSQL  ratio",
        "totals    council  ms       11 (10-12)  5.5 (5.5-5.5)   0.50",
        "totals    status   ms            1,234              -      -",
    ]


def test_what_was_left_out_is_told_with_its_reason() -> None:
    lines = table([result("a", "b", "ms", "SQLite", [1.0]), left_out("c", "d", "SQLite", "there is none")]).splitlines()
    assert lines == [
        "scenario  case  measure  SQLite",
        "a         b     ms            1",
        "",
        "c, d, SQLite: there is none",
    ]


# Programs


def program(text: str) -> list[str]:
    return [sys.executable, "-c", text]


def test_a_program_is_measured_by_what_it_writes_and_holds() -> None:
    (run,) = runs(program("x = bytearray(50_000_000); print('first'); print('second')"), repeat=1)
    assert (run.bytes, run.first_line) == (13, "first")
    assert run.first_byte is not None
    assert run.first_byte <= run.seconds
    assert run.peak_bytes > 50_000_000


def test_the_memory_of_who_measures_is_not_counted() -> None:
    held = bytearray(200_000_000)
    (run,) = runs(program("pass"), repeat=1)
    assert run.peak_bytes < len(held)


def test_a_program_that_fails_is_told_by_its_last_words() -> None:
    with pytest.raises(Failed, match="no such format"):
        runs(program("import sys; sys.exit('a line\\nno such format')"), repeat=1)


def test_a_speed_that_is_lost_in_the_noise_of_the_start_is_none() -> None:
    def took(*seconds: float) -> list[Any]:
        (run,) = runs(program("pass"), repeat=1)
        return [type(run)(one, None, 0, "", 0) for one in seconds]

    assert _speed(300, took(1.0, 1.1), took(4.0, 4.1)) == pytest.approx(100)
    assert _speed(300, took(1.0, 1.5), took(1.3, 1.4)) is None


# Compared with PostgreSQL's own \copy


def test_a_column_that_sql_does_not_tell_is_named() -> None:
    statement, without = copy_statement("projects", ["reference", "url"])
    assert "SELECT p.reference AS reference FROM projects_project p" in statement
    assert without == ["url"]


def copied(resource: str, names: list[str]) -> list[dict[str, str]]:
    """Returns what PostgreSQL writes for these columns."""
    statement, without = copy_statement(resource, names)
    assert not without
    out = StringIO()
    with connection.cursor() as cursor:
        cursor.cursor.copy_expert(statement.removeprefix("\\"), out)
    return list(csv.DictReader(StringIO(out.getvalue())))


def parted(row: dict[str, str]) -> dict[str, list[str]]:
    """Returns a row in which several values are sorted, because SQL sorts them by their codes."""
    return {name: sorted(value.split(" | ")) for name, value in row.items()}


@pytest.mark.django_db
@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="\\copy is PostgreSQL's own")
@pytest.mark.usefixtures("dokument8")
def test_the_columns_in_sql_are_those_of_the_export(tmp_path: Path) -> None:
    call_command("generate_portfolio", projects=60, seed=1, stdout=StringIO())
    for resource in COLUMNS:
        output = tmp_path / f"{resource}.csv"
        call_command("export", resource, format="csv", query="portfolio=all", output=output)
        with output.open(encoding="utf-8", newline="") as file:
            exported = {row["reference"]: parted(row) for row in csv.DictReader(file)}
        told = {row["reference"]: parted(row) for row in copied(resource, list(next(iter(exported.values()))))}
        assert len(told) > 60
        assert told == exported


# The whole


@pytest.mark.once
def test_a_run_measures_and_writes_its_results(tmp_path: Path) -> None:
    output = tmp_path / "results.json"
    command = [sys.executable, "-m", "bench", "--database", "sqlite", "--projects", "20", "--repeat", "1"]
    command += ["--only", "totals", "--json", str(output)]
    done = subprocess.run(command, cwd=ROOT, env=environment(""), capture_output=True, text=True, check=True)
    assert "totals    no groups" in done.stdout
    told = json.loads(output.read_text("utf-8"))
    assert (told["projects"], told["seed"], told["repeat"]) == (20, 1, 1)
    assert {"no groups", "council, exclusive", "council, mentioned"} <= {one["case"] for one in told["results"]}


def test_a_database_is_filled_without_a_limit_of_seconds_and_measured_with_it(monkeypatch: pytest.MonkeyPatch) -> None:
    limits: list[str | None] = []
    options = Namespace(projects=20, seed=1, repeat=1, versions=1, only=[], keep=None)

    def started(_command: list[str], *, env: dict[str, str], **_options: Any) -> Any:
        limits.append(env.get("STATEMENT_SECONDS"))
        return Namespace(returncode=0)

    monkeypatch.setattr("bench.__main__.subprocess.run", started)
    monkeypatch.delenv("STATEMENT_SECONDS", raising=False)
    fill("sqlite://", options=options)
    run([], "sqlite://", options)
    assert limits == ["0", "30"]


@pytest.mark.once
def test_an_unknown_scenario_is_refused_with_the_known_ones() -> None:
    command = [sys.executable, "-m", "bench", "--database", "sqlite", "--only", "flight"]
    done = subprocess.run(command, cwd=ROOT, env=environment(""), capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr.strip() == f"There is no scenario flight; there are {', '.join(SCENARIOS)}."
