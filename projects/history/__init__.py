"""The history of every model of the register: who changed what, and when."""

from typing import Any

from django.db import models
from simple_history import register
from simple_history.models import HistoricalRecords

from changes.history import RecordHistory
from projects.kept.fields import KeptField
from projects.language.sorting import SORT_KEYS

# Computed columns: a change of them is not a change of the record
DERIVED = [
    "search_text",
    "folded_code",
    "folded_alias",
    "amount_dkk",
    "first_day",
    "last_day",
    "sequence",
    "changed_at",
    *SORT_KEYS,
]


def keep_history(*models_: type[models.Model], of_records: bool = True) -> None:
    """Keeps each state of the models' rows, with its author: of rows of records once a change, when the change closes
    (``changes/history/writing.py``). ``of_records=False`` is for rows that no change writes: each save is a state.

    Called from translation.py, because the history copies a model's columns. So the translated columns have to be
    registered first.
    """
    records_class = RecordHistory if of_records else HistoricalRecords
    for model in models_:
        many_to_many = [field for field in model._meta.many_to_many if _through(field)._meta.auto_created]
        # Only fields of the model, because simple_history looks each of them up when it restores a state
        derived = [field.name for field in model._meta.fields if field.name in DERIVED or isinstance(field, KeptField)]
        register(model, records_class=records_class, excluded_fields=derived, m2m_fields=many_to_many)


def _through(field: Any) -> Any:
    return field.remote_field.through
