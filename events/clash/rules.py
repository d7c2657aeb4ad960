"""The severity of clashes: every rule, in two tables and four sentences.

- Two events clash if they overlap in time, or if they lie within some days of each other and share something.
- A date that is known to the year or the month *may* clash: its severity is one step lower.
- An event that is only an idea clashes one step lower; a tentative event never blocks.
- A deadline or an adoption needs nobody at two places: the clash is "worth knowing" at most.

No clash is lowered below "worth knowing".
"""

from events.choices import EventStatus, Severity, Takes
from events.clash.taken import STANDING

NONE = 0
NEAR_DAYS = 3
"""Two events are near each other within this many days, unless the request gives another number."""

MOST_NEAR_DAYS = 31

OVERLAPPING: dict[str, int] = {
    Takes.TIME: Severity.WORTH_KNOWING,
    Takes.PERSON: Severity.BLOCKING,
    Takes.VENUE: Severity.BLOCKING,
    Takes.ORGANISER: Severity.SERIOUS,
    Takes.PARTICIPANT: Severity.WORTH_KNOWING,
    Takes.CITY: Severity.SERIOUS,
    Takes.AUDIENCE: Severity.SERIOUS,
}
"""Thing that two events share while they overlap in time → severity. Overlapping events always share the time."""

NEARBY: dict[str, int] = {
    Takes.TIME: NONE,
    Takes.PERSON: Severity.WORTH_KNOWING,
    Takes.VENUE: Severity.WORTH_KNOWING,
    Takes.ORGANISER: Severity.WORTH_KNOWING,
    Takes.PARTICIPANT: NONE,
    Takes.CITY: Severity.WORTH_KNOWING,
    Takes.AUDIENCE: Severity.WORTH_KNOWING,
}
"""Thing that two events share while they are near each other in time → severity."""

HOST_HOLIDAY, AUDIENCE_HOLIDAY = Severity.SERIOUS, Severity.WORTH_KNOWING
"""Severity of a public holiday where the event takes place, and of one where its audience comes from."""

TENTATIVE, IDEA = STANDING[EventStatus.TENTATIVE], STANDING[EventStatus.IDEA]
