"""Tables come in, and the process that works on them is killed."""

import subprocess
import time
from pathlib import Path

from tests.faults.counting import Outcome, feed, latest
from tests.faults.inside import WRITER
from tests.faults.scenarios import Scenario, Stage
from tests.faults.scenarios.writes import sound

ROWS = 150
KIND = ("--kind", "organisations")
KILLS = 3


def command_killed(stage: Stage, name: str) -> Outcome:
    """Kills ``manage.py import_table`` while it applies its rows. Each table stands whole or not at all."""
    outcome = stage.outcome(name)
    after = latest(stage.site)
    began, seconds = time.monotonic(), 0.0
    promised: set[str] = set()
    for place in range(KILLS + 1):
        reason = f"table {place}"
        process = stage.site.begin(
            "import_table", str(_table(stage, place)), "--user", WRITER, "--reason", reason, *KIND
        )
        said = _until_checked(process)
        began = time.monotonic()
        if place:
            time.sleep(stage.dice.uniform(0, seconds))
            process.kill()
        said += process.communicate()[0]
        seconds = seconds or time.monotonic() - began
        if "Written as change" in said:
            promised.add(reason)
        elif not place:
            outcome.errors += 1
            outcome.notes.append(said[-300:])
    outcome.back_after = stage.site.wait()
    return _counted(stage, outcome, after, [f"table {place}" for place in range(KILLS + 1)], promised)


def _until_checked(process: subprocess.Popen[str]) -> str:
    """Reads what the command says until it has checked the table: what it does then is writing."""
    assert process.stdout
    said = ""
    while (line := process.stdout.readline()) and " in the register and not in the file" not in line:
        said += line
    return said + line


def _table(stage: Stage, place: int) -> Path:
    path = stage.site.folder / f"table-{place}.csv"
    lines = [f"table-{stage.seed}-{place}-{row};Body {place} {row} of {stage.seed};public" for row in range(ROWS)]
    path.write_text("\n".join(["slug;name;kind", *lines]) + "\n", "utf-8")
    return path


def _counted(stage: Stage, outcome: Outcome, after: str, reasons: list[str], promised: set[str]) -> Outcome:
    records: dict[str, dict[int, int]] = {}
    for change in feed(stage.site, after):
        of_reason = records.setdefault(change["reason"], {})
        of_reason[change["number"]] = of_reason.get(change["number"], 0) + len(change["records"])
    for reason in reasons:
        found = list(records.get(reason, {}).values())
        outcome.attempts += 1
        outcome.acknowledged += reason in promised
        outcome.surviving += reason in promised and len(found) == 1
        outcome.twice += len(found) > 1
        outcome.wrong(f"{reason} has {number} of {ROWS} rows" for number in found if number != ROWS)
    return sound(stage, outcome, after)


def job_killed(stage: Stage, name: str) -> Outcome:
    """Kills the process that checks, and later applies, a table of a page. After the silence that the page waits for, a
    new process finishes the work, once.
    """
    outcome, site = stage.outcome(name), stage.site
    after = latest(site)
    uid = site.inside("send_table", str(_table(stage, 9))).strip('"')
    for state in ("checked", "applied"):
        process = site.begin("import_tables", uid)
        time.sleep(stage.dice.uniform(1, 4))
        process.kill()
        process.communicate()
        began = time.monotonic()
        site.inside("silence")
        code, said = site.manage("import_tables", "--waiting")
        outcome.back_after = max(outcome.back_after, time.monotonic() - began)
        if (found := site.inside("state_of_table", uid).strip('"')) != state:
            outcome.wrong([f"the table is {found}, and not {state}: {code} {said[-200:]}"])
        if state == "checked":
            site.inside("confirm_table", uid, "table of a page")
    return _counted(stage, outcome, after, ["table of a page"], {"table of a page"})


SCENARIOS = [Scenario("import killed", command_killed), Scenario("import of a page killed", job_killed)]
