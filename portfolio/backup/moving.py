"""Moves a register to another database, and compares both afterwards. The source is only read."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from django.conf import settings

from portfolio.backup.content import content
from portfolio.backup.taking import take
from projects.kept.steps import Steps
from projects.remembering.snapshots import one_snapshot

TAB = "\t"


class NotMoved(Exception):
    """The register was not moved. Its text says why."""


def move(url: str, said: Steps) -> Iterator[tuple[str, str, str]]:
    """Moves the register to the database of ``url``, which has to be empty, and migrates that one before.

    Yields what was compared, and what it says here and there. Raises NotMoved, OSError.
    """
    with TemporaryDirectory(prefix="oversigt-") as folder:
        file = Path(folder) / "register.zip"
        with one_snapshot(0):
            said.write("Reading the register")
            take(file, said)
            said.write("Reading what will be compared")
            here = dict(content())
        said.write("Preparing the other database")
        _there(url, said.write, "migrate", "--verbosity", "1")
        said.write("Writing the register")
        _there(url, said.write, "restore", str(file))
    said.write("Comparing")
    lines: list[str] = []
    _there(url, lines.append, "fingerprint")
    there = dict(line.split(TAB, 1) for line in lines if TAB in line)
    for name in [*here, *(there.keys() - here.keys())]:
        yield name, here.get(name, ""), there.get(name, "")


def _there(url: str, write: Callable[[str], object], *command: str) -> None:
    """Runs a command of ``manage.py`` on the other database. Raises NotMoved with what it said."""
    program = [sys.executable, str(settings.BASE_DIR / "manage.py"), *command]
    environment, said = {**os.environ, "DATABASE_URL": url}, []
    with subprocess.Popen(
        program, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, encoding="utf-8"
    ) as process:
        for line in process.stdout or ():
            said.append(line.rstrip("\n"))
            write(said[-1])
    if process.returncode:
        raise NotMoved(f"manage.py {command[0]} failed on the other database: {said[-1] if said else 'without a word'}")
