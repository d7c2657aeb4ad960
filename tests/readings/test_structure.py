"""Headings that are no projects, items that hold several, and texts without any project."""

from io import BytesIO
from typing import Any

import docx
import pytest

from readings.files import pages_of_file, pages_of_text
from readings.rules.facts import CERTAIN, DECIDE, Item
from readings.rules.reader import read_annex
from tests.readings.papers import as_pdf
from tests.readings.test_layouts import names

HAVN = "Fafo gennemfører kurser for vagter i Riga. Projektet startede i maj 2010 og fik 400.000 DKK fra MR-S."
BRO = "Studiet spørger, hvad byerne ved om broer. Fafo begyndte i juni 2011, og MR-LAG gav 250.000 DKK."
VEJ = "En kampagne i Oslo, som Fafo ledede fra 2012 til 2013. Hele udgiften var 90.000 DKK."

MINUTES = """Referat af møde i Oslo den 4. maj 2011

Til stede var Fafo og MR-S.

1. Dagsordenen

Dagsordenen blev godkendt.

2. Økonomi

MR-S orienterede om budgettet. Udvalget tog det til efterretning.

3. Næste møde

Næste møde holdes i Riga den 2. juni 2011.
"""


def items(text: str) -> list[Item]:
    return read_annex(pages_of_text(text), names()).items


def word(*paragraphs: tuple[str, str]) -> list[Item]:
    """Returns the items of a Word file with these paragraphs: the name of a style, and the text."""
    document, file = docx.Document(), BytesIO()
    for style, text in paragraphs:
        document.add_paragraph(text, style=style)
    document.save(file)
    return read_annex(pages_of_file(file, "annex.docx"), names()).items


def certain(item: Item, field: str) -> list[Any]:
    return [fact.value for fact in item.facts if fact.field == field and fact.state == CERTAIN]


def titles(found: list[Item]) -> list[Any]:
    return [next((fact.value for fact in item.facts if fact.field == "title"), "") for item in found]


class TestHeadings:
    @pytest.mark.parametrize("heading", ["Støtte til kysten", "Projekter finansieret af MR-S", "Letland", "2011"])
    @pytest.mark.parametrize("style", ["Normal", "List Bullet"])
    def test_a_heading_of_word_above_several_titles_is_no_project(self, heading: str, style: str) -> None:
        found = word(
            ("Heading 1", "Oversigt"),
            ("Heading 2", heading),
            (style, "Trygge havne"),
            ("Normal", HAVN),
            (style, "Hvem bygger broer"),
            ("Normal", BRO),
            ("Heading 2", "Støtte til fjeldet"),
            (style, "Sikker vej"),
            ("Normal", VEJ),
            (style, "Åbne veje"),
            ("Normal", VEJ),
        )
        assert titles(found) == ["Trygge havne", "Hvem bygger broer", "Sikker vej", "Åbne veje"]
        assert [item.section for item in found] == [heading] * 2 + ["Støtte til fjeldet"] * 2

    def test_a_heading_above_the_level_of_the_titles_ends_an_item(self) -> None:
        found = word(
            ("Heading 1", "Støtte til kysten"),
            ("Heading 2", "Trygge havne"),
            ("Normal", HAVN),
            ("Heading 1", "Støtte til fjeldet"),
            ("Heading 2", "Sikker vej"),
            ("Normal", VEJ),
        )
        assert [(item.section, certain(item, "title")) for item in found] == [
            ("Støtte til kysten", ["Trygge havne"]),
            ("Støtte til fjeldet", ["Sikker vej"]),
        ]
        assert "fjeldet" not in found[0].text

    @pytest.mark.parametrize(
        ("heading", "status"),
        [
            ("A. Det, der stadig løber", "ongoing"),
            ("B. Det, der er slut", "closed"),
            ("Those that are still running", "ongoing"),
        ],
    )
    def test_a_heading_that_says_a_status_of_what_is_below(self, heading: str, status: str) -> None:
        found = items(f"{heading}\n\nTrygge havne\n{HAVN}\n\nHvem bygger broer\n{BRO}\n")
        assert titles(found) == ["Trygge havne", "Hvem bygger broer"]
        assert [certain(item, "status") for item in found] == [[status], [status]]

    def test_bulleted_titles_of_a_pdf_below_a_wrapped_heading(self) -> None:
        text = (
            "Oversigt over indsatser\n\nMR-S – indsatser, som rådet har støttet i årene\nsiden den seneste oversigt\n"
            f"\uf0b7 Trygge havne\n\n{HAVN}\n\n\uf0b7 Hvem bygger broer\n\n{BRO}\n"
        )
        assert titles(items(text)) == ["Trygge havne", "Hvem bygger broer"]
        found = read_annex(pages_of_file(BytesIO(as_pdf(text.replace("\uf0b7", "•"))), "annex.pdf"), names()).items
        assert titles(found) == ["Trygge havne", "Hvem bygger broer"]

    @pytest.mark.parametrize("heading", ["Tiltag af ministerrådet (MR-LAG) – projekter", "Rådet (MR-S) – projekter"])
    def test_a_heading_keeps_its_letters(self, heading: str) -> None:
        text = f"{heading}\n\n• Trygge havne\nProjekt. {HAVN}\n\n• Hvem bygger broer\nProjekt. {BRO}\n"
        assert [item.section for item in items(text)] == [heading, heading]

    def test_a_running_header_with_the_number_of_its_page_is_no_heading(self) -> None:
        text = (
            f"NCM – bilag – side 1\n\nOversigt\n\n• Trygge havne\nProjekt. {HAVN}\n\nNCM – bilag – side 2\n\n"
            f"• Hvem bygger broer\nProjekt. {BRO}\n"
        )
        assert [item.section for item in items(text)] == ["Oversigt", "Oversigt"]

    def test_a_project_with_paragraphs_below_its_heading_stays_whole(self) -> None:
        found = word(
            ("Heading 2", "Trygge havne"),
            ("Normal", "Baggrund"),
            ("Normal", "I 2009 spurgte byerne langs kysten, hvordan havnene kan blive tryggere for alle, der kommer."),
            ("Normal", "Resultater"),
            ("Normal", "I 2011 var der kurser i alle byer, og mange vagter fra tre lande kom til dem hvert forår."),
            ("Heading 2", "Sikker vej"),
            ("Normal", VEJ),
        )
        assert titles(found) == ["Trygge havne", "Sikker vej"]


