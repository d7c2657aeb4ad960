"""The time of an event in words."""

from datetime import date
from typing import Any

from django.utils import dateformat, formats
from django.utils.translation import get_language

from events.when.occurrences import days_left_out
from projects.fields import to_partial_date
from projects.partial_date import period_in_words

WEEKDAY = {"en": "l j F", "sv": "l j F", "fi": "l j. E"}
"""Language → format of a day with its weekday. Finnish uses the partitive of the month: "keskiviikko 5. toukokuuta"."""

OTHERWISE = "l j. F"


def with_weekday(day: date) -> str:
    """Returns "Wednesday 5 May", "onsdag 5. maj", "keskiviikko 5. toukokuuta"."""
    return dateformat.format(day, WEEKDAY.get((get_language() or "en")[:2], OTHERWISE))


def time_in_words(event: Any) -> str:
    """Returns "October 2008", "9–11 December 2005", "4 March 2021 09:00 – 12:00 (Europe/Stockholm)".

    For a series, returns the time of its first occurrence: the first day that is no exception.
    """
    later = days_left_out(event)
    if later and not event.starts_at:
        return period_in_words(
            *(to_partial_date(day.isoformat()) for day in (event.first_possible_day(), event.last_possible_day()))
        )
    if not event.starts_at:
        return period_in_words(event.starts, event.ends or event.starts)
    starts, ends = (event.local(moment) + later for moment in (event.starts_at, event.ends_at or event.starts_at))
    words = _moment(starts)
    if ends != starts:
        words += f" – {formats.time_format(ends, 'H:i') if ends.date() == starts.date() else _moment(ends)}"
    return f"{words} ({event.timezone})"


def _moment(moment: Any) -> str:
    # 24-hour clock in every language: the reader may not be in the event's country
    return f"{formats.date_format(moment, 'DATE_FORMAT')} {formats.time_format(moment, 'H:i')}"
