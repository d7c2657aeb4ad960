"""What changed since a date: projects, what is known of them, and their money."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.apps import apps
from django.utils import formats, timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from projects.changes import author, changes_between, name_of, related_of
from projects.models import Project
from reports import facts
from reports.table import Column, Row, Table

ROOMS = ("projects", "budgets")


@dataclass(frozen=True)
class Changed:
    """A saved state of a row, and the one before it, if any."""

    project: int
    before: Any
    after: Any


def changes_table(filterset: Any, since: date, today: date, *, with_names: bool) -> Table:
    """The changes to the projects of the selection since a day, that day included; the latest first.

    Without a filter, deleted projects are told too. ``with_names`` says who: for staff only.
    """
    references = dict(Project.objects.values_list("pk", "reference"))
    chosen = set(filterset.qs.order_by().values_list("pk", flat=True))
    everything = not filterset.chosen()
    changes = [
        one for one in changes_since(since) if one.project in chosen or (everything and one.project not in references)
    ]
    rows = [_row(one, references, with_names) for one in changes]
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
    """A change in a line: when, by whom (empty for readers who are not told), of which project, and what."""

    at: datetime
    by: str
    project: Any
    what: str
    kind: str


def latest_changes(projects: Any, most: int, *, with_names: bool) -> list[LatestChange]:
    """The latest changes of a ProjectQuerySet's projects, of their facts and of their money.

    Takes a query for each kind of row that belongs to a project, one for each kind among the latest, and one for the
    projects.
    """
    chosen = projects.order_by().values("pk")
    latest = sorted((place for model in _models() for place in _latest_of(model, chosen, most)), reverse=True)[:most]
    records = _records([(model, key) for _at, key, _name, model in latest])
    found = Project.objects.in_bulk([_project_of(record) for record in records])
    return [
        LatestChange(
            at=record.history_date,
            by=author(record) if with_names else "",
            project=found[_project_of(record)],
            what=f"{capfirst(str(record.instance_type._meta.verbose_name))}: {name_of(record)}",
            kind=_kind(record),
        )
        for record in records
        if _project_of(record) in found
    ]


def _latest_of(model: Any, chosen: Any, most: int) -> Iterator[tuple[datetime, int, str, Any]]:
    """Where the latest records of a model stand, with its name beside it, so that they can be sorted."""
    of_project = "id__in" if model is Project else "project_id__in"
    records = model.history.filter(**{of_project: chosen}).order_by("-history_date", "-history_id")
    for at, key in records.values_list("history_date", "history_id")[:most]:
        yield at, key, model._meta.label, model


def _records(places: list[tuple[Any, int]]) -> list[Any]:
    """The records at these places, in their order; a query for each model among them."""
    found = {}
    for model in dict.fromkeys(model for model, _key in places):
        keys = [key for one, key in places if one is model]
        for record in model.history.filter(history_id__in=keys).select_related(*related_of(model)):
            found[model, record.history_id] = record
    return [found[place] for place in places if place in found]


def _project_of(record: Any) -> int:
    project: int = record.id if record.instance_type is Project else record.project_id
    return project


def _kind(record: Any) -> str:
    return {"+": _("added"), "~": _("changed"), "-": _("deleted")}[record.history_type]


def changes_since(since: date) -> list[Changed]:
    """Every change of a project, or of a fact or grant of one, since the beginning of a day; the latest first."""
    start = timezone.make_aware(datetime.combine(since, time.min))
    found = [change for model in _models() for change in _changes_of(model, start)]
    return sorted(found, key=lambda one: (one.after.history_date, one.after.history_id), reverse=True)


def _models() -> Iterator[Any]:
    """Projects and what belongs to one. Never contacts: personal data stays in the editing."""
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


def _row(change: Changed, references: dict[int, str], with_names: bool) -> Row:
    after = change.after
    model = after.instance_type
    reference = references.get(change.project, "")
    what = f"{capfirst(str(model._meta.verbose_name))}: {name_of(after)}"
    at = timezone.localtime(after.history_date)
    when = [at.isoformat(timespec="seconds"), formats.date_format(at, "SHORT_DATETIME_FORMAT")]
    fields = [str(one) for one in _fields(change)]
    who = [author(after)] if with_names else []
    links = {"reference": Project(reference=reference).get_absolute_url()} if reference else {}
    return Row([*when, *who, reference, what, _kind(after), fields], links)


def _fields(change: Changed) -> Iterable[Any]:
    if change.before is None or change.after.history_type != "~":
        return []
    return changes_between(change.before, change.after)
