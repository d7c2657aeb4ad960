"""Measures on one database: ``python -m bench.measure``, which ``python -m bench`` starts for each database.

The database is that of ``DATABASE_URL``. It must be empty and unused: it is filled and not cleaned up.
"""

import argparse
import json
import logging
import sys
import time
import traceback
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING

import django

if TYPE_CHECKING:
    from bench.results import Result
    from bench.scenarios import Scenario
    from bench.setting import Setting


COPIED_FROM = 100_000
"""A portfolio of several times as many projects is generated at this size and then copied."""


def main() -> None:
    """Fills the database, runs the scenarios, and writes their results to the file ``--output``."""
    options = read_arguments()
    django.setup()
    # The table itself shows a page that cannot be measured
    logging.disable(logging.WARNING)
    from bench.results import as_json
    from bench.setting import Setting

    setting = Setting(options.database, options.repeat)
    if options.fill:
        fill_kept(options.projects, options.seed, setting)
        if options.versions > 1:
            three_versions()
        return
    scenarios = chosen(options.only)
    if options.filled:
        found = list(results_on_filled(scenarios, setting))
    else:
        prepare()
        found = list(results(scenarios, options.projects, options.seed, setting))
    options.output.write_text(json.dumps(as_json(found)), "utf-8")


def read_arguments() -> argparse.Namespace:
    """Returns the options that ``python -m bench`` passes."""
    parser = argparse.ArgumentParser(prog="python -m bench.measure")
    for name in ("--projects", "--seed", "--repeat"):
        parser.add_argument(name, type=int, required=True)
    parser.add_argument("--database", required=True)
    parser.add_argument("--only", action="append", default=[])
    parser.add_argument("--fill", action="store_true", help="only fill the database")
    parser.add_argument("--versions", type=int, default=1, help="of every row, when the database is filled")
    parser.add_argument("--filled", action="store_true", help="the database is filled already")
    parser.add_argument("--output", type=Path)
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

    size = (0, False)
    for scenario in sorted(scenarios, key=lambda planned: planned.projects is None):
        if scenario.command and scenario.command not in get_commands():
            yield left_out(scenario.name, "all", setting.database, f"there is no command {scenario.command}")
            continue
        wanted = (scenario.projects or projects, scenario.entries)
        if wanted != size:
            yield fill(wanted[0], seed, setting, entries=scenario.entries)
            size = wanted
        yield from outcome(scenario, setting)


def results_on_filled(scenarios: list["Scenario"], setting: "Setting") -> Iterator["Result"]:
    """Runs the scenarios on a register that is filled already, and yields the results. Scenarios that need a register
    of another size are left out."""
    from bench.results import left_out

    for scenario in scenarios:
        if scenario.projects:
            yield left_out(scenario.name, "all", setting.database, "needs another size: only measured without --keep")
        else:
            yield from outcome(scenario, setting)


def outcome(scenario: "Scenario", setting: "Setting") -> Iterator["Result"]:
    """Runs a scenario and yields its results. An error ends this scenario only, and is named below the table."""
    from bench.results import left_out

    print(f"{setting.database}: {scenario.name} …", file=sys.stderr, flush=True)
    try:
        yield from scenario.run(setting)
    except Exception as error:  # noqa: BLE001 - hours of other results must not be lost with it
        traceback.print_exc()
        yield left_out(scenario.name, "the rest", setting.database, f"failed: {type(error).__name__}: {error}")


def fill_kept(projects: int, seed: int, setting: "Setting") -> None:
    """Brings a kept database to the current schema, and generates its portfolio unless it has the right number."""
    from django.core.management import call_command

    from bench.generator.portfolio import REFERENCE
    from projects.models import Project

    call_command("migrate", verbosity=0)
    if not Project.objects.exists():
        call_command("load_fixtures", stdout=StringIO())
    if Project.objects.filter(reference__startswith=REFERENCE).count() != projects:
        fill(projects, seed, setting)


def three_versions() -> None:
    """Gives every row of a kept database three versions, unless it has them. They are made once, not for each run."""
    from bench.scenarios import as_of

    as_of.middle_of_three()


def fill(projects: int, seed: int, setting: "Setting", *, entries: bool = False) -> "Result":
    """Generates a portfolio that replaces the one before; returns the speed as a result."""
    from django.core.management import call_command

    from bench.results import result

    print(f"{setting.database}: {projects:,} projects …", file=sys.stderr, flush=True)
    began = time.perf_counter()
    times, rest = divmod(projects, COPIED_FROM)
    # Hours become minutes; a portfolio of another size is generated whole
    sizes = {"projects": COPIED_FROM, "copies": times - 1} if times > 1 and not rest else {"projects": projects}
    call_command("generate_portfolio", **sizes, seed=seed, replace=True, entries=entries, stdout=StringIO())
    speed = projects / (time.perf_counter() - began)
    case = f"{projects:,} projects" + (" with entries" if entries else "")
    return result("generate", case, "projects/s", setting.database, [speed])


if __name__ == "__main__":
    main()
