"""Generated entries: about six a project, within the rules, and drawn apart from the projects."""

from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from budgets.entries.measures import money_of_grants
from budgets.models import Allocation, Entry
from projects.models import Project

pytestmark = pytest.mark.django_db


def generate(*options: str) -> None:
    call_command("generate_portfolio", "--projects", "200", *options, stdout=StringIO())


@pytest.fixture
def reference(db: None) -> None:
    call_command("load_fixtures", "reference", stdout=StringIO())


def test_about_six_entries_a_project_and_never_more_paid_than_contracted(reference: None) -> None:
    generate("--entries")
    assert 5 <= Entry.objects.count() / Project.objects.count() <= 7
    for money in money_of_grants(Allocation.objects.all()).values():
        assert 0 <= money.debt <= money.contracted <= money.granted


def test_projects_and_grants_are_the_same_with_and_without_entries(reference: None) -> None:
    def rows() -> list[Any]:
        return list(Allocation.objects.order_by("reference").values_list("reference", "amount", "currency", "year"))

    generate()
    without = rows()
    generate("--entries", "--replace")
    assert rows() == without
    generate("--replace")
    assert not Entry.objects.exists()


def test_rows_are_removed_by_keys_that_are_read_before(reference: None) -> None:
    # A DELETE with a subquery took a minute where the statistics of the database were older than the projects
    generate("--entries")
    with CaptureQueriesContext(connection) as seen:
        generate("--replace")
    deleting = [query["sql"] for query in seen if query["sql"].startswith("DELETE")]
    assert any("budgets_entry" in sql for sql in deleting)
    assert [sql for sql in deleting if "SELECT" in sql] == []
    assert not Entry.objects.exists()
