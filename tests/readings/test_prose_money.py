"""Prose on money: what a project costs, what the Council pays of it, who pays each, and numbers without a currency."""

from typing import Any

import pytest

from readings.files import pages_of_text
from readings.rules.facts import Item
from readings.rules.reader import read_annex
from readings.rules.sections import is_total
from tests.readings.test_layouts import said
from tests.readings.test_prose import names

LEAD = "Alle beløb er i danske kroner.\n\nAfsluttede projekter\n\n"


def read(text: str, lead: str = LEAD) -> Item:
    (item,) = read_annex(
        pages_of_text(f"{lead}1. Åbne døre\nProjektet varede fra 2010 til 2012. {text}\n"), names()
    ).items
    return item


def money(text: str) -> list[tuple[Any, ...]]:
    """Returns the certain grants: amount, scope and payer, the last two only if they are certain."""
    found = []
    for one in said(read(text), "grant"):
        states = one["states"]
        scope = one["scope"] if states.get("scope") in ("whole", "share") else None
        found.append(
            (one["amount"].removesuffix(".00"), scope, one["payer"] if states.get("payer") == "payer" else None)
        )
    return found


@pytest.mark.parametrize(
    "text",
    [
        "Projektet kostede 2,4 mio. kr.; MR-S bidrog med 600.000 kr., og landene betalte resten.",
        "Det samlede budget er 1.100.000 kr. MR-S betaler 600.000 kr.",
        "Projektet koster 1,4 mill. DKK; MR-S bidrar med 600 000 og Fafo med 800 000.",
        "Kostnaður var 900 þús. danskar krónur, þar af greiddi MR-S 600 þúsund.",
        "MR-S bidrar med 600 000 DKK, vilket är hälften av kostnaden.",
        "MR-S paid DKK 600,000, one half of the cost.",
        "Projektet kostar sammanlagt 5 000 000 DKK. MR-S del är 600 000 DKK.",
        "The programme costs DKK 1.8 million, of which MR-S pays one third, DKK 600,000.",
    ],
)
def test_what_the_council_pays_of_a_cost_is_a_share(text: str) -> None:
    assert money(text) == [("600000", "share", "MR-S")]


@pytest.mark.parametrize(
    "text",
    [
        "MR-S og MR-LAG betalte hver 90.000 kr.",
        "MR-S och MR-LAG betalade 90 000 DKK vardera.",
        "MR-S and MR-LAG paid DKK 90,000 each.",
    ],
)
def test_councils_that_pay_an_amount_each_make_two_grants(text: str) -> None:
    assert money(text) == [("90000", None, "MR-S"), ("90000", None, "MR-LAG")]


def test_an_amount_for_each_year_has_to_be_decided() -> None:
    assert money("MR-S og MR-LAG betalte 90.000 kr. hvert år.") == []


def test_a_cost_beside_what_each_council_pays_is_no_grant() -> None:
    found = money("MR-S og MR-LAG betalte hver 90.000 kr. Lokalet kostede 20.000 kr.")
    assert [amount for amount, _scope, _payer in found] == ["90000", "90000"]


def test_who_is_right_behind_from_pays() -> None:
    found = money("Bevilling: 500 000 kr. fra MR-S og 350 000 kr. fra MR-LAG.")
    assert [(amount, payer) for amount, _scope, payer in found] == [("500000", "MR-S"), ("350000", "MR-LAG")]


def test_amounts_of_several_years_are_added() -> None:
    found = money("Bevilling: MR-S, 300 000 DKK i 2010 og 450 000 DKK i 2011.")
    assert [(amount, payer) for amount, _scope, payer in found] == [("300000", "MR-S"), ("450000", "MR-S")]


def test_thousands_in_words() -> None:
    assert [amount for amount, _scope, _payer in money("MR-S ga nitti tusen kroner.")] == ["90000"]


@pytest.mark.parametrize(
    "text",
    [
        "Projektet kostede 1.280.000 kr.; halvdelen blev betalt af byen Riga.",
        "Rejserne kostede 20.000 kr.",
        "MR-S giver 75.000 kr. per kursus.",
        "Det følger pilotprojektet fra 2007 (100.000 kr.).",
    ],
)
def test_an_amount_that_is_not_the_grant_has_to_be_decided(text: str) -> None:
    assert money(text) == []


def test_money_that_others_gave_leaves_the_scope_open() -> None:
    assert money("MR-S gav 400.000 kr., og regeringen lagde 300 000 oveni.") == [("400000", None, "MR-S")]


STATED = "Hvert projekt står under det ministerråd, som har finansieret det.\n\nMR-S\n\n"
TEXT = "\n".join(
    f"{title}\nProjektet hjælper kvinder. Det begyndte i marts 2011. Ministerrådet har bevilget {amount} DKK.\n"
    for title, amount in (("Åbne døre", "400.000"), ("Lukkede døre", "500.000"))
)


def test_an_annex_may_say_that_the_council_above_pays() -> None:
    found = read_annex(pages_of_text(f"{STATED}{TEXT}"), names()).items
    assert [said(item, "grant")[0]["payer"] for item in found] == ["MR-S", "MR-S"]


def test_without_that_sentence_a_council_above_has_to_be_decided() -> None:
    found = read_annex(pages_of_text(f"Oversigt over projekter.\n\nMR-S\n\n{TEXT}"), names()).items
    assert [said(item, "councils") for item in found] == [[], []]


@pytest.mark.parametrize(
    "words",
    [
        "Ministerrådet betalte halve udgiften",
        "Ministerrådet betalade halva kostnaden",
        "Ministerrådet dækkede 50 procent af omkostningerne",
        "The Council paid half of the costs",
    ],
)
def test_a_part_of_the_cost_leaves_the_scope_open(words: str) -> None:
    assert money(f"Ministerrådet bevilgede 400.000 kr. {words}.") == [("400000", None, None)]


# Norwegian: which crowns are meant is said in the table alone
PARTS = (
    "Avsluttede prosjekter\n\n1. Åpne dører\nProsjektet varte fra 2010 til 2012. MR-S gir 300.000 kroner, og MR-LAG "
    "gir 250.000 kroner.\nTilskudd (DKK): {}\n\n2. Veien hjem\nProsjektet varte fra 2011 til 2012, og mange var med.\n"
)


@pytest.mark.parametrize(("amount", "certain"), [("550 000", []), ("560 000", ["560000.00"])])
def test_an_amount_that_is_the_sum_of_the_others_has_to_be_decided(amount: str, certain: list[str]) -> None:
    first, _second = read_annex(pages_of_text(PARTS.format(amount)), names()).items
    assert [one["amount"] for one in said(first, "grant")] == certain


@pytest.mark.parametrize(
    "line",
    [
        "I alt 3.450.000 kr.",
        "Sum, indsatserne 1–3: 600.000 kr.",
        "Summa bidrag, insatserna 1–3: 600 000 DKK. Regeringens handlingsplan från 2018 ingår inte.",
        "I alt, projekt 1-3: 600.000 kr. Beløbene er afrundede.",
    ],
)
def test_the_sum_of_a_list_is_told_from_a_project(line: str) -> None:
    assert is_total(line)
    assert not is_total(f"Åbne døre. {line}")
