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
        facts=[*facts.asked(filterset), facts.dated(today)],
    )


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
            project = record.id if model is Project else record.project_id
            yield Changed(project, before.get(record.id), record)
        before[record.id] = record


def _row(change: Changed, references: dict[int, str], with_names: bool) -> Row:
    after = change.after
    model = after.instance_type
    reference = references.get(change.project, "")
    what = f"{capfirst(str(model._meta.verbose_name))}: {name_of(after)}"
    at = timezone.localtime(after.history_date)
    when = [at.isoformat(timespec="seconds"), formats.date_format(at, "SHORT_DATETIME_FORMAT")]
    fields = [str(one) for one in _fields(change)]
    kind = {"+": _("added"), "~": _("changed"), "-": _("deleted")}[after.history_type]
    who = [author(after)] if with_names else []
    links = {"reference": Project(reference=reference).get_absolute_url()} if reference else {}
    return Row([*when, *who, reference, what, kind, fields], links)


def _fields(change: Changed) -> Iterable[Any]:
    if change.before is None or change.after.history_type != "~":
        return []
    return changes_between(change.before, change.after)
