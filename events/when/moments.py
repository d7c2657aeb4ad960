"""Times that people or programs write: a partial date, or a time on the clock at the event."""

import re
from datetime import UTC, datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from events.validators import within_known_years, zone
from projects.fields import to_partial_date

CLOCK = re.compile(r"(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2})(?::00)?", re.ASCII)

ZONES_OF_THE_REGION = (
    *("Europe/Copenhagen", "Europe/Stockholm", "Europe/Oslo", "Europe/Helsinki", "Atlantic/Reykjavik"),
    *("Atlantic/Faroe", "America/Nuuk", "Europe/Mariehamn", "Europe/Tallinn", "Europe/Riga", "Europe/Vilnius"),
    *("Europe/Warsaw", "Europe/Berlin", "Europe/Brussels", "Europe/Kaliningrad", "Europe/Moscow"),
)
"""Time zones (IANA) that forms offer; people may enter any other."""


class MomentField(forms.CharField):
    """Takes ``2008``, ``2008-04``, ``2008-04-10`` or ``2008-04-10T09:00``; gives a PartialDate, or a datetime without a
    zone."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"max_length": 19, **kwargs})

    def to_python(self, value: Any) -> Any:
        text = str(super().to_python(value))
        if not (clock := CLOCK.fullmatch(text)):
            return to_partial_date(text)
        try:
            return datetime.fromisoformat(f"{clock[1]}T{clock[2]}")
        except ValueError:
            raise ValidationError(_("There is no such date: %(date)s."), "date", {"date": text}) from None

    def run_validators(self, value: Any) -> None:
        super().run_validators(None if value is None else str(value))


def moment_in(name: str, clock: datetime) -> datetime:
    """Returns the moment at which clocks in this time zone show the time.

    Raises ValidationError for a year out of bounds, an unknown zone, and a time that the clocks there skip.
    """
    within_known_years(clock)
    there = zone(name)
    moment = clock.replace(tzinfo=there)
    if moment.astimezone(UTC).astimezone(there).replace(tzinfo=None) != clock:
        raise ValidationError(_("The clocks there are put forward over this time: it does not exist."), "skipped")
    return moment
