"""Programs that write by REST while the site breaks. Each notes what it was promised."""

import json
import random
import threading
import time
from contextlib import closing
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from typing import Any

from tests.faults.inside import BODY, COUNCIL, PAPER, PORTFOLIO
from tests.faults.site import Site

SOURCE = {"document": PAPER, "section": "one"}
PATIENCE = 180
"""Seconds for which a careful program repeats a request."""
WAIT = 0.25
"""Seconds between two tries."""
UNAVAILABLE = {0, 502, 503, 504, 507}
"""What a broken site may answer; 0: the connection broke."""


@dataclass
class Attempt:
    """One thing that a program wanted to write."""

    name: str
    method: str
    path: str
    body: dict[str, Any]
    records: list[tuple[str, str]]
    """Kind and code of each record that it makes or changes."""
    careful: bool
    """Whether the program sends an ``Idempotency-Key``, and repeats the request until it is answered."""
    statuses: list[int] = field(default_factory=list)
    said: str = ""
    """The last answer that was neither a promise nor a known failure."""

    @property
    def acknowledged(self) -> bool:
        """Whether the site promised that it is written."""
        return bool(self.statuses) and 200 <= self.statuses[-1] < 300

    @property
    def denied(self) -> bool:
        """Whether the site said each time that nothing was saved."""
        return bool(self.statuses) and not any(status in (0, 502, 504) or status < 300 for status in self.statuses)

    @property
    def wrong(self) -> bool:
        """Whether an answer was neither a promise nor a known failure."""
        return any(status not in UNAVAILABLE and not 200 <= status < 300 for status in self.statuses)


class Writers:
    """Some programs at once, which share what they have to write."""

    def __init__(
        self, site: Site, number: int, *, seed: int, clients: int = 4, prefix: str = "W", pause: float = 0
    ) -> None:
        self.site, self.seed, self.pause = site, seed, pause
        self.attempts: list[Attempt] = []
        self.made: list[str] = []
        """Projects whose making was acknowledged: later attempts change them."""
        self.seconds: list[float] = []
        """How long each request took."""
        self._names = (f"{prefix}{seed}-{place}" for place in range(number))
        self._lock, self._stop = threading.Lock(), threading.Event()
        self._threads = [threading.Thread(target=self._work, args=(place,), daemon=True) for place in range(clients)]

    def start(self) -> None:
        """Starts the programs."""
        for thread in self._threads:
            thread.start()

    def finish(self) -> None:
        """Waits until everything was tried."""
        for thread in self._threads:
            thread.join()

    def stop(self) -> None:
        """Ends the programs after what they are trying now."""
        self._stop.set()
        self.finish()

    def reached(self, number: int) -> bool:
        """Returns whether so many attempts were begun, or all ended."""
        return len(self.attempts) >= number or not any(thread.is_alive() for thread in self._threads)

    def _work(self, place: int) -> None:
        dice = random.Random(f"{self.seed}-{place}")
        while not self._stop.is_set():
            with self._lock:
                name = next(self._names, None)
                if name is None:
                    return
                attempt = self._next(name, dice)
                self.attempts.append(attempt)
            self._try(attempt)
            time.sleep(self.pause)

    def _next(self, name: str, dice: random.Random) -> Attempt:
        careful = dice.random() < 0.5
        kind = dice.choice(["organisation", "project", "project", "several", "entry", "title"])
        if kind in ("entry", "title") and not self.made:
            kind = "project"
        chosen = dice.choice(self.made) if self.made else ""
        method, path, body, records = COMPOSED[kind](name, chosen)
        return Attempt(name, method, path, body, records, careful)

    def _try(self, attempt: Attempt) -> None:
        ends = time.monotonic() + PATIENCE
        while True:
            began = time.monotonic()
            status, said = self._send(attempt)
            self.seconds.append(time.monotonic() - began)
            attempt.statuses.append(status)
            if attempt.wrong and not attempt.said:
                attempt.said = f"{attempt.method} {attempt.path}: {status} {said[:300]}"
            if status not in UNAVAILABLE or not attempt.careful or time.monotonic() > ends:
                break
            time.sleep(WAIT)
        if attempt.acknowledged and attempt.path == "projects/":
            self.made.append(attempt.name)
        elif not attempt.acknowledged:
            # A program that gives up does not use up all attempts while the site is away
            time.sleep(WAIT)

    def _send(self, attempt: Attempt) -> tuple[int, str]:
        headers = {**self.site.headers(), "Content-Type": "application/json", "X-Reason": attempt.name}
        headers |= {"If-Match": "*"} if attempt.method == "PATCH" else {}
        headers |= {"Idempotency-Key": attempt.name} if attempt.careful else {}
        try:
            with closing(HTTPConnection("127.0.0.1", self.site.port, timeout=60)) as connection:
                connection.request(attempt.method, f"/api/v1/{attempt.path}", json.dumps(attempt.body), headers)
                answer = connection.getresponse()
                return answer.status, answer.read().decode(errors="replace")
        except (OSError, HTTPException) as error:
            return 0, str(error)


Composed = tuple[str, str, dict[str, Any], list[tuple[str, str]]]


def _organisation(name: str, _project: str) -> Composed:
    slug = name.lower()
    return "POST", "organisations/", {"slug": slug, "name": name, "kind": "public"}, [("organisation", slug)]


def _of_project(name: str, partner: str = BODY) -> dict[str, Any]:
    return {
        "reference": name,
        "title": f"The project {name}",
        "title_language": "en",
        "kind": "study",
        "status": "ongoing",
        "portfolio": PORTFOLIO,
        "source": SOURCE,
        "councils": [{"code": COUNCIL, "role": "funding"}],
        "partners": [{"organisation": partner, "role": "hosting"}],
        "allocations": [_of_grant(name)],
    }


def _of_grant(name: str) -> dict[str, Any]:
    return {"reference": f"{name}-A1", "amount": "1000.00", "source": SOURCE}


def _project(name: str, _project: str) -> Composed:
    return "POST", "projects/", _of_project(name), [("project", name)]


def _several(name: str, _project: str) -> Composed:
    """An organisation, and two projects with it: all three, or none."""
    body, second = f"{name}-body".lower(), f"{name}-SECOND"
    made = [("organisation", {"slug": body, "name": body, "kind": "public"})]
    made += [("project", _of_project(key, body)) for key in (name, second)]
    operations = [{"action": "create", "kind": kind, "data": data} for kind, data in made]
    records = [("organisation", body), ("project", name), ("project", second)]
    return "POST", "changes/", {"operations": operations, "reason": name}, records


def _entry(name: str, project: str) -> Composed:
    """An entry of a grant: it is added, and never changed."""
    body = {"reference": name, "allocation": f"{project}-A1", "kind": "contracted", "day": "2025-03-01"}
    return "POST", "entries/", {**body, "amount": "1.00", "source": SOURCE}, [("entry", name)]


def _title(name: str, project: str) -> Composed:
    return "PATCH", f"projects/{project}/", {"title": {"en": f"Renamed by {name}"}}, [("project", project)]


COMPOSED: dict[str, Any] = {
    "organisation": _organisation,
    "project": _project,
    "several": _several,
    "entry": _entry,
    "title": _title,
}
