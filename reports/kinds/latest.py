"""Lists the changes since a date: projects, the facts about them, and their money. One save by a person is one
entry.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.apps import apps
from django.utils import formats, timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from projects.history.differences import author, changes_between, name_of, related_of
from projects.language.amounts import format_amount
from projects.models import Project
from reports import facts
from reports.table import Column, Row, Table

ROOMS = ("projects", "budgets")
ONE_SAVE = timedelta(seconds=2)
"""A page is saved with all its rows. Their history records are at most this far apart."""
RECORDS_OF_A_SAVE = 12
"""How many records are read for each entry of the latest changes. Few saves change more rows."""


@dataclass(frozen=True)
class Changed:
    """A saved state of a row, and the state before it, if any."""

    project: int
    before: Any
    after: Any

    @property
    def kind(self) -> str:
        """Returns what was done to the row: "added", "changed" or "deleted"."""
        return {"+": _("added"), "~": _("changed"), "-": _("deleted")}[self.after.history_type]

    @property
    def what(self) -> str:
        """Returns the row in words: "Allocation: P-1-A1"."""
        return f"{capfirst(str(self.after.instance_type._meta.verbose_name))}: {name_of(self.after)}"

    @property
    def money(self) -> str:
        """Returns the amount of an allocation that was added or deleted: "1,200,000 DKK"; otherwise an empty text."""
        amount = getattr(self.after, "amount", None)
        if amount is None or self.after.history_type == "~":
            return ""
        return f"{format_amount(amount)} {self.after.currency}"

    def details(self) -> list[str]:
        """Returns each changed field before and after; for money that was added or deleted, its amount."""
        if self.money:
            label = self.after.instance_type._meta.get_field("amount").verbose_name
            return [f"{capfirst(str(label))}: {self.money}"]
        if self.before is None or self.after.history_type != "~":
            return []
        return [str(difference) for difference in changes_between(self.before, self.after)]

    def line(self) -> str:
        """Returns the whole change in one line, for an entry of several rows."""
        if self.after.history_type == "~":
            return f"{self.what} · {'; '.join(self.details()) or self.kind}"
        return " · ".join(filter(None, (self.what, self.kind, self.money)))


@dataclass(frozen=True)
class Save:
    """The changes to one project that a person saved at once: first the project itself, then its money."""

    changes: list[Changed]

    @property
    def latest(self) -> Any:
        """Returns the history record of the save that was written last."""
        return max(
            (change.after for change in self.changes), key=lambda record: (record.history_date, record.history_id)
        )

    @property
    def kind(self) -> str:
        first = self.changes[0]
        alone = len(self.changes) == 1 or first.after.instance_type is Project
        return first.kind if alone else _("changed")

    def what(self, reference: str) -> str:
        first = self.changes[0]
        if len(self.changes) == 1 or first.after.instance_type is Project:
            return first.what
        return f"{capfirst(str(Project._meta.verbose_name))}: {reference}"

    def details(self) -> list[str]:
        if len(self.changes) == 1:
            return self.changes[0].details()
        own = [change for change in self.changes if change.after.instance_type is Project]
        rest = [change.line() for change in self.changes if change.after.instance_type is not Project]
        return [detail for change in own for detail in change.details()] + rest


def in_saves(changes: Iterable[Changed]) -> list[Save]:
    """Returns the changes grouped into saves. They must come latest first. Changes by programs are not grouped."""
    found: list[list[Changed]] = []
    open_: dict[tuple[int, int], list[Changed]] = {}
    for change in changes:
        record = change.after
        group = open_.get((change.project, record.history_user_id))
        if group and record.history_user_id and group[-1].after.history_date - record.history_date <= ONE_SAVE:
            group.append(change)
            continue
        group = [change]
        found.append(group)
        open_[change.project, record.history_user_id] = group
    for group in found:
        group.reverse()
    return [Save(sorted(group, key=_place)) for group in found]


def _place(change: Changed) -> int:
    return 0 if change.after.instance_type is Project else 1 if hasattr(change.after, "amount") else 2


def changes_table(filterset: Any, since: date, today: date, *, with_names: bool) -> Table:
    """Returns the changes to the projects of the selection since a day, that day included; the latest first.

    Without a filter, deleted projects are included. ``with_names`` adds who made the change: for staff only.
    """
    references = dict(Project.objects.values_list("pk", "reference"))
    chosen = set(filterset.qs.order_by().values_list("pk", flat=True))
    everything = not filterset.chosen()
    changes = [
        change
        for change in changes_since(since)
        if change.project in chosen or (everything and change.project not in references)
    ]
    rows = [_row(save, references, with_names) for save in in_saves(changes)]
    return Table(
        name=f"changes-since-{since.isoformat()}",
        title=_("What changed since %(date)s") % {"date": formats.date_format(since, "DATE_FORMAT")},
        columns=[
            Column("at", _("When"), "text", 26, for_people=False),
            Column("at_label", _("When"), "text", 18, for_programs=False),
            *([Column("by", _("By"), "text", 18)] if with_names else []),
            Column("reference", _("Project"), "text", 14),
            Column("what", _("What"), "text", 34),
            Column("change", pgettext("heading: what was done to the row", "Change"), "text", 12),
            Column("fields", _("Before → after"), "list", 60),
        ],
        rows=rows,
        count=len(rows),
        facts=[*facts.filters_in_words(filterset), facts.dated(today)],
    )


@dataclass(frozen=True)
class LatestChange:
    """One line of the latest changes: when, by whom (empty for readers who may not see names), which project, and
    what.
    """

    at: datetime
    by: str
    project: Any
    what: str
    kind: str


def latest_changes(projects: Any, most: int, *, with_names: bool) -> list[LatestChange]:
    """Returns the latest changes to the projects of a ProjectQuerySet, to their facts and to their money.

    Runs one query for each kind of row that belongs to a project, one for each kind among the latest records, and
    one for the projects.
    """
    chosen = projects.order_by().values("pk")
    each = most * RECORDS_OF_A_SAVE
    latest = sorted((place for model in _models() for place in _latest_of(model, chosen, each)), reverse=True)[:each]
    records = _records([(model, key) for _at, key, _name, model in latest])
    found = Project.objects.in_bulk({_project_of(record) for record in records})
    saves = in_saves(Changed(_project_of(record), None, record) for record in records if _project_of(record) in found)
    return [
        LatestChange(
            at=save.latest.history_date,
            by=author(save.latest) if with_names else "",
            project=found[save.changes[0].project],
            what="; ".join(", ".join(filter(None, (change.what, change.money))) for change in save.changes),
            kind=save.kind,
        )
        for save in saves[:most]
    ]


def _latest_of(model: Any, chosen: Any, most: int) -> Iterator[tuple[datetime, int, str, Any]]:
    """Yields the time and id of a model's latest records. The model's name is included so that the records can be
    sorted.
    """
    of_project = "id__in" if model is Project else "project_id__in"
    records = model.history.filter(**{of_project: chosen}).order_by("-history_date", "-history_id")
    for at, key in records.values_list("history_date", "history_id")[:most]:
        yield at, key, model._meta.label, model


def _records(places: list[tuple[Any, int]]) -> list[Any]:
    """Returns these records in the same order, with one query per model."""
    found = {}
    for model in dict.fromkeys(model for model, _key in places):
        keys = [key for owner, key in places if owner is model]
        for record in model.history.filter(history_id__in=keys).select_related(*related_of(model)):
            found[model, record.history_id] = record
    return [found[place] for place in places if place in found]


def _project_of(record: Any) -> int:
    project: int = record.id if record.instance_type is Project else record.project_id
    return project


def changes_since(since: date) -> list[Changed]:
    """Returns every change to a project, or to its facts or allocations, since the beginning of a day; the latest
    first.
    """
    start = timezone.make_aware(datetime.combine(since, time.min))
    found = [change for model in _models() for change in _changes_of(model, start)]
    return sorted(found, key=lambda change: (change.after.history_date, change.after.history_id), reverse=True)


def _models() -> Iterator[Any]:
    """Yields Project and the models that belong to a project. Contacts are left out: personal data stays on the
    editing pages.
    """
    for room in ROOMS:
        for model in apps.get_app_config(room).get_models():
            names = {field.name for field in model._meta.fields}
            if hasattr(model, "history") and (model is Project or "project" in names):
                yield model


def _changes_of(model: Any, start: datetime) -> Iterator[Changed]:
    touched = model.history.filter(history_date__gte=start).values("id")
    records = model.history.filter(id__in=touched).select_related(*related_of(model)).order_by("id", "history_id")
    before: dict[int, Any] = {}
    for record in records.iterator(chunk_size=2000):
        if record.history_date >= start:
            yield Changed(_project_of(record), before.get(record.id), record)
        before[record.id] = record


def _row(save: Save, references: dict[int, str], with_names: bool) -> Row:
    record, project = save.latest, save.changes[0].project
    reference = references.get(project, "")
    at = timezone.localtime(record.history_date)
    when = [at.isoformat(timespec="seconds"), formats.date_format(at, "SHORT_DATETIME_FORMAT")]
    who = [author(record)] if with_names else []
    links = {"reference": Project(reference=reference).get_absolute_url()} if reference else {}
    return Row([*when, *who, reference, save.what(reference), save.kind, save.details()], links)
