"""Deadlines as all-day entries of a calendar file (RFC 5545), which take nobody's time."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from events.choices import EventKind
from events.files.lines import EventLines
from events.slugs import DEADLINES_HOST
from projects.deadlines import Deadline
from projects.language.texts import shown

BACK = timedelta(days=366)
"""How long a feed keeps deadlines that have passed."""


def first_day_of_feed(today: date) -> date:
    """Returns the first day of the deadlines in a feed."""
    return today - BACK


def changed_at(deadline: Deadline, unknown: datetime) -> datetime:
    """Returns when the deadline last changed, in UTC and whole seconds. ``unknown``: the answer if nobody knows."""
    return (deadline.changed or unknown).astimezone(UTC).replace(microsecond=0)


def lines_of(deadline: Deadline, address: Callable[[str], str], unknown: datetime) -> bytes:
    """Returns the lines of a deadline, in the active language. A deadline that is met says so in its title, and its
    sequence is the number of the change that met it.
    """
    lines, language = EventLines(), f"LANGUAGE={get_language() or 'en'}"
    title = _("Done: %(deadline)s") % {"deadline": deadline.title} if deadline.done else deadline.title
    project = deadline.project
    lines.text("UID", f"{deadline.key}{DEADLINES_HOST}")
    lines.plain("SEQUENCE", deadline.change)
    lines.moment("DTSTAMP", changed_at(deadline, unknown))
    lines.moment("LAST-MODIFIED", changed_at(deadline, unknown))
    lines.when("DTSTART", [deadline.day], "")
    lines.when("DTEND", [deadline.day + timedelta(days=1)], "")
    lines.text("SUMMARY", title, parameter=language)
    lines.text("DESCRIPTION", f"{project.reference} {shown(project, 'title')}", parameter=language)
    lines.text("STATUS", "CONFIRMED")
    lines.text("CATEGORIES", str(EventKind.DEADLINE.label), str(deadline.kind.label))
    lines.plain("URL", address(deadline.path))
    lines.text("TRANSP", "TRANSPARENT")
    return lines.to_ical()
