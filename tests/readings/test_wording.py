"""Classes of wording that secretariats use, and that were read too little or wrongly once."""

import pytest

from readings.rules.facts import CERTAIN, Item
from tests.readings.test_layouts import amounts, items, said

HEADING = "Afsluttede projekter\n\n"


def one(text: str, heading: str = HEADING) -> Item:
    (item,) = items(heading + text)
    return item


class TestMoney:
    def test_the_currency_that_the_annex_states_for_all_amounts(self) -> None:
        item = one("1. Havn. Projektet fik 400 tkr. fra MR-S.\n", f"Alle beløb er i danske kroner.\n\n{HEADING}")
        assert amounts(item) == [("400000.00", "DKK")]

    def test_two_statements_of_the_currency_leave_it_open(self) -> None:
        lead = "Beløb er i danske kroner. Beløb fra Norge er i norske kroner.\n\n"
        assert amounts(one("1. Havn. Projektet fik 400.000 kr. fra MR-S.\n", lead + HEADING)) == []

    @pytest.mark.parametrize(
        ("words", "amount"),
        [("1 250 000:- DKK", "1250000.00"), ("900.000 kr. (DKK)", "900000.00"), ("2.350 tkr. DKK", "2350000.00")],
    )
    def test_forms_of_an_amount(self, words: str, amount: str) -> None:
        assert amounts(one(f"1. Havn\nPeriode: 2014\nBevilling: {words}\n")) == [(amount, "DKK")]

    def test_an_amount_that_counts_twice_has_to_be_decided(self) -> None:
        assert amounts(one("1. Havn\nPeriode: 2014\nBevilling: 2 x 150.000 DKK\n")) == []

    def test_of_a_budget_the_part_that_a_council_gives_is_the_grant(self) -> None:
        item = one("1. Havn. Projektet har et budget på 800.000 DKK, heraf giver MR-S 500.000 DKK.\n")
        (grant,) = said(item, "grant")
        assert (grant["amount"], grant["scope"], grant["payer"]) == ("500000.00", "share", "MR-S")

    def test_a_label_names_the_share_of_the_council(self) -> None:
        item = one("1. Havn\nTotal budget: 400.000 EUR\nHeraf fra Ministerrådet: 900.000 DKK (MR-S)\n")
        (grant,) = said(item, "grant")
        assert (grant["amount"], grant["scope"]) == ("900000.00", "share")

    @pytest.mark.parametrize(
        "words", ["og 200.000 NOK fra norske myndigheder", "og EU bidrager med 90.000 EUR", "og 10.000 DKK fra Fafo"]
    )
    def test_money_that_others_give_is_no_grant(self, words: str) -> None:
        assert amounts(one(f"1. Havn. Projektet modtog 430.000 DKK fra MR-S {words}.\n")) == [("430000.00", "DKK")]


class TestDates:
    @pytest.mark.parametrize(
        ("words", "starts", "ends"),
        [
            ("Projektet løber fra marts 2023 til udgangen af 2026.", "2023-03", "2026"),
            ("Projektet pågår från januari 2018 t.o.m. mars 2019.", "2018-01", "2019-03"),
            ("Hanke oli käynnissä tammikuusta 2021 toukokuuhun 2023.", "2021-01", "2023-05"),
            ("Projektperiode: 1/3 2022 - 28/2 2025.", "2022-03-01", "2025-02-28"),
            ("Projekt om havne, 2013-14, gennemført af Fafo.", "2013", "2014"),
            ("Between 2017 and 2018, Fafo carried out this study.", "2017", "2018"),
        ],
    )
    def test_periods(self, words: str, starts: str, ends: str) -> None:
        item = one(f"1. Havn. {words}\n")
        assert (said(item, "starts"), said(item, "ends")) == ([starts], [ends])

    def test_a_label_with_a_first_day_only_is_no_end(self) -> None:
        item = one("1. Havn\nProjekttid: fr.o.m. 1 september 2022\nLand/ort: Riga\n")
        assert (said(item, "starts"), said(item, "ends")) == (["2022-09-01"], [])

    def test_what_was_done_in_a_year_began_in_it_and_its_end_is_left_open(self) -> None:
        item = one("1. Havn. Undersøgelsen blev gennemført af Fafo i 2017.\n")
        assert (said(item, "starts"), said(item, "ends")) == (["2017"], [])


