"""The packages that Oversigt needs: their licences allow the use, and the check for weaknesses hides nothing."""

import json
import sys
from pathlib import Path
from typing import Any

import pytest

from tools import licences, weaknesses

pytestmark = pytest.mark.once
ALLOWED = ("MIT", "BSD", "Apache", "MPL", "Mozilla", "PSF", "LGPL", "ISC", "Unlicense")
"""Licences that allow the use in a work under the EUPL-1.2."""
DAY = "2026-01-31"


def test_every_package_is_in_the_table_of_licences() -> None:
    assert licences.FILE.read_text("utf-8") == licences.table(), "write docs/licences.md again: make licences"


@pytest.mark.parametrize("package", licences.pinned())
def test_every_licence_allows_the_use(package: str) -> None:
    licence = licences.licence_of(package)
    assert any(name in licence for name in ALLOWED), licence


WEAK = {"name": "six", "version": "1", "vulns": [{"id": "CVE-2026-1", "fix_versions": ["2"]}]}
SOUND = {"name": "django", "version": "5", "vulns": []}
UNKNOWN = {"name": "attrs", "skip_reason": "not found"}
CASES: list[tuple[list[dict[str, Any]], str, int]] = [
    ([SOUND], f"Known weaknesses on {DAY}: none in 1 packages.", 0),
    ([SOUND, WEAK], f"six 1: CVE-2026-1, mended in 2\nKnown weaknesses on {DAY}: 1, in 2 packages.", 1),
    ([SOUND, UNKNOWN], f"Known weaknesses on {DAY}: none in 1 packages. NOT CHECKED: attrs.", 3),
    ([UNKNOWN], f"Known weaknesses: NOT CHECKED. The list of weaknesses could not be reached on {DAY}.", 3),
    ([WEAK, UNKNOWN], f"six 1: CVE-2026-1, mended in 2\nKnown weaknesses on {DAY}: 1, in 1 packages.", 1),
]


@pytest.mark.parametrize(("said", "text", "code"), CASES)
def test_what_was_not_looked_up_is_never_called_sound(said: list[dict[str, Any]], text: str, code: int) -> None:
    assert weaknesses.told(weaknesses.read({"dependencies": said}), DAY) == (text, code)


def test_a_program_that_fails_has_checked_nothing(tmp_path: Path, capsys: Any) -> None:
    for program in (str(tmp_path / "missing"), _program(tmp_path, "no JSON"), _program(tmp_path, json.dumps({"x": 1}))):
        assert weaknesses.main(program) == weaknesses.NOT_CHECKED
        assert "NOT CHECKED" in capsys.readouterr().out


def test_the_answer_of_the_program_is_read(tmp_path: Path, capsys: Any) -> None:
    assert weaknesses.main(_program(tmp_path, json.dumps({"dependencies": [SOUND, WEAK]}))) == weaknesses.WEAK
    assert "CVE-2026-1" in capsys.readouterr().out


def _program(folder: Path, says: str) -> str:
    path = folder / f"audit-{len(says)}"
    path.write_text(f"#!{sys.executable}\nprint({says!r})\n")
    path.chmod(0o700)
    return str(path)
