"""The calendar of 10,000 events as a feed, over the real server."""

import time
from contextlib import closing
from http.client import HTTPConnection

from tests.faults.counting import Outcome
from tests.faults.inside import EVENTS
from tests.faults.scenarios import Scenario, Stage
from tests.faults.writers import Writers

LIMIT = 1.0
"""Seconds that the feed may take."""
TIMES = 3


def calendar_feed(stage: Stage, name: str) -> Outcome:
    """Fetches the feed after a change and again, and says how long it took. An attempt is a feed, acknowledged if it
    came; it survives if it has every event.
    """
    outcome, site = stage.outcome(name), stage.site
    seconds: dict[str, list[float]] = {"after a change": [], "again": []}
    for place in range(TIMES):
        writers = Writers(site, 1, seed=stage.seed, prefix=f"F{place}-")
        writers.start()
        writers.finish()
        for case in seconds.values():
            began = time.monotonic()
            status, events = _fetched(stage)
            case.append(time.monotonic() - began)
            outcome.attempts += 1
            outcome.acknowledged += status == 200
            outcome.surviving += status == 200 and events >= EVENTS
    for case_name, case in seconds.items():
        verdict = "met" if min(case) < LIMIT else "missed"
        words = f"{case_name}: {min(case):.2f} to {max(case):.2f} s"
        outcome.notes.append(f"feed of {EVENTS:,} events {words}; goal of {LIMIT:.0f} s {verdict}")
    return outcome


def _fetched(stage: Stage) -> tuple[int, int]:
    with closing(HTTPConnection("127.0.0.1", stage.site.port, timeout=120)) as connection:
        connection.request("GET", "/calendar.ics", headers=stage.site.headers())
        answer = connection.getresponse()
        return answer.status, answer.read().count(b"BEGIN:VEVENT")


SCENARIOS = [Scenario("calendar feed", calendar_feed)]
