"""New records are judged without being written, and say the same as if they were."""

from contextlib import suppress
from random import Random
from typing import Any

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import connection
from django.db.models import CheckConstraint
from django.test.utils import CaptureQueriesContext

from bench.incoming.planted import Known, planted
from budgets.models import Allocation
from changes.apply import attempt
from changes.models import Change, Way
from changes.proposal import Proposal
from changes.together.certain import surely_holds
from projects.models import Project
from tests import builders
from tests.tables import sheets

pytestmark = pytest.mark.django_db
USUAL = {"kind": "project", "status": "ongoing", "portfolio": "ours", "source": "paper", "source_section": "one"}
VALUES: dict[str, tuple[Any, ...]] = {
    "CharField": ("", "2009", "2009-05", "2010-01-01", "DKK", "EUR", "a"),
    "TextField": ("", "a"),
    "BooleanField": (True, False),
    "DecimalField": (None, -1, 0, 5, 7, 10**10),
    "BigIntegerField": (None, -1, 0, 5, 7, 10**10),
    "PositiveSmallIntegerField": (None, 1800, 2009, 2010, 3000),
    "DateField": (None, "2009-05-01", "2010-01-01"),
    "DateTimeField": (None,),
}


def test_the_check_of_new_projects_writes_nothing(boss: Any, known: Known) -> None:
    rows, _cells = planted(60, 25, known)
    with CaptureQueriesContext(connection) as queries:
        result = sheets.checked(sheets.csv(rows), boss)
    written = [one["sql"] for one in queries if one["sql"].startswith(("INSERT", "UPDATE", "DELETE"))]
    assert written == []
    assert result.counts()["new"] > 20


def test_codes_that_differ_in_capital_letters_only_are_named(boss: Any, known: Known) -> None:
    builders.organisation("old-one")
    rows = [
        ["slug", "name", "kind"],
        ["shelter-a", "A", "network"],
        ["Shelter-A", "B", "network"],
        ["Old-one", "C", "network"],
    ]
    result = sheets.checked(sheets.csv(rows), boss, "organisations")
    assert sheets.cells(result) == {
        "A3": "“Shelter-A” and “shelter-a” differ in capital letters only.",
        "A4": "“Old-one” and “old-one” differ in capital letters only.",
    }


def test_a_new_project_that_follows_a_refused_one_is_refused(boss: Any, known: Known) -> None:
    rows = [["Reference", "Title", "Start", "Follows"], ["P-1", "A", "soon", ""], ["P-2", "B", "2009", "P-1"]]
    rows += [
        ["P-3", "C", "2009", "P-4"],
        ["P-4", "D", "2009", ""],
        ["P-5", "E", "2009", "P-6"],
        ["P-6", "F", "", "P-5"],
    ]
    result = sheets.checked(sheets.csv(rows), boss, "projects", USUAL)
    found = sheets.cells(result)
    assert (found.pop("D3"), sorted(found)) == ("There is no “P-1”.", ["C2", "D6", "D7"])
    assert [row.key for row in result.rows if row.state == "new"] == ["P-3", "P-4"]


def test_references_of_grants_are_unique_in_the_table_and_the_register(boss: Any, known: Known) -> None:
    builders.allocation(builders.project("OLD-1"), reference="OLD-1-A1")
    rows = [["Reference", "Title", "Amount", "grant.reference"]]
    rows += [["P-1", "A", "100", "G-1"], ["P-2", "B", "100", "G-1"], ["P-3", "C", "100", "OLD-1-A1"]]
    rows += [["P-4", "D", "100", "G-4"]]
    result = sheets.checked(sheets.csv(rows), boss, "projects", USUAL)
    assert sorted(sheets.cells(result)) == ["D3", "D4"]
    assert [row.key for row in result.rows if row.state == "new"] == ["P-1", "P-4"]
    assert Allocation.objects.count() == 1


def test_many_proposals_are_tried_without_those_that_are_refused(boss: Any, known: Known) -> None:
    """The second is refused, and the third names it."""
    data = {**USUAL, "title": {"en": "A"}, "source": {"document": "paper", "section": "one", "item": None}}
    data.pop("source_section")
    proposals = [
        Proposal.create("project", {**data, "reference": "P-1"}),
        Proposal.create("project", {**data, "reference": "P-2", "starts": "2009", "ends": "2001"}),
        Proposal.create("project", {**data, "reference": "P-3", "follows": ["P-2"]}),
        Proposal.create("project", {**data, "reference": "P-4", "follows": ["P-1"]}),
    ]
    found = attempt(proposals=proposals, way=Way.IMPORT, actor=boss)
    assert [sorted(one.errors) for one in found.checked] == [[], ["ends"], ["follows"], []]
    assert not found.waits
    assert not Project.objects.exists()
    assert not Change.objects.exists()


def _row(model: Any, random: Random) -> Any:
    row = model()
    for column in model._meta.concrete_fields:
        values: tuple[Any, ...] = VALUES.get(column.get_internal_type(), ())
        if column.choices:
            values = (*(value for value, _label in column.flatchoices), "")
        if values and not column.primary_key and random.random() < 0.4:
            with suppress(ValidationError):
                # A text that is no value of this column leaves its default
                value = random.choice(values)
                setattr(row, column.attname, value if value is None else column.to_python(value))
    return row


@pytest.mark.parametrize(
    "name", ["projects.Project", "projects.CouncilRole", "projects.ProjectNote", "budgets.Allocation", "events.Event"]
)
def test_what_is_certain_in_memory_is_what_the_database_says(name: str) -> None:
    model, random, certain = apps.get_model(name), Random(1), 0
    rules = [rule for rule in model._meta.constraints if isinstance(rule, CheckConstraint)]
    for _time in range(600):
        row = _row(model, random)
        if surely_holds(row):
            certain += 1
            for rule in rules:
                try:
                    rule.validate(model, row)
                except ValidationError as error:
                    pytest.fail(f"{rule.name}: {error} of {vars(row)}")
    assert certain or name == "events.Event"
