"""Files go out, and the process that writes them is killed: no file may look whole that is not."""

import csv
import io
import json
import time
from contextlib import closing
from http.client import HTTPConnection, HTTPException
from pathlib import Path

from tests.faults.counting import Outcome
from tests.faults.scenarios import Scenario, Stage

DOWNLOADS = ("csv", "ndjson", "json", "csv")
ROW_COUNT = "X-Row-Count"
PIECE = 4096


def download_cut(stage: Stage, name: str) -> Outcome:
    """Kills the site in the middle of downloads. An acknowledged one is a download that the client takes for whole."""
    outcome = stage.outcome(name)
    for kind in DOWNLOADS:
        whole, size, complete = _download(stage, kind, stage.dice.randrange(1, 6))
        outcome.attempts += 1
        outcome.acknowledged += whole
        outcome.surviving += whole and complete
        outcome.notes += [f"{kind}: {size} bytes look whole, and are not"] if whole and not complete else []
        outcome.back_after = max(outcome.back_after, stage.site.wait())
        whole, size, complete = _download(stage, kind, 0)
        if not (whole and complete):
            outcome.wrong([f"{kind}: {size} bytes are not whole although nothing was killed"])
    return outcome


def _download(stage: Stage, kind: str, kill_at: int) -> tuple[bool, int, bool]:
    """Returns whether the client takes the file for whole, its size, and whether it has all rows. 0: kills nothing."""
    address = f"/api/v1/projects/?format={kind}" + ("&page_size=all" if kind == "json" else "")
    content, rows = bytearray(), -1
    try:
        with closing(HTTPConnection("127.0.0.1", stage.site.port, timeout=120)) as connection:
            connection.request("GET", address, headers=stage.site.headers())
            answer = connection.getresponse()
            rows = int(answer.headers[ROW_COUNT] or -1)
            pieces = 0
            while piece := answer.read(PIECE):
                content += piece
                pieces += 1
                if pieces == kill_at:
                    stage.site.kill_all()
    except (OSError, HTTPException):
        return False, len(content), False
    return True, len(content), rows_in(bytes(content), kind) == rows


def rows_in(content: bytes, kind: str) -> int:
    """Returns how many rows a file has; -1 if it cannot be read."""
    if kind == "csv":
        return sum(1 for _row in csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""))) - 1
    if kind == "ndjson":
        return content.count(b"\n")
    try:
        return len(json.loads(content)["results"])
    except ValueError:
        return -1


COMMANDS = (("export", "projects", "--format", "ndjson", "--output"), ("backup",))


def commands_killed(stage: Stage, name: str) -> Outcome:
    """Kills commands that write a file. The file has its name only if it is whole."""
    outcome, site = stage.outcome(name), stage.site
    for words in COMMANDS:
        whole = site.folder / f"whole-{words[0]}"
        began = time.monotonic()
        code, said = site.manage(*words, str(whole))
        seconds = time.monotonic() - began
        if code:
            outcome.errors += 1
            outcome.notes.append(said[-300:])
        for place in range(3):
            path = site.folder / f"{words[0]}-{place}"
            process = site.begin(*words, str(path))
            time.sleep(seconds * stage.dice.uniform(0.5, 1))
            process.kill()
            process.communicate()
            outcome.attempts += 1
            outcome.acknowledged += path.exists()
            outcome.surviving += path.exists() and _is_whole(stage, words[0], path, whole)
    outcome.back_after = site.wait()
    return outcome


def _is_whole(stage: Stage, command: str, path: Path, whole: Path) -> bool:
    if command == "export":
        return path.read_bytes() == whole.read_bytes()
    return stage.site.manage("backup", "--check", str(path))[0] == 0


SCENARIOS = [Scenario("download cut", download_cut), Scenario("export and backup killed", commands_killed)]
