"""The annex as PDF and as Word, read back: its content, its languages, and input that must not break it."""

import io
import json
import re
import zipfile
from collections import Counter
from datetime import date
from typing import Any

import docx
import pytest
from django.http import QueryDict
from django.utils import translation
from docx.oxml.ns import qn
from pypdf import PdfReader

from projects.models import Organisation, Partnership, Project, ProjectNote, Source
from reports.annex.annex import annex_filterset, annex_of
from reports.formats import OF_THE_ANNEX, renderer_for
from tests import builders
from tests.reports.test_pdf import HOSTILE, root_of, tags, text_of

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 22)
LANGUAGES = ["da", "sv", "nb", "fi", "is", "en"]
# As printed in Dokument 8, in its order
AMOUNTS = [
    *("500.000", "500.000", "1.200.000", "1.300.000", "3.150.000"),
    *("200.000", "100.000", "50.000", "100.000", "550.000", "1.500.000", "200.000", "1.000.000", "1.650.000"),
]


def made(name: str, language: str = "en", query: str = "") -> bytes:
    with translation.override(language):
        annex = annex_of(annex_filterset(QueryDict(query)), TODAY)
        return b"".join(renderer_for(name, among=OF_THE_ANNEX).render(annex))


def document_of(content: bytes) -> Any:
    return docx.Document(io.BytesIO(content))


def words_of(content: bytes) -> str:
    document = document_of(content)
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


def amounts(text: str) -> list[str]:
    """Returns the amounts in parentheses after the items, with points between the thousands."""
    return [re.sub(r"\D", ".", one) for one in re.findall(r"\([^()]*?(\d{1,3}(?:[.,\s]\d{3})+) DKK", text)]


def bookmarks(content: bytes) -> list[Any]:
    outline: Any = PdfReader(io.BytesIO(content)).outline
    return [[inner["/Title"] for inner in one] if isinstance(one, list) else one["/Title"] for one in outline]


@pytest.mark.usefixtures("dokument8")
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_pdf_has_the_amounts_of_dokument_8_in_its_order_in_every_language(language: str) -> None:
    assert amounts(text_of(made("pdf", language))) == AMOUNTS


@pytest.mark.once
@pytest.mark.usefixtures("dokument8")
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_word_document_has_the_same(language: str) -> None:
    assert amounts(words_of(made("docx", language))) == AMOUNTS


@pytest.mark.usefixtures("dokument8")
def test_the_pdf_is_tagged_named_dated_and_says_its_language() -> None:
    content = made("pdf", "sv")
    root = root_of(content)
    assert root["/MarkInfo"]["/Marked"].value
    assert root["/Lang"] == "sv"
    assert b"<pdfuaid:part>1</pdfuaid:part>" in root["/Metadata"].get_data()
    metadata = PdfReader(io.BytesIO(content)).metadata
    assert metadata is not None
    with translation.override("sv"):
        assert metadata.title == annex_of(annex_filterset(QueryDict()), TODAY).title
    assert str(metadata["/CreationDate"]).startswith("D:20261122")


@pytest.mark.usefixtures("dokument8")
def test_a_screen_reader_meets_headings_lists_and_one_table() -> None:
    counted = Counter(tags(made("pdf")))
    notes = annex_of(annex_filterset(QueryDict()), TODAY).notes
    # Two sections, the total, the sources, the notes; 17 items; the table: a heading, two statuses, the total
    assert (counted["Title"], counted["H1"], counted["H2"]) == (1, 5, 17)
    assert (counted["Table"], counted["TR"], counted["TH"]) == (1, 4, 6)
    assert counted["Link"] == len(notes)


@pytest.mark.usefixtures("dokument8")
def test_the_pdf_has_a_bookmark_for_each_section_and_item() -> None:
    ongoing, items, closed, more, *rest = bookmarks(made("pdf"))
    assert (ongoing, closed, rest) == ("Ongoing projects", "Closed projects", ["In total", "Sources", "Notes"])
    assert (len(items), len(more)) == (6, 11)
    assert items[1] == "2. Peer Review – combating trafficking in human beings"


@pytest.mark.usefixtures("dokument8")
def test_texts_in_another_language_are_marked_with_it_in_the_pdf() -> None:
    pages = PdfReader(io.BytesIO(made("pdf", "da"))).pages
    languages = {
        found
        for page in pages
        if (contents := page.get_contents()) is not None
        for found in re.findall(rb"/Lang ?\((\w+)\)", contents.get_data())
    }
    assert languages == {b"da", b"en"}


@pytest.mark.once
@pytest.mark.usefixtures("dokument8")
def test_the_word_document_has_real_headings_a_language_and_properties() -> None:
    document = document_of(made("docx", "da"))
    styles = Counter(paragraph.style.name for paragraph in document.paragraphs)
    assert (styles["Title"], styles["Heading 1"], styles["Heading 2"], styles["List Bullet"]) == (1, 5, 17, 1)
    properties = document.core_properties
    assert (properties.language, str(properties.created)[:10]) == ("da-DK", "2026-11-22")
    assert properties.title == document.paragraphs[1].text
    assert properties.comments == ""
    default = document.styles.element.find(f".//{qn('w:docDefaults')}//{qn('w:lang')}")
    assert default.get(qn("w:val")) == "da-DK"
    section = document.sections[0]
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)


