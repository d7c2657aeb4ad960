"""One small scenario, so that ``make faults`` does not rot: a worker is killed, and everything promised stands."""

import random
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from django.db import connection

from changes import guard
from tests.faults.counting import Outcome, table
from tests.faults.databases import SQLite
from tests.faults.inside import prepare
from tests.faults.keeper import Keeper, wait_for
from tests.faults.mail import Mail
from tests.faults.scenarios import Stage
from tests.faults.scenarios.writes import during_writes, kill_worker
from tests.faults.site import Site

pytestmark = [pytest.mark.once, pytest.mark.django_db(transaction=True)]
WRITES = 20


def test_what_was_acknowledged_stands_after_a_worker_was_killed(tmp_path: Path) -> None:
    with guard.without_change(False):
        key = prepare()
    database = SQLite(tmp_path)
    # The register of this test as a file of its own: the site's processes do not see what the test has open
    with closing(sqlite3.connect(tmp_path / database.name)) as copy:
        connection.ensure_connection()
        connection.connection.backup(copy)
    site = Site(tmp_path, database, key)
    try:
        site.start()
        with Mail() as mail:
            stage = Stage(site, mail, random.Random(1), 1, WRITES)
            outcome = during_writes(stage, "worker killed", faults=[kill_worker])
    finally:
        site.stop()
    assert outcome.passed, table([outcome])
    assert (outcome.attempts, outcome.surviving) == (WRITES, outcome.acknowledged)
    # The other worker goes on: most of what is tried succeeds
    assert outcome.acknowledged > WRITES // 2
    assert site.web.starts == 1


def test_a_loss_is_a_failure_and_is_named() -> None:
    outcome = Outcome("worker killed", "SQLite", attempts=3, acknowledged=2, surviving=1)
    assert (outcome.lost, outcome.passed) == (1, False)
    assert "FAILED" in table([outcome])
    assert Outcome("worker killed", "SQLite", attempts=3, acknowledged=2, surviving=2).passed


def test_a_process_that_has_ended_is_not_signalled(tmp_path: Path) -> None:
    """Its number would be 0 then: to the system the group of this test."""
    keeper = Keeper(["true"], tmp_path / "log", pause=60)
    keeper.start()
    wait_for(lambda: not keeper.pid, seconds=30, what="the end of the process")
    keeper.kill()
    keeper.kill_all()
    keeper.lose()
    assert (keeper.pid, keeper.starts) == (0, 1)
