"""The clock of the machine jumps: a day ahead, back by two days, and right again."""

from pathlib import Path

from tests.faults.counting import Outcome, compare, feed, latest
from tests.faults.inside import PASSWORD, WRITER
from tests.faults.scenarios import Scenario, Stage
from tests.faults.scenarios.letters import counted
from tests.faults.scenarios.writes import sound
from tests.faults.visitor import Visitor
from tests.faults.writers import Attempt, Writers

JUMPS = ("+1d", "-1d", "")
"""Each compared with the right clock; empty: right again."""
TRIES = 10
"""Wrong passwords after which an account waits (``SIGN_IN_TRIES``)."""
LONGEST_WAIT = 15 * 60
"""Seconds that an account may wait (``SIGN_IN_MINUTES``)."""
LIBRARY = "*/faketime/libfaketime.so.1"


def clock_jumps(stage: Stage, name: str) -> Outcome:
    """Restarts the site with another clock, while somebody is signed in, an account waits after wrong passwords, and
    letters are sent. The database keeps its own clock, as one on another machine does.
    """
    outcome, site = stage.outcome(name), stage.site
    after, attempts = latest(site), list[Attempt]()
    visitor = Visitor(site.port)
    outcome.wrong([] if visitor.sign_in(WRITER, PASSWORD) == 302 else ["the sign-in failed before any jump"])
    for place, shift in enumerate(JUMPS):
        site.web.stop()
        site.web.options["env"] = site.environment | clock(shift)
        site.web.start()
        outcome.back_after = max(outcome.back_after, site.wait())
        writers = Writers(site, stage.writes // len(JUMPS), seed=stage.seed, prefix=f"J{place}-")
        writers.start()
        writers.finish()
        attempts += writers.attempts
        outcome.wrong(_of_people(stage, visitor, shift))
        site.environment |= clock(shift)
        code, said = site.manage("send_letters")
        outcome.notes += [f"send_letters: {said[-300:]}"] if code else []
    compare(outcome, attempts, feed(site, after))
    letters = counted(stage, stage.outcome(name), kills=0)
    outcome.wrong(letters.notes)
    return sound(stage, outcome, after)


def _of_people(stage: Stage, visitor: Visitor, shift: str) -> list[str]:
    """Returns what is wrong for people: somebody who is signed in, and an account with too many wrong passwords."""
    found = []
    if shift.startswith("+"):
        # A session ends after 12 hours without use; a clock that is a day ahead ends it rightly
        visitor.sign_in(WRITER, PASSWORD)
        statuses = [Visitor(stage.site.port).sign_in("follower-1", f"wrong-{place}") for place in range(TRIES + 1)]
        found += [] if statuses[-1] == 429 else [f"wrong passwords were answered by {statuses}"]
    elif (wait := Visitor(stage.site.port).wait("follower-1")) > LONGEST_WAIT:
        found.append(f"after the jump {shift or 'back'} an account waits {wait} seconds")
    if visitor.open("/projects/") != 200:
        found.append(f"after the jump {shift or 'back'} somebody is signed out")
    if visitor.open("/api/v1/totals/") != 200:
        found.append(f"after the jump {shift or 'back'} the totals are not answered")
    return found


def library() -> str:
    """Returns the file of libfaketime; an empty text if it is not installed."""
    return str(next(Path("/usr/lib").glob(LIBRARY), ""))


def clock(shift: str) -> dict[str, str]:
    """Returns the variables with which a program sees another time. Waiting is not changed by it."""
    return {"LD_PRELOAD": library() if shift else "", "FAKETIME": shift or "+0", "FAKETIME_DONT_FAKE_MONOTONIC": "1"}


def _missing() -> str:
    return "" if library() else "it needs libfaketime: apt-get install faketime"


SCENARIOS = [Scenario("clock jumps", clock_jumps, missing=_missing)]
