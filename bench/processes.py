"""Runs programs that are measured from outside, each in its own process."""

import json
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
WATCH = Path(__file__).with_name("watch.py")
MANAGE = [sys.executable, str(ROOT / "manage.py")]


class Failed(Exception):
    """A measured program ended with an error. The message is the last line of its output."""


@dataclass(frozen=True)
class Run:
    """The figures of one run of a program, in seconds and bytes."""

    seconds: float
    first_byte: float | None
    bytes: int
    first_line: str
    peak_bytes: int


def runs(command: list[str], *, repeat: int) -> list[Run]:
    """Returns ``repeat`` runs of a command, after one run that is not counted. Raises Failed."""
    return [run_once(command) for _ in range(repeat + 1)][1:]


def run_once(command: list[str]) -> Run:
    """Returns one run of a command. Raises Failed."""
    with tempfile.TemporaryDirectory(prefix="oversigt-") as folder:
        report = Path(folder) / "report.json"
        subprocess.run([sys.executable, "-I", "-S", str(WATCH), str(report), *command], cwd=ROOT, check=True)
        measured = json.loads(report.read_text("utf-8"))
    code, error = measured.pop("code"), measured.pop("error")
    if code:
        raise Failed(error.splitlines()[-1] if error else f"exit {code}")
    return Run(**measured)
