"""Deadlines as all-day entries of a calendar file (RFC 5545), which take nobody's time."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from events.choices import EventKind
from events.files.writing.lines import escaped, folded, of_day, of_moment
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


def text_of(deadline: Deadline, address: Callable[[str], str], unknown: datetime) -> str:
    """Returns the component of a deadline, in the active language. A deadline that is met says so in its title, and its
    sequence is the number of the change that met it.
    """
    language, project = f"LANGUAGE={get_language() or 'en'}", deadline.project
    title = _("Done: %(deadline)s") % {"deadline": deadline.title} if deadline.done else deadline.title
    about = f"{project.reference} {shown(project, 'title')}"
    kinds = (str(EventKind.DEADLINE.label), str(deadline.kind.label))
    changed = of_moment(changed_at(deadline, unknown))
    parts = (
        "BEGIN:VEVENT",
        f"SUMMARY;{language}:{escaped(title)}",
        f"DTSTART;VALUE=DATE:{of_day(deadline.day)}",
        f"DTEND;VALUE=DATE:{of_day(deadline.day + timedelta(days=1))}",
        f"DTSTAMP:{changed}",
        f"UID:{escaped(deadline.key + DEADLINES_HOST)}",
        f"SEQUENCE:{deadline.change}",
        f"CATEGORIES:{','.join(map(escaped, kinds))}",
        f"DESCRIPTION;{language}:{escaped(about)}",
        f"LAST-MODIFIED:{changed}",
        "STATUS:CONFIRMED",
        "TRANSP:TRANSPARENT",
        f"URL:{address(deadline.path)}",
        "END:VEVENT",
    )
    return "".join(f"{folded(part)}\r\n" for part in parts)
