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
    """Makes the register of a database in a folder, unless an earlier run left it there."""
    done = folder / "key"
    if done.exists():
        return
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True, mode=0o755)
    database = KINDS[kind](folder)
    database.create()
    database.start()
    site = Site(folder, database)
    try:
        _must(site, "migrate", "--verbosity", "0")
        _must(site, "load_fixtures", *FIXTURES)
        _must(site, "generate_portfolio", "--projects", str(projects))
        site.inside("events")
        key = site.inside("prepare").strip('"')
    finally:
        site.socket.close()
        database.stop()
    done.write_text(key)


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
