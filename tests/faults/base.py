"""The register with which each scenario begins: made once for each database, then copied."""

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.faults.databases import KINDS
from tests.faults.site import Site

FIXTURES = ("reference", "rules", "dokument8")


def make(kind: str, folder: Path, *, projects: int) -> None:
    """Makes the register of a database in a folder. One that an earlier run left there is brought to this version."""
    done = folder / "key"
    if not done.exists():
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True, mode=0o755)
    database = KINDS[kind](folder)
    if not done.exists():
        database.create()
    database.start()
    site = Site(folder, database)
    try:
        _must(site, "migrate", "--verbosity", "0")
        key = done.read_text() if done.exists() else _filled(site, projects)
        site.inside("events")
    finally:
        site.socket.close()
        database.stop()
    done.write_text(key)


def _filled(site: Site, projects: int) -> str:
    """Fills an empty register. Returns the key of the writers."""
    _must(site, "load_fixtures", *FIXTURES)
    _must(site, "generate_portfolio", "--projects", str(projects))
    return site.inside("prepare").strip('"')


def _must(site: Site, *words: str) -> None:
    code, said = site.manage(*words)
    if code:
        raise SystemExit(f"manage.py {' '.join(words)} failed: {said[-2000:]}")


@contextmanager
def copied(kind: str, base: Path, folder: Path, *, mail: str = "") -> Iterator[Site]:
    """Yields a running site on a copy of a register. Ends its processes and removes the copy, whatever happens."""
    # Rights and owners are copied too: PostgreSQL refuses a folder that others may open
    subprocess.run(["cp", "-a", f"{base}/.", str(folder)], check=True)
    site = Site(folder, KINDS[kind](folder), key=(base / "key").read_text(), mail=mail)
    try:
        site.start()
        yield site
    finally:
        site.stop()
        shutil.rmtree(folder, ignore_errors=True)
