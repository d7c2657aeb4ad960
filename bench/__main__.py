"""Measures how fast Oversigt is: ``python -m bench``, or ``make bench``. See bench/README.md.

Runs on a throwaway SQLite file and, if this machine has a PostgreSQL, on a throwaway cluster of it; never on the
database of ``DATABASE_URL``.
"""

import argparse
import json
import os
import platform
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from importlib.metadata import version
from pathlib import Path

from bench.kept import DATABASES, copied, throwaway
from bench.results import Result, as_json
from bench.tables import goals_table, table
from tests.postgres import NoPostgres
from tests.run import ROOT, SIGNALS, environment, leave


def main() -> int:
    """Measures on each database, prints the table, and returns the exit code."""
    options = read_arguments()
    surroundings = what_it_depends_on()
    found: list[Result] = []
    for name in options.database or DATABASES:
        try:
            with database(name, options) as (label, url):
                found += measured(label, url, options)
        except NoPostgres as reason:
            print(f"PostgreSQL was not measured: {reason}", file=sys.stderr)
    if not found:
        return 1
    print("\n\n".join(part for part in (table(found), goals_table(found), ", ".join(surroundings.values())) if part))
    if options.json:
        chosen = {name: getattr(options, name) for name in ("projects", "seed", "repeat")}
        report = {**chosen, **surroundings, "results": as_json(found)}
        options.json.write_text(json.dumps(report, indent=2, ensure_ascii=False) + "\n", "utf-8")
    return 0


def read_arguments() -> argparse.Namespace:
    """Returns the options: what to measure, on which databases, and how often."""
    parser = argparse.ArgumentParser(prog="python -m bench", description="Measures how fast Oversigt is.")
    parser.add_argument("--projects", type=int, default=10_000, help="how many to generate (default: 10000)")
    parser.add_argument("--seed", type=int, default=1, help="of the generated portfolio (default: 1)")
    parser.add_argument("--repeat", type=int, default=5, help="times that each case is measured (default: 5)")
    parser.add_argument("--only", action="append", default=[], metavar="SCENARIO", help="may be repeated; default: all")
    parser.add_argument("--database", action="append", choices=DATABASES, help="default: both")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the results there as well")
    parser.add_argument(
        "--keep", type=Path, metavar="FOLDER", help="keep the generated databases there for the next run"
    )
    parser.add_argument(
        "--versions", type=int, choices=(1, 3), default=1, help="of every row of a kept database: three for as_of"
    )
    options = parser.parse_args()
    if options.versions > 1 and not options.keep:
        parser.error("--versions needs --keep: without it, the scenario as_of makes the versions itself")
    if options.projects < 1 or options.repeat < 1:
        parser.error("--projects and --repeat are at least 1")
    return options


@contextmanager
def database(name: str, options: argparse.Namespace) -> Iterator[tuple[str, str]]:
    """Yields the label and the URL of the database to measure: an empty one, or with ``--keep`` a filled copy. Raises
    NoPostgres with the reason."""
    if not options.keep:
        with throwaway(name) as found:
            yield found
        return
    versions = f"-{options.versions}-versions" if options.versions > 1 else ""
    folder = options.keep / f"{name}-{options.projects}-{options.seed}{versions}"
    with copied(name, folder, partial(fill, options=options)) as found:
        yield found


def fill(url: str, *, options: argparse.Namespace) -> None:
    """Brings a kept database to the current schema and size. Exits if that fails."""
    command = [sys.executable, "-m", "bench.measure", "--database", "kept", "--fill"]
    command += ["--versions", str(options.versions)]
    # As every command of manage.py: one statement copies a hundred thousand projects
    run(command, url, options, STATEMENT_SECONDS="0")


def measured(label: str, url: str, options: argparse.Namespace) -> list[Result]:
    """Returns the results on one database. Runs in its own process, because settings know one database. Exits if
    that process fails.
    """
    with tempfile.TemporaryDirectory(prefix="oversigt-") as folder:
        output = Path(folder) / "results.json"
        command = [sys.executable, "-m", "bench.measure", "--database", label, "--output", str(output)]
        command += ["--filled"] if options.keep else []
        for name in options.only:
            command += ["--only", name]
        run(command, url, options)
        return [Result(**row) for row in json.loads(output.read_text("utf-8"))]


def run(command: list[str], url: str, options: argparse.Namespace, **variables: str) -> None:
    """Runs a command on a database with the options that both need, and with these environment variables. Exits with
    its code if it fails.
    """
    for name in ("projects", "seed", "repeat"):
        command += [f"--{name}", str(getattr(options, name))]
    env = environment(url) | {"DJANGO_SETTINGS_MODULE": "portfolio.settings", **variables}
    if code := subprocess.run(command, cwd=ROOT, env=env, check=False).returncode:
        sys.exit(code)


def what_it_depends_on() -> dict[str, str]:
    """Returns the surroundings in words. The load shows whether the machine was busy."""
    return {
        "python": f"Python {platform.python_version()}",
        "django": f"Django {version('django')}",
        "machine": f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores",
        "memory": f"{os.sysconf('SC_PAGE_SIZE') * os.sysconf('SC_PHYS_PAGES') / 2**30:.0f} GB",
        "date": datetime.now(UTC).date().isoformat(),
        "load": f"load {os.getloadavg()[0]:.1f} at the start",
    }


if __name__ == "__main__":
    for each in SIGNALS:
        signal.signal(each, leave)
    sys.exit(main())
