"""Writes that change several models."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.core import serializers
from django.core.exceptions import ValidationError
from django.core.serializers.base import DeserializationError, DeserializedObject
from django.db import models

from changes.models import Way
from changes.opened import because, changing
from projects.history.differences import LOADED


class FixtureError(Exception):
    """A fixture that cannot be loaded. The message names the file, the row and the reason."""


@dataclass
class LoadReport:
    """The number of rows of a load by outcome: new, changed back to the fixture, same, or kept."""

    counts: Counter[str] = field(default_factory=Counter)
    kept: list[str] = field(default_factory=list)
    """Rows that people changed, so that they differ from their fixture; the load left them as they are."""


def load_fixtures(*, files: Iterable[Path], overwrite: bool = False) -> LoadReport:
    """Loads YAML fixtures with natural keys: all of them or, after any error, none.

    Existing rows stay as people made them, unless ``overwrite`` is set; so a second load changes nothing. Every row
    is validated, and its history names its file.
    Raises FixtureError for a file that cannot be read and for a row that breaks a rule.
    """
    report = LoadReport()
    with changing(way=Way.LOAD, reason="fixtures"):
        for path in files:
            with because(LOADED % {"what": f"{path.parent.name}/{path.name}"}):
                for row in _rows_of(path):
                    _load(row, path, overwrite, report)
    return report


def _rows_of(path: Path) -> Iterable[DeserializedObject]:
    try:
        yield from serializers.deserialize("yaml", path.read_text(encoding="utf-8"))
    except (DeserializationError, ValidationError) as error:
        raise FixtureError(f"{path.name}: {error}") from error


def _load(row: Any, path: Path, overwrite: bool, report: LoadReport) -> None:
    stored = type(row.object)._default_manager.filter(pk=row.object.pk).first()
    outcome = _outcome(row, stored, overwrite)
    report.counts[outcome] += 1
    if outcome == "kept":
        report.kept.append(f"{row.object._meta.model_name} {' '.join(map(str, row.object.natural_key()))}")
    if outcome in ("kept", "same"):
        return
    # Validation then compares the row with the other rows, and not with itself
    row.object._state.adding = stored is None
    try:
        row.object.full_clean()
    except ValidationError as error:
        raise FixtureError(f"{path.name}: {row.object._meta.model_name} {row.object}: {error}") from error
    row.object.save()
    for name, values in (row.m2m_data or {}).items():
        getattr(row.object, name).set(values)


def _outcome(row: Any, stored: models.Model | None, overwrite: bool) -> str:
    if stored is None:
        return "new"
    if _values(stored, row.m2m_data or {}) == _values(row.object, row.m2m_data or {}, given=row.m2m_data):
        return "same"
    return "changed" if overwrite else "kept"


def _values(row: models.Model, many: Any, given: Any = None) -> dict[str, Any]:
    """Returns the values of the row for comparison, as stored. Blank and missing texts are equal."""
    fields = [f for f in row._meta.concrete_fields if f.editable and not f.generated and not f.primary_key]
    values: dict[str, Any] = {f.name: f.get_prep_value(f.value_from_object(row)) or None for f in fields}
    for name in many:
        related = given[name] if given else getattr(row, name).all()
        values[name] = sorted(getattr(related_row, "pk", related_row) for related_row in related)
    return values
