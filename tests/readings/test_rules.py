"""The grammar of annexes, sentence by sentence."""

from decimal import Decimal

import pytest

from readings.rules.dates import whens
from readings.rules.facts import CERTAIN, Fact, Item
from readings.rules.money.amounts import amounts
from readings.rules.names import Register
from readings.rules.reader import read_annex


def names() -> Register:
    found = Register()
    found.add("council", "MR-S", ["MR-S"], code=True)
    found.add("council", "MR-JÄM", ["MR-JÄM"], code=True)
    found.add("council", "MR-JÄM", ["Nordisk ministerråd for likestilling"])
    found.add("organisation", "nordic-council-of-ministers", ["Nordisk ministerråd", "Nordic Council of Ministers"])
    found.add("organisation", "fafo", ["Fafo"])
    found.add("organisation", "marta", ["Marta"])
    found.add("place", "riga", ["Riga", "Riika", "Riiassa"])
    found.add("place", "narva", ["Narva"])
    found.add("place", "sweden", ["Sverige", "Sweden"])
    return found


def read(text: str, heading: str = "Closed projects") -> Item:
    (item,) = read_annex([f"{heading}\n\n{text}"], names()).items
    return item


def certain(item: Item, field: str) -> list[object]:
    return [fact.value for fact in item.facts if fact.field == field and fact.state == CERTAIN]


def grant(item: Item) -> Fact:
    return next(fact for fact in item.facts if fact.field == "grant")


@pytest.mark.parametrize(
    ("text", "value", "currency"),
    [
        ("1.200.000 DKK", "1200000", "DKK"),
        ("DKK 1,200,000", "1200000", "DKK"),
        ("1 200 000 SEK", "1200000", "SEK"),
        ("1,4 mio. DKK", "1400000", "DKK"),
        ("2.4 million DKK", "2400000", "DKK"),
        ("0,9 milj. DKK", "900000", "DKK"),
        ("2,5 millioner danske kroner", "2500000", "DKK"),
        ("1,2 miljoonaa Tanskan kruunua", "1200000", "DKK"),
        ("2 milljónir íslenskar krónur", "2000000", "ISK"),
        ("320 t.kr.", "320000", ""),
        ("200 tkr DKK", "200000", "DKK"),
        ("85.500,50 DKK", "85500.50", "DKK"),
        ("EUR 150 000", "150000", "EUR"),
        ("60 000 euroa", "60000", "EUR"),
        ("€ 90,000", "90000", "EUR"),
    ],
)
def test_amounts_are_read_as_they_are_written(text: str, value: str, currency: str) -> None:
    (amount,) = amounts(f"Grant: {text}.")
    assert (amount.value, amount.currency) == (Decimal(value), currency)


@pytest.mark.parametrize(
    ("text", "starts", "ends"),
    [
        ("8.9.2006", "2006-09-08", "2006-09-08"),
        ("9-11.12.2005", "2005-12-09", "2005-12-11"),
        ("14.–15.5.2014", "2014-05-14", "2014-05-15"),
        ("3.–4. oktober 2017", "2017-10-03", "2017-10-04"),
        ("5-6 June 2018", "2018-06-05", "2018-06-06"),
        ("12. september 2018", "2018-09-12", "2018-09-12"),
        ("June 5, 2018", "2018-06-05", "2018-06-05"),
        ("i april 2008", "2008-04", "2008-04"),
        ("tammikuussa 2020", "2020-01", "2020-01"),
        ("3/2014", "2014-03", "2014-03"),
        ("2004-2005", "2004", "2005"),
        ("2016–18", "2016", "2018"),
        ("mars 2017 – februari 2018", "2017-03", "2018-02"),
        ("mellan mars 2017 och februari 2018", "2017-03", "2018-02"),
        ("1. marts 2020 til den 30. juni 2021", "2020-03-01", "2021-06-30"),
        ("2019-03-01 – 2021-02-28", "2019-03-01", "2021-02-28"),
    ],
)
def test_dates_are_as_exact_as_they_are_written(text: str, starts: str, ends: str) -> None:
    (when,) = whens(text)
    assert (when.starts, when.ends) == (starts, ends)


@pytest.mark.parametrize("text", ["J.nr. 09-2008", "31.2.2008", "1.234.567", "tel. 2004/1"])
def test_other_numbers_are_no_dates(text: str) -> None:
    assert whens(text) == []


