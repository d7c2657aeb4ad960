"""Mixed load on a real server: people read pages, programs read and write, files are downloaded, calendars fetched.

It counts errors, prints the median and the 95th percentile of each kind of request, and watches the memory of the
workers.
"""

import random
import statistics
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, suppress
from http.client import HTTPConnection, HTTPException
from pathlib import Path

from tests.faults.counting import Outcome, compare, feed, latest
from tests.faults.inside import PASSWORD, WRITER
from tests.faults.scenarios import Stage
from tests.faults.scenarios.writes import sound
from tests.faults.visitor import Visitor
from tests.faults.writers import Writers

PAGES = (
    *("/", "/projects/", "/projects/?search=menneskehandel", "/allocations/", "/reports/?group_by=council"),
    *("/calendar/", "/changes/", "/organisations/", "/map/"),
)
API = (
    *("/api/v1/projects/", "/api/v1/projects/?status=ongoing&page_size=100", "/api/v1/totals/?group_by=council"),
    *("/api/v1/events/", "/api/v1/changes/?limit=20", "/api/v1/organisations/?search=institut"),
)
KINDS: dict[str, tuple[tuple[str, ...], int, float]] = {
    "pages": (PAGES, 3, 0.5),
    "API": (API, 2, 0.5),
    "downloads": (("/api/v1/projects/?format=csv", "/api/v1/allocations/?format=ndjson"), 1, 5.0),
    "calendar feed": (("/calendar.ics",), 1, 5.0),
}
"""Kind of request → its addresses, how many ask at once, and the seconds that each thinks between two requests."""
WRITING_CLIENTS, WRITING_PAUSE = 2, 1.0
SAMPLE = 5.0
"""Seconds between two looks at the memory."""
LEAST_MINUTES = 10
"""With less, the memory still grows to its usual size, and is not judged."""
FLAT = 0.05
"""By how much the memory of the last third may exceed that of the middle third."""


class Load:
    """What is asked, answered and used."""

    def __init__(self, stage: Stage, minutes: float) -> None:
        self.stage, self.ends = stage, time.monotonic() + 60 * minutes
        self.seconds: dict[str, list[float]] = {kind: [] for kind in KINDS}
        self.errors: Counter[str] = Counter()
        self.memory: list[int] = []
        self.visitor = Visitor(stage.site.port)
        self.visitor.sign_in(WRITER, PASSWORD)

    def run(self) -> Writers:
        """Asks and writes until the time is over. Returns the writers."""
        writers = Writers(
            self.stage.site, 10**9, seed=self.stage.seed, clients=WRITING_CLIENTS, prefix="L", pause=WRITING_PAUSE
        )
        writers.start()
        places = [(kind, place) for kind, (_addresses, clients, _pause) in KINDS.items() for place in range(clients)]
        threads = [threading.Thread(target=self._ask, args=each, daemon=True) for each in places]
        for thread in threads:
            thread.start()
        while time.monotonic() < self.ends:
            time.sleep(SAMPLE)
            self.memory.append(sum(map(memory_of, self.stage.site.workers())))
        for thread in threads:
            thread.join()
        writers.stop()
        return writers

    def _ask(self, kind: str, place: int) -> None:
        addresses, _clients, pause = KINDS[kind]
        dice = random.Random(f"{self.stage.seed} {kind} {place}")
        while time.monotonic() < self.ends:
            address = dice.choice(addresses)
            began = time.monotonic()
            status = self._status(address)
            self.seconds[kind].append(time.monotonic() - began)
            if status != 200:
                self.errors[f"{address} answered {status}"] += 1
            time.sleep(pause * dice.uniform(0.5, 1.5))

    def _status(self, address: str) -> int:
        with suppress(OSError, HTTPException), closing(self._connection()) as connection:
            headers = {"Host": "localhost", "Cookie": self.visitor.cookie()}
            connection.request("GET", address, headers=headers)
            answer = connection.getresponse()
            while answer.read(65_536):
                pass
            return answer.status
        return 0

    def _connection(self) -> HTTPConnection:
        return HTTPConnection("127.0.0.1", self.stage.site.port, timeout=120)

    def lines(self, writers: Writers) -> Iterator[str]:
        """Yields a line for each kind of error and of request, and one for the memory."""
        refused = Counter(attempt.statuses[-1] for attempt in writers.attempts if not attempt.acknowledged)
        errors = self.errors + Counter({f"a write answered {status}": number for status, number in refused.items()})
        if errors:
            yield ", ".join(f"{number} × {sentence}" for sentence, number in errors.most_common())
        kinds = {**self.seconds, "writes": writers.seconds}
        for kind, seconds in kinds.items():
            if len(seconds) > 1:
                middle, high = statistics.median(seconds), statistics.quantiles(seconds, n=20)[-1]
                yield f"{kind}: {len(seconds)} requests, p50 {1000 * middle:.0f} ms, p95 {1000 * high:.0f} ms"
        first, middle, last = (statistics.median(part) / 2**20 for part in thirds(self.memory))
        words = f"memory of the workers: {first:.0f} MB, {middle:.0f} MB, {last:.0f} MB in the thirds of the time"
        yield f"{words}, {100 * growth(self.memory):+.1f} % from the second to the third"


def mixed_load(stage: Stage, name: str, *, minutes: float) -> Outcome:
    """Asks and writes for so many minutes, and counts."""
    outcome = stage.outcome(name)
    after = latest(stage.site)
    load = Load(stage, minutes)
    writers = load.run()
    outcome.back_after = stage.site.wait()
    compare(outcome, writers.attempts, feed(stage.site, after))
    outcome.errors += sum(load.errors.values()) + outcome.attempts - outcome.acknowledged
    outcome.notes += load.lines(writers)
    if minutes >= LEAST_MINUTES and growth(load.memory) > FLAT:
        outcome.wrong(["the memory is not flat"])
    if stage.site.web.starts > 1:
        outcome.wrong([f"the site was started {stage.site.web.starts} times"])
    return sound(stage, outcome, after)


def memory_of(pid: int) -> int:
    """Returns the bytes of memory that a process uses; 0 if it has ended."""
    with suppress(OSError, IndexError):
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * 4096
    return 0


def thirds(samples: list[int]) -> list[list[int]]:
    """Returns the samples in three parts, none of them empty."""
    size = max(1, len(samples) // 3)
    return [samples[:size] or [0], samples[size : 2 * size] or [0], samples[2 * size :] or samples[-1:] or [0]]


def growth(samples: list[int]) -> float:
    """Returns by which part the memory of the last third exceeds that of the middle third."""
    _first, middle, last = (statistics.median(part) for part in thirds(samples))
    return (last - middle) / middle if middle else 0.0
