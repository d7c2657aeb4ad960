"""The differences between two states of a row, in words. The id of its history record identifies a state."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.db import models
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from modeltranslation.translator import NotRegistered, translator

from changes.wording.sentences import plain, shortened_pair

LOADED = gettext_noop("Loaded from %(what)s")
RATED = gettext_noop("Rate of the European Central Bank of %(what)s")
REASONS = (LOADED, RATED)
"""Reasons for changes by programs. The database keeps them in English; pages show them in the reader's language."""


@dataclass(frozen=True)
class FieldDifference:
    """A changed field of a row with its old and new values."""

    field: str
    old: str
    new: str

    def __str__(self) -> str:
        return f"{self.field}: {self.old} → {self.new}"


def latest_states(model: Any, keys: Iterable[Any]) -> dict[Any, int]:
    """Returns the id of the latest history record for each of these rows that has one, in one query.

    It takes the highest id instead of the latest date, because the clocks of two servers may differ.
    """
    records = model.history.filter(pk__in=()) if not keys else model.history.filter(id__in=list(keys))
    return dict(records.order_by().values_list("id").annotate(models.Max("history_id")))


def changes_between(old: Any, new: Any) -> list[FieldDifference]:
    """Returns the fields that differ between two history records of a row, in the order of the model."""
    model = new.instance_type
    delta = new.diff_against(old, excluded_fields=_originals(model), foreign_keys_are_objs=True)
    order = [field.name for field in (*model._meta.fields, *model._meta.many_to_many)]
    found = [
        _change(model, change) for change in sorted(delta.changes, key=lambda difference: order.index(difference.field))
    ]
    # A missing text and an empty text are the same
    return [change for change in found if change.old != change.new]


def author(record: Any) -> str:
    """Returns the author of a history record: a person's name, or the kind of change if a program made it."""
    if record.history_user:
        return record.history_user.get_full_name() or record.history_user.get_username()
    return reason(record) or _("a program")


def reason(record: Any) -> str:
    """Returns the reason of a history record; in the reader's language if our own program wrote it. Empty: no
    reason."""
    text = record.history_change_reason or ""
    for words in REASONS:
        before = words.removesuffix("%(what)s")
        if text.startswith(before):
            return _(words) % {"what": text.removeprefix(before)}
    return text


def what_changed(row: Any, since: int, belongings: bool = False) -> SafeString | None:
    """Returns who changed the row since the history record with this id, when, and which fields; None if nothing
    differs.

    ``belongings``: a save without a changed field counts too, because the rows that belong to the row were saved
    with it.
    """
    records = type(row).history.filter(id=row.pk).select_related("history_user").order_by("history_id")
    before, after = records.filter(history_id=since).first(), records.last()
    if after is None:
        return None
    changes = [str(change) for change in changes_between(before, after)] if before else []
    if before and not changes and not (belongings and after.history_id != since):
        return None
    authors = dict.fromkeys(author(record) for record in records if record.history_id > since)
    sentence = _("%(row)s was changed by %(authors)s on %(when)s, after you opened it.") % {
        "row": row,
        "authors": ", ".join(authors) or author(after),
        "when": _moment(after),
    }
    return _with_history(row, format_html("{} {}", sentence, "; ".join(changes)))


def what_became_of(model: Any, key: int | None) -> SafeString:
    """Returns who deleted or moved the row with this key, and when."""
    record = model.history.filter(id=key).order_by("history_id").last() if key else None
    if record is None:
        return format_html("{}", _("A row of this list does not exist."))
    gone = _("%(row)s was deleted by %(author)s on %(when)s, after you opened it.")
    if record.history_type != "-":
        gone = _("%(row)s was moved away by %(author)s on %(when)s, after you opened it.")
    values = {"row": name_of(record), "author": author(record), "when": _moment(record)}
    return _with_history(record.instance, format_html("{}", gone % values))


def name_of(record: Any) -> str:
    """Returns the name of the row in a history record; its kind and key if a row that the name needs is gone."""
    try:
        return str(as_it_was(record))
    except (AttributeError, ObjectDoesNotExist):
        return f"{record.instance_type._meta.verbose_name} {record.id}"


def as_it_was(record: Any) -> Any:
    """Returns the row of a history record, not saved, with the related rows that were selected with the record.

    The record's own ``instance`` makes a query for each column that the history leaves out.
    """
    row = record.instance_type(**{field.attname: getattr(record, field.attname) for field in record.tracked_fields})
    for field in record.tracked_fields:
        related = record._state.fields_cache.get(field.name)
        if field.many_to_one and related is not None:
            setattr(row, field.name, related)
    return row


def _originals(model: Any) -> list[str]:
    # The first column of a translated text repeats the text in the author's language
    try:
        return list(translator.get_options_for_model(model).all_fields)
    except NotRegistered:
        return []


def _change(model: Any, change: Any) -> FieldDifference:
    field = model._meta.get_field(change.field)
    old, new = shortened_pair(_in_words(field, change.old), _in_words(field, change.new))
    return FieldDifference(capfirst(str(field.verbose_name)), old, new)


def _in_words(field: Any, value: Any) -> str:
    if value is None or value in ("", []):
        return _("not stated")
    if isinstance(value, list):
        return ", ".join(str(row[field.m2m_reverse_field_name()]) for row in value)
    return str(value) if field.many_to_one else plain(field, value)


def _with_history(row: Any, text: SafeString) -> SafeString:
    address = reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_history", args=[row.pk])
    link = format_html('<a href="{}" target="_blank">{}</a>', address, _("Show the history"))
    return format_html("{} {} {}", text, _("Nothing has been saved."), link)


def _moment(record: Any) -> str:
    return formats.date_format(timezone.localtime(record.history_date), "DATETIME_FORMAT")
