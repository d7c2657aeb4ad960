"""The calendar: events, who and what belongs to them, and the index of the clash check."""

from events.models.access import Contributor, FeedAddress
from events.models.belongings import EventContact, EventDocument, EventParty, EventProject
from events.models.engagement import Engagement
from events.models.event import LONGEST, Event

__all__ = [
    "LONGEST",
    "Contributor",
    "Engagement",
    "Event",
    "EventContact",
    "EventDocument",
    "EventParty",
    "EventProject",
    "FeedAddress",
]
