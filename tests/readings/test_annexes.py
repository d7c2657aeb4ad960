"""Whole annexes: the facts that were written down by hand before the rules were finished."""

import json
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from projects.models import Project
from readings.files import pages_of_file, pages_of_text
from readings.measuring import Measure, measure
from readings.register import register
from readings.rules.reader import read_annex
from tests.readings.papers import NAMES, TABLES, as_pdf, as_word, expected_of, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("dokument8")]

FORMS: dict[str, Any] = {"pasted": None, "word": (as_word, "annex.docx"), "pdf": (as_pdf, "annex.pdf")}


def pages(name: str, form: str) -> list[str]:
    if FORMS[form] is None:
        return pages_of_text(text_of(name))
    make, file_name = FORMS[form]
    return pages_of_file(BytesIO(make(text_of(name))), file_name)


def measured(name: str, form: str = "pasted") -> Measure:
    return measure(read_annex(pages(name, form), register()), expected_of(name))


@pytest.mark.parametrize("form", FORMS)
def test_dokument_8_has_17_items_in_every_form(form: str) -> None:
    result = measured("dokument_8", form)
    assert result.items == 17
    assert result.wrong == []
    assert result.share >= 0.8


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("name", NAMES[1:])
def test_no_certain_fact_of_other_annexes_is_wrong(name: str, form: str) -> None:
    result = measured(name, form)
    assert result.items == result.items_expected
    assert result.wrong == []
    assert result.share >= 0.8


@pytest.mark.parametrize("form", ["pasted", "word"])
@pytest.mark.parametrize("name", TABLES)
def test_each_row_of_a_table_is_an_item_and_its_total_is_none(name: str, form: str) -> None:
    result = measured(name, form)
    assert result.items == result.items_expected
    assert result.wrong == []
    assert result.share >= 0.95


def test_the_words_of_each_fact_are_on_its_page() -> None:
    for name in NAMES:
        given = pages(name, "pasted")
        for item in read_annex(given, register()).items:
            for fact in item.facts:
                if fact.span:
                    printed = given[fact.span.page - 1][fact.span.start : fact.span.end]
                    assert "".join(fact.words.split())[:20].startswith("".join(printed.split())[:20])


def test_the_command_prints_the_items_and_writes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "annex.docx"
    path.write_bytes(as_word(text_of("finnish_english")))
    before = Project.objects.count()
    out = StringIO()
    call_command("read_annex", str(path), "--json", stdout=out)
    printed = json.loads(out.getvalue())
    items = printed["items"]
    assert all(one["text"] and one["span"] for one in printed["left_out"])
    assert [item["printed"] for item in items] == ["1.1", "1.2", "1.3", "1.4", "1.5", "2.1", "2.2", "2.3", "2.4", "2.5"]
    assert Project.objects.count() == before


def test_a_file_without_text_is_refused_with_the_reason(tmp_path: Path) -> None:
    path = tmp_path / "scan.pdf"
    path.write_bytes(as_pdf(""))
    with pytest.raises(CommandError, match="pictures of pages, and no text"):
        call_command("read_annex", str(path))


def test_a_file_of_another_type_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("a;b\n1;2\n")
    with pytest.raises(CommandError, match="An annex is read from these types of file: Word, PDF, ODT, TXT"):
        call_command("read_annex", str(path))


def test_a_file_of_an_unknown_type_is_refused_with_the_types_of_annexes(tmp_path: Path) -> None:
    path = tmp_path / "annex.bin"
    path.write_bytes(b"\x00\x01\x02" + bytes(600))
    with pytest.raises(CommandError, match="An annex is read from these types of file: Word, PDF, ODT, TXT"):
        call_command("read_annex", str(path))


def test_an_old_word_file_is_told_what_to_save_it_as_and_what_annexes_may_be(tmp_path: Path) -> None:
    path = tmp_path / "old.doc"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))
    with pytest.raises(CommandError, match=r"This is an old Word.* An annex is read from these types of file: Word"):
        call_command("read_annex", str(path))


def test_an_item_that_may_be_several_projects_says_what_to_do(tmp_path: Path) -> None:
    path, out = tmp_path / "annex.txt", StringIO()
    part = "Projektet startede i maj {0} og hjælper unge i mange byer langs kysten hver dag. Der blev givet {0}00 DKK. "
    path.write_text("Titel: Støtte\n" + "".join(part.format(year) for year in range(2001, 2016)))
    call_command("read_annex", str(path), "--json", stdout=out)
    (item,) = json.loads(out.getvalue())["items"]
    assert item["several"]
    assert item["notice"].startswith("This may be several projects, so nothing here is certain.")
    call_command("read_annex", str(path), stdout=out)
    assert out.getvalue().count(item["notice"]) == 2


def test_a_text_without_projects_says_so(tmp_path: Path) -> None:
    path, out = tmp_path / "letter.txt", StringIO()
    path.write_text("Hej")
    call_command("read_annex", str(path), stdout=out)
    assert "No project was found in this text." in out.getvalue()
