"""The day, the moment or the number of a change that a reader names."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from changes.as_of.point import Point
from changes.models import Change
from changes.version import version

NUMBER = re.compile(r"[0-9]{1,18}")
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
MOMENT = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})[Tt ]([0-9:.]+)([Zz]|[ +-][0-9]{2}:[0-9]{2})")
"""A blank before the offset is a plus: in an address, a plus that is not escaped arrives as a blank."""


class NotKnown(ValueError):
    """The register does not know what it said then. The text is a sentence for the reader."""


def spelled(text: str) -> str:
    """Returns a day or a number as it is written, and a moment in UTC ("2027-03-01T12:00:00Z"), as addresses hold it.

    Raises NotKnown for a text that is none of the three. It does not say whether the register knows it.
    """
    if NUMBER.fullmatch(text):
        return text
    if DAY.fullmatch(text):
        return str(_parsed(date.fromisoformat, text, text).isoformat())
    if MOMENT.fullmatch(text):
        utc = _parsed(lambda moment: moment.astimezone(UTC), text, _moment(text))
        return str(utc.isoformat().replace("+00:00", "Z"))
    raise NotKnown(_not_read(text))


def point_of(text: str) -> Point:
    """Returns the change that a text names.

    A day (ISO 8601, "2027-03-01") is the last change of that day in the site's time zone; a moment (RFC 3339,
    "2027-03-01T12:00:00Z") the last change until then; a whole number the change with this number. Raises NotKnown for
    a text that names none, a time before the first change and a time that is still to come.
    """
    if NUMBER.fullmatch(text):
        return _of_number(int(text), text)
    if DAY.fullmatch(text):
        return _of_day(_parsed(date.fromisoformat, text, text), text)
    if MOMENT.fullmatch(text):
        moment = _moment(text)
        return _last_until(moment, spelled(text), _parsed(timezone.localdate, text, moment))
    raise NotKnown(_not_read(text))


def _of_number(number: int, text: str) -> Point:
    change = Change.objects.filter(number=number).first()
    if change is None:
        raise NotKnown(_("There is no change %(number)s.") % {"number": text})
    return Point(change.number, change.moment, text, timezone.localdate(change.moment), version() or "")


def _of_day(day: date, text: str) -> Point:
    if day > timezone.localdate():
        raise NotKnown(_("%(day)s is still to come. Choose today or an earlier day.") % {"day": date_format(day)})
    # The day after the last one of the calendar does not exist, but lies in the future
    begins = timezone.make_aware(datetime.combine(day + timedelta(days=1), time()))
    return _last_until(begins - timedelta(microseconds=1), text, day, whole_day=True)


def _last_until(moment: datetime, text: str, day: date, *, whole_day: bool = False) -> Point:
    if not whole_day and moment > timezone.now():
        raise NotKnown(_("%(moment)s is still to come. Choose an earlier moment.") % {"moment": text})
    # By number: the clocks of two servers may differ, the numbers do not
    change = Change.objects.filter(moment__lte=moment).order_by("-number").first()
    if change is None:
        first = Change.objects.order_by("number").first()
        if first is None:
            raise NotKnown(_("The register has no numbered change yet."))
        words = {"day": date_format(timezone.localtime(first.moment), "DATE_FORMAT")}
        raise NotKnown(_("The register knows its past from %(day)s. Choose that day or a later one.") % words)
    return Point(change.number, change.moment, text, day, version() or "")


def _moment(text: str) -> datetime:
    day, time_of_day, offset = MOMENT.fullmatch(text).groups()  # type: ignore[union-attr]
    written = f"{day}T{time_of_day}{offset.upper().replace(' ', '+')}"
    moment: datetime = _parsed(datetime.fromisoformat, text, written)
    return moment


def _parsed(parse: Callable[[Any], Any], text: str, written: Any) -> Any:
    """Returns the day or moment of a text. Raises NotKnown for one that no calendar has, such as 29 February 2027."""
    try:
        return parse(written)
    except (ValueError, OverflowError):
        raise NotKnown(_not_read(text)) from None


def _not_read(text: str) -> str:
    sentence = _(
        "“%(text)s” is no day, moment or number of a change. Write a day as 2027-03-01, a moment as "
        "2027-03-01T12:00:00Z, or a number as 1234."
    )
    return sentence % {"text": text[:40]}
