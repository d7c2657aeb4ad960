"""The clock of the machine jumps: a day ahead, back by two days, and right again."""

from pathlib import Path

from tests.faults.counting import Outcome, compare, feed, latest
from tests.faults.inside import PASSWORD, WRITER
from tests.faults.scenarios import Scenario, Stage
from tests.faults.scenarios.letters import counted
from tests.faults.scenarios.writes import sound
from tests.faults.visitor import Visitor
from tests.faults.writers import Attempt, Writers

DAY = 86_400
JUMPS = (DAY, -DAY, 0)
"""Seconds, each compared with the right clock; 0: right again."""
TRIES = 10
"""Wrong passwords after which an account waits (``SIGN_IN_TRIES``)."""
LONGEST_WAIT = 15 * 60
"""Seconds that an account may wait (``SIGN_IN_MINUTES``)."""
FOLDER = Path(__file__).resolve().parent.parent / "other_clock"
"""Its module moves the clock of the Python processes that start with it."""


def clock_jumps(stage: Stage, name: str) -> Outcome:
    """Restarts the site with another clock, while somebody is signed in, an account waits after wrong passwords, and
    letters are sent. The database keeps its own clock, as one on another machine does.
    """
    outcome, site = stage.outcome(name), stage.site
    after, attempts = latest(site), list[Attempt]()
    visitor = Visitor(site.port)
    outcome.wrong([] if visitor.sign_in(WRITER, PASSWORD) == 302 else ["the sign-in failed before any jump"])
    for place, shift in enumerate(JUMPS):
        site.environment |= clock(shift)
        site.restart()
        writers = Writers(site, stage.writes // len(JUMPS), seed=stage.seed, prefix=f"J{place}-")
        writers.start()
        writers.finish()
        attempts += writers.attempts
        outcome.wrong(_of_people(stage, visitor, shift))
        code, said = site.manage("send_letters")
        outcome.notes += [f"send_letters: {said[-300:]}"] if code else []
    compare(outcome, attempts, feed(site, after))
    letters = counted(stage, stage.outcome(name), kills=0, days=len(JUMPS))
    outcome.wrong(letters.notes)
    return sound(stage, outcome, after)


def _of_people(stage: Stage, visitor: Visitor, shift: int) -> list[str]:
    """Returns what is wrong for people: somebody who is signed in, and an account with too many wrong passwords."""
    found = []
    if shift >= 0:
        # The clock went ahead by a day or more: the session ended rightly, after 12 hours without use
        visitor.sign_in(WRITER, PASSWORD)
    if shift > 0:
        statuses = [Visitor(stage.site.port).sign_in("follower-1", f"wrong-{place}") for place in range(TRIES + 1)]
        found += [] if statuses[-1] == 429 else [f"wrong passwords were answered by {statuses}"]
    elif (wait := Visitor(stage.site.port).wait("follower-1")) > LONGEST_WAIT:
        found.append(f"with a clock {shift} seconds ahead an account waits {wait} seconds")
    if visitor.open("/projects/") != 200:
        found.append(f"with a clock {shift} seconds ahead somebody is signed out")
    if visitor.open("/api/v1/totals/") != 200:
        found.append(f"with a clock {shift} seconds ahead the totals are not answered")
    return found


def clock(seconds: int) -> dict[str, str]:
    """Returns the variables with which a Python program sees another time of day."""
    return {"PYTHONPATH": str(FOLDER), "OTHER_CLOCK": str(seconds)}


SCENARIOS = [Scenario("clock jumps", clock_jumps)]
