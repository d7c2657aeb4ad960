"""Which deadlines a letter names: 30, 7 and 0 days before, and when something is late, at once and then every Monday.

Each is a *step* of a deadline. A person gets a letter about a step once; ``Reminder`` keeps which. After days without
letters a person gets only the present step, and none that has passed meanwhile. A deadline that moves to another day
begins anew.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import date, timedelta
from typing import Any

from django.utils import formats
from django.utils.translation import gettext as _

from letters.models import Reminder
from letters.subjects import Subject
from projects.deadlines import Deadline, deadlines_of
from projects.language.texts import shown
from projects.models import Project

STEPS = (0, 7, 30)
"""Days before a deadline on which a letter names it, the nearest first."""
AHEAD = timedelta(days=max(STEPS))


def step_of(deadline: Deadline, today: date) -> int | None:
    """Returns the present step of a deadline: 30, 7 or 0, and -1, -2 and so on in the weeks after it; None if there is
    none.
    """
    if deadline.done:
        return None
    left = (deadline.day - today).days
    if left < 0:
        return _week_of_lateness(deadline.day, today) if deadline.is_late(today) else None
    return next((step for step in STEPS if left <= step), None)


def _week_of_lateness(due: date, today: date) -> int:
    """Returns -1 from the day after the deadline on, and one less from each Monday on that is four days later or more.
    So all that is late comes in one letter of a week.
    """
    begun = due + timedelta(days=4)
    return -1 - max(0, (today.toordinal() - 1) // 7 - (begun.toordinal() - 1) // 7)


def projects_with_a_step(today: date) -> set[int]:
    """Returns the keys of the projects with a deadline of which a letter can be due."""
    return {one.project.pk for one in _present(Project.objects.all(), today)}


def _present(projects: Any, today: date) -> list[Deadline]:
    return [one for one in deadlines_of(projects, today, last=today + AHEAD) if step_of(one, today) is not None]


class Reminders:
    """The deadlines for one letter: each is named once, however many followings it belongs to."""

    def __init__(self, user: Any, projects: Collection[int], today: date) -> None:
        """``projects``: the keys of the projects with a deadline of which a letter can be due."""
        self.user, self.projects, self.today = user, projects, today
        self.rows: list[Reminder] = []
        rows = Reminder.objects.filter(user=user) if projects else Reminder.objects.none()
        self._done = set(rows.values_list("key", "day", "step"))
        self._known: dict[int, list[Deadline]] = {}

    def of(self, following: Any, subject: Subject) -> list[Deadline]:
        """Returns the deadlines that the section of this following names, by day."""
        if not (self.projects and following.deadlines):
            return []
        keys = subject.among(self.projects)
        self._read([key for key in keys if key not in self._known])
        found = sorted((one for key in keys for one in self._known[key]), key=lambda one: (one.day, one.key))
        return [one for one in found if self._is_new(one)]

    def _read(self, keys: Sequence[int]) -> None:
        self._known.update((key, []) for key in keys)
        for one in _present(Project.objects.filter(pk__in=keys), self.today) if keys else ():
            self._known[one.project.pk].append(one)

    def _is_new(self, one: Deadline) -> bool:
        step = step_of(one, self.today)
        if step is None or (said := (one.key, one.day, step)) in self._done:
            return False
        self._done.add(said)
        self.rows.append(Reminder(user=self.user, key=one.key, day=one.day, step=step))
        return True

    def keep(self) -> None:
        """Writes which steps the letter names. Call it in the transaction that writes the letter."""
        Reminder.objects.bulk_create(self.rows)


def in_words(deadlines: Iterable[Deadline], today: date) -> list[dict[str, Any]]:
    """Returns the deadlines as the content of a letter has them. No text counts days: the letter may be read later."""
    return [
        {
            "key": one.key,
            "day": one.day.isoformat(),
            "row": one.project.pk,
            "project": f"{one.project.reference} {shown(one.project, 'title')}",
            "path": one.path,
            "words": _sentence(one, today),
        }
        for one in deadlines
    ]


def _sentence(one: Deadline, today: date) -> str:
    words = {"deadline": one.title, "day": formats.date_format(one.day, "DATE_FORMAT")}
    if one.is_late(today):
        return _("Late: %(deadline)s, was due on %(day)s") % words
    return (_("%(deadline)s, due on %(day)s") if one.owed else _("%(deadline)s on %(day)s")) % words


def without_met(sections: Iterable[dict[str, Any]], today: date) -> list[dict[str, Any]]:
    """Returns the sections without the deadlines that were met, or moved, after the letter was made."""
    sections = list(sections)
    keys = {row["row"] for section in sections for row in section.get("deadlines", ())}
    found = deadlines_of(Project.objects.filter(pk__in=keys), today) if keys else ()
    still = {(one.key, one.day.isoformat()) for one in found if not one.done}
    return [
        {**section, "deadlines": [row for row in section["deadlines"] if (row["key"], row["day"]) in still]}
        if section.get("deadlines")
        else section
        for section in sections
    ]
