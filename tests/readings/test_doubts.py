"""Kinds of words that must not make a fact certain: each was read wrongly once."""

from io import BytesIO

import docx
import pytest

from readings.files import pages_of_file
from readings.measuring import measure
from readings.rules.facts import Item
from readings.rules.reader import read_annex
from tests.readings.papers import as_pdf
from tests.readings.test_rules import certain, names, read


def items_of(text: str) -> list[Item]:
    return read_annex([text], names()).items


PROSE = "»Klar sigt« var et projekt om havne, som Fafo gennemførte fra maj 2008 til juni 2009."


@pytest.mark.parametrize(
    ("line", "status"),
    [
        ("Afsluttet siden den seneste oversigt", ["closed"]),
        ("Gennemførte aktiviteter 2007–2010", ["closed"]),
        ("Avslutade insatser", ["closed"]),
        ("Planlagte aktiviteter", []),
        ("Suunnitellut hankkeet", []),
        ("Arbejde for unge", []),
        ("Afsluttede eller afbrudte projekter", []),
    ],
)
def test_a_heading_that_is_not_known_is_no_title_and_ends_the_old_status(line: str, status: list[str]) -> None:
    items = items_of(f"Igangværende projekter\n\n»Åbne øjne« er et projekt, som Marta leder.\n\n{line}\n\n{PROSE}")
    assert [certain(item, "title") for item in items] == [["Åbne øjne"], ["Klar sigt"]]
    assert certain(items[1], "status") == status


def test_a_title_that_begins_with_a_word_for_a_status_has_to_be_decided() -> None:
    text = "Afsluttede projekter\n\nAktuelle stemmer\n\nProjektet blev gennemført af Fafo i 2010 og samlede mange byer."
    (item,) = items_of(text)
    assert certain(item, "title") == certain(item, "status") == []


BULLETS = "{0}Hva: prosjekt om havner\n{0}Hvem: Fafo (leder)\n{0}Hvor: Riga"


@pytest.mark.parametrize("sign", ["\uf0b7 ", "• ", "- "])
def test_bullets_below_a_title_belong_to_it(sign: str) -> None:
    text = "Pågående prosjekter\n\nTrygg havn\n" + BULLETS.format(sign) + "\n\nTrygg båt\n" + BULLETS.format(sign)
    items = items_of(text)
    assert [certain(item, "title") for item in items] == [["Trygg havn"], ["Trygg båt"]]
    assert [certain(item, "places") for item in items] == [["riga"], ["riga"]]


def word(*paragraphs: tuple[str, str]) -> list[str]:
    document, file = docx.Document(), BytesIO()
    for style, text in paragraphs:
        document.add_paragraph(text, style)
    document.save(file)
    file.seek(0)
    return pages_of_file(file, "annex.docx")


def test_headings_and_lists_of_word_say_where_items_begin() -> None:
    pages = word(
        ("Heading 1", "Pågående prosjekter"),
        ("Heading 2", "Trygg havn"),
        ("List Bullet", "Hvem: Fafo"),
        ("Heading 2", "Trygg båt"),
        ("Normal", "Prosjektet startet i 2015."),
        ("Heading 1", "Noe helt annet"),
        ("Heading 2", "Trygg bro"),
        ("List Bullet", "Hvor: Riga"),
    )
    items = read_annex(pages, names()).items
    assert [certain(item, "title") for item in items] == [["Trygg havn"], ["Trygg båt"], ["Trygg bro"]]
    assert [certain(item, "status") for item in items] == [["ongoing"], ["ongoing"], []]


def test_a_short_line_with_a_quoted_title_is_an_item_of_its_own() -> None:
    items = items_of(
        "Igangværende projekter\n\n»Nord« projektet startede 2011 (MR-S totalt 500.000 DKK)\n\n"
        "»Syd« projektet startede 2012 (MR-JÄM totalt 300.000 DKK)\n\n»Ø« blev sat i gang i 2009 (0 DKK)"
    )
    assert [certain(item, "title") for item in items] == [["Nord"], ["Syd"], ["Ø"]]
    assert [certain(item, "starts") for item in items] == [["2011"], ["2012"], ["2009"]]


