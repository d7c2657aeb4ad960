"""A backup names the program that made it, so that somebody finds what can restore it."""

import subprocess
import sys
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from portfolio import __version__
from portfolio.backup import release as releases
from portfolio.backup import restoring, taking
from portfolio.backup.archive import reading
from tests.portfolio.backup.registers import backup_of_now

pytestmark = pytest.mark.once
COMMIT = "0123456789abcdef0123456789abcdef01234567"


def copy_of_the_repository(folder: Path, **files: str) -> Path:
    for name, text in files.items():
        path = folder / ".git" / name.replace("__", "/").replace("_", "-")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return folder


def test_a_release_has_the_name_of_its_folder(tmp_path: Path) -> None:
    (tmp_path / "RELEASE").write_text("1.0.0-20261130T021500Z-0123456789ab\n")
    assert releases.release(tmp_path) == "1.0.0-20261130T021500Z-0123456789ab"


def test_without_a_release_it_is_the_version_and_the_commit(tmp_path: Path) -> None:
    assert releases.release(tmp_path) == __version__
    copy_of_the_repository(tmp_path, HEAD="ref: refs/heads/main\n", refs__heads__main=f"{COMMIT}\n")
    assert releases.release(tmp_path) == f"{__version__}-0123456789ab"


def test_a_commit_is_found_without_a_branch_and_among_packed_ones(tmp_path: Path) -> None:
    assert releases.commit(copy_of_the_repository(tmp_path / "one", HEAD=f"{COMMIT}\n")) == "0123456789ab"
    packed = copy_of_the_repository(
        tmp_path / "two",
        HEAD="ref: refs/heads/main\n",
        packed_refs=f"# pack-refs with: peeled\n{'f' * 40} refs/heads/other\n{COMMIT} refs/heads/main\n",
    )
    assert releases.commit(packed) == "0123456789ab"
    unborn = copy_of_the_repository(tmp_path / "three", HEAD="ref: refs/heads/main\n")
    assert releases.commit(unborn) == ""


def test_the_commit_is_known_before_anything_is_installed() -> None:
    """deploy/lib.sh asks Python alone, without the packages of the site."""
    command = [sys.executable, "-I", "-S", "-B", "-c", "import sys; sys.path.insert(0, '.')"]
    command[-1] += "; from portfolio.backup.release import commit; print(commit())"
    done = subprocess.run(command, cwd=settings.BASE_DIR, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == releases.commit()


@pytest.mark.django_db
def test_a_backup_names_its_release(tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.setattr(taking, "release", lambda: "1.0.0-of-then")
    path = backup_of_now(tmp_path)
    with reading(path) as backup:
        assert backup.manifest["release"] == "1.0.0-of-then"
    said = StringIO()
    call_command("backup", str(path), "--check", stdout=said)
    assert said.getvalue().strip().endswith("by Oversigt 1.0.0-of-then.")


@pytest.mark.django_db
@pytest.mark.parametrize(("ours", "code"), [(["0001_initial", "0002_later"], 1), ([], 3)])
def test_an_earlier_backup_has_another_code_than_a_later_one(
    tmp_path: Path, monkeypatch: Any, ours: list[str], code: int
) -> None:
    """deploy/restore.sh lets the release that made an earlier one restore it. A later one needs an upgrade first."""
    state = {**taking.state(), "migrations": [["projects", "0001_initial"]]}
    monkeypatch.setattr(taking, "state", lambda: state)
    monkeypatch.setattr(taking, "release", lambda: "1.0.0-of-then")
    path = backup_of_now(tmp_path)
    monkeypatch.setattr(restoring, "_of_this_version", lambda: {("projects", name) for name in ours})
    with pytest.raises(CommandError, match=r"made .*1\.0\.0-of-then") as refused:
        call_command("restore", str(path), "--check")
    assert refused.value.returncode == code
