"""Allocations that are read without model objects give the bytes of the serializer."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from budgets.models import Allocation, BudgetPost
from budgets.serializers import AllocationSerializer
from reports.renderers.json_files import _written
from tests import builders
from tests.random_portfolios import PORTFOLIOS, Plan, build, clear

pytestmark = pytest.mark.django_db

NAMES = list(AllocationSerializer().fields)
RANDOM = settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def compare(rows: Any, names: list[str]) -> None:
    serializer = AllocationSerializer()
    for name in set(serializer.fields) - set(names):
        serializer.fields.pop(name)
    narrow = [_written(record) for record in serializer.read_narrow(rows, names)]
    assert narrow == [_written(serializer.to_representation(row)) for row in rows]


@RANDOM
@given(plans=PORTFOLIOS, names=st.sets(st.sampled_from(NAMES), min_size=1))
def test_any_portfolio_is_the_same_with_any_fields(plans: list[Plan], names: set[str]) -> None:
    clear()
    build(plans)
    post = BudgetPost.objects.first() or builders.post()
    for number, grant in enumerate(Allocation.objects.order_by("pk")):
        grant.granted, grant.post = [None, "2006", "2006-09"][number % 3], post if number % 2 else None
        grant.year = None if grant.granted else grant.year
        grant.rate_source = 'Danmarks "Nationalbank" \u2028 <&> 🎉' if grant.rate else ""
        grant.save()
    for rows in (Allocation.objects.for_list(), Allocation.objects.for_list().order_by("-amount_dkk", "reference")):
        compare(rows, NAMES)
        compare(rows, [name for name in NAMES if name in names])
    compare(Allocation.objects.for_list().filter(council__code="MR-A"), NAMES)


def test_the_seeds_are_the_same_and_nothing_is_nothing(dokument8: None) -> None:
    compare(Allocation.objects.for_list(), NAMES)
    assert list(AllocationSerializer.read_narrow(Allocation.objects.none(), NAMES)) == []


def test_one_statement_reads_all(dokument8: None, django_assert_num_queries: Any) -> None:
    builders.allocation(builders.project("P-1"), "100.00")
    with django_assert_num_queries(1):
        list(AllocationSerializer.read_narrow(Allocation.objects.for_list(), NAMES))