@pytest.mark.once
@pytest.mark.usefixtures("dokument8")
def test_texts_in_another_language_are_marked_with_it_in_word() -> None:
    document = document_of(made("docx", "da"))
    marked = {
        run.text: language.get(qn("w:val"))
        for paragraph in document.paragraphs
        for run in paragraph.runs
        if (language := run._r.find(f".//{qn('w:lang')}")) is not None
    }
    assert marked["Pol-E-Quality Wanted"] == "en-GB"
    assert "Konference om Prostitution i Norden" not in marked
    assert "Igangværende projekter" not in marked
    swedish = document_of(made("docx", "sv"))
    source = next(paragraph for paragraph in swedish.paragraphs if "Pågående projekt, " in paragraph.text)
    assert all(run._r.find(f".//{qn('w:lang')}") is None for run in source.runs if "Pågående" in run.text)


@pytest.mark.usefixtures("dokument8")
def test_a_heading_that_is_not_translated_is_marked_with_the_language_of_its_document_in_word() -> None:
    Source.objects.update(**{f"heading_{code}": None for code in ("sv", "en", "nb", "fi", "is")})
    swedish = document_of(made("docx", "sv"))
    source = next(paragraph for paragraph in swedish.paragraphs if "Igangværende projekter" in paragraph.text)
    assert [run._r.find(f".//{qn('w:lang')}").get(qn("w:val")) for run in source.runs if "Igang" in run.text] == [
        "da-DK"
    ]


@pytest.mark.usefixtures("dokument8")
def test_the_table_of_the_word_document_repeats_its_heading_row_and_ends_in_the_total() -> None:
    (table,) = document_of(made("docx")).tables
    assert [[cell.text for cell in row.cells] for row in table.rows] == [
        ["Status", "Projects", "Without a budget", "Allocations", "Not counted", "Amount (DKK)"],
        ["Ongoing", "6", "1", "5", "0", "6,650,000"],
        ["Closed", "11", "2", "9", "0", "5,350,000"],
        ["In total", "17", "3", "14", "0", "12,000,000"],
    ]
    assert [row._tr.find(f".//{qn('w:tblHeader')}") is not None for row in table.rows] == [True, False, False, False]


@pytest.mark.once
@pytest.mark.usefixtures("dokument8")
@pytest.mark.parametrize("name", [one.format for one in OF_THE_ANNEX])
def test_the_same_annex_gives_the_same_bytes(name: str) -> None:
    assert made(name, "fi") == made(name, "fi")


@pytest.mark.usefixtures("dokument8")
def test_the_json_file_is_the_answer_of_the_api(get: Any) -> None:
    answer = get("annex/", lang="nb")
    assert json.loads(made("json", "nb")) == {**answer, "date": "2026-11-22"}


def test_a_file_is_named_for_its_date_and_language() -> None:
    with translation.override("da"):
        annex = annex_of(annex_filterset(QueryDict()), TODAY)
    assert annex.file_name == "annex-2026-11-22-da"


@pytest.mark.parametrize("name", ["pdf", "docx"])
def test_an_empty_selection_is_a_whole_document_that_says_so(name: str) -> None:
    content = made(name)
    text = text_of(content) if name == "pdf" else words_of(content)
    assert "No projects match." in text
    assert "22 November 2026" in text


def hostile(text: str) -> None:
    project = builders.project("P-1", title_en=text, summary_en=f"{text}\n\n{text}")
    organisation = Organisation.objects.create(slug="o", name_en=text, abbreviation=text[:30])
    Partnership.objects.create(project=project, organisation=organisation, role="hosting")
    ProjectNote.objects.create(project=project, field="title", text=text)


@pytest.mark.once
@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_in_the_register_runs_as_markup(text: str) -> None:
    hostile(text)
    shown = text_of(made("pdf"))
    assert shown.count(text.strip()) >= 4
    assert "root:" not in shown
    assert words_of(made("docx")).count(text) >= 4


@pytest.mark.once
@pytest.mark.parametrize("text", ["a\x0bb\x1bc", "\ufffe", "中文", "🙂 🙃", "\u202eabc", "=cmd()", "<w:p>&amp;"])
def test_no_letter_stops_a_document(text: str) -> None:
    Project.objects.bulk_create(
        [
            Project(
                reference="P-1",
                title_en=text,
                summary_en=text,
                kind="project",
                status="closed",
                portfolio=builders.portfolio(),
                source=builders.source(),
            )
        ]
    )
    assert made("pdf").startswith(b"%PDF-")
    assert zipfile.ZipFile(io.BytesIO(made("docx"))).testzip() is None
    assert len(document_of(made("docx")).paragraphs) > 5


@pytest.mark.once
def test_long_titles_and_two_hundred_projects_do_not_break_it() -> None:
    word, sentence = "Menneskehandelsbekæmpelse", "Projektet samler myndigheder og organisationer. "
    for number in range(200):
        title = "Å" * 300 if number == 7 else f"{number} {word} " * 10
        builders.allocation(
            builders.project(
                f"P-{number:03}", title_en=title[:300], summary_en=(sentence * 110)[:5000], status="ongoing"
            )
        )
    content = made("pdf")
    assert Counter(tags(content))["H2"] == 200
    pages = PdfReader(io.BytesIO(content)).pages
    assert "1. 0 Menneskehandelsbekæmpelse" in pages[0].extract_text()
    end = " ".join(page.extract_text() for page in pages[-3:])
    assert "(100 DKK in total)" in end
    assert "200 projects, 200 allocations, 20,000 DKK" in end
    document = document_of(made("docx"))
    assert sum(paragraph.style.name == "Heading 2" for paragraph in document.paragraphs) == 200
