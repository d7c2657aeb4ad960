"""The history pages: what changed, when, and who changed it."""

from collections.abc import Sequence
from itertools import groupby, pairwise
from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from projects.history.differences import author, changes_between, name_of, reason

MOST_FACTS = 200


def tell(records: Sequence[Any]) -> None:
    """Adds ``author`` and ``changes`` to each history record of one row. The records come newest first."""
    if not records:
        return
    for new, old in pairwise([*records, records[-1].prev_record]):
        new.author, new.reason = author(new), reason(new)
        new.changes = changes_between(old, new) if old and new.history_type == "~" else []


def of_facts(inlines: Sequence[Any], request: HttpRequest, key: int) -> list[Any]:
    """Returns the latest history records of the rows that belong, or once belonged, to the row with this key."""
    facts: list[Any] = []
    for inline in inlines:
        before = len(facts)
        parent = next(
            field.attname
            for field in inline.model._meta.fields
            if field.related_model is inline.parent_model and field.name == inline.get_formset(request).fk.name
        )
        records = inline.model.history.filter(**{parent: key}).select_related("history_user")
        for _, of_row in groupby(records.order_by("id", "-history_id")[:MOST_FACTS], key=lambda entry: entry.id):
            rows = list(of_row)
            tell(rows)
            facts += rows
        # Rows that are edited only on the page of their record have no page of an earlier version
        for record in facts[before:]:
            record.without_page = not admin.site.is_registered(inline.model)
    for record in facts:
        record.row, record.kind = name_of(record), str(record.instance_type._meta.verbose_name)
    return sorted(facts, key=lambda entry: (entry.history_date, entry.history_id), reverse=True)[:MOST_FACTS]
