"""Template tags and filters of the calendar."""

from datetime import date
from typing import Any

from django import template
from django.db.models import QuerySet

from changes.as_of.point import todays_date
from changes.models import Action
from changes.rights import may
from events.choices import Audience, Severity, SpokenLanguage
from events.clash import words as clash_words
from events.clash.clashes import Clash, Findings
from events.clash.holidays import HolidayClash
from events.clash.serializers import CODES
from events.clash.taken import LEADING
from events.entry import contributing
from events.entry.waiting import waiting_on
from events.models import Event, EventProject
from events.when import repetition
from events.when.words import with_weekday
from projects.deadlines import Deadline
from projects.filtering.filter_form import searched
from projects.history.differences import latest_states
from projects.models import Project
from projects.partial_date import PartialDate, period_in_words

register = template.Library()

IN_THE_OPEN = ("search", "kind", "organisation", "place")
"""Filters of the calendar that are always visible; the others are folded."""


@register.simple_tag
def events_of(project: Project) -> QuerySet[Any]:
    """Returns the links of a project to its events, by time, each with its event and place, in one query."""
    links = EventProject.objects.filter(project=project).select_related("event__place")
    return links.order_by("event__first_day", "event__last_day", "event__slug")


@register.filter
def state(event: Event) -> int:
    """Returns the id of the event's latest history record, which identifies the version that a person saw; one
    query."""
    return latest_states(Event, [event.pk]).get(event.pk, 0)


@register.filter
def recurrence_words(event: Event) -> str:
    """Returns in words how often the event recurs."""
    return repetition.in_words(event.recurrence, event.start_day())


@register.filter
def clash_sentences(clash: Clash) -> list[str]:
    """Returns why the two clash, in sentences."""
    return clash_words.sentences(clash)


@register.filter
def bound_sentence(findings: Findings) -> str:
    """Returns which days were not compared because there are too many events; else empty."""
    return clash_words.bound_sentence(findings)


@register.simple_tag
def country_names() -> dict[str, str]:
    """Returns the countries of the register by their codes, for ``holiday_sentence``; one query."""
    return clash_words.country_names()


@register.filter
def holiday_sentence(clash: HolidayClash, names: dict[str, str]) -> str:
    """Returns a sentence with the day, the country and the name of the holiday."""
    return clash_words.holiday_sentence(clash, names)


@register.filter
def severity_code(level: int) -> str:
    """Returns the code of a severity, which the style sheets use."""
    return CODES[int(level)]


@register.filter
def severity_label(level: int) -> str:
    """Returns a severity in words."""
    return str(Severity(int(level)).label)


@register.filter
def by_severity(findings: Findings) -> list[tuple[str, int]]:
    """Returns the number of clashes of each severity, in words, the worst first; without severities that do not
    occur."""
    levels = sorted(Severity, reverse=True)
    numbers = [(level, findings.numbers.get(level, 0)) for level in levels]
    return [(clash_words.clashes_of(level, number), number) for level, number in numbers if number]


@register.filter
def weekday_words(day: date) -> str:
    """Returns "Wednesday 5 May", in the grammar of the reader's language."""
    return with_weekday(day)


@register.filter
def days_until(first: date, last: date) -> str:
    """Returns "9–11 December 2005", for exact days."""
    return period_in_words(PartialDate.parse(first.isoformat()), PartialDate.parse(last.isoformat()))


@register.simple_tag
def holiday_lines(clashes: Any, names: dict[str, str]) -> list[tuple[Any, str]]:
    """Returns a severity and a sentence for each holiday of a check."""
    return clash_words.holiday_lines(clashes, names)


@register.simple_tag
def holiday_sentences(clashes: Any, names: dict[str, str]) -> list[str]:
    """Returns one sentence for each holiday, with its countries."""
    return clash_words.holiday_sentences(clashes, names)


@register.filter
def in_the_open(form: Any) -> list[Any]:
    """Returns the filters that are always visible on the calendar's pages."""
    return [form[name] for name in IN_THE_OPEN]


@register.filter
def folded_away(form: Any) -> list[Any]:
    """Returns the other filters."""
    return [form[name] for name in form.fields if name not in (*IN_THE_OPEN, "ordering")]


@register.filter
def folded_in_use(filterset: Any) -> bool:
    """Whether a folded filter is chosen or wrong, and therefore has to be shown."""
    return bool({*filterset.chosen(), *filterset.form.errors, *searched(filterset)} - {*IN_THE_OPEN, "ordering"})


@register.filter
def is_late(deadline: Deadline, today: date) -> bool:
    """Whether the day of a deadline has passed and nothing came."""
    return deadline.is_late(today)


@register.filter
def audience_labels(event: Event) -> list[str]:
    """Returns the audience of the event, in words."""
    return [str(Audience(code).label) for code in event.audience]


@register.filter
def organisers(event: Event) -> list[Any]:
    """Returns the parties that are responsible for the event, each once."""
    return list(dict.fromkeys(row.party for row in event.parties.all() if row.role in LEADING))


@register.filter
def language_labels(event: Event) -> list[str]:
    """Returns the languages of the event, in words."""
    return [str(SpokenLanguage(code).label) for code in event.languages]


@register.simple_tag(takes_context=True)
def may_change(context: Any, event: Event) -> bool:
    """Whether the reader may change the event."""
    return may(context["request"].user, Action.UPDATE, event)


@register.simple_tag(takes_context=True)
def may_enter(context: Any) -> bool:
    """Whether the reader may enter events."""
    return may(context["request"].user, Action.CREATE, "event")


@register.simple_tag(takes_context=True)
def may_confirm(context: Any) -> bool:
    """Whether the reader may confirm events."""
    return may(context["request"].user, "confirm", "event")


@register.simple_tag(takes_context=True)
def number_waiting(context: Any) -> int | None:
    """Returns how many events wait to be confirmed, in one query; None for readers who may not confirm events."""
    if not may(context["request"].user, "confirm", "event"):
        return None
    return int(waiting_on(todays_date()).order_by().count())


@register.simple_tag(takes_context=True)
def calendar_only(context: Any) -> bool:
    """Whether the reader sees only the calendar: the account of an organisation."""
    request = context.get("request")
    return bool(request and hasattr(request, "user") and contributing.sees_calendar_only(request.user))