@pytest.mark.parametrize(
    ("words", "starts", "ends"),
    [
        ("1. marts 2016 – 30. april 2018", ["2016-03-01"], ["2018-04-30"]),
        ("1.3.2016–30.4.2018", ["2016-03-01"], ["2018-04-30"]),
        ("24 måneder fra marts 2016", ["2016-03"], []),
        ("24 months from March 2016", ["2016-03"], []),
        ("24 kuukautta, 3/2016", [], []),
        ("efter 2009", [], []),
        ("2014–2011", [], []),
    ],
)
def test_a_labelled_period_says_only_what_is_written(words: str, starts: list[str], ends: list[str]) -> None:
    item = read(f"Titel: Havn\nPeriode: {words}")
    assert (certain(item, "starts"), certain(item, "ends")) == (starts, ends)


@pytest.mark.parametrize(
    "sentence",
    [
        "En forløper, Trygg kyst, ble avsluttet i 2012.",
        "Et liknende prosjekt i Sverige ble avsluttet i mars 2011.",
        "Samankaltainen hanke päättyi vuonna 2011.",
        "Annað verkefni hófst í mars 2011.",
        "A similar project was carried out in Riga by Fafo in 2011.",
        "Det ble bevilget 400 000 DKK til et annet prosjekt i 2009.",
        "Det blev ikke gennemført af Fafo i Riga i 2009.",
        "Projektet genomfördes inte av Fafo.",
        "It was not carried out by Fafo.",
        "Hanketta ei toteutettu Riiassa vuonna 2009.",
        "Verkefnið var ekki unnið af Fafo.",
        "Det blev ledet af Fafo indtil 2008, derefter af Marta.",
        "Det startede før 2009 og sluttede efter 2010.",
        "Det startede i 2014 og sluttede i 2011.",
        "Der blev bevilget mellem 100.000 og 200.000 DKK.",
        "Der blev bevilget -50.000 DKK.",
        "Der blev bevilget 0 DKK.",
        "Det kostede 2 mio. DKK, og halvdelen deraf blev givet.",
        "Opfølgningen finder sted i Riga i 2016.",
        "Der blev bevilget 10.000.000.000 DKK.",
    ],
)
def test_a_sentence_that_is_not_about_what_happened_leaves_no_certain_fact(sentence: str) -> None:
    item = read(f'Projektet "Havn" samler mange myndigheder. {sentence}')
    fields = ("starts", "ends", "grant", "partners", "places", "councils")
    assert {field: certain(item, field) for field in fields} == {field: [] for field in fields}


@pytest.mark.parametrize(
    ("row", "field"), [("Partner: ikke Fafo", "partners"), ("Sted: Riga (aflyst), i stedet Narva", "places")]
)
def test_a_row_that_takes_back_its_words_has_to_be_decided(row: str, field: str) -> None:
    assert certain(read(f"Titel: Havn\n{row}"), field) == []


@pytest.mark.parametrize(
    "words", ["Status: afbrudt", "Projektet blev aldrig gennemført.", "Hanke ei ole vielä alkanut."]
)
def test_a_stopped_project_is_neither_ongoing_nor_closed_for_certain(words: str) -> None:
    assert certain(read(f"Titel: Havn\n{words}", "Igangværende projekter"), "status") == []


def test_a_short_title_is_read_whole() -> None:
    assert certain(read("Titel: Et\nProjektet startede i 2010."), "title") == ["Et"]


@pytest.mark.parametrize("place", ["Rigas universitet", "Riga kommune", "IOM Riga"])
def test_a_place_in_the_name_of_an_organisation_is_no_place(place: str) -> None:
    item = read(f'Projektet "Havn" blev gennemført i samarbejde med {place} i 2010.\n\nSted: {place}')
    assert certain(item, "places") == []


