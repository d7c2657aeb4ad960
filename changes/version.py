"""The version of the data: the number and the random mark of the last change.

Whatever is not a record (sessions, the last sign-in, throttling) does not move it. The mark tells a database that was
restored from a backup, and has lost its last changes, from the one before.
"""

from changes import guard
from changes.as_of.point import current_point
from changes.models import Latest, RecordChange
from changes.opened import current


def version() -> str | None:
    """The version of the data, "1234:9f…"; None while this transaction has written what nobody else sees."""
    change = current()
    if change is not None and change.written:
        return None
    if point := current_point():
        return f"{point.version}@{point.number}@{point.day.isoformat()}"
    row = Latest.objects.filter(pk=1).values_list("number", "mark").first()
    # Only tests write without a change, and are not to be answered from before
    beside = f"+{guard.unnumbered()}" if guard.unnumbered() else ""
    return f"{row[0]}:{row[1]}{beside}" if row else f"0:{beside}"


def version_of(kind: str, row: int) -> int:
    """The number of the last change that touched a record, by the key of its row; 0 where no change did."""
    latest = RecordChange.objects.filter(kind=kind, row=row).order_by("-change_id").values_list("change", flat=True)
    return latest.first() or 0
