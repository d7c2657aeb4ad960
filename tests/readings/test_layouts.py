"""Layouts of annexes: lists by council, by country and by year, sums of lists, footnotes, and tables."""

from typing import Any

import pytest

from readings.files import pages_of_text
from readings.rules.facts import CERTAIN, DECIDE, Item
from readings.rules.names import Register
from readings.rules.reader import read_annex


def names() -> Register:
    found = Register()
    found.add("organisation", "fafo", ["Fafo"])
    found.add("organisation", "nordic-council-of-ministers", ["Nordisk Ministerråd", "Nordiska ministerrådet"])
    found.add("council", "MR-S", ["MR-S"], code=True)
    found.add("council", "MR-LAG", ["MR-LAG"], code=True)
    for place, spelling in (("latvia", "Letland"), ("estonia", "Estland"), ("riga", "Riga"), ("oslo", "Oslo")):
        found.add("place", place, [spelling])
    found.add("fund", "adjacent-area", ["Lähialuemäärärahat"])
    return found


def items(text: str) -> list[Item]:
    return read_annex(pages_of_text(text), names()).items


def said(item: Item, field: str, state: str = CERTAIN) -> list[Any]:
    return [fact.value for fact in item.facts if fact.field == field and fact.state == state]


def amounts(item: Item, state: str = CERTAIN) -> list[tuple[Any, Any]]:
    return [(one["amount"], one["currency"]) for one in said(item, "grant", state)]


BY_COUNCIL = """Liste over prosjekter

Betalt av MR-S

• Havn. Prosjekt, 2013–2014. Utført av Fafo. Støtte: 450 000 DKK. Avsluttet.
• Strand. Seminar i Oslo 4. mai 2015. Prosjektet fikk avslag på 300 000 DKK. Avsluttet.

Betalt av MR-S og MR-LAG

• Bølge. Studie, pågår siden 2016. Støtte: 100 000 DKK.
• Vind. Studie, 2016–2018. Støtte: 120 000 DKK.

Sum for alle tiltak: 670 000 DKK
"""


class TestParts:
    def test_a_council_in_the_heading_pays_if_it_is_the_only_one(self) -> None:
        first, second, third, _last = items(BY_COUNCIL)
        assert said(first, "councils") == [{"code": "MR-S", "role": "funding"}]
        assert said(first, "grant")[0]["payer"] == "MR-S"
        assert said(second, "councils") == []
        assert said(third, "councils") == []
        assert [one["code"] for one in said(third, "councils", DECIDE)] == ["MR-LAG", "MR-S"]

    def test_words_of_the_item_say_its_status_where_no_heading_does(self) -> None:
        assert [said(item, "status") for item in items(BY_COUNCIL)] == [["closed"], ["closed"], ["ongoing"], []]

    def test_the_sum_of_a_list_is_no_grant_of_its_last_item(self) -> None:
        assert amounts(items(BY_COUNCIL)[-1]) == [("120000.00", "DKK")]
        assert amounts(items(BY_COUNCIL)[-1], DECIDE) == []

    def test_a_country_in_the_heading_has_to_be_decided(self) -> None:
        text = "Projekter\n\nLetland\n\n1. Havn er et projekt fra 2014, som Fafo gennemførte i perioden 2014–2015.\n\n"
        text += "Estland\n\n2. Strand er et projekt fra 2016, som Fafo gennemførte i perioden 2016–2017.\n"
        first, second = items(text)
        assert (said(first, "places"), said(first, "places", DECIDE)) == ([], ["latvia"])
        assert said(second, "places", DECIDE) == ["estonia"]

    def test_years_are_headings_and_no_page_numbers(self) -> None:
        text = "".join(
            f"{year}\n\nProjektet {title} startede i maj {year} og gennemføres af Fafo i fem byer langs kysten.\n\n"
            for year, title in ((2009, "Havn"), (2010, "Strand"), (2011, "Fjeld"))
        )
        assert [(item.section, said(item, "starts")) for item in items(text)] == [
            ("2009", ["2009-05"]),
            ("2010", ["2010-05"]),
            ("2011", ["2011-05"]),
        ]

    @pytest.mark.parametrize(
        ("heading", "status"),
        [
            ("Projekter, der kører", "ongoing"),
            ("Activities under way", "ongoing"),
            ("DONE", "closed"),
            ("OPEN", "ongoing"),
        ],
    )
    def test_headings_in_other_words(self, heading: str, status: str) -> None:
        text = f"{heading}\n\n1. Havn\nType: projekt\nPeriode: 2014\n\n2. Strand\nType: projekt\nPeriode: 2015\n"
        assert [said(item, "status") for item in items(text)] == [[status], [status]]

    def test_an_item_whose_words_do_not_say_its_language_has_that_of_those_around_it(self) -> None:
        text = (
            "Afsluttede projekter\n\n1. Havn\nProjektet blev gennemført af Fafo og skal ikke videreføres.\n\n"
            "2. Anno\nPeriode: 2014\n"
        )
        assert [item.language for item in items(text)] == ["da", "da"]


