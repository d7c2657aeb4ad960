"""Asks which of the packages that Oversigt needs have known weaknesses: ``python -m tools.weaknesses pip-audit``.

It says how many packages were really looked up, and on which day. pip-audit alone says "No known vulnerabilities
found" also where its source knows none of the packages, for instance behind a mirror.

Exit codes: 0: all packages were looked up, and none has a known weakness; 1: a package has one; 3: not all packages
could be looked up, and those that were have none.
"""

import json
import subprocess
import sys
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
ASKED = ("--requirement", "requirements.txt", "--requirement", "requirements-dev.txt")
OPTIONS = ("--no-deps", "--disable-pip", "--format", "json", "--progress-spinner", "off", "--timeout", "15")
SECONDS = 300
NONE, WEAK, NOT_CHECKED = 0, 1, 3


@dataclass
class Found:
    """What the source of weaknesses said."""

    checked: list[str] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    weak: list[str] = field(default_factory=list)
    """A sentence for each weakness."""


def ask(program: str) -> Found | None:
    """Returns what pip-audit says of the pinned packages; None if it cannot ask."""
    command = [program, *ASKED, *OPTIONS]
    try:
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=SECONDS, check=False)
        return read(json.loads(done.stdout))
    except (OSError, subprocess.TimeoutExpired, ValueError, KeyError):
        return None


def read(said: dict[str, Any]) -> Found:
    """Returns the answer of pip-audit in order. Raises KeyError if it has another shape."""
    found = Found()
    for one in said["dependencies"]:
        if "skip_reason" in one:
            found.left_out.append(one["name"])
            continue
        found.checked.append(one["name"])
        for weakness in one["vulns"]:
            mended = ", ".join(weakness.get("fix_versions") or ()) or "no version yet"
            found.weak.append(f"{one['name']} {one['version']}: {weakness['id']}, mended in {mended}")
    return found


def told(found: Found | None, day: str) -> tuple[str, int]:
    """Returns what the last line says, and the exit code."""
    if found is None or not found.checked:
        return f"Known weaknesses: NOT CHECKED. The list of weaknesses could not be reached on {day}.", NOT_CHECKED
    number = len(found.checked)
    if found.weak:
        return "\n".join([*found.weak, f"Known weaknesses on {day}: {len(found.weak)}, in {number} packages."]), WEAK
    if found.left_out:
        names = ", ".join(found.left_out)
        return f"Known weaknesses on {day}: none in {number} packages. NOT CHECKED: {names}.", NOT_CHECKED
    return f"Known weaknesses on {day}: none in {number} packages.", NONE


def main(program: str) -> int:
    """Prints what was found and returns the exit code."""
    text, code = told(ask(program), datetime.now(UTC).date().isoformat())
    print(text)
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else "pip-audit"))
