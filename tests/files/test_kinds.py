"""The type of a file follows from its content, and its name is cleaned."""

import io
import unicodedata
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from projects.files.kinds import CSV, DOCX, JPG, KINDS, ODS, ODT, PDF, PNG, TXT, XLSX, Kind, kind_of
from projects.files.names import clean_name
from projects.files.refused import RefusedFile
from tests import sample_files as samples

ODS_FILE = samples.zipped({"mimetype": ODS.media_type.encode(), "content.xml": b"<x/>"})


@pytest.mark.parametrize(
    ("content", "name", "expected"),
    [
        (samples.pdf("One"), "x.pdf", PDF),
        (samples.pdf("One"), "x.docx", PDF),
        (samples.docx("One"), "x", DOCX),
        (samples.xlsx(), "x", XLSX),
        (samples.odt("One"), "x", ODT),
        (ODS_FILE, "x", ODS),
        (samples.png(), "x", PNG),
        (samples.JPG, "x", JPG),
        ("Beløb;År\n1;2\n".encode(), "beløb.CSV", CSV),
        ("Beløb;År\n".encode("cp1252"), "x.csv", CSV),
        ("\ufeffBeløb".encode(), "x.csv", CSV),
        ("Þetta er texti".encode("utf-16"), "x.txt", TXT),
        (b"a < b", "x.pdf", TXT),
    ],
)
def test_the_type_is_found_from_the_content(content: bytes, name: str, expected: Kind) -> None:
    assert kind_of(io.BytesIO(content), name) == expected


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "The file is empty."),
        (samples.HTML, "This type of file is not taken."),
        (b" " * 300 + samples.HTML, "This type of file is not taken."),
        (b"\n" * 200_000 + samples.HTML, "This type of file is not taken."),
        ("\ufeff \ufeff\u200b".encode() + samples.HTML, "This type of file is not taken."),
        (b" \n\t" + samples.HTML, "This type of file is not taken."),
        (("\ufeff".encode() + samples.HTML), "This type of file is not taken."),
        (samples.SVG, "This type of file is not taken."),
        (samples.EXECUTABLE, "This type of file is not taken."),
        (b"MZ is how a program begins", "This type of file is not taken."),
        (samples.ELF, "This type of file is not taken."),
        (samples.OLD_WORD, "This is an old Word, Excel or PowerPoint file"),
        (b"#!/bin/sh\nrm -r /\n", "This type of file is not taken."),
        (b"{\\rtf1 text}", "This type of file is not taken."),
        (b"a\x00b", "This type of file is not taken."),
        (b"GIF89a" + bytes(20), "This type of file is not taken."),
        (b"PK\x05\x06" + bytes(18), "This type of file is not taken."),
        (samples.zipped({"a.txt": b"a"}), "This type of file is not taken."),
        (samples.zipped({"mimetype": b"application/zip"}), "This type of file is not taken."),
        (samples.docx("One")[:2000], "The file is damaged."),
        (b"PK\x03\x04" + bytes(100), "The file is damaged."),
        (samples.pdf("One")[:2000], "The PDF is cut off"),
        (samples.with_entry(samples.docx("One"), "word/vbaProject.bin"), "The file contains macros or a program."),
        (samples.with_entry(samples.docx("One"), "word/activeX/activeX1.xml"), "The file contains macros"),
        (samples.with_entry(samples.xlsx(), "xl/macrosheets/sheet1.xml"), "The file contains macros"),
        (samples.with_entry(samples.docx("One"), "word/embeddings/setup.EXE"), "The file contains macros"),
        (samples.odt("One", **{"Basic/Standard/Module1.xml": b"x"}), "The file contains macros"),
        (samples.odt("One", **{"Scripts/python/x.py": b"x"}), "The file contains macros"),
        (samples.zipped({samples.TYPES: b"application/vnd.ms-word.document.macroEnabled.main+xml"}), "macros"),
        (samples.with_entry(samples.docx("One"), "../../etc/passwd"), "The file is damaged."),
        (samples.with_entry(samples.docx("One"), "/etc/passwd"), "The file is damaged."),
        (samples.bomb(), "The file unpacks to far more than its own size."),
        (samples.bomb_with_a_false_size(), "The file unpacks to far more than its own size."),
        (samples.with_entry(samples.docx("One"), "word/embeddings/oleObject1.bin", samples.EXECUTABLE), "macros"),
        (samples.with_entry(samples.xlsx(), "xl/embeddings/oleObject1.bin", samples.ELF), "macros"),
        (samples.with_entry(samples.docx("One"), "a", b"x") + b"junk" * 30000, "The file is damaged."),
    ],
    ids=lambda value: "" if isinstance(value, bytes) else value,
)
def test_a_file_that_is_something_else_is_refused_with_the_reason(content: bytes, sentence: str) -> None:
    with pytest.raises(RefusedFile, match=sentence):
        kind_of(io.BytesIO(content), "contract.pdf")