LONG = "Den nordiske og baltiske kampagne mod handel med mennesker og nye veje til sikre havne i Østersøen"


@pytest.mark.parametrize("width", [28, 45, 52, 70, 88])
def test_a_title_over_several_lines_is_read_whole_or_left_open(width: int) -> None:
    words, lines = LONG.split(), [""]
    for word_ in words:
        if len(lines[-1]) + len(word_) >= width:
            lines.append("")
        lines[-1] += f" {word_}" if lines[-1] else word_
    title = "\n".join(lines)
    prose = "Projektet blev gennemført af Fafo i 2010 og samlede mange myndigheder fra alle landene."
    for item in items_of(f"Afsluttede projekter\n\n{title}\n\n{prose}\n\n{title}\n\n{prose}"):
        assert certain(item, "title") in ([], [LONG])


def test_a_pdf_with_headings_and_bullets_has_their_items() -> None:
    text = "Pågående prosjekter\n\nTrygg havn\n" + BULLETS.format("• ") + "\n\nTrygg båt\n" + BULLETS.format("• ")
    items = read_annex(pages_of_file(BytesIO(as_pdf(text)), "annex.pdf"), names()).items
    assert [certain(item, "title") for item in items] == [["Trygg havn"], ["Trygg båt"]]


@pytest.mark.parametrize(
    "sentence", ["MR-S bevilgede 100.000 DKK om året i tre år.", "MR-S bevilgede hvert land 100.000 DKK."]
)
def test_an_amount_for_each_year_or_council_is_no_certain_grant(sentence: str) -> None:
    assert certain(read(f'Projektet "Havn" samler mange myndigheder. {sentence}'), "grant") == []


def test_a_month_that_may_be_a_year_has_to_be_decided() -> None:
    assert certain(read('Projektet "Havn" blev gennemført i 2010-11.'), "starts") == []


def test_an_item_without_a_title_of_an_expected_one_counts_as_wrong() -> None:
    read_ = read_annex(["Closed projects\n\nTitle: Havn\nStart: 2010\n\nTitle: Bro\nStart: 2012"], names())
    found = measure(read_, {"items": [{"title": "Bro", "status": "closed", "starts": "2012"}]})
    assert (found.certain_right, found.stated) == (3, 3)
    assert found.wrong == ["1: starts = 2010", "1: status = closed", "1: title = havn"]


def test_the_heading_of_a_numbered_part_ends_the_old_status() -> None:
    items = items_of(
        "I. Løpende tiltak\n\n1. Trygg havn\nProsjektet startet i 2015 og samler mange byer.\n\nII. Møter\n\n"
        "1. Trygg båt\nProsjektet startet i 2016 og samler mange byer."
    )
    assert [certain(item, "title") for item in items] == [["Trygg havn"], ["Trygg båt"]]
    assert [certain(item, "status") for item in items] == [["ongoing"], []]


def test_an_untitled_paragraph_between_titled_items_is_an_item_of_its_own() -> None:
    prose = "Konferencen blev holdt i Riga i november 2012 og samlede 150 deltagere."
    items = items_of(
        f"Afsluttede projekter\n\n{PROSE}\n\nNye havne\n\n{prose}\n\n"
        "Børn på flugt, en kortlægning. Fafo gennemførte kortlægningen i 2011, og mange læste den.\n\n"
        f"Nye broer\n\n{prose}"
    )
    assert [item.text[:9] for item in items] == ["»Klar sig", "Nye havne", "Børn på f", "Nye broer"]
    assert certain(items[1], "partners") == []


@pytest.mark.parametrize(
    "sentence", ["Ud af skyggen: en kampagne i Riga fra 2010.", "Grænsen – kurser for vagter i Riga."]
)
def test_a_first_sentence_that_goes_on_to_describe_the_item_is_no_certain_title(sentence: str) -> None:
    assert (
        certain(read(f"{sentence} Den blev gennemført af Fafo i 2010 og nåede mange byer i flere lande."), "title")
        == []
    )
