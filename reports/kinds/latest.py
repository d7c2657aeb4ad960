"""Lists the changes of projects since a date, with their facts and their money. A project in a change is one entry.

It reads what the changes kept (``changes/models.py``), so it says the same as the pages of changes.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from changes.difference import differences
from changes.models import Action, RecordChange
from changes.shape import shape_of
from changes.words import author_of, in_words, labels_of, name_of
from projects.models import Project
from reports import facts
from reports.table import Column, Row, Table

KIND = "project"
PART = 200
"""Rows that are read at a time."""
MOST_SENTENCES = 3
"""Differences that a line of the latest changes says."""


@dataclass(frozen=True)
class Entry:
    """A project in a change, with its differences in words."""

    record: RecordChange
    sentences: list[str]

    @property
    def kind(self) -> str:
        """Returns what was done: "created", "changed" or "deleted"."""
        return str(self.record.get_action_display())

    @property
    def at(self) -> datetime:
        moment: datetime = timezone.localtime(self.record.change.moment)
        return moment


def read(records: QuerySet[RecordChange]) -> list[Entry]:
    """Returns the entries of the records that a slice names, in its order."""
    # First the keys alone: sorting what thousands of changes say would take long
    keys = list(records.values_list("pk", flat=True))
    found = RecordChange.objects.select_related("change__actor").in_bulk(keys)
    return entries([found[key] for key in keys])


def entries(records: Sequence[RecordChange]) -> list[Entry]:
    """Returns the entries of these records. Of a new or deleted project only the money is said: its page has the
    rest.
    """
    shape = shape_of(KIND)
    found = [
        [one for one in differences(shape, record.before, record.after) if _is_said(record, one.field)]
        for record in records
    ]
    labels = labels_of([(KIND, each) for each in found])
    return [
        Entry(record, [str(one) for one in in_words(KIND, each, action=record.action, labels=labels)])
        for record, each in zip(records, found, strict=True)
    ]


def _is_said(record: RecordChange, field: str) -> bool:
    return record.action == Action.UPDATE or field == "allocations"


class Rows(Sequence[Row]):
    """The rows of the table, of which a page reads only its own and a file a part at a time."""

    def __init__(self, records: QuerySet[RecordChange], with_names: bool) -> None:
        self.records, self.with_names = records, with_names
        self.length = records.count()

    def __len__(self) -> int:
        return self.length

    def __getitem__(self, place: Any) -> Any:
        if not isinstance(place, slice):
            return self[place : place + 1][0]
        found = read(self.records[place])
        rows = [entry.record.row for entry in found]
        references = dict(Project.objects.filter(pk__in=rows).values_list("pk", "reference"))
        return [_row(entry, references, self.with_names) for entry in found]

    def __iter__(self) -> Iterator[Row]:
        for start in range(0, len(self), PART):
            yield from self[start : start + PART]


def changes_table(filterset: Any, since: date, today: date, *, with_names: bool) -> Table:
    """Returns the changes to the projects of the selection since a day, that day included; the latest first.

    Without a filter, deleted projects are included. ``with_names`` adds who made the change, and links to the
    changes: for staff only.
    """
    start = timezone.make_aware(datetime.combine(since, time.min))
    chosen: Any = Q(row__in=filterset.qs.order_by().values("pk"))
    if not filterset.chosen():
        chosen |= ~Exists(Project.objects.filter(pk=OuterRef("row")))
    records = RecordChange.objects.filter(chosen, kind=KIND, change__moment__gte=start)
    rows = Rows(records.order_by("-change_id", "pk"), with_names)
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
    """Returns the latest changes to the projects of a ProjectQuerySet, with their facts and their money.

    Runs one query for their keys, one for what they say, one for the projects, and one for each kind of record that
    they refer to.
    """
    of_projects = RecordChange.objects.filter(kind=KIND, row__in=projects.order_by().values("pk"))
    found = read(of_projects.order_by("-change_id", "pk")[:most])
    rows = Project.objects.in_bulk([entry.record.row for entry in found])
    return [
        LatestChange(
            at=entry.at,
            by=author_of(entry.record.change) if with_names else "",
            project=rows[entry.record.row],
            what="; ".join(entry.sentences[:MOST_SENTENCES]),
            kind=entry.kind,
        )
        for entry in found
    ]


def _row(entry: Entry, references: dict[int, str], with_names: bool) -> Row:
    change, reference = entry.record.change, references.get(entry.record.row, "")
    when = [entry.at.isoformat(timespec="seconds"), formats.date_format(entry.at, "SHORT_DATETIME_FORMAT")]
    who = [author_of(change)] if with_names else []
    links = {"reference": Project(reference=reference).get_absolute_url()} if reference else {}
    if with_names:
        links["at_label"] = reverse("change", args=[change.number])
    return Row([*when, *who, reference, name_of(entry.record), entry.kind, entry.sentences], links)
