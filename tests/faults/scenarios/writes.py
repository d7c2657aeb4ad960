"""Programs write, and processes are killed or restarted meanwhile."""

import json
import time
from collections.abc import Callable
from functools import partial

from tests.faults.counting import Outcome, compare, feed, latest
from tests.faults.keeper import wait_for
from tests.faults.scenarios import Scenario, Stage
from tests.faults.writers import Writers

Fault = Callable[[Stage], object]
LONGEST_DELAY = 0.3
"""Seconds: a fault comes at a random moment of the requests that run then."""


def during_writes(stage: Stage, name: str, *, faults: list[Fault]) -> Outcome:
    """Lets programs write, does the faults one after the other meanwhile, and counts."""
    outcome, site = stage.outcome(name), stage.site
    after = latest(site)
    writers = Writers(site, stage.writes, seed=stage.seed)
    writers.start()
    for place, fault in enumerate(faults):
        moment = stage.writes * (place + stage.dice.uniform(0.2, 0.8)) / (len(faults) + 0.5)
        wait_for(partial(writers.reached, int(moment)), seconds=600, what="the writers")
        time.sleep(stage.dice.uniform(0, LONGEST_DELAY))
        fault(stage)
        outcome.back_after = max(outcome.back_after, site.wait())
    writers.finish()
    site.wait()
    compare(outcome, writers.attempts, feed(site, after))
    return sound(stage, outcome, after)


def sound(stage: Stage, outcome: Outcome, after: str) -> Outcome:
    """Counts what does not agree in the register."""
    outcome.wrong(json.loads(stage.site.inside("check", after.partition(":")[0])))
    return outcome


def kill_worker(stage: Stage) -> None:
    """Kills one of the two processes that answer requests."""
    stage.site.kill_worker(stage.dice.randrange(2))


def kill_site(stage: Stage) -> None:
    """Kills gunicorn with its workers."""
    stage.site.kill_all()


def kill_database(stage: Stage) -> None:
    """Kills the first process of the server."""
    stage.site.database.kill()


def kill_connection(stage: Stage) -> None:
    """Kills the server's process of one connection."""
    stage.site.database.kill_connection(stage.dice.choice)


def restart(mode: str) -> Fault:
    """Returns the fault that restarts the database."""
    return lambda stage: stage.site.database.restart(mode)


def _scenario(name: str, *faults: Fault, servers_only: bool = False) -> Scenario:
    return Scenario(name, partial(during_writes, faults=list(faults)), servers_only)


SCENARIOS = [
    _scenario("worker killed", kill_worker, kill_worker, kill_worker),
    _scenario("whole site killed", kill_site, kill_site),
    _scenario("database killed", kill_database, kill_database, servers_only=True),
    _scenario("connection killed", kill_connection, kill_connection, servers_only=True),
    _scenario("database restarted", restart("fast"), restart("immediate"), servers_only=True),
    _scenario("site and database killed", kill_database, kill_site, kill_worker, servers_only=True),
]
