"""Amounts are read in the format of the reader's language, and never changed silently."""

from decimal import Decimal

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from projects.language.amounts import AmountField, format_amount, parse_amount

LANGUAGES = ["en", "da", "sv", "nb", "fi", "is"]
AMOUNTS = st.integers(0, 10**14).map(lambda ore: Decimal(ore).scaleb(-2))


@given(AMOUNTS, st.sampled_from(LANGUAGES))
def test_what_a_language_writes_it_reads_back_to_the_ore(amount: Decimal, language: str) -> None:
    with translation.override(language):
        assert parse_amount(format_amount(amount)) == amount


@given(AMOUNTS, st.sampled_from(LANGUAGES), st.sampled_from(LANGUAGES))
def test_no_text_means_two_amounts(amount: Decimal, writer: str, reader: str) -> None:
    """An amount in one language's format is the same amount in another, or an error."""
    with translation.override(writer):
        text = format_amount(amount)
    with translation.override(reader):
        try:
            assert parse_amount(text) == amount
        except ValueError:
            assert len(text) in (5, 6, 7)  # one separator and three digits behind it


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("1250000", "1250000"),
        ("1.250.000", "1250000"),
        ("1,250,000", "1250000"),
        ("1 250 000,50", "1250000.50"),
        ("1\u00a0250\u00a0000,50", "1250000.50"),
        ("1\u202f250\u202f000.5", "1250000.50"),
        ("1\u2009250\u2009000", "1250000"),
        ("1,250,000.50", "1250000.50"),
        ("1.250.000,50", "1250000.50"),
        ("900000,50", "900000.50"),
        ("900000.50", "900000.50"),
        ("1 250", "1250"),
        ("1.250,00", "1250"),
        ("0,5", "0.50"),
        (" 12 ", "12"),
        ("-5", "-5"),
        ("\u22125", "-5"),
    ],
)
def test_an_amount_with_one_reading_is_read_in_every_language(text: str, amount: str, language: str) -> None:
    with translation.override(language):
        assert parse_amount(text) == Decimal(amount)


@pytest.mark.parametrize(
    ("text", "reads", "refuse"),
    [
        ("1.250", ["da", "is"], ["en", "sv", "nb", "fi"]),
        ("1,250", ["en"], ["da", "sv", "nb", "fi", "is"]),
    ],
)
def test_an_amount_with_two_readings_is_read_only_where_the_language_decides(
    text: str, reads: list[str], refuse: list[str]
) -> None:
    for language in reads:
        with translation.override(language):
            assert parse_amount(text) == 1250
    for language in refuse:
        with translation.override(language), pytest.raises(ValueError, match=r".") as refused:
            parse_amount(text)
        with translation.override(language):
            assert format_amount(Decimal(1250)) in str(refused.value)
            assert format_amount(Decimal("1.25")) in str(refused.value)


@pytest.mark.parametrize(
    "text",
    ["", "twelve", "1.2.3", "1,25,000", "12.50.000", "1 25", "1.250.00", "0.505", "1234,567", "1e3", "NaN", "1,250.000",
     "1.250,000", "1 250.000", "5,", ",5", "--5", "１２", "1'250", "12 50"],
)  # fmt: skip
@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_no_amount_is_refused_with_a_sentence(text: str, language: str) -> None:
    with translation.override(language), pytest.raises(ValueError, match=r"\w+ .*\."):
        parse_amount(text)


@pytest.mark.parametrize(("text", "rate"), [("7,4605", "7.4605"), ("7.4605", "7.4605"), ("0,125", "0.125")])
def test_in_a_rate_point_and_comma_are_both_decimal_marks(text: str, rate: str) -> None:
    assert parse_amount(text, 8, grouped=False) == Decimal(rate)


def test_a_field_that_is_not_typed_takes_plain_decimals_only() -> None:
    field = AmountField(typed=False, max_digits=14)
    assert field.clean("1250000.50") == Decimal("1250000.50")
    for text in ("1.250.000", "1 250 000", "900000,50", "1,250"):
        with pytest.raises(Exception, match=r"\w+"):
            field.clean(text)


def test_a_typed_field_shows_what_it_understood() -> None:
    field = AmountField(max_digits=14)
    with translation.override("da"):
        assert field.prepare_value(field.bound_data("900000,50", None)) == "900.000,50"
        assert field.prepare_value(Decimal("900000.00")) == "900.000"
        assert field.prepare_value(field.bound_data("nine", None)) == "nine"