LABELS = (
    ("Normal", "Type: Projekt"),
    ("Normal", "Periode: 15. marts 2012 – 31. december 2014"),
    ("Normal", "Bevilling: 900.000 DKK fra MR-S for to år"),
    ("Normal", "Øvrige deltagere: Nordisk Højskole for Folkesundhed og Røde Kors i Vilnius"),
    ("Normal", "Lande: Sverige og Litauen"),
    ("Normal", "Baggrund: Arbejdet bygger på en mindre undersøgelse fra 2006, og mange har spurgt efter den."),
)


def test_labelled_lines_below_a_heading_are_one_project() -> None:
    found = word(("Heading 2", "1. Børn uden papirer"), *LABELS, ("Heading 2", "2. Ny start"), *LABELS)
    assert titles(found) == ["Børn uden papirer", "Ny start"]


def test_a_title_without_a_letter_is_not_certain() -> None:
    (first, second) = read_annex(pages_of_text("Nr.\tTiltak\tTid\n1\tTrygg havn\t2012\nSide\t2\t\n"), names()).items
    assert [fact.state for fact in first.facts if fact.field == "title"] == [CERTAIN]
    assert [fact.state for fact in second.facts if fact.field == "title"] == [DECIDE]


class TestSeveralProjects:
    def test_an_item_with_many_amounts_and_much_text_says_nothing_for_certain(self) -> None:
        long = " ".join(f"{part} Byerne langs kysten var glade for det, og mange kom." for part in (HAVN, BRO, VEJ) * 3)
        (item,) = word(("Heading 2", "Støtte til kysten"), ("Normal", long + " I alt blev der givet 1.000.000 DKK."))
        assert [fact.field for fact in item.facts if fact.state == CERTAIN] == []
        assert {fact.reason for fact in item.facts if fact.field == "title"} == {"maybe-heading"}
        assert item.several
        assert not word(("Heading 2", "Trygge havne"), ("Normal", HAVN))[0].several

    @pytest.mark.parametrize(
        "text",
        [
            "Mødereferat\n\nUdvalget drøftede dagsordenen og godkendte den. Der var ingen yderligere punkter.",
            MINUTES,
            "Minutes\n\nPresent: Fafo\n\n1. Opening. The chair opened it.\n\n2. Next. We meet on 2 June 2011 in Riga.",
        ],
    )
    def test_minutes_of_a_meeting_are_no_project(self, text: str) -> None:
        found = items(text)
        assert [(fact.field, fact.value) for one in found for fact in one.facts if fact.state == CERTAIN] == []
        assert len(found) <= 1

    def test_the_sentence_that_sums_up_a_list_is_no_project(self) -> None:
        text = f"Afsluttede projekter\n\nHavne, 2010. {HAVN}\n\nBroer, 2011. {BRO}\n\n"
        found = items(text + "Tilsammen har Ministerrådet givet 650.000 DKK til de to indsatser.")
        assert len(found) == 2

    def test_a_narrow_column_gives_no_certain_title(self) -> None:
        text = (
            "Avslutade projekt\n\n6 Konferens om\nbarn på flyk\nt i Norden\n\nFafo\n\n7 Utbildni\nng av domare\n\nFafo"
        )
        assert [certain(item, "title") for item in items(text)] == [[], []]

    @pytest.mark.parametrize(
        "sentence",
        [
            "A study of what happens to sailors after a storm.",
            "Published by the city of Riga together with Fafo.",
            "Alle beløb er i tusind danske kroner.",
        ],
    )
    def test_a_description_is_no_certain_title(self, sentence: str) -> None:
        (item,) = items(f"Afsluttede projekter\n\n{sentence} Fafo gennemførte projektet i Riga fra maj 2010.")
        assert certain(item, "title") == []


