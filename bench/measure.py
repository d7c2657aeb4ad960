"""Measures on one database: ``python -m bench.measure``, which ``python -m bench`` starts for each database.

The database is that of ``DATABASE_URL``. It must be empty and unused: it is filled and not cleaned up.
"""

import argparse
import json
import logging
import sys
import time
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING

import django

if TYPE_CHECKING:
    from bench.results import Result
    from bench.scenarios import Scenario
    from bench.setting import Setting


def main() -> None:
    """Fills the database, runs the scenarios, and writes their results to the file ``--output``."""
    options = read_arguments()
    django.setup()
    # The table itself shows a page that cannot be measured
    logging.disable(logging.WARNING)
    from bench.results import as_json
    from bench.setting import Setting

    scenarios = chosen(options.only)
    prepare()
    setting = Setting(options.database, options.repeat)
    found = list(results(scenarios, options.projects, options.seed, setting))
    options.output.write_text(json.dumps(as_json(found)), "utf-8")


def read_arguments() -> argparse.Namespace:
    """Returns the options that ``python -m bench`` passes."""
    parser = argparse.ArgumentParser(prog="python -m bench.measure")
    for name in ("--projects", "--seed", "--repeat"):
        parser.add_argument(name, type=int, required=True)
    parser.add_argument("--database", required=True)
    parser.add_argument("--only", action="append", default=[])
    parser.add_argument("--output", type=Path, required=True)
    return parser.parse_args()


def chosen(names: list[str]) -> list["Scenario"]:
    """Returns the scenarios of these names, or all. Exits with the known names if a name is unknown."""
    from bench.scenarios import SCENARIOS

    if unknown := [name for name in names if name not in SCENARIOS]:
        sys.exit(f"There is no scenario {unknown[0]}; there are {', '.join(SCENARIOS)}.")
    return [scenario for scenario in SCENARIOS.values() if scenario.name in names or not names]


def prepare() -> None:
    """Creates the tables and loads Dokument 8. Exits if the database already holds a register."""
    from django.core.management import call_command

    from projects.models import Project

    call_command("migrate", verbosity=0)
    if Project.objects.exists():
        sys.exit("This database holds projects: measuring fills it, so it takes an empty one only.")
    call_command("load_fixtures", stdout=StringIO())


def results(scenarios: list["Scenario"], projects: int, seed: int, setting: "Setting") -> Iterator["Result"]:
    """Runs the scenarios on a register of their size, first those with a fixed size, and yields the results."""
    from django.core.management import get_commands

    from bench.results import left_out

    size = 0
    for scenario in sorted(scenarios, key=lambda planned: planned.projects is None):
        if scenario.command and scenario.command not in get_commands():
            yield left_out(scenario.name, "all", setting.database, f"there is no command {scenario.command}")
            continue
        wanted = scenario.projects or projects
        if wanted != size:
            yield fill(wanted, seed, setting)
            size = wanted
        print(f"{setting.database}: {scenario.name} …", file=sys.stderr, flush=True)
        yield from scenario.run(setting)


def fill(projects: int, seed: int, setting: "Setting") -> "Result":
    """Generates a portfolio that replaces the one before; returns the speed as a result."""
    from django.core.management import call_command
    from django.db import connection

    from bench.results import result

    print(f"{setting.database}: {projects:,} projects …", file=sys.stderr, flush=True)
    began = time.perf_counter()
    call_command("generate_portfolio", projects=projects, seed=seed, replace=True, stdout=StringIO())
    speed = projects / (time.perf_counter() - began)
    # A database in use would have these statistics by now
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return result("generate", f"{projects:,} projects", "projects/s", setting.database, [speed])


if __name__ == "__main__":
    main()
