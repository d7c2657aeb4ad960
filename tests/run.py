"""Runs the whole suite on SQLite, then on PostgreSQL: ``python -m tests.run [pytest's arguments]``.

The last lines count the results on each database, and say if PostgreSQL was not tested. With ``CI`` in the
environment, a missing PostgreSQL is a failure. pytest also loads this module as a plugin, which returns pytest's
counts.
"""

import argparse
import json
import os
import secrets
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

import pytest

from tests.postgres import NoPostgres, find_postgres

ROOT = Path(__file__).resolve().parent.parent
COUNTS_FILE = "OVERSIGT_TEST_COUNTS"
BOTH = "not browser and not once"
COLUMNS = ["passed", "failed", "error", "skipped", "xfailed", "xpassed", "deselected"]
STDOUT = 1
SIGNALS = [signal.SIGINT, signal.SIGTERM, signal.SIGHUP]
SECRET_KEY = secrets.token_urlsafe(50)


@dataclass(frozen=True)
class Outcome:
    """The result of one run of pytest on one database."""

    label: str
    code: int
    seconds: float
    counts: dict[str, int] = field(default_factory=dict)

    @property
    def verdict(self) -> str:
        """Returns ok, or the failure. A run without tests is a failure: it proves nothing."""
        if self.code == pytest.ExitCode.NO_TESTS_COLLECTED:
            return "FAILED: no tests ran"
        return f"FAILED (exit {self.code})" if self.code else "ok"


def main(arguments: list[str]) -> int:
    """Runs the requested suites, prints the summary, and returns the exit code: 0 if nothing failed."""
    options, for_pytest = read_arguments(arguments)
    outcomes: list[Outcome] = []
    missing = "not asked for."
    if options.only != "postgres":
        outcomes.append(run_suite("SQLite", "sqlite://", options.m, for_pytest))
    if options.only != "sqlite":
        try:
            with find_postgres() as (label, url):
                outcomes.append(run_suite(label, url, of_both(options.m), for_pytest))
            missing = ""
        except NoPostgres as reason:
            missing = str(reason)
    failed = any(outcome.code for outcome in outcomes)
    needed = options.only == "postgres" or (options.only is None and bool(os.environ.get("CI")))
    print_summary(outcomes, missing, needed=needed)
    return int(failed or (needed and bool(missing)))


def read_arguments(arguments: list[str]) -> tuple[argparse.Namespace, list[str]]:
    """Returns our options, and all other arguments for pytest."""
    parser = argparse.ArgumentParser(prog="python -m tests.run", allow_abbrev=False)
    parser.add_argument("--only", choices=["sqlite", "postgres"], help="run on one database")
    parser.add_argument("-m", default="", metavar="MARKS", help="pytest's -m: only tests with these marks")
    return parser.parse_known_args(arguments)


def of_both(marks: str) -> str:
    """Returns the ``-m`` for PostgreSQL: a browser sees the same pages there, and some tests do not use the
    database.
    """
    return f"({marks}) and {BOTH}" if marks else BOTH


def run_suite(label: str, database_url: str, marks: str, for_pytest: list[str]) -> Outcome:
    """Runs pytest in its own process and returns the outcome."""
    print(f"\n─── {label} ───\n", flush=True)
    # One process per core; ARGS="-n 0" runs in a single process, for a debugger
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-p",
        "tests.run",
        "-n",
        "logical",
        "--dist",
        "worksteal",
        "-m",
        marks,
        *for_pytest,
    ]
    start = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="oversigt-") as folder:
        counts = Path(folder) / "counts.json"
        code = run(command, environment(database_url) | {COUNTS_FILE: str(counts)})
        counted = json.loads(counts.read_text()) if counts.exists() else {}
    return Outcome(label, code, time.monotonic() - start, counted)


def environment(database_url: str) -> dict[str, str]:
    """Returns the environment for pytest, with every setting as in .env.example.

    So neither the shell nor a developer's own .env affects the tests. HTTPS is off, because the test client and
    the browser tests speak HTTP.
    """
    lines = (ROOT / ".env.example").read_text(encoding="utf-8").splitlines()
    defaults = dict(line.split("=", 1) for line in lines if "=" in line and not line.startswith("#"))
    ours = {"SECRET_KEY": SECRET_KEY, "DATABASE_URL": database_url, "HTTPS": "false", "ANSWERS_FOLDER": ""}
    # Tests and measurements ask more often than any program should
    ours |= {"API_REQUESTS_KEY": "0", "API_REQUESTS_ADDRESS": "0"}
    return {**os.environ, **defaults, **ours}


def run(command: list[str], env: dict[str, str]) -> int:
    """Returns the command's exit code. If this run is interrupted, the command may tidy up before it is ended."""
    with subprocess.Popen(command, cwd=ROOT, env=env) as child:
        try:
            return child.wait()
        except BaseException:
            end(child)
            raise


def end(child: subprocess.Popen[bytes]) -> None:
    """Waits for a child that the terminal interrupted too; then interrupts it, and then kills it."""
    for seconds, number in [(3, signal.SIGINT), (15, signal.SIGKILL)]:
        try:
            child.wait(timeout=seconds)
        except subprocess.TimeoutExpired:
            child.send_signal(number)


def print_summary(outcomes: list[Outcome], missing: str, *, needed: bool) -> None:
    """Prints a line of counts for each database, then says if PostgreSQL was not tested."""
    print("\n" + line("", {name: name for name in [*COLUMNS, "seconds"]}))
    for outcome in outcomes:
        counts = {name: str(outcome.counts.get(name, 0)) if outcome.counts else "?" for name in COLUMNS}
        print(line(outcome.label, {**counts, "seconds": f"{outcome.seconds:.1f}"}) + f"  {outcome.verdict}")
    print("Tests marked browser or once run on SQLite only.")
    if missing:
        print(f"{'FAILED: ' if needed else ''}PostgreSQL was not tested: {missing}")


def line(label: str, cells: dict[str, str]) -> str:
    """Returns a row of the summary. Each cell is as wide as the name of its column."""
    return f"{label:28}" + "".join(f"{text:>{len(name) + 2}}" for name, text in cells.items())


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Writes pytest's counts for the run that started it (this module as a plugin)."""
    counts = {name: len(terminalreporter.stats.get(name, [])) for name in COLUMNS}
    Path(os.environ[COUNTS_FILE]).write_text(json.dumps(counts))


def leave(number: int, frame: FrameType | None) -> None:
    """Exits by an exception, so that each ``finally`` tidies up. A second signal must not interrupt the tidying."""
    for each in SIGNALS:
        signal.signal(each, signal.SIG_IGN)
    # Not by print: the signal may have come in the middle of one, and Python refuses a second
    with suppress(OSError):
        os.write(STDOUT, f"\nStopped by {signal.Signals(number).name}: tidying up.\n".encode())
    raise SystemExit(128 + number)


if __name__ == "__main__":
    for each in SIGNALS:
        signal.signal(each, leave)
    raise SystemExit(main(sys.argv[1:]))
