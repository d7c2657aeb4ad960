"""Dates and periods as annexes write them, as exact as they are written."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from readings.words import any_of
from readings.words.money import MONTHS

_MONTH = any_of("|".join(MONTHS))
_NUMBERS = {re.compile(any_of(words), re.IGNORECASE): number for number, words in enumerate(MONTHS, 1)}
_YEAR = r"(?:19[5-9]\d|20[0-9]\d)"
_END_OF = (
    r"(?:(?:the\s+)?end\s+of|udgangen\s+af|utgangen\s+av|utgången\s+av|slutningen\s+af|slutten\s+av|slutet\s+av|"
    r"udløbet\s+af|utløpet\s+av|årsskiftet|loka|lok)"
)
_DASH = (
    r"\s*(?:,?\s*(?:og|och|and)\s+)?(?:[-–—−]|(?:frem\s+|fram\s+|helt\s+|up\s+)?(?:til\s+og\s+med|till\s+och\s+med|"
    r"t\.?\s?o\.?\s?m\.?|til|till|to|until|through|bis|indtil|inntil|tills|ud|ut))\s*"
)
_TH = r"(?:\.|st|nd|rd|th|:?e|:?a|\.?\s*(?:päivä\w*))?"

SINGLE = (
    rf"(?P<iso>(?P<iy>{_YEAR})-(?P<im>0[1-9]|1[0-2])(?:-(?P<id>0[1-9]|[12]\d|3[01]))?(?!\d))",
    rf"(?P<dmy>(?P<d1>[0-3]?\d)[./]\s?(?P<m1>[01]?\d)[./]\s?(?P<y1>{_YEAR}))",
    rf"(?P<slash>(?P<d8>[0-3]?\d)/(?P<m8>[01]?\d)[ -](?P<y8>{_YEAR}))",
    rf"(?P<dMy>(?P<d2>[0-3]?\d){_TH}\s*(?:of\s+)?(?P<M2>{_MONTH})\.?,?\s*(?:år\s+)?(?P<y2>{_YEAR}))",
    rf"(?P<Mdy>(?P<M3>{_MONTH})\.?\s+(?P<d3>[0-3]?\d){_TH},\s*(?P<y3>{_YEAR}))",
    rf"(?P<My>(?P<M4>{_MONTH})\.?,?\s*(?:of\s+|år\s+|vuonna\s+|árið\s+)?(?P<y4>{_YEAR}))",
    rf"(?P<yM>vuoden\s+(?P<y5>{_YEAR})\s+(?P<M5>{_MONTH}))",
    rf"(?P<my>(?:(?P<m6>0?[1-9]|1[0-2])[/.])(?P<y6>{_YEAR}))",
    rf"(?P<y>(?P<y7>{_YEAR}))",
)
ONE = re.compile(r"(?<![\w.,/])(?:" + "|".join(SINGLE) + r")(?![\w/]|[.,]\d)", re.IGNORECASE)
_DAYS = re.compile(
    rf"(?<![\w.,/-])(?P<d1>[0-3]?\d)(?:\.|:?[ae]|st|nd|rd|th)?\s*(?:[-–—−]|og|och|ja|and|til|till|to)\s*(?P<d2>[0-3]?\d)\.?\s*(?:"
    rf"(?P<M>{_MONTH})\.?,?\s+|(?:(?<=\.)|(?<=\.\s))(?P<m>[01]?\d)\.\s?)(?P<y>{_YEAR})(?!\w)",
    re.IGNORECASE,
)
_NUMBER_DAYS = re.compile(
    rf"(?<![\w.,/-])(?P<d1>[0-3]?\d)\.?\s*[-–—−]\s*(?P<d2>[0-3]?\d)[./]\s?(?P<m>[01]?\d)[./]\s?(?P<y>{_YEAR})(?!\w)"
)
_MONTHS_OF_YEAR = re.compile(
    rf"(?<!\w)(?:(?P<d1>[0-3]?\d){_TH}\s+)?(?P<M1>{_MONTH})\.?(?:{_DASH}|\s+(?:og|och|ja|and)\s+)(?:(?P<d2>[0-3]?\d){_TH}\s+)?"
    rf"(?P<M2>{_MONTH})\.?,?\s+(?P<y>{_YEAR})(?!\w)",
    re.IGNORECASE,
)
_FINNISH_MONTHS = re.compile(
    rf"(?<!\w)(?P<M1>\w+kuusta)\s+(?P<M2>\w+kuuhun)\s+(?:vuonna\s+)?(?P<y>{_YEAR})(?!\w)", re.IGNORECASE
)
"""Two months of a year by their endings: "helmikuusta marraskuuhun 2012"."""
_SHORT_YEARS = re.compile(
    rf"(?<![\w.,/-])(?P<y1>{_YEAR})\s?[-–—−/]\s?(?P<y2>\d\d)(?!\s?/|[\w.,–-]?\d|\.?\s*(?:{_MONTH}|\d{{1,2}}\.))",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class When:
    """A date or a period in a text: ISO 8601, cut off where the text is not more exact."""

    starts: str | None
    ends: str | None
    start: int
    end: int
    period: bool
    """Whether it is written as a period, and not as one date."""
    unsure: bool = False
    """Whether it can be read in two ways: "2010-11" is November or two years."""


def _month(name: str) -> int:
    """Returns the number of a month; 0, which is no month, for another word."""
    return next((number for words, number in _NUMBERS.items() if words.fullmatch(name)), 0)


def _iso(year: str, month: str | int | None = None, day: str | int | None = None) -> str | None:
    """Returns the date; None if there is no such day."""
    if month is None:
        return year
    if not 1 <= int(month) <= 12:
        return None
    if day is None:
        return f"{year}-{int(month):02}"
    try:
        return date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        return None


_NUMBERED = {"iso": ("iy", "im", "id"), "dmy": ("y1", "m1", "d1"), "slash": ("y8", "m8", "d8"), "my": ("y6", "m6", "")}
_NAMED = {"dMy": ("y2", "M2", "d2"), "Mdy": ("y3", "M3", "d3"), "My": ("y4", "M4", ""), "yM": ("y5", "M5", "")}
"""The groups of each way to write a date: its year, month and day."""


def _one(match: re.Match[str]) -> str | None:
    part = match.groupdict()
    for way, (year, month, day) in (_NUMBERED | _NAMED).items():
        if part[way]:
            number = _month(part[month]) if way in _NAMED else part[month]
            return _iso(part[year], number, part[day] if day else None)
    return part["y7"]


def _ranges(text: str) -> Iterator[When]:
    for found in (*_NUMBER_DAYS.finditer(text), *_DAYS.finditer(text)):
        part = found.groupdict()
        month = _month(part["M"]) if part.get("M") else part.get("m")
        starts, ends = _iso(part["y"], month, part["d1"]), _iso(part["y"], month, part["d2"])
        if starts and ends and starts < ends:
            yield When(starts, ends, found.start(), found.end(), True)
    for found in _MONTHS_OF_YEAR.finditer(text):
        part = found.groupdict()
        starts = _iso(part["y"], _month(part["M1"]), part["d1"])
        ends = _iso(part["y"], _month(part["M2"]), part["d2"])
        if starts and ends and starts < ends:
            yield When(starts, ends, found.start(), found.end(), True)
    yield from _finnish_months(text)
    for found in _SHORT_YEARS.finditer(text):
        ends = found["y1"][:2] + found["y2"]
        months = text[found.start() : found.end()]
        if ends > found["y1"] and not ("-" in months and int(found["y2"]) <= 12):
            yield When(found["y1"], ends, found.start(), found.end(), True)


def _finnish_months(text: str) -> Iterator[When]:
    for found in _FINNISH_MONTHS.finditer(text):
        starts, ends = _iso(found["y"], _month(found["M1"])), _iso(found["y"], _month(found["M2"]))
        if starts and ends and starts < ends:
            yield When(starts, ends, found.start(), found.end(), True)


BETWEEN = re.compile(
    _DASH + rf"(?:den\s+|the\s+|år\s+|árs\s+|{_END_OF}\s+(?:år\s+|árs\s+)?)?|\s+vuoteen\s+|"
    r"\s+(?:og|och|ja|and)\s+(?:den\s+|the\s+)?|\s*(?:päättyi|loppui)\s*",
    re.IGNORECASE,
)
BEFORE_PAIR = re.compile(
    r"(?:mellom|mellem|mellan|between|milli|á árunum|åren|årene|vuosina|years|árin)\s*$", re.IGNORECASE
)


AFTER_PAIR = re.compile(r"\s*(?:välisenä|välillä)\b", re.IGNORECASE)


def whens(text: str, offset: int = 0) -> list[When]:
    """Returns the dates and periods of a text in their order; positions count from ``offset``."""
    found = list(_ranges(text))
    singles: list[When] = []
    for match in ONE.finditer(text):
        value = _one(match)
        taken = any(one.start < match.end() and match.start() < one.end for one in found)
        if value and not taken and not _is_number(text, match.start(), singles):
            unsure = bool(match["iso"] and not match["id"] and match["im"] > match["iy"][2:])
            singles.append(When(value, value, match.start(), match.end(), False, unsure))
    place = 0
    while place < len(singles):
        one = singles[place]
        other = singles[place + 1] if place + 1 < len(singles) else None
        if other and _is_pair(text, one, other):
            found.append(When(one.starts, other.ends, one.start, other.end, True))
            place += 2
            continue
        found.append(one)
        place += 1
    ordered = sorted(set(found), key=lambda when: (when.start, when.end, when.starts or ""))
    return [When(w.starts, w.ends, w.start + offset, w.end + offset, w.period, w.unsure) for w in ordered]


def _is_number(text: str, start: int, before: list[When]) -> bool:
    """Returns whether a year is a part of a number such as "09-2008": after a hyphen that follows no date."""
    return (
        text[start - 1 : start] == "-"
        and text[start - 2 : start - 1].isdigit()
        and not any(when.end == start - 1 for when in before)
    )


def _is_pair(text: str, one: When, other: When) -> bool:
    joint = BETWEEN.fullmatch(text[one.end : other.start])
    if not joint or (one.starts or "") >= (other.ends or ""):
        return _is_finnish_pair(text, one, other)
    if re.search(r"og|och|ja|and", joint.group(), re.IGNORECASE) and not re.search(r"til|to", joint.group()):
        following = (
            len(one.starts or "") == 4 == len(other.ends or "") and int(other.ends or 0) == int(one.starts or 0) + 1
        )
        return following or bool(BEFORE_PAIR.search(text[: one.start]) or AFTER_PAIR.match(text, other.end))
    return True


def _is_finnish_pair(text: str, one: When, other: When) -> bool:
    """Returns whether the endings of the words make two dates a period: "tammikuusta 2021 toukokuuhun 2023"."""
    apart = text[one.end : other.start].strip()
    ends = re.match(r"\w+kuuhun\s", text[other.start : other.end]) or re.match(r"\s+asti|\s+saakka", text[other.end :])
    begins = re.search(r"(?:\w+kuusta\s+|vuodesta\s+)\d{4}$", text[: one.end])
    return bool(begins and ends) and not apart and (one.starts or "") < (other.ends or "")


OPEN_END = re.compile(
    r"\s*[-–—−](?:\s*$|\s*[;,)\n])|\s*(?:og fremover|och framåt|onwards|alkaen|lähtien|eteenpäin|og áfram)",
    re.IGNORECASE,
)


def is_open(text: str, when: When) -> bool:
    """Returns whether the date is written as a beginning without an end, such as "2014 –"."""
    return bool(OPEN_END.match(text[when.end :]))