def test_a_package_of_many_entries_is_refused() -> None:
    entries = {samples.TYPES: b"x", **{f"word/{number}": b"" for number in range(10_001)}}
    with pytest.raises(RefusedFile, match="unpacks to far more"):
        kind_of(io.BytesIO(samples.zipped(entries)), "x.docx")


@given(content=st.binary(max_size=2000))
def test_no_content_breaks_the_check(content: bytes) -> None:
    with suppress(RefusedFile):
        assert kind_of(io.BytesIO(content), "x") in KINDS


@given(content=st.binary(max_size=400), cut=st.integers(0, 4000))
def test_no_damaged_package_breaks_the_check(content: bytes, cut: int) -> None:
    whole = samples.odt("One")
    damaged = whole[:cut] + content + whole[cut + len(content) :]
    with suppress(RefusedFile):
        assert kind_of(io.BytesIO(damaged), "x") in KINDS


@pytest.mark.parametrize(
    ("name", "kind", "expected"),
    [
        ("Kontrakt 2026.pdf", PDF, "Kontrakt 2026.pdf"),
        ("../../etc/passwd", TXT, "passwd.txt"),
        ("C:\\Users\\Åse\\Aftale.PDF", PDF, "Aftale.PDF"),
        ("report.exe", PDF, "report.exe.pdf"),
        ("photo.jpeg", JPG, "photo.jpeg"),
        ("", PDF, "file.pdf"),
        ("...", PDF, "file.pdf"),
        (".pdf", PDF, "pdf.pdf"),
        ("a\x00b\r\n.pdf", PDF, "ab.pdf"),
        ("invoice\u202efdp.exe", PDF, "invoicefdp.exe.pdf"),
        ("what? <is> this|.csv", CSV, "what_ _is_ this_.csv"),
        ("con.pdf", PDF, "_con.pdf"),
        ("A\u030arsrapport.pdf", PDF, "Årsrapport.pdf"),
        ("  spaces  and   dots . .pdf", PDF, "spaces and dots.pdf"),
    ],
)
def test_the_name_keeps_its_words_and_nothing_else(name: str, kind: Kind, expected: str) -> None:
    assert clean_name(name, kind) == expected


def test_a_name_of_three_hundred_letters_is_cut_and_keeps_its_ending() -> None:
    cleaned = clean_name("Åæø" * 100 + ".pdf", PDF)
    assert cleaned.endswith(".pdf")
    assert cleaned.startswith("Åæø")
    assert len(cleaned) <= 150
    assert len(cleaned.encode()) <= 255


@given(name=st.text(max_size=400), kind=st.sampled_from(KINDS))
def test_every_name_becomes_one_that_every_system_takes(name: str, kind: Kind) -> None:
    cleaned = clean_name(name, kind)
    assert cleaned.rsplit(".", 1)[1].lower() in kind.extensions
    assert 0 < len(cleaned) <= 150
    assert len(cleaned.encode()) <= 255
    assert not set(cleaned) & set('/\\<>:"|?*\x00')
    assert all(unicodedata.category(letter)[0] != "C" for letter in cleaned)
    assert clean_name(cleaned, kind) == cleaned