@pytest.mark.parametrize(
    "words",
    [
        "ca. 400.000 DKK",
        "noin 400 000 DKK",
        "300.000–400.000 DKK",
        "op til 400.000 DKK",
        "400.000 kr.",
        "400.000 DKK (ansøgt)",
    ],
)
def test_an_amount_that_is_not_exact_has_to_be_decided(words: str) -> None:
    text = f"Closed projects\n\n1. Trygge veje\nBudget: {words}\n\n2. Andre veje\nType: projekt"
    items = read_annex([text], names()).items
    assert certain(items[0], "grant") == []


def test_money_of_others_is_no_grant() -> None:
    item = read(
        '"Sikker havn" projektet startede i 2017. Sverige afsatte 15 millioner SEK til sin handlingsplan '
        "(totalt 300.000 DKK)."
    )
    assert [value["amount"] for value in certain(item, "grant")] == ["300000.00"]  # type: ignore[index]


def test_of_a_co_financed_project_the_share_is_the_grant() -> None:
    item = read('Projektet "Havn" kostede 900.000 DKK, hvoraf Nordisk ministerråd betalte 200.000 DKK.')
    (value,) = certain(item, "grant")
    assert (value["amount"], value["scope"], value["states"]["scope"]) == ("200000.00", "share", "share")  # type: ignore[index]


def test_each_council_pays_its_own_amount() -> None:
    item = read('Projektet "Havn" blev finansieret af MR-S med 100.000 DKK og af MR-JÄM med 50.000 DKK.')
    paid = [(value["payer"], value["amount"]) for value in certain(item, "grant")]  # type: ignore[index]
    assert paid == [("MR-S", "100000.00"), ("MR-JÄM", "50000.00")]


def test_a_council_that_is_only_named_has_no_certain_role() -> None:
    item = read('Projektet "Havn" blev drøftet i MR-S. Det startede i 2017.')
    assert certain(item, "councils") == []


@pytest.mark.parametrize(
    ("sentence", "role"),
    [
        ("blev gennemført af Fafo i 2017", "implementing"),
        ("genomfördes under åren 2004-2005 av Fafo", "implementing"),
        ("blev holdt i samarbejde med Fafo", "co-operating"),
        ("koordineres af Fafo", "coordinating"),
        ("blev holdt på initiativ af Fafo", "initiating"),
    ],
)
def test_the_words_beside_a_name_say_its_role(sentence: str, role: str) -> None:
    item = read(f'Projektet "Havn" {sentence}.')
    assert certain(item, "partners") == [{"organisation": "fafo", "role": role}]


def test_a_partner_of_an_earlier_project_has_no_certain_role() -> None:
    item = read('Projektet "Havn" startede i 2017. Det følger op på et tidligere projekt gennemført af Fafo.')
    assert certain(item, "partners") == []


def test_a_year_of_an_earlier_project_is_no_start() -> None:
    item = read('Projektet "Havn" startede i 2017. Et tidligere projekt startede i 2012.')
    assert certain(item, "starts") == ["2017"]


def test_a_meeting_of_a_project_does_not_date_or_place_it() -> None:
    item = read('Projektet "Havn" samler myndigheder. Et møde blev holdt i Riga i maj 2018.')
    assert certain(item, "starts") == certain(item, "ends") == certain(item, "places") == []


def test_an_event_has_the_date_and_the_place_at_which_it_was_held() -> None:
    item = read('Konferencen "Havn" blev holdt i Riga den 3. maj 2018.')
    assert (certain(item, "starts"), certain(item, "ends")) == (["2018-05-03"], ["2018-05-03"])
    assert certain(item, "places") == ["riga"]


def test_a_person_is_no_organisation() -> None:
    item = read('Projektet "Havn" blev gennemført af Marta Jensen i 2017.')
    assert certain(item, "partners") == []


def test_an_item_over_a_page_break_is_one_item() -> None:
    pages = [
        'Dokument 8\n\nClosed projects\n\nProjektet "Havn" blev gennemført af\n\nside 1',
        "Dokument 8\n\nfiskere og Fafo i 2017 (totalt 100.000 DKK).\n\nside 2",
    ]
    (item,) = read_annex(pages, names()).items
    assert [span.page for span in item.spans] == [1, 2]
    assert "side" not in item.text


def test_without_a_heading_or_a_label_the_status_has_to_be_decided() -> None:
    (item,) = read_annex(['Projektet "Havn" startede i 2017 (totalt 100.000 DKK).'], names()).items
    assert certain(item, "status") == []
