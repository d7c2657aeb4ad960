"""Which report is sealed: its name, its parameters, its language and the moment of its data."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.http import QueryDict
from django.urls import get_script_prefix, reverse, set_script_prefix
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from changes.as_of.asked import NotKnown, point_of, spelled
from changes.as_of.point import Point
from changes.as_of.reading import reading_as_of
from changes.models import Change
from changes.version import version
from reports.difference.asked import FROM, TO, recently
from reports.difference.states import state_of
from reports.ready_made import REPORTS, TOTALS, Report

ANNEX, DIFFERENCE = "annex", "difference"
AS_OF = "as_of"
NOT_OF_A_REPORT = ("format", "dialect", "page", "page_size", "columns", "lang", AS_OF)
"""Parameters that choose a file, a part of a page or a language, and no other answer."""


class CannotSeal(ValueError):
    """The report cannot be sealed. ``errors`` has a list of sentences for each wrong parameter."""

    def __init__(self, **errors: list[str]) -> None:
        self.errors = errors
        super().__init__(" ".join(sentence for sentences in errors.values() for sentence in sentences))


@dataclass(frozen=True)
class Asked:
    """A report with its question."""

    report: str
    query: str
    language: str
    change: int
    """The last change that it knows."""
    day: date
    """The day for everything that depends on the day."""

    @property
    def parameters(self) -> QueryDict:
        """Returns the parameters of the report, as a request has them."""
        return QueryDict(self.query)

    @property
    def address(self) -> str:
        """Returns the path of the page with the question: "/reports/annex/?status=ongoing"."""
        return f"{path_of(self.report)}{f'?{self.query}' if self.query else ''}"

    @property
    def is_annex(self) -> bool:
        return self.report == ANNEX

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Reads inside see the register as of the change, in the language of the report. Links lead there too."""
        if self.report == DIFFERENCE:
            # Its question names the two states that it reads
            with translation.override(self.language):
                yield
            return
        row = Change.objects.get(pk=self.change)
        point = Point(row.number, row.moment, self.day.isoformat(), self.day, version() or "")
        before = get_script_prefix()
        with translation.override(self.language), reading_as_of(point):
            set_script_prefix(f"{before.rstrip('/')}/as-of/{self.change}/")
            try:
                yield
            finally:
                set_script_prefix(before)


def asked(report: str, query: str, language: str, of: str = "") -> Asked:
    """Returns the report with its question. ``of``: a day, a moment or a change as ``?as_of=`` takes it.

    If it is empty, the question itself may name it by ``as_of``; else the report is that of now.

    Raises CannotSeal for an unknown report or language, and for a day that the register does not know. The filters
    are checked when the report is made.
    """
    if report not in (ANNEX, TOTALS.name, *REPORTS):
        known = ", ".join((ANNEX, TOTALS.name, *REPORTS))
        raise CannotSeal(report=[_("There is no such report. Known are: %(known)s.") % {"known": known}])
    if language not in dict(settings.LANGUAGES):
        known = ", ".join(dict(settings.LANGUAGES))
        raise CannotSeal(language=[_("There is no such language. Known are: %(known)s.") % {"known": known}])
    of = only_day(of, *QueryDict(query.removeprefix("?")).getlist(AS_OF))
    try:
        point = point_of(of or timezone.localdate().isoformat())
    except NotKnown as error:
        raise CannotSeal(as_of=[str(error)]) from error
    written = _written(query, report)
    if report == DIFFERENCE:
        written = _between_changes(written, point.number)
    return Asked(report, written, language, point.number, point.day)


def only_day(*texts: str) -> str:
    """Returns the day, moment or change that these texts name; empty if none does. Raises CannotSeal if two differ."""
    try:
        named = {spelled(text) for text in texts if text}
    except NotKnown as error:
        raise CannotSeal(as_of=[str(error)]) from error
    if len(named) > 1:
        raise CannotSeal(as_of=[_("The address names two days. Name only one.")])
    return named.pop() if named else ""


def _between_changes(query: str, last: int) -> str:
    """Returns the question of a difference with the numbers of its two changes, whatever days it named."""
    read: Any = QueryDict(query, mutable=True)
    named = {FROM: recently().number, TO: last}
    for name, number in named.items():
        try:
            read[name] = str(state_of(read[name]).number if read.get(name) else number)
        except NotKnown as error:
            raise CannotSeal(**{name: [str(error)]}) from error
    return str(read.urlencode())


def _written(query: str, report: str) -> str:
    """Returns the parameters of the report in the order of their names, so that one question has one spelling."""
    read: Any = QueryDict(query.removeprefix("?"), mutable=True)
    if report == TOTALS.name and "group_by" not in read:
        # As the page of all reports does
        read["group_by"] = "council"
    wanted = QueryDict(mutable=True)
    for name in sorted(set(read) - set(NOT_OF_A_REPORT)):
        wanted.setlist(name, [value for value in read.getlist(name) if value])
    return str(wanted.urlencode())


def path_of(report: str) -> str:
    """Returns the path of a report's page."""
    if report in (ANNEX, TOTALS.name):
        return reverse("annex" if report == ANNEX else "reports")
    return reverse("report", args=[report])


def report_of(name: str) -> Report:
    """Returns the ready-made report, or totals laid out freely. Not for the annex. Raises KeyError."""
    return TOTALS if name == TOTALS.name else REPORTS[name]
