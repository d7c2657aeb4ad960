"""Restores a deleted row with all rows that were deleted with it: a project with its money, councils, partners."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.http import HttpRequest

from changes.history import Interval
from changes.models import Action
from changes.rights import may
from projects.history.differences import as_it_was, name_of

ONE_DELETION = timedelta(seconds=10)
"""The longest time that a deletion takes. Rows that are no part of a record, and that the same person deleted so close
in time to the row, were deleted with it."""


@dataclass
class BroughtBack:
    """The number of rows that were restored with a row, and the names of those that were not."""

    number: int = 0
    left: list[str] = field(default_factory=list)


def bring_back_belongings(row: Any, request: HttpRequest) -> BroughtBack:
    """Saves again the rows that were deleted with the row, which itself is already restored. It leaves out and names
    rows that refer to a missing row, that now break a rule, or that the person may not add."""
    answer = BroughtBack()
    deleted = type(row).history.filter(id=row.pk, history_type="-").order_by("history_id").last()
    for record in _deleted_with(row, deleted) if deleted else ():
        belonging = as_it_was(record)
        if _may_add(belonging, request) and _saved(belonging, request):
            answer.number += 1
            inner = bring_back_belongings(belonging, request)
            answer.number += inner.number
            answer.left += inner.left
        else:
            answer.left.append(f"{record.instance_type._meta.verbose_name} {name_of(record)}")
    return answer


def _deleted_with(row: Any, deleted: Any) -> Iterator[Any]:
    """Yields the last history record of each row that was deleted with this one and is not restored yet."""
    for relation in row._meta.related_objects:
        model = relation.related_model
        if getattr(relation, "on_delete", None) is not models.CASCADE or not hasattr(model, "history"):
            continue
        records = model.history.filter(**{relation.field.attname: row.pk}, history_type="-")
        if issubclass(model.history.model, Interval):
            records = records.filter(from_change=deleted.from_change)
        else:
            window = (deleted.history_date - ONE_DELETION, deleted.history_date + ONE_DELETION)
            records = records.filter(history_date__range=window, history_user=deleted.history_user)
        last = {record.id: record for record in records.order_by("history_id")}
        present = set(model._base_manager.filter(pk__in=last).values_list("pk", flat=True))
        yield from (record for key, record in last.items() if key not in present)


def _may_add(row: Any, request: HttpRequest) -> bool:
    return may(request.user, Action.CREATE, row)


def _saved(row: Any, request: HttpRequest) -> bool:
    row._history_user = request.user
    try:
        with transaction.atomic():
            row.full_clean()
            row.save(force_insert=True)
    except (ValidationError, IntegrityError):
        return False
    return True
