"""Writes docs/licences.md: the licence of each package that Oversigt needs, from the packages' own metadata.

``python -m tools.licences`` writes the file; a test compares it with what is installed.
"""

import re
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
FILE = ROOT / "docs/licences.md"
LISTS = {
    "requirements.txt": "it runs",
    "requirements-parquet.txt": "it writes Parquet",
    "requirements-dev.txt": "it is tested",
}
PIN = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==")
LONGEST = 40
"""Letters of a licence's name. A longer text is the licence itself, and the classifier has the name."""
NOT_NAMES = ("Dual License", "")
HEAD = """# Licences of the packages that Oversigt needs

Oversigt itself is under the EUPL-1.2. Each package below is used as it is published, unchanged. The names of the
licences are those that the packages give. `make licences` writes this file from the installed packages, and a test
fails if a package is missing.

The LGPL and the MPL-2.0 ask that changes of the package itself are published, and Oversigt changes none. The other
licences ask only to keep their notice.

| package | licence | needed so that |
|---|---|---|
"""


def pinned() -> dict[str, str]:
    """Returns the pinned packages, each with why it is needed. A package of both lists is needed to run."""
    found: dict[str, str] = {}
    for name, reason in LISTS.items():
        for line in (ROOT / name).read_text("utf-8").splitlines():
            if pin := PIN.match(line):
                found.setdefault(pin[1], reason)
    return found


def licence_of(package: str) -> str:
    """Returns the licence of an installed package; "not stated" if it names none. Raises PackageNotFoundError."""
    said: Any = metadata(package)
    expression, text = said.get("License-Expression") or "", (said.get("License") or "").strip()
    if expression:
        return str(expression)
    if text not in NOT_NAMES and len(text) <= LONGEST and "\n" not in text:
        return text
    names = [
        one.rsplit("::", 1)[-1].strip() for one in said.get_all("Classifier") or [] if one.startswith("License ::")
    ]
    return " or ".join(names) or "not stated"


def table() -> str:
    """Returns the whole file."""
    rows = [
        f"| {package} | {licence_of(package)} | {reason} |"
        for package, reason in sorted(pinned().items(), key=lambda pair: pair[0].lower())
    ]
    return HEAD + "\n".join(rows) + "\n"


if __name__ == "__main__":
    try:
        FILE.write_text(table(), "utf-8")
    except PackageNotFoundError as missing:
        raise SystemExit(f"{missing} is not installed: pip install -r requirements-dev.txt") from missing
