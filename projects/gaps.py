"""What is missing or late in a project, as sentences for the people who keep it."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from projects.choices import Status
from projects.language.texts import shown


def gaps(project: Any, today: date) -> list[str]:
    """What a careful reader would ask about the project; empty when nothing is missing or late.

    Reads the project's related rows, so prefetch them for more than one project. A gap may be right, where
    the source says no more: then it stays, and the note on it says why.
    """
    noted = {note.field for note in project.notes.all()}
    found = [gap for check in CHECKS for gap in check(project, today)]
    return [_("%(gap)s A note says why.") % {"gap": text} if field in noted else text for field, text in found]


Gaps = Iterator[tuple[str, str]]


def _money(project: Any, today: date) -> Gaps:
    allocations = project.allocations.all()
    if not allocations:
        yield "budget", _("The budget is not stated.")
    for allocation in allocations:
        if allocation.amount_dkk is None:
            yield (
                "budget",
                _("%(allocation)s does not count: %(currency)s without a rate.")
                % {"allocation": allocation.reference, "currency": allocation.currency},
            )


def _relations(project: Any, today: date) -> Gaps:
    if not project.council_roles.all():
        yield "councils", _("No council of ministers is named.")
    if not project.project_core_areas.all():
        yield "core_areas", _("No core area is named.")
    if not project.project_places.all():
        yield "places", _("No place is named.")
    if not project.partnerships.all():
        yield "partners", _("No partner is named.")


def _time(project: Any, today: date) -> Gaps:
    if project.starts is None:
        yield "starts", _("The start is not stated.")
    if project.ends is None and project.status == Status.CLOSED:
        yield "ends", _("The project is closed, but its end is not stated.")
    if project.ends and project.ends.last < today and project.status == Status.ONGOING:
        yield "ends", _("The project is ongoing, but its end has passed.")


def _texts(project: Any, today: date) -> Gaps:
    if not getattr(project, f"title_{project.original_language}"):
        yield "title", _("The title is missing in the original language.")
    if not shown(project, "summary").text:
        yield "summary", _("There is no summary in any language.")


CHECKS: tuple[Callable[[Any, date], Gaps], ...] = (_money, _relations, _time, _texts)
