"""The rules of an allocation: the database keeps them, and each has a sentence for people."""

from decimal import ROUND_HALF_UP, Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from budgets.models import Allocation
from tests import builders

RATED = {"currency": "SEK", "rate": "0.80000000", "rate_date": "2009-03-04", "rate_source": "A central bank"}

BROKEN = [
    ({"amount": "0"}, "allocation_amount_above_zero"),
    ({"amount": "-1.00"}, "allocation_amount_above_zero"),
    ({"amount": "10000000000.00"}, "allocation_amount_above_zero"),
    ({**RATED, "currency": "DKK"}, "allocation_rate_only_on_foreign_currency"),
    ({**RATED, "rate": "0"}, "allocation_rate_only_on_foreign_currency"),
    ({**RATED, "rate": "100"}, "allocation_rate_only_on_foreign_currency"),
    ({**RATED, "rate_date": None}, "allocation_rate_with_date_and_source"),
    ({**RATED, "rate_source": ""}, "allocation_rate_with_date_and_source"),
    ({**RATED, "rate": None}, "allocation_rate_with_date_and_source"),
    ({"year": 206}, "allocation_year_makes_sense"),
    ({"inferred": True}, "allocation_inferred_needs_reason"),
    ({"year": 2008, "granted": "2009"}, "allocation_granted_in_its_year"),
    ({"year": 2010, "granted": "2009-12-31"}, "allocation_granted_in_its_year"),
]


@pytest.mark.django_db
@pytest.mark.parametrize(("values", "rule"), BROKEN)
def test_the_database_refuses_a_broken_rule_by_its_name(values: dict[str, object], rule: str) -> None:
    project = builders.project()
    with pytest.raises(IntegrityError, match=rule), transaction.atomic():
        builders.allocation(project, **{"amount": "1.00", **values})


@pytest.mark.django_db
@pytest.mark.parametrize(("values", "rule"), BROKEN)
def test_validation_tells_a_broken_rule_before_the_database_does(values: dict[str, object], rule: str) -> None:
    row = Allocation(
        **{
            "reference": "P-1-A1",
            "project": builders.project(),
            "source": builders.source(),
            "amount": "1.00",
            **values,
        }
    )
    with pytest.raises(ValidationError) as error:
        row.full_clean()
    assert "Constraint" not in str(error.value)


@pytest.mark.django_db
@pytest.mark.parametrize(("year", "granted"), [(2009, "2009"), (2009, "2009-03-04"), (None, "2009-03"), (2009, None)])
def test_a_year_and_a_date_of_the_grant_agree_or_one_is_not_stated(year: int | None, granted: str | None) -> None:
    row = builders.allocation(builders.project(), year=year, granted=granted)
    row.full_clean()


@pytest.mark.django_db
def test_kroner_count_as_they_are() -> None:
    assert builders.allocation(builders.project(), "1200000.00").amount_dkk == Decimal("1200000.00")


@pytest.mark.django_db
def test_another_currency_counts_only_with_its_rate() -> None:
    project = builders.project()
    assert builders.allocation(project, "100.00", currency="SEK").amount_dkk is None
    assert builders.allocation(project, "100.00", **RATED).amount_dkk == Decimal("80.00")


@pytest.mark.django_db
@given(
    ore=st.integers(1, 999_999_999_999),
    rate=st.integers(1, 9_999_999_999),
)
def test_the_amount_in_kroner_is_rounded_half_up_to_the_ore(ore: int, rate: int) -> None:
    amount, factor = Decimal(ore).scaleb(-2), Decimal(rate).scaleb(-8)
    Allocation.objects.all().delete()
    project = builders.Project.objects.filter(reference="P-1").first() or builders.project()
    stored = builders.allocation(project, str(amount), **{**RATED, "rate": factor})
    assert stored.amount_dkk == (amount * factor).quantize(Decimal("0.01"), ROUND_HALF_UP)


@pytest.mark.django_db
def test_the_words_of_the_scope_fit_several_allocations_of_a_project(admin_client: Client) -> None:
    """Two allocations of one project each said "Whole budget"."""
    row = builders.project("P-1")
    builders.allocation(row, "100")
    builders.allocation(row, "200")
    page = admin_client.get("/projects/P-1/").content.decode()
    assert "Whole budget" not in page
    assert page.count("Budget without co-financing") == 2
