"""Text below headings that the reader does not know, lines of councils, sums, and words inside labels."""

import pytest

from readings.left_out import left_out
from readings.rules.reader import read_annex
from readings.tables import listed
from tests.readings.test_rules import certain, names, read

LIGHTS = "Trygt lys\nFafo samler havnene i prosjektet. Det ble gjennomført 2014–2015 med 90.000 DKK fra MR-S."
BOAT = (
    "Trygg båt\nProsjektet samler båtene. Fafo gjennomførte det. Det ble gjennomført 2011–2012 med 80.000 DKK fra MR-S."
)


def test_items_below_an_unknown_heading_are_read_and_their_title_and_status_are_to_decide() -> None:
    closed = "Avsluttede prosjekter\n\nTrygg bro\nFafo gjennomførte prosjektet i 2010."
    text = f"Dette gjør vi nå\n\n{LIGHTS}\n\n{BOAT}\n\n{closed}"
    items = read_annex([text], names()).items
    assert [item.text[:9] for item in items] == ["Trygt lys", "Trygg båt", "Trygg bro"]
    assert [certain(item, "status") for item in items] == [[], [], ["closed"]]
    assert certain(items[0], "title") == []


def test_an_introduction_is_no_item_and_is_named_among_what_was_left_out() -> None:
    intro = "Oversikten viser hva rådet har støttet siden 2012."
    text = f"{intro}\n\nAvsluttede prosjekter\n\n{LIGHTS}\n\n{BOAT}"
    annex = read_annex([text], names())
    assert len(annex.items) == 2
    ((span, words),) = left_out([text], annex.as_data()["items"])
    assert words == intro == text[span.start : span.end]


@pytest.mark.parametrize("line", ["MR-S", "MR-S:", "## MR-S", "Nordisk ministerråd for likestilling (MR-JÄM)"])
def test_a_line_that_is_only_a_council_is_a_heading_and_no_title(line: str) -> None:
    text = f"# Oversikt\n\n{line}\n\n{LIGHTS.replace(' fra MR-S', '')}\n\n{BOAT.replace(' fra MR-S', '')}"
    items = read_annex([text], names()).items
    assert [item.text[:9] for item in items] == ["Trygt lys", "Trygg båt"]
    for item in items:
        (paid,) = [fact for fact in item.facts if fact.field == "councils"]
        assert (paid.state, paid.value["role"]) == ("decide", "funding")


def test_one_paragraph_that_begins_with_an_article_is_the_text_of_the_title_above() -> None:
    study = (
        "En kartlegging av hvordan arbeidsgivere holder tilbake lønn for sesongarbeidere. Fafo gjennomførte den i 2012."
    )
    other = "Prosjektet ble gjennomført av Fafo i 2014 og samlet havnene i mange byer i landet."
    text = f"Avsluttede prosjekter\n\nTrygt lys\n\n{other}\n\nLønn på vent\n\n{study}\n\nTrygg båt\n\n{other}"
    items = read_annex([text], names()).items
    assert [item.text.split("\n")[0] for item in items] == ["Trygt lys", "Lønn på vent", "Trygg båt"]
    assert [certain(item, "title") for item in items] == [["Trygt lys"], ["Lønn på vent"], ["Trygg båt"]]
    several = text.replace(study, f"{study}\n\n{study}")
    assert ["Lønn på vent"] not in [certain(item, "title") for item in read_annex([several], names()).items]


def test_a_row_that_sums_up_with_more_words_is_no_item() -> None:
    page = "Projekt\tTid\tBidrag (tusen DKK)\nTrygg hamn\t2014\t90\nSumma avslutade projekt\t\t90,5"
    (item,) = read_annex([listed(page)], names()).items
    assert certain(item, "title") == ["Trygg hamn"]
    assert certain(item, "kind") == []


def test_the_total_of_a_project_that_others_pay_too_is_no_certain_grant() -> None:
    item = read("1. Turva\nRahoitus: kustannukset yhteensä 500 000 DKK, josta MR-S maksaa puolet eli 250 000 DKK")
    assert [(one["amount"], one["scope"]) for one in certain(item, "grant")] == [("250000.00", "share")]  # type: ignore[index]


def test_a_verb_of_beginning_in_a_row_for_the_period_makes_the_date_a_start() -> None:
    item = read("1. Turva\nKesto: alkoi helmikuussa 2024")
    assert (certain(item, "starts"), certain(item, "ends")) == (["2024-02"], [])


@pytest.mark.parametrize("row", ["Toteuttaja: Oma väki; mukana myös Fafo", "Samarbetsparter: Värd: Fafo"])
def test_a_name_after_words_of_its_own_has_no_certain_role(row: str) -> None:
    assert certain(read(f"1. Turva\nKesto: 2024\n{row}"), "partners") == []


def test_the_land_around_a_place_is_to_decide() -> None:
    assert certain(read("1. Trygg\nPeriode: 2024\nSted: Riga-området"), "places") == []
    assert certain(read("1. Trygg\nPeriode: 2024\nSted: Riga, Narva"), "places") == ["riga", "narva"]
