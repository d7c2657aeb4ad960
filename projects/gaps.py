"""Missing and late information in a project.

``records.py`` declares with each field what can be missing. The filter, the work list and the editing side read the
same definition.
"""

from collections.abc import Iterator
from datetime import date
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from changes.record import Field, Missing, Shape
from projects.choices import Gap, Status
from projects.language.texts import shown
from projects.records import PROJECT


def definition(gap: Gap) -> tuple[Field, Missing]:
    """Returns the field that has the gap, and what the gap means there. Raises LookupError if no field declares it."""
    for field in PROJECT:
        for missing in field.gaps:
            if missing.gap == gap:
                return field, missing
    raise LookupError(gap)


def condition(gap: Gap, projects: Any) -> Q:
    """Returns the condition for projects with the gap; ``projects`` is a queryset of projects."""
    field, missing = definition(gap)
    if missing.where:
        condition: Q = missing.where(projects)
        return condition
    if field.shape in (Shape.TEXT, Shape.CHOICE, Shape.ADDRESS):
        return Q(**{field.source: ""})
    return Q(**{field.source: None})


def any_gap(projects: Any) -> Q:
    """Returns the condition for projects with at least one gap."""
    return reduce(or_, (condition(gap, projects) for gap in Gap))


def gaps(project: Any, today: date) -> list[str]:
    """Returns sentences on what is missing or late in the stored project; an empty list if nothing is.

    A gap can be correct if the source says no more. Then a note on the field gives the reason.
    """
    noted = {note.field for note in project.notes.all()}
    found = [*_missing(project), *_late(project, today), *_texts(project)]
    return [_("%(gap)s A note says why.") % {"gap": text} if note in noted else text for note, text in found]


Gaps = Iterator[tuple[str, str]]
"""Pairs of a field name, as notes on the field use it, and a sentence."""


def _missing(project: Any) -> Gaps:
    counts = type(project)._default_manager.filter(pk=project.pk).lacking_counts(*Gap)
    for gap in Gap:
        if counts[gap]:
            field, missing = definition(gap)
            for sentence in missing.details(project) if missing.details else [str(missing.sentence)]:
                yield field.note, sentence


def _late(project: Any, today: date) -> Gaps:
    if project.ends and project.ends.last < today and project.status == Status.ONGOING:
        yield "ends", _("The project is ongoing, but its end has passed.")


def _texts(project: Any) -> Gaps:
    if not getattr(project, f"title_{project.original_language}"):
        yield "title", _("The title is missing in the original language.")
    if not shown(project, "summary").text:
        yield "summary", _("There is no summary in any language.")
