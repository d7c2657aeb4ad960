"""Which clash matters how much: the whole judgement of the calendar, in two tables and four sentences.

- Two events clash where they overlap in time, or lie within some days of each other and share something.
- A date that is known to the year or the month *may* clash: that is one step less.
- An event that is only an idea clashes one step less; one that is tentative never blocks.
- Where one of the two is a deadline or an adoption, nobody has to be at two places: it is worth knowing at most.

Every clash that is one at all stays worth knowing.
"""

from events.choices import EventStatus, Severity, Takes
from events.clash.taken import STANDING

NONE = 0
NEAR_DAYS = 3
"""Within how many days two events are near each other, unless another number is asked for."""

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
"""What two events share while they overlap in time → how much it matters. Time alone is always shared then."""

NEARBY: dict[str, int] = {
    Takes.TIME: NONE,
    Takes.PERSON: Severity.WORTH_KNOWING,
    Takes.VENUE: Severity.WORTH_KNOWING,
    Takes.ORGANISER: Severity.WORTH_KNOWING,
    Takes.PARTICIPANT: NONE,
    Takes.CITY: Severity.WORTH_KNOWING,
    Takes.AUDIENCE: Severity.WORTH_KNOWING,
}
"""What two events share while they are near each other in time → how much it matters."""

HOST_HOLIDAY, AUDIENCE_HOLIDAY = Severity.SERIOUS, Severity.WORTH_KNOWING
"""A public holiday where the event takes place, and one where its audience comes from."""

TENTATIVE, IDEA = STANDING[EventStatus.TENTATIVE], STANDING[EventStatus.IDEA]
