"""Breaks a running site, and counts: ``python -m tests.faults``, or ``make faults``.

Each scenario has a site of its own: gunicorn with two workers, a database, a mail server. The databases are temporary.
"""

import argparse
import os
import random
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.client import HTTPException
from pathlib import Path

from tests.faults.base import copied, make
from tests.faults.counting import Outcome, table
from tests.faults.databases import KINDS
from tests.faults.load import mixed_load
from tests.faults.mail import Mail
from tests.faults.scenarios import Scenario, Stage, scenarios
from tests.postgres import NoPostgres, base_folder
from tests.run import ROOT, SIGNALS, environment, leave

FREE = 100
"""Megabytes that a small disk has beside the register."""


def main() -> int:
    """Tries the scenarios on each database, prints the figures, and returns the exit code: 0 if all is as promised."""
    options = read_arguments()
    print(f"--seed {options.seed}: the same faults at the same places of the work", flush=True)
    outcomes: list[Outcome] = []
    # Pages name the files of their style by what is collected
    collect = [sys.executable, "manage.py", "collectstatic", "--noinput", "--verbosity", "0"]
    subprocess.run(collect, cwd=ROOT, env=environment("sqlite://"), check=True)
    with tempfile.TemporaryDirectory(prefix="oversigt-faults-", dir=base_folder()) as name:
        folder = Path(name)
        # PostgreSQL runs as another user, and has to reach its files below
        folder.chmod(0o755)
        for kind in options.database or KINDS:
            try:
                outcomes += tried(kind, options, folder)
            except NoPostgres as reason:
                print(f"PostgreSQL was not tried: {reason}", file=sys.stderr)
    if not outcomes:
        return 1
    print("\n" + table(outcomes))
    failed = [outcome for outcome in outcomes if not outcome.passed]
    print(
        f"{len(failed)} of {len(outcomes)} scenarios failed."
        if failed
        else "Everything acknowledged stands, once and whole."
    )
    return int(bool(failed))


def read_arguments() -> argparse.Namespace:
    """Returns the options."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description="Breaks a running site, and counts.")
    parser.add_argument("--database", action="append", choices=KINDS, help="default: both")
    parser.add_argument(
        "--only", action="append", default=[], metavar="WORDS", help="scenarios whose name has these words"
    )
    parser.add_argument("--seed", type=int, default=secrets.randbelow(10_000), help="of the moments of the faults")
    parser.add_argument("--writes", type=int, default=120, help="what programs write in each scenario (default: 120)")
    parser.add_argument("--projects", type=int, default=2000, help="in the register at the start (default: 2000)")
    parser.add_argument(
        "--load", type=float, default=0, metavar="MINUTES", help="of mixed load afterwards (default: none)"
    )
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="keep the registers there for the next run")
    return parser.parse_args()


def tried(kind: str, options: argparse.Namespace, folder: Path) -> Iterator[Outcome]:
    """Yields the outcome of each scenario on one database."""
    base = (options.keep or folder / "base") / f"{kind}-{options.projects}"
    began = time.monotonic()
    make(kind, base, projects=options.projects)
    print(f"{kind}: the register is ready after {time.monotonic() - began:.0f} s", flush=True)
    loaded = Scenario(f"mixed load, {options.load:g} min", partial(mixed_load, minutes=options.load))
    for scenario in [*scenarios(), *([loaded] if options.load else [])]:
        if options.only and not any(words in scenario.name for words in options.only):
            continue
        if scenario.servers_only and not KINDS[kind].server:
            continue
        if missing := scenario.missing():
            print(f"{scenario.name}: not tried, {missing}", flush=True)
            continue
        began = time.monotonic()
        with place(folder / kind, base if scenario.small_disk else None) as own:
            outcome = one(kind, base, own, scenario, options)
        verdict = "ok" if outcome.passed else "FAILED"
        print(f"{kind}: {scenario.name}: {verdict}, {time.monotonic() - began:.0f} s", flush=True)
        # Whoever stops the program before its end has the figures so far
        print(table([outcome]), flush=True)
        yield outcome


def one(kind: str, base: Path, own: Path, scenario: Scenario, options: argparse.Namespace) -> Outcome:
    """Returns the outcome of a scenario on a site of its own. A scenario that breaks off has failed."""
    with Mail() as mail, copied(kind, base, own, mail=mail.url) as site:
        dice = random.Random(f"{options.seed} {scenario.name}")
        stage = Stage(site, mail, dice, options.seed, options.writes)
        try:
            return scenario.run(stage, scenario.name)
        except (RuntimeError, OSError, HTTPException, ValueError) as error:
            outcome = stage.outcome(scenario.name)
            outcome.errors += 1
            log = (own / "site.log").read_text(errors="replace").splitlines()[-5:]
            outcome.notes += [f"{type(error).__name__}: {error}", *log]
            return outcome


@contextmanager
def place(folder: Path, disk_of: Path | None) -> Iterator[Path]:
    """Yields an empty folder for a site. With ``disk_of`` it is a file system of its own, in memory, with little more
    space than this register needs.
    """
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o755)
    if disk_of:
        megabytes = sum(path.lstat().st_blocks for path in disk_of.rglob("*")) // 2048 + FREE
        size = f"size={megabytes}m,mode=755"
        subprocess.run(["mount", "-t", "tmpfs", "-o", size, "tmpfs", str(folder)], check=True)
    try:
        yield folder
    finally:
        if disk_of:
            subprocess.run(["umount", "--lazy", str(folder)], check=True)


if __name__ == "__main__":
    os.environ.pop("DATABASE_URL", None)
    for each in SIGNALS:
        signal.signal(each, leave)
    sys.exit(main())
