"""The history of records: each row of a history table says what a row said from one change until another.

``from_change`` is the change that wrote it. ``until_change`` is the change that ended it; empty: it is still so.
A deletion ends the interval and leaves a row of type ``-`` whose interval is empty (``from_change`` equals
``until_change``), so that pages can tell who deleted the row. So the state as of change n is every row with
``from_change <= n`` and ``until_change`` empty or greater than n.
"""

from typing import Any

from django.db import models
from simple_history.models import HistoricalRecords


class Interval(models.Model):
    """The changes between which a history row was so. Numbers without a foreign key: changes are never deleted."""

    from_change = models.PositiveBigIntegerField(null=True, blank=True, editable=False, db_index=True)
    until_change = models.PositiveBigIntegerField(null=True, blank=True, editable=False)

    class Meta:
        abstract = True


class RecordHistory(HistoricalRecords):
    """django-simple-history's tables and pages without its signals: the change writes the rows when it closes."""

    def __init__(self, **options: Any) -> None:
        super().__init__(bases=(Interval,), **options)

    def get_extra_fields(self, model: Any, fields: Any) -> dict[str, Any]:
        """The library's columns, and those that the row keeps beside what people and programs state."""
        beside = {
            name: _plain(field) for name in self.excluded_fields if _is_stored(field := model._meta.get_field(name))
        }
        return {**super().get_extra_fields(model, fields), **beside, "columns_beside": list(beside)}

    def finalize(self, sender: Any, **options: Any) -> None:
        super().finalize(sender, **options)
        for signal, receiver in (
            (models.signals.post_save, self.post_save),
            (models.signals.post_delete, self.post_delete),
            (models.signals.pre_delete, self.pre_delete),
        ):
            signal.disconnect(receiver, sender=sender)

    def m2m_changed(self, instance: Any, action: Any, attr: str, **options: Any) -> None:
        """Does nothing: the library connects it in a way that cannot be disconnected."""

    def get_meta_options(self, model: Any) -> dict[str, Any]:
        """The options of the history's model: a row has one state that is still so."""
        one_open = models.UniqueConstraint(
            fields=[model._meta.pk.name],
            condition=models.Q(until_change=None),
            name=f"{model._meta.model_name}_has_one_open_state",
        )
        return {**super().get_meta_options(model), "constraints": [one_open]}


def _is_stored(field: Any) -> bool:
    """Whether the history has to keep the column: SQL cannot work it out of the other columns of the row."""
    return field.concrete and not field.generated and not getattr(field, "worked_out", False)


def _plain(field: Any) -> models.Field:
    """A column for copies of the field's values: without the field's own way to make them, and empty if unknown."""
    options = {"max_length": field.max_length} if isinstance(field, models.CharField) else {}
    column: models.Field = getattr(models, field.get_internal_type())(null=True, editable=False, **options)
    return column
