"""The text of files, read apart from the site and within bounds."""

import io
import time
from pathlib import Path
from typing import Any

import pytest

from projects.choices import Reading
from projects.files import text
from projects.files.kinds import CSV, DOCX, JPG, ODT, PDF, TXT
from projects.files.text import Text, read_text
from tests import sample_files as samples


def read(content: bytes, kind: Any) -> Text:
    return read_text(io.BytesIO(content), kind)


def test_each_page_of_a_pdf_is_a_text_of_its_own() -> None:
    found = read(samples.pdf("Aftale om støtte", "Rejser til Reykjavík"), PDF)
    assert (found.reading, found.pages, found.pages_read) == (Reading.READ, 2, 2)
    assert "støtte" in found.texts[0]
    assert "Reykjavík" in found.texts[1]


def test_a_pdf_without_text_says_so() -> None:
    assert read(samples.scanned_pdf(), PDF).reading == Reading.EMPTY


def test_a_word_document_gives_its_paragraphs() -> None:
    found = read(samples.docx("Samarbejdsaftale", "med Þjóðminjasafn"), DOCX)
    assert (found.reading, found.pages) == (Reading.READ, None)
    assert found.texts[0].split() == ["Samarbejdsaftale", "med", "Þjóðminjasafn"]


def test_an_opendocument_text_gives_its_paragraphs() -> None:
    found = read(samples.odt("Avtal om stöd", "<text:span>till</text:span><text:tab/>kvinnor"), ODT)
    assert found.texts[0].split() == ["Avtal", "om", "stöd", "till", "kvinnor"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_plain_text_is_read_in_the_usual_encodings(encoding: str) -> None:
    assert read("Beløb til Åland".encode(encoding), CSV).texts == ("Beløb til Åland",)


def test_the_text_of_a_picture_is_not_looked_for() -> None:
    assert read(samples.JPG, JPG).reading == Reading.NONE


@pytest.mark.parametrize("content", [b"%PDF-1.4\nnothing\n%%EOF", b"%PDF-%%EOF", b"%PDF-1.7" + bytes(1000) + b"%%EOF"])
def test_a_file_that_cannot_be_read_says_so(content: bytes) -> None:
    assert read(content, PDF).reading == Reading.FAILED


@pytest.mark.parametrize(
    "entry",
    [
        "/OpenAction << /S /JavaScript /JS (app.alert\\(1\\)) >>",
        "/OpenAction << /S /Launch /F (cmd.exe) >>",
        "/AA << /WC << /S /JavaScript /JS (x) >> >>",
        "/Names << /JavaScript << /Names [(a) << /S /JavaScript /JS (x) >>] >> >>",
    ],
)
def test_a_pdf_that_runs_something_is_known(entry: str) -> None:
    assert read(samples.pdf_with(entry), PDF).programs
    assert not read(samples.pdf_with("/Lang (da)"), PDF).programs


def test_a_name_of_an_entity_opens_no_file(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("The secret")
    entity = f'<!DOCTYPE x [<!ENTITY e SYSTEM "file://{tmp_path}/secret">]>'
    content = f'{entity}<x xmlns:t="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><t:p>Plain &e;</t:p></x>'
    found = read(samples.zipped({"mimetype": b"x", "content.xml": content.encode()}), ODT)
    assert "secret" not in "".join(found.texts)


def test_entities_that_multiply_end_the_reading_and_not_the_site() -> None:
    lines = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
    content = f'<!DOCTYPE x [<!ENTITY e0 "ha">{lines}]><x xmlns:t="urn:x"><t:p>&e11;</t:p></x>'
    found = read(samples.zipped({"mimetype": b"x", "content.xml": content.encode()}), ODT)
    assert found.reading in (Reading.EMPTY, Reading.FAILED)


def test_a_text_that_never_ends_is_cut() -> None:
    found = read(b"word " * 400_000, TXT)
    assert len(found.texts[0]) == text.MOST_LETTERS


PAGES = "<< /Type /Pages /Kids [3 0 R] /Count 1 >>"
PAGE = "/Type /Page /Parent 2 0 R /MediaBox [0 0 100 100]"


@pytest.mark.parametrize(
    ("root", "page", "more"),
    [
        ("", "/AA << /O << /S /JavaScript /JS (x) >> >>", ""),
        ("", "/AA 4 0 R", "<< /O << /S /JavaScript /JS (x) >> >>"),
        ("/OpenAction << /S /GoTo /D [3 0 R /Fit] /Next 4 0 R >>", "", "<< /S /JavaScript /JS (x) >>"),
        ("", "/Annots [<< /Subtype /Link /A << /S /Launch /F (x) >> >>]", ""),
        ("", "/AA << /O << /S 4 0 R /F (x) >> >>", "/Launch"),
        ("", "/AA << /O << /S /J#61vaScript /JS (x) >> >>", ""),
        ("", "", "<< /Type /Filespec /F (setup.exe) /EF << /F 5 0 R >> >>"),
        ("", "", "<< /Type /Filespec /F (plain.txt) /UF (run.JS) >>"),
        ("", "", "<< /Type /EmbeddedFile /Length 4 >>\nstream\nMZ12\nendstream"),
        ("", "", "<< /Type /EmbeddedFile /Length 4 >>\nstream\n\x7fELF\nendstream"),
    ],
)
def test_a_program_anywhere_in_a_pdf_is_known(root: str, page: str, more: str) -> None:
    objects = [f"<< /Type /Catalog /Pages 2 0 R {root} >>", PAGES, f"<< {PAGE} {page} >>", more or "<< >>"]
    assert read(samples.pdf_of(*objects), PDF).programs


def test_a_pdf_that_cannot_be_read_is_not_checked_for_programs() -> None:
    for script in (b"/S/JavaScript", b"/S/Java#53cript"):
        content = b"%PDF-1.4\n1 0 obj\n<</Type/Catalog/OpenAction<<" + script + b"/JS(x)>>>>\nendobj\n%%EOF\n"
        found = read(content, PDF)
        assert found.unchecked or found.programs
    assert not read(samples.pdf("One"), PDF).unchecked
    assert not read(samples.scanned_pdf(), PDF).unchecked


@pytest.mark.parametrize("damaged", ["<< /A @@ /S /JavaScript /JS (x) >>", "<< /S /GoTo /A [1 2 /D (x) >>"])
def test_a_pdf_with_an_object_that_is_read_only_in_part_is_not_checked_for_programs(damaged: str) -> None:
    """What comes after the damage may be a program that others run."""
    objects = ["<< /Type /Catalog /Pages 2 0 R >>", PAGES, f"<< {PAGE} >>"]
    assert read(samples.pdf_of(*objects, damaged), PDF).unchecked
    assert not read(samples.pdf_of(*objects, "", "null", "(x)"), PDF).unchecked


def test_a_pdf_of_too_many_objects_is_not_checked_for_programs(monkeypatch: Any, tmp_path: Path) -> None:
    program = tmp_path / "few.py"
    whole = Path(text.PROGRAM).read_text("utf-8")
    program.write_text(whole.replace("MOST_OBJECTS = 200_000", "MOST_OBJECTS = 5"))
    monkeypatch.setattr(text, "PROGRAM", program)
    objects = ["<< /Type /Catalog /Pages 2 0 R >>", PAGES, f"<< {PAGE} >>", "<< >>", "<< >>"]
    assert not read(samples.pdf_of(*objects), PDF).unchecked
    assert read(samples.pdf_of(*objects, "<< /S /JavaScript /JS (x) >>"), PDF).unchecked


def test_a_pdf_that_takes_too_long_is_not_checked_for_programs(monkeypatch: Any, tmp_path: Path) -> None:
    program = tmp_path / "slow.py"
    whole = Path(text.PROGRAM).read_text("utf-8")
    program.write_text(whole.replace("time.process_time() > SECONDS / 2", "number == 3"))
    monkeypatch.setattr(text, "PROGRAM", program)
    objects = ["<< /Type /Catalog /Pages 2 0 R >>", PAGES, f"<< {PAGE} >>", "<< /S /JavaScript /JS (x) >>"]
    assert read(samples.pdf_of(*objects), PDF).unchecked


def test_an_attached_table_and_a_link_are_no_programs() -> None:
    link = "/Annots [<< /Subtype /Link /A << /S /URI /URI (https://norden.org/) >> >>]"
    files = ("<< /Type /Filespec /F (a.csv) /EF << /F 5 0 R >> >>", "<< /Length 4 >>\nstream\na;b;\nendstream")
    objects = ["<< /Type /Catalog /Pages 2 0 R >>", PAGES, f"<< {PAGE} {link} >>", *files]
    found = read(samples.pdf_of(*objects), PDF)
    assert (found.programs, found.locked) == (False, False)


def test_a_pdf_with_a_password_is_known_and_one_that_opens_without_is_read() -> None:
    assert read(samples.locked_pdf("x"), PDF).locked
    assert "Secret" in read(samples.locked_pdf(""), PDF).texts[0]


def test_reading_ends_in_time_and_keeps_the_pages_until_then(monkeypatch: Any, tmp_path: Path) -> None:
    program = tmp_path / "slow.py"
    program.write_text(
        'import json, time\nprint(json.dumps({"pages": 2, "programs": False}), flush=True)\n'
        'print(json.dumps({"text": "First page"}), flush=True)\nprint("{\\"te", end="", flush=True)\ntime.sleep(60)\n'
    )
    monkeypatch.setattr(text, "PROGRAM", program)
    monkeypatch.setattr(text, "SECONDS", 1)
    began = time.monotonic()
    found = read(samples.pdf("One"), PDF)
    assert time.monotonic() - began < 30
    assert (found.reading, found.pages, found.texts) == (Reading.READ, 2, ("First page",))


def test_the_reading_process_gets_neither_settings_nor_more_memory_than_its_bound(
    monkeypatch: Any, tmp_path: Path
) -> None:
    program = tmp_path / "greedy.py"
    limits = Path(text.PROGRAM).read_text("utf-8").partition('if __name__ == "__main__"')[0]
    program.write_text(
        f"{limits}\nimport os\n_limit()\n_say(pages=1, programs=False)\n"
        "try:\n    held = bytes(2 * MEMORY)\n"
        "except MemoryError:\n    _say(text='no memory ' + str(sorted(os.environ)))\n"
    )
    monkeypatch.setenv("SECRET_KEY", "secret")
    monkeypatch.setattr(text, "PROGRAM", program)
    said = read(samples.pdf("One"), PDF).texts[0]
    assert said.startswith("no memory")
    assert "SECRET_KEY" not in said
