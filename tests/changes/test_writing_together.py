"""Rows that are written by few statements are those that Django writes."""

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from changes.apply import apply
from changes.models import Way
from changes.proposal import Proposal
from changes.together.writing import insert, update
from projects.models import Council, CouncilRole, Organisation, Project
from projects.partial_date import PartialDate
from tests import builders

pytestmark = pytest.mark.django_db


def columns(row: Any) -> dict[str, Any]:
    """Returns what the database holds of a row, but for its key, the moment, its code, and what follows."""
    names = [column.column for column in row._meta.concrete_fields]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(names)} FROM {row._meta.db_table} WHERE id = %s", [row.pk])  # noqa: S608
        said = dict(zip(names, cursor.fetchone(), strict=True))
    without = ("id", row.natural_fields[0], "search_text", "document_order", "changed_at")
    return {name: value for name, value in said.items() if name not in without}


def organisation(slug: str) -> Organisation:
    return Organisation(slug=slug, name_en="Århus body", name_da="Århus", kind="public", abbreviation="ÅB")


def test_new_rows_are_those_of_bulk_create() -> None:
    ours, usual = [organisation("one"), organisation("two")], organisation("three")
    insert(ours)
    Organisation.objects.bulk_create([usual])
    assert [row.slug for row in Organisation.objects.order_by("pk")] == ["one", "two", "three"]
    assert [row.pk for row in ours] == list(
        Organisation.objects.filter(slug__in=["one", "two"]).order_by("pk").values_list("pk", flat=True)
    )
    assert columns(ours[0]) == columns(ours[1]) == columns(usual)
    assert [row.search_text for row in ours] == ["one arhus body arhus ab", "two arhus body arhus ab"]
    assert not ours[0]._state.adding


def test_values_of_every_kind_are_those_of_bulk_create() -> None:
    rate = {"currency": "EUR", "rate": "7.5", "rate_date": date(2024, 5, 1), "rate_source": "The bank"}
    grant = builders.allocation(builders.project(starts=PartialDate.parse("2024-05")), "1000.50", year=2024, **rate)
    for row in (grant.project, grant, builders.event()):
        code = row.natural_fields[0]
        ours, usual = type(row).objects.get(pk=row.pk), type(row).objects.get(pk=row.pk)
        ours.pk = usual.pk = None
        setattr(ours, code, "ours")
        setattr(usual, code, "usual")
        insert([ours])
        type(row).objects.bulk_create([usual])
        assert columns(ours) == columns(usual)


def test_a_row_keeps_the_key_that_it_has() -> None:
    row, other = organisation("one"), organisation("two")
    row.pk = 4711
    insert([other, row])
    assert Organisation.objects.get(slug="one").pk == 4711
    assert Organisation.objects.get(slug="two").pk == other.pk


def test_a_row_refers_to_what_was_written_after_it_was_made() -> None:
    project, council = builders.project(), Council(code="MR-X", name_en="New")
    role = CouncilRole(project=project, council=council, role="funding")
    insert([council])
    insert([role])
    assert CouncilRole.objects.get().council_id == council.pk


def test_changed_rows_write_these_columns_only() -> None:
    projects = [builders.project("P-1"), builders.project("P-2")]
    for number, project in enumerate(projects):
        project.title_en, project.status = f"New {number}", "closed"
        project.summary_en = "Not written"
    update(projects, ["title_en", "status"])
    found = Project.objects.order_by("reference").values_list("title_en", "status", "summary_en")
    assert list(found.rewrite(False)) == [("New 0", "closed", None), ("New 1", "closed", None)]


def test_many_changed_rows_are_written_by_one_statement() -> None:
    for number in range(5):
        builders.project(f"P-{number}")
    proposals = [Proposal.update("project", f"P-{number}", {"title": {"en": f"New {number}"}}) for number in range(5)]
    with CaptureQueriesContext(
        connection,
    ) as queries:
        apply(proposals=proposals, way=Way.PROGRAM)
    written = [query["sql"] for query in queries if 'UPDATE "projects_project"' in query["sql"]]
    assert len(written) == 1
    titles = Project.objects.order_by("reference").values_list("title_en", flat=True)
    assert list(titles) == [f"New {number}" for number in range(5)]


def test_a_row_that_is_read_is_as_one_that_is_made() -> None:
    project = builders.project(starts=PartialDate.parse("2024-05"))
    read = Project.objects.get(pk=project.pk)
    names = [column.attname for column in Project._meta.concrete_fields]
    made = Project(**{name: read.__dict__[name] for name in names})
    assert {name: read.__dict__[name] for name in names} == {name: made.__dict__[name] for name in names}
    assert (read._state.adding, read._state.db) == (False, "default")


def test_a_column_that_was_not_read_is_read_when_it_is_needed() -> None:
    builders.project("P-1", status="ongoing")
    project = Project.objects.only("reference").get()
    assert project.get_deferred_fields()
    assert project.status == "ongoing"
