"""Kinds of words that say a fact for certain, each of which was left to a person once."""

from typing import Any

import pytest

from tests.readings.test_rules import certain, read


@pytest.mark.parametrize(
    ("sentence", "field", "value"),
    [
        ("»Havn« er et toårigt kursusprojekt, som Marta-organisationen gennemfører i Riga.", "kind", "project"),
        ("»Havn« er et projekt, som Marta-organisationen gennemfører i Riga.", "places", "riga"),
        (
            "»Havn« er et pilotprojekt, som Fafo gennemfører.",
            "partners",
            {"organisation": "fafo", "role": "implementing"},
        ),
        ("”Havn” var ett seminarium i Riga den 4–6 maj 2011 för sjömän.", "starts", "2011-05-04"),
        ("”Havn” var ett seminarium i Riga den 4–6 maj 2011 för sjömän.", "ends", "2011-05-06"),
        ("”Havn” var ett seminarium i Riga den 4–6 maj 2011 för sjömän.", "places", "riga"),
        (
            "Rapporten »Havn« blev skrevet af Fafo i 2010.",
            "partners",
            {"organisation": "fafo", "role": "implementing"},
        ),
    ],
)
def test_a_sentence_says_a_fact_for_certain(sentence: str, field: str, value: Any) -> None:
    assert value in certain(read(sentence), field)


@pytest.mark.parametrize(
    "sentence",
    [
        "MR-S og MR-JÄM bevilgede sammen 400.000 DKK.",
        "Udgifterne på 400.000 DKK blev delt ligeligt mellem MR-S og MR-JÄM.",
    ],
)
def test_councils_that_pay_together_are_funders_of_one_grant(sentence: str) -> None:
    item = read(f'Projektet "Havn" samler mange myndigheder. {sentence}')
    assert certain(item, "councils") == [{"code": code, "role": "funding"} for code in ("MR-S", "MR-JÄM")]
    assert [value["amount"] for value in certain(item, "grant")] == ["400000.00"]  # type: ignore[index]


def test_of_a_budget_the_part_that_we_pay_is_a_share() -> None:
    item = read('Projektet "Havn" startede i 2015. MR-S bidrager med 480.000 DKK af et totalbudget på 1.600.000 DKK.')
    (value,) = certain(item, "grant")
    assert (value["amount"], value["scope"]) == ("480000.00", "share")  # type: ignore[index]


def test_amounts_in_two_currencies_that_are_added_are_two_grants() -> None:
    item = read("Titel: Havn\nTilskud: 400.000 NOK + 300.000 DKK")
    paid = [(value["amount"], value["currency"]) for value in certain(item, "grant")]  # type: ignore[index]
    assert paid == [("400000.00", "NOK"), ("300000.00", "DKK")]


def test_the_word_for_the_kind_before_a_period_dates_the_item() -> None:
    item = read("Titel: Havn\n• Projekt 2013–2015, ledet af Fafo (leder)")
    assert (certain(item, "starts"), certain(item, "ends")) == (["2013"], ["2015"])


def test_words_of_a_row_change_the_role_that_its_label_gives() -> None:
    item = read("Title: Havn\nImplemented by: Fafo in co-operation with Marta")
    assert certain(item, "partners") == [
        {"organisation": "fafo", "role": "implementing"},
        {"organisation": "marta", "role": "co-operating"},
    ]
