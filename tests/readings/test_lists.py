"""Lists of several levels: the points below a title say more of it, and are no items."""

from io import BytesIO
from typing import Any

import docx
import pytest
import typst
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from readings.files import pages_of_file, pages_of_text
from readings.lists import leveled
from readings.rules.facts import CERTAIN, Item
from readings.rules.reader import read_annex
from tests.readings.test_layouts import names

TITLES = ["Trygge havne", "Broer for alle", "Sikker vej"]
POINTS = [
    ["Periode: maj 2010 – juni 2012", "Udføres af: Fafo", "Projektet fik 400.000 DKK fra MR-S."],
    ["Studie af broer i Riga.", "Periode: 2011–2013", "MR-LAG gav 250.000 DKK."],
    ["En kampagne i Oslo, som Fafo ledede.", "Periode: 2012", "MR-S gav 90.000 DKK."],
]
AMOUNTS = [["400000.00"], ["250000.00"], ["90000.00"]]


def read(pages: list[str]) -> list[Item]:
    return read_annex(pages, names()).items


def certain(item: Item, field: str) -> list[Any]:
    return [fact.value for fact in item.facts if fact.field == field and fact.state == CERTAIN]


def check(found: list[Item]) -> None:
    assert [certain(item, "title") for item in found] == [[title] for title in TITLES]
    assert [[grant["amount"] for grant in certain(item, "grant")] for item in found] == AMOUNTS
    assert [certain(item, "starts") for item in found] == [["2010-05"], ["2011"], ["2012"]]


def word(styles: tuple[str, str], level: int = 0, heading: str = "Afsluttede projekter") -> list[str]:
    """Returns the pages of a Word file with a list of two levels: the styles of both, and the level of the second."""
    document, file = docx.Document(), BytesIO()
    document.add_paragraph(heading, style="Heading 1")
    for title, points in zip(TITLES, POINTS, strict=True):
        document.add_paragraph(title, style=styles[0])
        for point in points:
            paragraph = document.add_paragraph(point, style=styles[1])
            if level:
                _move(paragraph, level)
    document.save(file)
    return pages_of_file(file, "annex.docx")


def _move(paragraph: Any, level: int) -> None:
    """Moves a point to a level of the list of its style, as the tabulator key does."""
    properties = paragraph._p.get_or_add_pPr()
    numbered, place, listed = OxmlElement("w:numPr"), OxmlElement("w:ilvl"), OxmlElement("w:numId")
    place.set(qn("w:val"), str(level))
    listed.set(qn("w:val"), "1")
    numbered.extend([place, listed])
    properties.append(numbered)


@pytest.mark.parametrize(
    ("styles", "level"),
    [
        (("List Bullet", "List Bullet 2"), 0),
        (("List Number", "List Number 2"), 0),
        (("List Number", "List Bullet 2"), 0),
        (("List Bullet", "List Bullet"), 1),
        (("List Number", "List Number"), 1),
        (("Normal", "List Bullet"), 0),
        (("Heading 2", "List Bullet"), 0),
    ],
)
def test_a_list_of_two_levels_in_word(styles: tuple[str, str], level: int) -> None:
    check(read(word(styles, level)))


def test_the_numbers_of_a_list_of_word_are_read() -> None:
    assert [item.printed for item in read(word(("List Number", "List Bullet 2")))] == ["1", "2", "3"]


@pytest.mark.parametrize("sign", ["+", "-"])
def test_a_list_of_two_levels_in_a_pdf(sign: str) -> None:
    lines = [f"{sign} {title}\n" + "".join(f"  - {point}\n" for point in points) for title, points in PAIRS]
    check(read(pdf("Afsluttede projekter\n\n" + "\n".join(lines))))


def test_points_that_begin_a_page_of_a_pdf_are_on_the_second_level() -> None:
    lines = [f"- {title}\n" + "".join(f"  - {point}\n" for point in points) for title, points in PAIRS]
    pages = pdf("#set page(height: 150pt, margin: 25pt)\nAfsluttede projekter\n\n" + "\n".join(lines))
    assert pages[1].lstrip().startswith("‣")
    check(read(pages))


PAIRS = list(zip(TITLES, POINTS, strict=True))


def pdf(text: str) -> list[str]:
    made = typst.compile(f"#set text(size: 10pt)\n{text}".encode())
    assert isinstance(made, bytes)
    return pages_of_file(BytesIO(made), "annex.pdf")


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("• ", "  • "),
        ("• ", "   o "),
        ("- ", "\t- "),
        ("\uf0b7 ", "    \uf0b7 "),
        ("{number}. ", "   {letter}) "),
        ("{number}. ", "{letter}) "),
        ("{number}. ", "{number}.{point} "),
        ("{number}. ", "   {point}. "),
        ("{number}) ", "   - "),
        ("{big}. ", "{point}. "),
    ],
)
@pytest.mark.parametrize("blank", ["", "\n"])
def test_a_list_of_two_levels_in_a_text(first: str, second: str, blank: str) -> None:
    text = "Afsluttede projekter\n\n"
    for number, (title, points) in enumerate(PAIRS, 1):
        text += first.format(number=number, big="ABC"[number - 1]) + title + "\n" + blank
        for point, words in enumerate(points, 1):
            text += second.format(number=number, point=point, letter="abc"[point - 1]) + words + "\n"
        text += "\n"
    check(read(pages_of_text(text)))


def test_points_of_one_level_at_one_distance_keep_their_signs() -> None:
    assert leveled(["• a\n\n  • b\n", "– c\n    – d\n- e"]) == ["• a\n\n  ◦ b\n", "– c\n    ◦ d\n- e"]
    assert leveled(["- a\n\n - b\n• c"]) == ["- a\n\n - b\n• c"]
    assert leveled(["• a\n  ◦ b\n    • c"]) == ["• a\n  ◦ b\n    ▪ c"]


def test_headings_with_letters_above_numbered_projects_are_no_items() -> None:
    text = "A. Kurser\n\n1. {0}. {1}\n\n2. {2}. {3}\n\nB. Kampagner\n\n1. {4}. {5}\n\n"
    words = [part for title, points in PAIRS for part in (title, " ".join(points) + " Der kom mange fra hele kysten.")]
    found = read(pages_of_text("Afsluttede projekter\n\n" + text.format(*words)))
    assert [certain(item, "title") for item in found] == [[title] for title in TITLES]
