"""A folder of dated backups: the name of the next one, the age of the last one, and which of them go."""

import re
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

MOMENT = "%Y%m%dT%H%M%SZ"
NAME = re.compile(r"oversigt-(\d{8}T\d{6}Z)\.zip")
"""A name has its moment in UTC. Files with other names are not backups of this folder, and are never deleted."""


def next_name(now: datetime) -> str:
    """Returns the name of a backup that is made now."""
    return f"oversigt-{now.astimezone(UTC).strftime(MOMENT)}.zip"


def dated(folder: Path) -> dict[Path, datetime]:
    """Returns the backups of a folder with their moments, the newest first. Raises OSError."""
    found = {path: moment for path in folder.iterdir() if (moment := moment_of(path.name))}
    return dict(sorted(found.items(), key=lambda item: item[1], reverse=True))


def moment_of(name: str) -> datetime | None:
    """Returns the moment in the name of a backup; None if it is none of ours."""
    match = NAME.fullmatch(name)
    try:
        return datetime.strptime(match[1], MOMENT).replace(tzinfo=UTC) if match else None
    except ValueError:
        return None


def hours_since_last(folder: Path, now: datetime) -> float | None:
    """Returns the hours since the last backup of a folder was begun; None if the folder has none. Raises OSError."""
    moments = dated(folder).values()
    return (now - max(moments)).total_seconds() / 3600 if moments else None


def kept(moments: Iterable[datetime], daily: int, weekly: int, monthly: int) -> set[datetime]:
    """Returns which backups stay: the last one of each of the last days, ISO weeks and months that have one.

    The numbers say how many days, weeks and months. A day without a backup does not count, so a site whose backups
    failed for a month loses none of the earlier ones. Days are those of UTC. The newest one always stays.
    """
    newest_first = sorted(set(moments), reverse=True)
    spans: tuple[tuple[int, Callable[[datetime], Any]], ...] = (
        (daily, datetime.date),
        (weekly, lambda moment: moment.isocalendar()[:2]),
        (monthly, lambda moment: (moment.year, moment.month)),
    )
    stay = set(newest_first[:1])
    for most, span in spans:
        last_of: dict[Any, datetime] = {}
        for moment in newest_first:
            last_of.setdefault(span(moment), moment)
        stay.update(list(last_of.values())[:most])
    return stay


def remove_others(folder: Path, daily: int, weekly: int, monthly: int) -> list[Path]:
    """Deletes the backups of a folder that do not stay. Returns them. Raises OSError."""
    found = dated(folder)
    stay = kept(found.values(), daily, weekly, monthly)
    gone = [path for path, moment in found.items() if moment not in stay]
    for path in gone:
        path.unlink()
    return gone
