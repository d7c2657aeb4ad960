"""An event read from a calendar file: plain values, which travel from the preview to the confirmation."""

from dataclasses import dataclass, field

from events.choices import EventKind, EventStatus


@dataclass
class ReadEvent:
    """An event of a file. None of its values is trusted yet."""

    uid: str
    title: str
    description: str = ""
    status: str = EventStatus.CONFIRMED
    kind: str = EventKind.MEETING
    starts: str = ""
    """ISO date of an event of whole days; otherwise empty."""
    ends: str = ""
    starts_at: str = ""
    """ISO date-time in UTC; otherwise empty."""
    ends_at: str = ""
    timezone: str = ""
    shared_zone: bool = False
    """Whether other zones have the same clock as ``timezone``. If so, the place of the event decides between them."""
    location: str = ""
    url: str = ""
    recurrence: str = ""
    exceptions: list[str] = field(default_factory=list)
    sequence: int = 0
    stamp: str = ""
    """DTSTAMP as written, which sorts by time: of two versions with the same SEQUENCE, the later one counts."""
    cancels: bool = False
    """Whether the file cancels the event (METHOD:CANCEL)."""
    instead_of: str = ""
    """ISO date of the occurrence of a series that this event replaces; otherwise empty. While the file is being read,
    it may be a moment, whose day depends on the zone of the series.
    """
    onwards: bool = False
    """Whether it also replaces all later occurrences (RANGE=THISANDFUTURE)."""
    notes: list[str] = field(default_factory=list)
    """What the calendar takes over differently from the file, in sentences."""


@dataclass(frozen=True)
class RefusedEvent:
    """An event of the file that is not taken over, with the reason."""

    title: str
    reason: str
