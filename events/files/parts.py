"""An event as a calendar file has it: plain values, which travel from the preview to the confirmation."""

from dataclasses import dataclass, field

from events.choices import EventKind, EventStatus


@dataclass
class ReadEvent:
    """An event of a file. Nothing of it is trusted yet."""

    uid: str
    title: str
    description: str = ""
    status: str = EventStatus.CONFIRMED
    kind: str = EventKind.MEETING
    starts: str = ""
    """ISO date of an event of whole days; else empty."""
    ends: str = ""
    starts_at: str = ""
    """ISO date-time in UTC; else empty."""
    ends_at: str = ""
    timezone: str = ""
    shared_zone: bool = False
    """Whether other zones have the clock of ``timezone``: the place of the event decides between them."""
    location: str = ""
    url: str = ""
    recurrence: str = ""
    exceptions: list[str] = field(default_factory=list)
    sequence: int = 0
    stamp: str = ""
    """DTSTAMP as it is written, which sorts: the later of two versions with one SEQUENCE counts."""
    cancels: bool = False
    """Whether the file takes the event back (METHOD:CANCEL)."""
    instead_of: str = ""
    """ISO date of the occurrence of a series in place of which it stands; else empty. While the file is being read, it
    may be a moment, whose day depends on the zone of the series."""
    onwards: bool = False
    """Whether it stands in place of all later occurrences too (RANGE=THISANDFUTURE)."""
    notes: list[str] = field(default_factory=list)
    """What the calendar takes over differently, in sentences."""


@dataclass(frozen=True)
class RefusedEvent:
    """An event of the file that is not taken over, and why."""

    title: str
    reason: str
