"""Money is stored in whole øre: no floats are used, and both databases add exactly the same."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from projects.fields import MoneyField, RateField
from projects.models import Document


def test_an_amount_is_stored_as_whole_ore() -> None:
    assert MoneyField().get_prep_value("1200000.05") == 120000005


@pytest.mark.parametrize("value", ["1.001", "NaN", "Infinity", "1e40", "ten", "1,5", "\0"])
def test_what_is_no_amount_is_refused(value: str) -> None:
    with pytest.raises(ValidationError):
        MoneyField().to_python(value)


def test_a_rate_keeps_eight_decimals() -> None:
    assert RateField().to_python("0.71234567") == Decimal("0.71234567")


@pytest.mark.django_db
@given(ore=st.integers(1, 999_999_999_999))
def test_it_comes_back_from_the_database_to_the_ore(ore: int) -> None:
    amount = Decimal(ore) / 100
    Document.objects.filter(slug="d").delete()
    Document.objects.create(slug="d", title_en="D", kind="report", amount=amount, currency="NOK")
    assert Document.objects.get(slug="d").amount == amount