class TestMoney:
    @pytest.mark.parametrize(
        ("words", "amount"),
        [
            ("en halv miljon DKK", "500000.00"),
            ("halvanden million DKK", "1500000.00"),
            ("trekvart million danske kroner", "750000.00"),
            ("puolitoista miljoonaa euroa", "1500000.00"),
            ("two and a half million DKK", "2500000.00"),
            ("hálf milljón DKK", "500000.00"),
            ("0,5 mio. DKK", "500000.00"),
            ("1,2 MDKK", "1200000.00"),
            ("60 tusind DKK", "60000.00"),
            ("1 100 tkr (DKK)", "1100000.00"),
        ],
    )
    def test_numbers_in_words_and_units(self, words: str, amount: str) -> None:
        item = items(f"Closed projects\n\n1. Havn\nThe project was granted {words}.\n\n2. Strand\nType: project\n")[0]
        assert [one[0] for one in amounts(item)] == [amount]

    @pytest.mark.parametrize(
        "words",
        [
            "trekvart million kroner",
            "mere end en halv million DKK",
            "en til to millioner DKK",
            "um 200.000 DKK",
            "950,000.2 DKK",
            "half a million people",
        ],
    )
    def test_what_is_never_certain(self, words: str) -> None:
        item = items(f"Closed projects\n\n1. Havn\nThe project was granted {words}.\n\n2. Strand\nType: project\n")[0]
        assert amounts(item) == []

    def test_as_much_from_others_leaves_the_scope_to_a_person(self) -> None:
        text = (
            "Closed projects\n\n1. Havn\nProjektet fik 400.000 DKK fra MR-S"
            " og lige så meget fra de to ministerier.\n\n2. A\nType: project\n"
        )
        grant = next(fact for fact in items(text)[0].facts if fact.field == "grant")
        assert grant.value["states"]["scope"] == "maybe-whole"

    def test_a_fund_in_another_grammatical_case(self) -> None:
        text = (
            "Päättyneet hankkeet\n\n1. Havn\nHanketta rahoitettiin lähialuemäärärahoista, 50 000 DKK.\n\n"
            "2. A\nTyyppi: hanke\n"
        )
        assert said(items(text)[0], "grant")[0]["fund"] == "adjacent-area"

    @pytest.mark.parametrize("heading", ["Beløb (DKK)", "Beløb i DKK", "Beløb (1.000 DKK)", "Beløb"])
    def test_the_heading_of_a_column_says_the_currency(self, heading: str) -> None:
        number = "250" if "1.000" in heading else "250.000"
        text = (
            f"Afsluttede\n\n"
            f"Nr.\tIndsats\tType\t{heading}\n1\tHavn\tProjekt\t{number}\n2\tStrand\tSeminar\t\n\tI alt\t\t{number}\n"
        )
        found = items(text)
        assert [said(item, "title") for item in found] == [["Havn"], ["Strand"]]
        assert amounts(found[0]) == ([("250000.00", "DKK")] if "DKK" in heading else [])

    def test_the_title_of_a_row_may_stand_in_any_column(self) -> None:
        text = (
            "Afsluttede\n\n"
            "| Periode | Sted | Titel |\n|---|---|---|\n| 2014 | Riga | Havn |\n| 2015 | Oslo | Strand |\n"
        )
        assert [(said(item, "title"), said(item, "starts"), said(item, "places")) for item in items(text)] == [
            (["Havn"], ["2014"], ["riga"]),
            (["Strand"], ["2015"], ["oslo"]),
        ]


class TestFootnotes:
    TEXT = (
        "Closed projects\n\nThe project “Harbour” was granted DKK 950,000.2 It was carried out by Fafo.1\n\n"
        "The project “Beach” was granted DKK 100,000 in the town of Riga, and was carried out by Fafo as well.\n\n"
        "1 See also the report of 2011, which cost SEK 300,000.\n2 The rate of 15 March 2014 was used.\n"
    )

    def test_a_note_is_no_item_and_its_mark_no_part_of_a_number(self) -> None:
        found = items(self.TEXT)
        assert [said(item, "title") for item in found] == [["Harbour"], ["Beach"]]
        assert amounts(found[0]) == [("950000.00", "DKK")]

    def test_a_numbered_list_at_the_end_of_a_page_is_no_note(self) -> None:
        text = "Closed projects\n\n1 Harbour\nType: project\n2 Beach\nType: seminar\n"
        assert [said(item, "kind") for item in items(text)] == [["project"], ["seminar"]]


class TestUnknownNames:
    TEXT = (
        "Closed projects\n\n1. Harbour\nImplemented by: Fafo; Open Harbour Foundation\nPlace: Riga, Tartu\n"
        "The project was carried out in cooperation with the association New Ways.\n\n2. Beach\nType: seminar\n"
    )

    def test_a_name_that_the_register_does_not_know_has_to_be_decided(self) -> None:
        item = items(self.TEXT)[0]
        assert said(item, "partners") == [{"organisation": "fafo", "role": "implementing"}]
        unknown = said(item, "unknown_partner", DECIDE)
        assert unknown[0] == "Open Harbour Foundation"
        assert unknown[1].endswith("New Ways")
        assert said(item, "unknown_place", DECIDE) == ["Tartu"]
        assert said(item, "places") == ["riga"]

    def test_a_minister_is_no_organisation(self) -> None:
        text = (
            "Closed projects\n\n1. Harbour\nProjektet blev gennemført på initiativ af Ligestillingsministrene.\n\n"
            "2. A\nType: project\n"
        )
        assert said(items(text)[0], "unknown_partner", DECIDE) == []


def test_a_paragraph_goes_on_after_a_page_break_with_a_capital_letter() -> None:
    page = (
        "Closed projects\n\n"
        "• Harbour. A project that ended in 2014. It was run by the city together with the foundation"
    )
    text = f"{page}\n\fSafe Rooms. Grant: 100,000 DKK.\n• Beach. A seminar in 2015. Grant: 50,000 DKK.\n"
    assert [amounts(item) for item in items(text)] == [[("100000.00", "DKK")], [("50000.00", "DKK")]]