class TestMoney:
    @pytest.mark.parametrize(
        "sentence",
        [
            "Samlet budsjett er 1,4 mill. DKK; MR-S bidrar med 600 000 og Fafo med 800 000.",
            "Samlet budsjett er 1,4 mill. DKK; MR-S bidrar med 600 000 DKK og Fafo med 800 000 DKK.",
            "Budgettet er 1.400.000 DKK, MR-S giver 600.000 og Fafo 800.000.",
            "The budget is DKK 1,400,000, MR-S gives 600,000 and Fafo 800,000.",
        ],
    )
    def test_a_budget_that_two_give_is_no_certain_grant(self, sentence: str) -> None:
        (item,) = items(f"Pågående prosjekter\n\n»Havn« er et prosjekt om havner. {sentence}")
        assert "1400000.00" not in [grant["amount"] for grant in certain(item, "grant")]
        assert "800000.00" not in [grant["amount"] for grant in certain(item, "grant")]

    @pytest.mark.parametrize(
        ("heading", "amount"),
        [
            ("Ministerrådets bidrag, tkr", ("1150000.00", "DKK")),
            ("Bidrag (tkr)", ("1150000.00", "DKK")),
            ("Belopp i tusen danska kronor", ("1150000.00", "DKK")),
            ("Belopp i tusen danska kronor (tkr)", ("1150000.00", "DKK")),
            ("Bidrag, kronor", None),
        ],
    )
    def test_the_heading_of_a_column_says_what_its_numbers_count(self, heading: str, amount: Any) -> None:
        text = (
            "Avslutade projekt\n\nSummat ovat Tanskan kruunuina. Belopp i tusen danska kronor.\n\n"
            f"Projekt\tOrt\t{heading}\nHamnar\tRiga\t1 150\nBroar\tOslo\t75\n"
        )
        first = items(text)[-2]
        found = [(grant["amount"], grant["currency"]) for grant in certain(first, "grant")]
        assert found == ([amount] if amount else [])

    def test_thousands_without_a_currency_have_to_be_decided(self) -> None:
        first = items("Avslutade projekt\n\nProjekt\tOrt\tBidrag, tkr\nHamnar\tRiga\t1 150\nBroar\tOslo\t75\n")[0]
        assert certain(first, "grant") == []
        assert [fact.value["amount"] for fact in first.facts if (fact.field, fact.state) == ("grant", DECIDE)] == [
            "1150000.00"
        ]


class TestOneProject:
    """What looks like several projects, or like none, is one."""

    def test_a_title_above_two_paragraphs_is_one_project_if_the_others_are(self) -> None:
        found = word(
            ("Heading 1", "Nordiska ministerrådet för lagstiftningsfrågor (MR-LAG)"),
            ("Heading 2", "Spår i sanden"),
            ("Normal", "Kurser för vakter från de nordiska länderna. Fafo började 2011. MR-LAG gav 250 000 DKK."),
            (
                "Normal",
                "Sveriges nationella handlingsplan avsätter 4 miljoner svenska kronor till polisens eget arbete.",
            ),
            ("Heading 2", "Havn"),
            ("Normal", HAVN),
        )
        assert titles(found) == ["Spår i sanden", "Havn"]

    def test_the_first_line_of_wrapped_prose_is_no_heading(self) -> None:
        first = "7. Rajan takana. Hanke alkoi maaliskuussa 2008 ja päättyi helmikuussa 2010. Se järjesti neuvontaa"
        text = (
            f"{first}\nOslossa ja muissa kaupungeissa vuosina 2008 ja 2009. MR-S rahoitti hanketta 510 000 DKK:lla.\n\n"
            "Suomen toimintasuunnitelmassa on uhrien auttamiseen 1,1 miljoonaa euroa vuosille 2008–2010. Se on muuta.\n"
        )
        before = "6. Havn. Fafo järjesti seminaarin vuonna 2010. MR-S antoi 90 000 DKK.\n\n"
        (_six, seven) = items(f"Päättyneet hankkeet\n\n{before}{text}")
        assert titles([seven]) == ["Rajan takana"]

    def test_the_rows_of_a_table_are_read_though_a_heading_of_notes_is_below(self) -> None:
        document, file = docx.Document(), BytesIO()
        rows = [("Nr.", "Projekt", "Periode", "Tilskud"), ("1", "Havn", "2010–2011", "400.000 DKK")]
        rows += [("2", "Bro", "2011–2012", "250.000 DKK")]
        table = document.add_table(rows=0, cols=4)
        for row in rows:
            for cell, text in zip(table.add_row().cells, row, strict=True):
                cell.text = text
        document.add_paragraph("Noter", style="Heading 1")
        document.add_paragraph("Regeringens handlingsplan er på 85,6 mio. kr. og indgår ikke.")
        document.save(file)
        found = read_annex(pages_of_file(file, "annex.docx"), names()).items
        assert titles(found) == ["Havn", "Bro"]
        assert "85,6" not in found[1].text
