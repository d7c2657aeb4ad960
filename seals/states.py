"""A seal as one of the two states of a difference: ``seal:12``."""

from collections.abc import Iterator
from dataclasses import replace

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from changes.as_of.asked import NUMBER, NotKnown, point_of
from changes.as_of.point import Point
from projects.files.store import NotInStore
from reports.difference.states import Kind, Offered, names_states
from seals.asked import Asked
from seals.kept import kept_of, question_of
from seals.models import Seal

PREFIX = "seal"
MOST_OFFERED = 50
"""The latest seals. A reader can write the number of an older one."""


def register() -> None:
    """Lets differences name seals."""
    names_states(PREFIX, Kind(state_of_seal, _offered))


def state_of_seal(text: str) -> Point:
    """Returns the state that the seal with this number shows, as its manifest says. Raises NotKnown."""
    seal = Seal.objects.filter(number=int(text)).first() if NUMBER.fullmatch(text) else None
    if seal is None:
        raise NotKnown(_("There is no seal %(number)s.") % {"number": text[:20]})
    try:
        question = question_of(kept_of(seal))
    except NotInStore as problem:
        raise NotKnown(_("Seal %(number)s is damaged. Name its change instead.") % {"number": text}) from problem
    point = replace(_point(question), day=question.day)
    return replace(point, name=_("seal %(number)s") % {"number": seal.number})


def _point(question: Asked) -> Point:
    """Returns the change of a seal, named by its day if no later change was made on that day."""
    change = point_of(str(question.change))
    try:
        of_day = point_of(question.day.isoformat())
    except NotKnown:
        return change
    return of_day if of_day.number == change.number else change


def _offered() -> Iterator[Offered]:
    for number, title, sealed in Seal.objects.values_list("number", "title", "sealed")[:MOST_OFFERED]:
        # The report of every month has the same title
        yield Offered(f"{PREFIX}:{number}", f"{title} · {date_format(timezone.localtime(sealed))}")
