"""Compares what the site promised with what it has."""

import json
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlsplit

from tests.faults.site import Site
from tests.faults.writers import Attempt

COLUMNS = ("attempts", "acknowledged", "surviving", "lost", "twice", "half-done", "errors", "back after")

MOST_NOTES = 12
"""Of a scenario that are printed."""


@dataclass
class Outcome:
    """What a scenario found, on one database."""

    scenario: str
    database: str
    attempts: int = 0
    acknowledged: int = 0
    surviving: int = 0
    """Acknowledged ones that stand exactly once."""
    twice: int = 0
    half_done: int = 0
    errors: int = 0
    back_after: float = 0
    """The longest time from a fault until the site answered again, in seconds."""
    notes: list[str] = field(default_factory=list)

    @property
    def lost(self) -> int:
        """Acknowledged ones that do not stand."""
        return self.acknowledged - self.surviving

    @property
    def passed(self) -> bool:
        """Whether nothing was lost, doubled, half-done or answered wrongly."""
        return not (self.lost or self.twice or self.half_done or self.errors)

    def wrong(self, sentences: Iterable[str]) -> None:
        """Counts each sentence as something half-done, and keeps it."""
        for sentence in sentences:
            self.half_done += 1
            self.notes.append(sentence)

    def cells(self) -> list[str]:
        """Returns the figures of a row, in the order of ``COLUMNS``."""
        figures = [self.attempts, self.acknowledged, self.surviving, self.lost, self.twice, self.half_done, self.errors]
        return [*map(str, figures), f"{self.back_after:.1f} s"]


def table(outcomes: list[Outcome]) -> str:
    """Returns a line for each outcome, and the notes below."""
    wide = max([len(outcome.scenario) for outcome in outcomes] + [8])
    base = max([len(outcome.database) for outcome in outcomes] + [8])
    lines = [f"{'scenario':{wide}}  {'database':{base}}" + "".join(f"{name:>{len(name) + 2}}" for name in COLUMNS)]
    for outcome in outcomes:
        cells = "".join(f"{cell:>{len(name) + 2}}" for cell, name in zip(outcome.cells(), COLUMNS, strict=True))
        lines.append(
            f"{outcome.scenario:{wide}}  {outcome.database:{base}}{cells}{'' if outcome.passed else '  FAILED'}"
        )
    for outcome in outcomes:
        lines += [f"{outcome.scenario}, {outcome.database}: {note}" for note in outcome.notes[:MOST_NOTES]]
    return "\n".join(lines)


def feed(site: Site, after: str = "0") -> Iterator[dict[str, Any]]:
    """Yields the changes of the feed, as a program reads them that keeps a mirror."""
    address = f"/api/v1/changes/?after={after}&limit=1000"
    with closing(HTTPConnection("127.0.0.1", site.port, timeout=120)) as connection:
        while address:
            page = _read(site, connection, address)
            yield from page["results"]
            following = urlsplit(page["next"] or "")
            address = f"{following.path}?{following.query}" if page["next"] else ""


def latest(site: Site) -> str:
    """Returns the version of the data, as the feed says it."""
    with closing(HTTPConnection("127.0.0.1", site.port, timeout=120)) as connection:
        return str(_read(site, connection, "/api/v1/changes/?limit=1")["latest"])


def _read(site: Site, connection: HTTPConnection, address: str) -> Any:
    connection.request("GET", address, headers=site.headers())
    answer = connection.getresponse()
    body = answer.read()
    if answer.status != 200:
        raise RuntimeError(f"{address} answered {answer.status}: {body[:300]!r}")
    return json.loads(body)


def compare(outcome: Outcome, attempts: list[Attempt], changes: Iterable[dict[str, Any]]) -> None:
    """Counts what was promised and what stands. A change is found by its reason, which names the attempt."""
    written: dict[str, dict[int, set[tuple[str, str]]]] = {}
    for change in changes:
        # A large change comes in parts
        records = written.setdefault(change["reason"], {}).setdefault(change["number"], set())
        records.update((record["kind"], record["key"]) for record in change["records"])
    for attempt in attempts:
        stands = len(written.get(attempt.name, {}))
        outcome.attempts += 1
        outcome.acknowledged += attempt.acknowledged
        outcome.surviving += attempt.acknowledged and stands == 1
        outcome.twice += stands > 1
        outcome.errors += attempt.wrong
        if attempt.said:
            outcome.notes.append(attempt.said)
        if attempt.acknowledged and not stands:
            outcome.notes.append(f"{attempt.name} was acknowledged, and is lost")
        if attempt.denied and stands:
            outcome.notes.append(f"{attempt.name} stands, although the site said that nothing was saved")
        outcome.wrong(_incomplete(attempt, written.get(attempt.name, {}).values()))


def _incomplete(attempt: Attempt, written: Iterable[set[tuple[str, str]]]) -> Iterator[str]:
    for records in written:
        if missing := set(attempt.records) - records:
            yield f"{attempt.name} is written without {sorted(missing)}"
