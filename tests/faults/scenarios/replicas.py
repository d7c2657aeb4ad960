"""Somebody writes and reads at once, while the only replica is half a second behind."""

import json
import re
from contextlib import closing
from functools import partial
from http.client import HTTPConnection
from typing import Any
from urllib.parse import quote

from tests.faults.counting import Outcome, latest
from tests.faults.databases import PostgreSQL
from tests.faults.inside import BODY
from tests.faults.keeper import wait_for
from tests.faults.scenarios import Scenario, Stage
from tests.faults.scenarios.promotion import ask, following
from tests.faults.scenarios.writes import sound

TRIES = 500
DELAY = "recovery_min_apply_delay = 500"
"""Milliseconds that the replica waits before it applies what it received."""
TOKEN = "a-long-token-of-the-monitoring"
READS = re.compile(r'oversigt_replica_reads_total\{outcome="([a-z ]+)"\} ([0-9.]+)')


def own_writes_read(stage: Stage, name: str) -> Outcome:
    """Renames an organisation and reads it back at once, 500 times. An acknowledged one is a write with an answer 2xx;
    it survives if the next answer has the new name. Each request has a connection, and so a worker, of its own.
    """
    site, primary = stage.site, stage.site.database
    assert isinstance(primary, PostgreSQL)
    replica = following(primary, site.folder / "replica", DELAY)
    try:
        replica.start()
        site.environment |= {"REPLICA_URLS": replica.url, "MONITORING_TOKEN": TOKEN}
        site.restart()
        outcome, after, behind = stage.outcome(name), latest(site), 0
        for number in range(TRIES):
            behind += _tried(stage, outcome, replica, f"Name {number} of {stage.seed}")
        outcome.notes.append(f"{behind} of {TRIES} times the replica itself had the name before")
        if behind < TRIES // 2:
            outcome.wrong(["the replica was not behind"])
        _requires_replica(stage, outcome, replica, f"Name {TRIES - 1} of {stage.seed}")
        return sound(stage, outcome, after)
    finally:
        replica.stop()


def _tried(stage: Stage, outcome: Outcome, replica: PostgreSQL, name: str) -> bool:
    """Writes a name and reads it back. Returns whether the replica had another one in between."""
    outcome.attempts += 1
    written, said = _asked(stage, "PATCH", f"/api/v1/organisations/{BODY}/", {"name": name})
    behind = _name_of(replica) != name
    if written != 200:
        outcome.errors += 1
        outcome.notes.append(f"PATCH: {written} {said[:200]}")
        return behind
    outcome.acknowledged += 1
    # The record itself and a list that finds it by its new name, in turn
    address = f"{BODY}/" if outcome.attempts % 2 else f"?search={quote(name)}"
    read, said = _asked(stage, "GET", f"/api/v1/organisations/{address}")
    outcome.errors += read != 200
    outcome.surviving += read == 200 and name in said
    return behind


def _name_of(replica: PostgreSQL) -> str:
    """Returns the name that the replica itself has."""
    return str(ask(replica.url, f"SELECT name_en FROM projects_organisation WHERE slug = '{BODY}'"))  # noqa: S608


def _requires_replica(stage: Stage, outcome: Outcome, replica: PostgreSQL, name: str) -> None:
    """Counts it as wrong if the replica never answers: then nothing was tried."""
    wait_for(lambda: _name_of(replica) == name, seconds=60, what="the replica")
    wait_for(partial(_answers, stage), seconds=60, what="an answer of the replica")
    outcome.notes.append("requests that read: " + ", ".join(f"{count} {by}" for by, count in _reads(stage).items()))


def _answers(stage: Stage) -> bool:
    before = _reads(stage).get("replica", 0)
    _asked(stage, "GET", f"/api/v1/organisations/{BODY}/")
    return _reads(stage).get("replica", 0) > before


def _reads(stage: Stage) -> dict[str, int]:
    """Returns how many requests were answered by whom, as ``/metrics`` says it."""
    _status, said = _asked(stage, "GET", "/metrics", key=f"Bearer {TOKEN}")
    return {outcome: int(float(number)) for outcome, number in READS.findall(said)}


def _asked(stage: Stage, method: str, path: str, body: Any = None, key: str = "") -> tuple[int, str]:
    headers = {**stage.site.headers(), "Content-Type": "application/json"}
    headers |= {"If-Match": "*"} if body else {}
    headers |= {"Authorization": key} if key else {}
    with closing(HTTPConnection("127.0.0.1", stage.site.port, timeout=60)) as connection:
        connection.request(method, path, json.dumps(body) if body else None, headers)
        answer = connection.getresponse()
        return answer.status, answer.read().decode(errors="replace")


SCENARIOS = [Scenario("own writes, replica behind", own_writes_read, servers_only=True)]
