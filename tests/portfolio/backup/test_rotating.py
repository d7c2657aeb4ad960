"""Dated backups: which of them stay, and that nothing else in their folder is touched."""

from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import strategies as st

from portfolio.backup import archive
from portfolio.backup.rotating import hours_since_last, kept, moment_of, next_name, remove_others
from tests.cases import examples

MOMENT = st.datetimes(
    datetime(2020, 1, 1),  # noqa: DTZ001 (hypothesis takes bounds without a time zone)
    datetime(2040, 1, 1),  # noqa: DTZ001
    timezones=st.just(UTC),
)
MOMENTS = st.lists(MOMENT, max_size=60)
NUMBERS = st.integers(0, 30)


def at(day: str, hour: int = 2) -> datetime:
    return datetime.fromisoformat(f"{day}T{hour:02}:15:00+00:00")


def test_the_last_one_of_each_day_week_and_month_stays() -> None:
    nightly = [at("2026-12-31") - timedelta(days=days) for days in range(400)]
    days = [moment.date().isoformat() for moment in sorted(kept(nightly, daily=3, weekly=4, monthly=5))]
    assert days == [
        # The last days of months
        *("2026-08-31", "2026-09-30", "2026-10-31", "2026-11-30"),
        # Sundays
        *("2026-12-13", "2026-12-20", "2026-12-27"),
        # The last three days; the last one is the last of its week and of its month, too
        *("2026-12-29", "2026-12-30", "2026-12-31"),
    ]


def test_of_two_on_one_day_the_later_one_stays() -> None:
    moments = [at("2026-11-29", 2), at("2026-11-29", 14), at("2026-11-28", 2)]
    assert kept(moments, daily=2, weekly=0, monthly=0) == {moments[1], moments[2]}


def test_days_without_a_backup_push_nothing_out() -> None:
    moments = [at("2026-01-05"), at("2026-11-29")]
    assert kept(moments, daily=2, weekly=0, monthly=0) == set(moments)


def test_the_newest_one_always_stays() -> None:
    moments = [at("2026-11-28"), at("2026-11-29")]
    assert kept(moments, 0, 0, 0) == {moments[1]}
    assert kept([], 14, 8, 24) == set()


@examples(100)
@given(moments=MOMENTS, daily=NUMBERS, weekly=NUMBERS, monthly=NUMBERS)
def test_never_more_than_the_numbers_say(moments: Any, daily: int, weekly: int, monthly: int) -> None:
    stay = kept(moments, daily, weekly, monthly)
    assert stay <= set(moments)
    assert len(stay) <= max(1, daily + weekly + monthly)
    assert not moments or max(moments) in stay


@examples(100)
@given(moments=MOMENTS, daily=NUMBERS, weekly=NUMBERS, monthly=NUMBERS)
def test_a_second_time_deletes_nothing(moments: Any, daily: int, weekly: int, monthly: int) -> None:
    stay = kept(moments, daily, weekly, monthly)
    assert kept(stay, daily, weekly, monthly) == stay


@examples(60)
@given(moment=MOMENT)
def test_a_name_says_its_moment(moment: datetime) -> None:
    assert moment_of(next_name(moment)) == moment.replace(microsecond=0)


@pytest.mark.parametrize(
    "name", ["oversigt-7.zip", "oversigt-20261399T000000Z.zip", "oversigt-20261129T021500Z.zip.old", "register.zip"]
)
def test_other_names_are_no_dated_backups(name: str) -> None:
    assert moment_of(name) is None


def test_other_files_are_never_deleted(tmp_path: Path) -> None:
    for name in ("register.zip", "oversigt-1.zip", next_name(at("2026-11-28")), next_name(at("2026-11-29"))):
        (tmp_path / name).touch()
    assert [path.name for path in remove_others(tmp_path, 1, 0, 0)] == [next_name(at("2026-11-28"))]
    assert {path.name for path in tmp_path.iterdir()} == {"register.zip", "oversigt-1.zip", next_name(at("2026-11-29"))}


def test_the_age_is_that_of_the_newest(tmp_path: Path) -> None:
    assert hours_since_last(tmp_path, at("2026-11-29")) is None
    for day in ("2026-11-28", "2026-11-20"):
        (tmp_path / next_name(at(day))).touch()
    assert hours_since_last(tmp_path, at("2026-11-29", 5)) == 27


def command(*arguments: Any) -> str:
    out = StringIO()
    call_command("backup", *arguments, stdout=out)
    return out.getvalue()


def test_the_command_writes_a_dated_backup_and_deletes_older_ones(db: None, settings: Any, tmp_path: Path) -> None:
    settings.BACKUPS = str(tmp_path)
    old = tmp_path / next_name(at("2020-02-01"))
    old.touch()
    said = command("--keep", "1", "0", "0")
    (path,) = tmp_path.iterdir()
    assert f"Wrote {path}" in said
    assert f"Deleted 1 older backups: {old.name}." in said
    archive.check(path)


def test_a_backup_that_does_not_read_back_deletes_nothing(
    db: None, settings: Any, tmp_path: Path, monkeypatch: Any
) -> None:
    settings.BACKUPS = str(tmp_path)
    old = tmp_path / next_name(at("2020-02-01"))
    old.touch()

    def fail(_path: Path) -> None:
        raise archive.NotWhole("The rows of t are not those that were written.")

    monkeypatch.setattr("portfolio.management.commands.backup.check", fail)
    with pytest.raises(CommandError, match=r"No older backup was deleted\. The rows of t"):
        command("--keep", "1", "0", "0")
    assert old.exists()
    assert len(list(tmp_path.iterdir())) == 2


def test_without_a_folder_a_name_is_needed(db: None, settings: Any, tmp_path: Path) -> None:
    settings.BACKUPS = ""
    for arguments in ((), ("--keep", "1", "1", "1"), ("--check",)):
        with pytest.raises(CommandError, match="Name the file of the backup, or set BACKUPS"):
            command(*arguments)
    with pytest.raises(CommandError, match="leave the file out"):
        command(tmp_path / "register.zip", "--keep", "1", "1", "1")
    with pytest.raises(CommandError, match="invalid"):
        command("--keep", "1", "-1", "1")
