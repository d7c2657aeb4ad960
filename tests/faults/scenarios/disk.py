"""The disk becomes full in the middle of writes, and is emptied again."""

import os
import time
from contextlib import suppress
from functools import partial
from pathlib import Path

from tests.faults.counting import Outcome, compare, feed, latest
from tests.faults.keeper import wait_for
from tests.faults.scenarios import Scenario, Stage
from tests.faults.scenarios.writes import sound
from tests.faults.writers import Writers

BLOCK = bytes(65_536)
SECONDS_FULL = 5.0
"""How long the disk stays full, before a backup is tried on it."""


def disk_full(stage: Stage, name: str) -> Outcome:
    """Fills the disk of the site twice while programs write and a backup is made, and gives the space back."""
    outcome, site = stage.outcome(name), stage.site
    after = latest(site)
    writers = Writers(site, stage.writes, seed=stage.seed)
    writers.start()
    for place in (1, 2):
        begun = stage.writes * place // 3
        wait_for(partial(writers.reached, begun), seconds=600, what="the writers")
        ballast, backup = site.folder / "ballast", site.folder / f"backup-{place}"
        fill(ballast)
        # Careful programs repeat what they were refused, so the number of attempts does not grow
        time.sleep(SECONDS_FULL)
        code, _said = site.manage("backup", str(backup))
        if not code or backup.exists():
            outcome.wrong(["a backup was made on a full disk"])
        ballast.unlink()
        outcome.back_after = max(outcome.back_after, site.wait())
    writers.finish()
    compare(outcome, writers.attempts, feed(site, after))
    full = sum(507 in attempt.statuses for attempt in writers.attempts)
    outcome.notes.append(f"{full} attempts were told that the disk is full")
    return sound(stage, outcome, after)


def fill(path: Path) -> None:
    """Writes until nothing more fits, down to the last byte."""
    with path.open("wb", buffering=0) as file, suppress(OSError):
        while True:
            file.write(BLOCK)
    with path.open("ab", buffering=0) as file, suppress(OSError):
        while True:
            file.write(b"0" * 512)


def _missing() -> str:
    return "" if os.geteuid() == 0 else "only root can mount a small disk"


SCENARIOS = [Scenario("disk full", disk_full, small_disk=True, missing=_missing)]
