"""The declarations of records agree with the models, with each other and with the API."""

from typing import Any

import pytest
from django.apps import apps

from changes.record import RECORDS, Field, Record, Shape
from projects.choices import Gap
from projects.models.project import FACTS
from projects.records import PROJECT

each_record = pytest.mark.parametrize("record", RECORDS.values(), ids=RECORDS)


def stored(record: Record) -> list[tuple[Field, Any]]:
    """Returns the stored fields, each with its column or relation of the model."""
    model = apps.get_model(record.model)
    fields = [field for field in record if not field.derived and field.shape != Shape.NOTES]
    return [(field, model._meta.get_field(field.source)) for field in fields]


@each_record
def test_a_field_has_the_shape_of_its_column_or_relation(record: Record) -> None:
    for field, column in stored(record):
        if field.shape in (Shape.FACTS, Shape.CODES):
            assert column.one_to_many, field.name
        elif field.shape == Shape.REFERENCE:
            assert column.many_to_one, field.name
        else:
            assert column.concrete, field.name


@each_record
def test_a_choice_has_the_choices_of_its_column(record: Record) -> None:
    for field, column in stored(record):
        if field.shape == Shape.CHOICE:
            assert list(column.choices) == list(field.choices.choices), field.name


@each_record
def test_a_field_is_required_where_its_column_cannot_be_left_empty(record: Record) -> None:
    # A constraint of the table requires a translated text in one of its languages
    for field, column in stored(record):
        if field.shape in (Shape.TEXT, Shape.CHOICE, Shape.REFERENCE, Shape.MONEY):
            assert field.required == (not column.blank and not column.has_default()), field.name


@each_record
def test_the_names_of_a_record_differ(record: Record) -> None:
    names = [field.name for field in record]
    assert len(names) == len(set(names))


@each_record
def test_a_record_is_named_by_one_of_its_fields(record: Record) -> None:
    assert record[record.key].required


def test_every_gap_is_defined_by_one_field() -> None:
    declared = [missing.gap for field in PROJECT for missing in field.gaps]
    assert sorted(declared) == sorted(Gap)


def test_the_facts_with_notes_of_their_own_are_those_of_the_record() -> None:
    facts = {
        field.name: field.source for field in PROJECT if field.shape in (Shape.FACTS, Shape.CODES) and not field.derived
    }
    assert facts == FACTS
