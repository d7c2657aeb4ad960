"""Copies of a generated portfolio: the same facts under references of their own, and derived columns that agree."""

from collections import Counter
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.models import Model

from budgets.models import Allocation
from budgets.totals import figures_of
from projects.kept.triggers import rows_that_differ
from projects.models import CouncilRole, Lineage, Partnership, Project, ProjectCoreArea, ProjectPlace
from tests import builders

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("small_reference")]


def generate(*options: str) -> None:
    call_command("generate_portfolio", "--projects", "30", *options, stdout=StringIO())


def facts(model: Any, *columns: str) -> list[Any]:
    return list(model.objects.values_list(*columns))


def numbers() -> dict[type[Model], int]:
    models = (Project, CouncilRole, Partnership, ProjectPlace, ProjectCoreArea, Lineage, Allocation)
    return {model: model._base_manager.count() for model in models}


def test_two_copies_make_three_times_the_rows_and_the_money() -> None:
    generate()
    once, money = numbers(), figures_of(Allocation.objects.all()).budget_dkk or 0
    generate("--replace", "--copies", "2")
    assert numbers() == {model: 3 * count for model, count in once.items()}
    assert figures_of(Allocation.objects.all()).budget_dkk == 3 * money


def test_a_copy_has_the_facts_of_its_project_under_its_own_reference() -> None:
    generate("--copies", "1")
    first, copy = (Project.objects.get(reference=reference) for reference in ("GEN-0000007", "GEN-0000037"))
    assert (copy.title, copy.starts, copy.status, copy.portfolio) == (
        first.title,
        first.starts,
        first.status,
        first.portfolio,
    )
    assert copy.search_text == first.search_text.replace("gen-0000007", "gen-0000037")
    of = [Counter(project.partnerships.values_list("organisation", "role")) for project in (first, copy)]
    assert of[0] == of[1]
    money = ("amount", "currency", "council", "year")
    grants = [Counter(project.allocations.values_list(*money)) for project in (first, copy)]
    assert grants[0] == grants[1]
    assert all(
        reference.startswith("GEN-0000037-A") for reference in copy.allocations.values_list("reference", flat=True)
    )


def test_a_copy_follows_up_the_copy_of_the_earlier_project() -> None:
    generate("--copies", "1")
    pairs = {(later[4:], earlier[4:]) for later, earlier in facts(Lineage, "project__reference", "earlier__reference")}
    numbers = {(int(later), int(earlier)) for later, earlier in pairs}
    assert numbers == {(later % 30 or 30, earlier % 30 or 30) for later, earlier in numbers} | {
        ((later % 30 or 30) + 30, (earlier % 30 or 30) + 30) for later, earlier in numbers
    }


def test_derived_columns_of_copies_agree_with_their_definition() -> None:
    generate("--copies", "2")
    assert rows_that_differ(connection.alias) == {}


def test_projects_of_people_are_not_copied_and_later_rows_get_new_keys() -> None:
    builders.project("P-1")
    generate("--copies", "1")
    builders.project("P-2")
    assert Project.objects.filter(portfolio__slug__startswith="generated").count() == 60
    assert Project.objects.count() == 62


def test_copies_beyond_the_largest_portfolio_and_of_entries_are_refused() -> None:
    for options, word in (
        (("--copies", "40000"), "1,200,030"),
        (("--copies", "-1"), "From 0"),
        (("--copies", "1", "--entries"), "not both"),
    ):
        with pytest.raises(CommandError, match=word):
            generate(*options)
