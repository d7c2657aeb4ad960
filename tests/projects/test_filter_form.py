"""The filter form on the pages: it has every filter once, and keeps the parameters of the address."""

from typing import Any

import pytest
from django.http import QueryDict

from budgets.filtersets import AllocationFilterSet
from budgets.models import Allocation
from projects.filtering import filter_form
from projects.filtersets import ProjectFilterSet
from projects.models import Project

pytestmark = pytest.mark.django_db


def filterset(query: str = "") -> ProjectFilterSet:
    return ProjectFilterSet(QueryDict(query), Project.objects.all())


@pytest.mark.parametrize("of", [(ProjectFilterSet, Project), (AllocationFilterSet, Allocation)])
def test_every_filter_stands_in_the_form_once(of: tuple[type[ProjectFilterSet], Any]) -> None:
    of_page = of[0](QueryDict(""), of[1].objects.all())
    shown = filter_form.most_used(of_page.form)
    shown += [field for group in filter_form.groups(of_page.form) for field in group.fields]
    assert sorted(field.name for field in shown) == sorted({*of_page.form.fields} - {"ordering", *filter_form.LINKED})


@pytest.mark.usefixtures("dokument8")
def test_a_filter_that_only_links_set_stands_in_the_form_once_it_is_set() -> None:
    groups = filter_form.groups(filterset("group=council:MR-S").form)
    assert "group" in [field.name for group in groups for field in group.fields]


def test_what_was_typed_wrong_is_still_there_to_be_mended() -> None:
    assert 'value="abc"' in str(filterset("year=abc").form["year"])


@pytest.mark.usefixtures("dokument8")
def test_a_value_that_is_not_listed_is_offered_as_chosen() -> None:
    options = filter_form.options(filterset("council=MR-J%C3%84M%2BMR-S&council=MR-S,MR-LAG").form["council"])
    assert [(one.label, one.chosen) for one in options[-2:]] == [
        ("MR-JÄM + MR-S", True),
        ("MR-S, MR-LAG", True),
    ]


def test_a_filter_without_a_list_has_no_options() -> None:
    assert filter_form.options(filterset("year=2004").form["year"]) == []


def test_chips_write_dates_in_words() -> None:
    assert [chip.value for chip in filterset("starts_after=2006-09").chips()] == ["September 2006"]


def test_an_unknown_parameter_has_no_field_and_a_way_out() -> None:
    (problem,) = filter_form.problems(filterset("typo=1&status=ongoing"))
    assert (problem.name, problem.has_field, problem.without) == ("typo", False, "?status=ongoing")


def test_a_wrong_value_leads_to_its_field() -> None:
    (problem,) = filter_form.problems(filterset("status=banana&year=2004"))
    assert (problem.name, problem.has_field, problem.without) == ("status", True, "?year=2004")
    assert filter_form.more_in_use(filterset("status=banana")) is False
    assert filter_form.more_in_use(filterset("budget_min=x")) is True
