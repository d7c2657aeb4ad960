"""The reasons of a clash as sentences in the reader's language. They read the events themselves, not the index."""

from collections.abc import Iterable
from typing import Any

from babel import Locale
from django.utils import formats
from django.utils.text import get_text_list
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from events.choices import Audience, EventStatus, Severity, Takes
from events.clash.clashes import Clash, Findings, Reason
from events.clash.holidays import HolidayClash
from events.models import Event
from projects.choices import PlaceKind
from projects.models import Place


def sentences(clash: Clash) -> list[str]:
    """Returns how the two events lie in time, what they share, the most severe first, and what lowers the severity."""
    lines, groups = [_relation(clash)], []
    for reason in _named(clash):
        if reason.takes == Takes.AUDIENCE:
            groups.append(str(Audience(reason.key.partition(":")[2]).label))
        else:
            lines.append(SENTENCES[reason.takes](clash.event, reason.key))
    if groups:
        lines.append(_("Both are for the same audience: %(group)s.") % {"group": ", ".join(groups)})
    return [*dict.fromkeys(lines), *_times(clash), *_status(clash)]


def bound_sentence(findings: Findings) -> str:
    """Returns which days or occurrences were not compared because too many events share something; empty if all
    were."""
    if findings.checked_until:
        day = formats.date_format(findings.checked_until, "DATE_FORMAT")
        return _("There are too many events to compare them all. Only the days until %(day)s were compared.") % {
            "day": day
        }
    if not findings.complete:
        return _("There are too many events on these days to compare them all. Only some were compared.")
    return ""


def holiday_sentence(clash: HolidayClash, countries: dict[str, str]) -> str:
    """Returns a sentence such as "24 December 2026 is a public holiday in Denmark: Christmas Eve"."""
    told = _("%(day)s is a public holiday in %(country)s, where it takes place: %(name)s.")
    if not clash.hosting:
        told = _("%(day)s is a public holiday in %(country)s, where its audience comes from: %(name)s.")
    holiday = clash.holiday
    country = countries.get(holiday.country, holiday.country)
    return told % {"day": formats.date_format(holiday.day, "DATE_FORMAT"), "country": country, "name": holiday.name}


def holiday_sentences(clashes: Iterable[HolidayClash], countries: dict[str, str]) -> list[str]:
    """Returns one sentence for each day and name: "6 May 2027 is a public holiday in Denmark and Finland: Ascension
    Day"."""
    found: dict[tuple[Any, str], list[str]] = {}
    for clash in clashes:
        holiday = clash.holiday
        found.setdefault((holiday.day, holiday.name), []).append(countries.get(holiday.country, holiday.country))
    return [
        _("%(day)s is a public holiday in %(countries)s: %(name)s.")
        % {"day": formats.date_format(day, "DATE_FORMAT"), "countries": get_text_list(where, _("and")), "name": name}
        for (day, name), where in found.items()
    ]


def holiday_lines(clashes: Iterable[HolidayClash], countries: dict[str, str]) -> list[tuple[Severity, str]]:
    """Returns a severity and a sentence for each holiday, one line for all countries of the audience that share it."""
    shared: dict[tuple[Any, ...], list[HolidayClash]] = {}
    for clash in clashes:
        alone = clash.holiday.country if clash.hosting else ""
        shared.setdefault((clash.holiday.day, clash.holiday.name, alone), []).append(clash)
    return [
        (
            same[0].severity,
            holiday_sentence(same[0], countries) if len(same) == 1 else holiday_sentences(same, countries)[0],
        )
        for same in shared.values()
    ]


def clashes_of(severity: int, number: int) -> str:
    """Returns the words beside a number of clashes of this severity: "blocking clashes", "minor clash"."""
    return {
        Severity.BLOCKING: ngettext("blocking clash", "blocking clashes", number),
        Severity.SERIOUS: ngettext("serious clash", "serious clashes", number),
        Severity.WORTH_KNOWING: ngettext("minor clash", "minor clashes", number),
    }[Severity(severity)]


def country_names() -> dict[str, str]:
    """Returns ISO 3166 alpha-2 → name in the reader's language: of the register, else of CLDR (Babel)."""
    named = {place.code: place.name for place in Place.objects.filter(kind=PlaceKind.COUNTRY)}
    return {**Locale.parse(get_language() or "en").territories, **named}


def _relation(clash: Clash) -> str:
    if clash.together == 2:
        return _("They overlap in time.")
    if clash.together == 1:
        return _("They may overlap: the exact date of one is not known.")
    if clash.apart <= 0:
        return _("They are on the same day, at different hours.")
    days = clash.apart - 1
    if not days:
        told = _("One ends the day before the other starts.")
        return told if clash.sure else _("One may end the day before the other starts.")
    if clash.sure:
        return ngettext("There is %(days)d day between them.", "There are %(days)d days between them.", days) % {
            "days": days
        }
    return ngettext(
        "There may be no more than %(days)d day between them.",
        "There may be no more than %(days)d days between them.",
        days,
    ) % {"days": days}


def _times(clash: Clash) -> list[str]:
    if clash.times < 2:
        return []
    sentence = ngettext("This happens %(times)d time.", "This happens %(times)d times.", clash.times)
    return [sentence % {"times": clash.times}]


def _named(clash: Clash) -> list[Reason]:
    """Returns the reasons that get a sentence: an organiser of both events also takes part in both, which adds
    nothing."""
    organising = {reason.key.partition(":")[2] for reason in clash.reasons if reason.takes == Takes.ORGANISER}
    venue = any(reason.takes == Takes.VENUE for reason in clash.reasons)
    return [
        reason
        for reason in clash.reasons
        if reason.takes != Takes.TIME
        and not (reason.takes == Takes.PARTICIPANT and reason.key.partition(":")[2] in organising)
        and not (reason.takes == Takes.CITY and venue)
    ]


def _person(event: Event, key: str) -> str:
    contact = next(post.contact for post in event.event_contacts.all() if key == f"person:{post.contact_id}")
    return _("The same key person is needed at both: %(person)s.") % {"person": contact.person or contact}


def _party(event: Event, key: str) -> str:
    _takes, kind, number = key.split(":")
    return str(next(role.party for role in event.parties.all() if getattr(role, f"{kind}_id") == int(number)))


SENTENCES: dict[Takes, Any] = {
    Takes.PERSON: _person,
    Takes.VENUE: lambda event, _key: _("Both are at the same venue: %(venue)s.") % {"venue": event.address},
    Takes.ORGANISER: lambda event, key: _("Both are organised by %(party)s.") % {"party": _party(event, key)},
    Takes.PARTICIPANT: lambda event, key: _("%(party)s takes part in both.") % {"party": _party(event, key)},
    Takes.CITY: lambda event, _key: _("Both are in %(city)s.") % {"city": event.place},
}
"""Thing that two events share → its sentence, from the event and the key. Groups of an audience share one sentence."""


def _status(clash: Clash) -> list[str]:
    for event in filter(None, (clash.event, clash.first)):
        if event.status == EventStatus.IDEA:
            return [_("“%(event)s” is only an idea so far.") % {"event": event}]
    for event in filter(None, (clash.event, clash.first)):
        if event.status == EventStatus.TENTATIVE:
            return [_("“%(event)s” is not confirmed yet.") % {"event": event}]
    return []