@pytest.mark.parametrize(
    ("label", "field", "value"),
    [
        ("Hanke-aika: 2019–2021", "starts", "2019"),
        ("Missä: Riga", "places", "riga"),
        ("Land/ort: Riga", "places", "riga"),
        ("Sted og land: Riga", "places", "riga"),
        ("Projektledning: Fafo", "partners", {"organisation": "fafo", "role": "coordinating"}),
        ("Typ av insats: studie", "kind", "study"),
    ],
)
def test_labels_are_composed_of_known_words(label: str, field: str, value: object) -> None:
    assert value in said(one(f"1. Havn\nNr: 4\n{label}\n"), field)


def test_a_label_that_is_not_known_is_no_part_of_the_title() -> None:
    titles = [
        said(item, "title")
        for item in items(f"{HEADING}Havn\nMedd.: ja\nPeriode: 2014\n\nBro\nMedd.: ja\nPeriode: 2015\n")
    ]
    assert titles == [["Havn"], ["Bro"]]


def test_the_running_header_of_a_pasted_text_is_no_title() -> None:
    head = "Nordisk Ministerråd\nBilag 2\n\n"
    havn, strand, bro = (
        f"{title}\nProjektet blev gennemført af Fafo i perioden 2014–2017 i {place}.\n\n"
        for title, place in (("Havn", "flere byer langs kysten"), ("Strand", "alle landene"), ("Bro", "to regioner"))
    )
    found = items(f"{head}{HEADING}{havn}{strand}{head}{bro}")
    assert [said(item, "title") for item in found] == [["Havn"], ["Strand"], ["Bro"]]


def test_a_table_with_a_column_for_each_project_is_read() -> None:
    table = "\tHavn\tStrand\nPeriode\t2019–2021\t2020\nUdføres af\tFafo\tFafo\nSted\tRiga\tOslo\n"
    found = items(HEADING + table)
    assert [(said(item, "title"), said(item, "places")) for item in found] == [
        (["Havn"], ["riga"]),
        (["Strand"], ["oslo"]),
    ]


def test_the_words_of_a_title_are_no_doubt() -> None:
    item = one("Aldrig alene\nProjektet blev gennemført af Fafo i perioden 2016–2017 i flere byer.\n")
    assert said(item, "status") == ["closed"]


def test_the_council_that_is_responsible_is_no_payer() -> None:
    item = one("1. Havn\nAnsvarligt ministerråd: MR-S\nBevilling: 100.000 DKK\n")
    assert said(item, "councils", CERTAIN) == []
    assert said(item, "grant")[0]["payer"] is None


@pytest.mark.parametrize(
    ("words", "field", "value"),
    [
        ("»Havn«, en kampagne for søfolk, begyndte i 2014.", "kind", "campaign"),
        ("»Havn« (2014–2016) var et program for søfolk.", "kind", "programme"),
        ("Projektet begyndte i 2014 og skal løbe til og med 2016.", "ends", "2016"),
        ("The study was carried out by Fafo in 2017 and 2018.", "ends", "2018"),
    ],
)
def test_more_wording_of_prose(words: str, field: str, value: str) -> None:
    assert said(one(f"1. {words}\n"), field) == [value]


def test_a_currency_in_brackets_and_a_giver_after_the_verb() -> None:
    money = "Kr 1 450 000 (danske kroner) fra MR-S. I tillegg bidrar EU med EUR 60 000."
    assert amounts(one(f"1. Havn\nPeriode: 2014\nFinansiering: {money}\n")) == [("1450000.00", "DKK")]
