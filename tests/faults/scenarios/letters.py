"""Letters are sent, and the command that sends them is killed: each letter arrives at least once."""

import json
import time
from functools import partial

from tests.faults.counting import Outcome
from tests.faults.inside import FOLLOWERS
from tests.faults.keeper import wait_for
from tests.faults.scenarios import Scenario, Stage
from tests.faults.scenarios.writes import sound
from tests.faults.writers import Writers

KILLS = 3
CLAIM = 16
"""Minutes after which a letter is sent again whose command was killed (``letters/sending.py``), and one more."""


def sending_killed(stage: Stage, name: str) -> Outcome:
    """Kills ``send_letters`` after some letters, several times. A letter is acknowledged when it is marked as sent."""
    outcome, site = stage.outcome(name), stage.site
    writers = Writers(site, 12, seed=stage.seed)
    writers.start()
    writers.finish()
    for place in range(KILLS):
        process = site.begin("send_letters")
        target = FOLLOWERS * (place + stage.dice.random()) / KILLS
        wait_for(partial(_sent_or_ended, stage, process, target), seconds=120, what="the letters")
        time.sleep(stage.dice.uniform(0, 2 * stage.mail.slowness))
        process.kill()
        process.communicate()
        site.inside("letters", str(CLAIM))
    return counted(stage, outcome, kills=KILLS)


def _sent_or_ended(stage: Stage, process: object, target: float) -> bool:
    return len(stage.mail.taken) >= target or process.poll() is not None  # type: ignore[attr-defined]


def counted(stage: Stage, outcome: Outcome, *, kills: int, days: int = 1) -> Outcome:
    """Sends what is left by two commands at once, and compares the letters with what the mail server took. ``days``: on
    how many days there was news, by the clock of the site. Each follower gets one letter a day.
    """
    site, taken = stage.site, stage.mail.taken
    began = time.monotonic()
    for process in [site.begin("send_letters") for _ in range(2)]:
        said = process.communicate()[0]
        if process.returncode:
            outcome.errors += 1
            outcome.notes.append(said[-300:])
    outcome.back_after = time.monotonic() - began
    states = json.loads(site.inside("letters"))
    names = {uid: f"<{uid}@example.org>" for uid in states}
    outcome.attempts = FOLLOWERS * days
    outcome.acknowledged = sum(state == "sent" for state in states.values())
    outcome.surviving = sum(state == "sent" and taken[names[uid]] > 0 for uid, state in states.items())
    outcome.wrong(f"letter {uid} is {state}" for uid, state in states.items() if state != "sent")
    if len(states) != FOLLOWERS * days:
        outcome.wrong([f"{len(states)} letters were made for {FOLLOWERS} followers and {days} days"])
    again = sum(number - 1 for number in taken.values())
    # A killed command leaves one letter of which it does not know whether it arrived: it is sent again, and recognised
    outcome.twice = max(0, again - kills)
    outcome.notes += [f"{again} letters came again, under their old Message-ID"] if again else []
    if unknown := set(taken) - set(names.values()):
        outcome.wrong([f"{len(unknown)} letters came that the register does not know"])
    return sound(stage, outcome, "0")


SCENARIOS = [Scenario("letters killed", sending_killed)]
