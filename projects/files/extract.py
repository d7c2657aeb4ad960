"""Reads the text of one file: a program of its own, because a file that people send may be made to harm its reader.

Its process may use little time and memory, and knows neither the site's settings nor its database. It reads the file
from standard input, and writes lines of JSON: first the number of pages, then the text of each page as soon as it is
read. If it is ended on the way, the pages until then count.
"""

import json
import logging
import re
import resource
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from importlib.util import module_from_spec, spec_from_file_location
from itertools import pairwise
from pathlib import Path
from typing import IO, Any
from zipfile import ZipFile

SECONDS = 10
MEMORY = 1024 * 1024 * 1024
"""Bytes of address space, most of which the interpreter and its libraries only reserve."""
MOST_WRITTEN = 64 * 1024 * 1024
MOST_PAGES = 1000
MOST_LETTERS = 1_000_000
MOST_OBJECTS = 200_000
"""Objects of a PDF that are looked at. A PDF with more is not checked for programs."""
ACTIONS = ("/JavaScript", "/Launch", "/ImportData")
PROGRAMS = re.compile(r"\.(exe|dll|com|scr|bat|cmd|ps1|vbs|vbe|js|jse|wsf|hta|msi|lnk|jar|sh)\s*$")
"""Names of attached files that are programs, in small letters (as in ``packages.py``)."""
BEGINNINGS = (b"MZ", b"\x7fELF", b"#!", b"\xcf\xfa\xed\xfe", b"\xca\xfe\xba\xbe")
OPEN: list[Any] = []
"""The last table of the page before, if nothing but a footer was below it."""
MOST_BELOW = 6
"""Pieces of text of a footer."""
POINT = re.compile(r"(?:[•▪●◦■►‣⁃·\uf0b7\uf0a7\uf0d8*–-]|o)(?:\s|$)")
"""The bullet of a point of a list."""
BLANK = 6
"""Points of a blank before a bullet."""
WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
PARTS_OF_WORD = re.compile(r"word/(document|header\d*|footer\d*|footnotes|endnotes)\.xml")


def main(kind: str, laid_out: bool = False) -> None:
    """Writes the text of the file that comes by standard input. ``kind``: pdf, docx or odt. If ``laid_out``, a blank
    line is between paragraphs, a page of Word is a page, and a table is a block of lines with bars."""
    _limit()
    if kind == "pdf":
        _pdf(sys.stdin.buffer, _paragraphs_of if laid_out else _text_of)
    elif kind == "docx" and laid_out:
        pages = list(_docx_pages(sys.stdin.buffer))
        _say(pages=len(pages), programs=False)
        _tell(iter(pages))
    else:
        _say(pages=None, programs=False)
        _tell(_docx(sys.stdin.buffer) if kind == "docx" else _odt(sys.stdin.buffer))


def _limit() -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_FSIZE, (MOST_WRITTEN, MOST_WRITTEN))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _say(**values: Any) -> None:
    print(json.dumps(values), flush=True)


def _tell(texts: Iterator[str]) -> None:
    """Writes the pages until there are too many letters. The last one is cut."""
    left = MOST_LETTERS
    for text in texts:
        _say(text=text[:left])
        left -= len(text)
        if left <= 0:
            break


def _pdf(file: IO[bytes], text_of: Callable[[Any], str]) -> None:
    from pypdf import PdfReader

    reader = PdfReader(file, strict=False)
    if reader.is_encrypted and not reader.decrypt(""):
        _say(pages=None, programs=False, locked=True)
        return
    looked_at = Looked()
    logging.getLogger("pypdf").addHandler(looked_at)
    programs = _has_programs(reader, looked_at)
    logging.getLogger("pypdf").removeHandler(looked_at)
    _say(pages=len(reader.pages), programs=programs, unchecked=not looked_at.at_all)
    _tell(text_of(reader.pages[place]) for place in range(min(len(reader.pages), MOST_PAGES)))


def _text_of(page: Any) -> str:
    try:
        return page.extract_text() or ""
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001
        # One page that cannot be read hides no other
        return ""


def _paragraphs_of(page: Any) -> str:
    """Returns the text of a page with a blank line where the distance between two lines is larger than usual, and with
    tabs between the cells of tables."""
    drawn: list[tuple[str, float, float, float]] = []

    def visit(text: str, matrix: Any, place: Any, _font: Any, size: Any) -> None:
        left = matrix[4] + place[4] * (matrix[0] or 1)
        drawn.append((text, left, matrix[5] + place[5] * (matrix[3] or 1), float(size or 0)))

    try:
        page.extract_text(visitor_text=visit)
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001
        return _text_of(page)
    return _with_gaps(*_lines_of(drawn))


def _lines_of(drawn: list[tuple[str, float, float, float]]) -> tuple[list[str], list[float]]:
    """Returns the lines of a page, and their heights. Each row of a table is a line, with a tab between its cells."""
    cells = _beside("pdf_cells")
    pieces = [
        cells.Piece(at, left, height, size, text) for at, (text, left, height, size) in enumerate(drawn) if text.strip()
    ]
    before = OPEN.pop() if OPEN else None
    tables = {table.begins: table for table in cells.tables_of(pieces, before)}
    OPEN.extend(table for table in list(tables.values())[-1:] if table.below <= MOST_BELOW)
    lines, heights, place = [""], list[float](), 0
    while place < len(drawn):
        text, left, height, _size = drawn[place]
        table = tables.get(place)
        if table:
            text = ("\n" if lines[-1] else "") + "\n".join(table.rows) + "\n"
        for number, part in enumerate(text.split("\n")):
            if number:
                lines.append("")
            if part.strip() and len(heights) < len(lines):
                heights.extend([height] * (len(lines) - len(heights)))
                if POINT.match(part) and not lines[-1].strip():
                    # How far it stands from the margin says its level
                    lines[-1] = " " * int(left / BLANK)
            lines[-1] += part
        place = table.ends if table else place + 1
    return lines, heights


def _beside(name: str) -> Any:
    """Returns a module beside this one: an isolated program has no folder to import from."""
    if name not in sys.modules:
        spec = spec_from_file_location(name, Path(__file__).with_name(f"{name}.py"))
        if spec is None or spec.loader is None:
            raise ImportError(name)
        sys.modules[name] = module_from_spec(spec)
        spec.loader.exec_module(sys.modules[name])
    return sys.modules[name]


def _with_gaps(lines: list[str], heights: list[float]) -> str:
    steps = sorted(before - after for before, after in pairwise(heights) if before - after > 1)
    usual = steps[len(steps) // 4] if steps else 0
    found = lines[:1]
    for place in range(1, len(lines)):
        step = heights[place - 1] - heights[place] if place < len(heights) else 0
        if usual and (step > 1.25 * usual or step < -usual):
            found.append("")
        found.append(lines[place])
    return "\n".join(found)


class Looked(logging.Handler):
    """Whether all objects of a PDF were looked at, each to its end.

    Of a dictionary with something unreadable inside, pypdf returns what comes before and logs the error. Other programs
    may read on, and run what comes after.
    """

    at_all = True

    def emit(self, record: logging.LogRecord) -> None:
        if "Error(" in record.getMessage():
            self.at_all = False


def _has_programs(reader: Any, looked: Looked) -> bool:
    """Returns whether the PDF runs a script or starts a program, or has one attached."""
    root = reader.trailer["/Root"]
    names = root.get("/Names")
    opened = root.get("/OpenAction")
    action = opened.get_object() if opened is not None else None
    starts = isinstance(action, dict) and action.get("/S") in ("/JavaScript", "/Launch", "/ImportData")
    if starts or "/AA" in root or (names is not None and "/JavaScript" in names.get_object()):
        return True
    return any(_is_program(part) for found in _objects(reader, looked) for part in _parts(found))


def _objects(reader: Any, looked: Looked) -> Iterator[Any]:
    """Yields the objects of a PDF. Stops after ``MOST_OBJECTS`` or half of the time, and says so in ``looked``."""
    from pypdf.generic import IndirectObject

    places = [(number, generation) for generation, listed in reader.xref.items() for number in listed]
    places += [(number, 0) for number in reader.xref_objStm]
    looked.at_all = len(places) <= MOST_OBJECTS
    if not looked.at_all:
        # The file is refused whatever the first objects are
        return
    for number, generation in places:
        if time.process_time() > SECONDS / 2:
            looked.at_all = False
            return
        # A damaged object hides no other
        with suppress(Exception):
            yield reader.get_object(IndirectObject(number, generation, reader))


def _parts(found: Any) -> Iterator[dict[str, Any]]:
    """Yields the dictionaries inside one object. Other objects that it names come by themselves."""
    left = [found]
    while left:
        part = left.pop()
        if isinstance(part, dict):
            yield part
            left += dict.values(part)
        elif isinstance(part, list):
            left += part


def _is_program(part: dict[str, Any]) -> bool:
    """Returns whether a dictionary is an action that runs something, or an attached file that is a program."""
    if _value(part, "/S") in ACTIONS or ("/JS" in part and "/S" in part):
        return True
    if any(PROGRAMS.search(str(_value(part, name)).lower()) for name in ("/F", "/UF")):
        return "/EF" in part or (_value(part, "/Type") in ("/Filespec", "/F") and _value(part, "/FS") != "/URL")
    files = part.get("/EF")
    attached = [part] if _value(part, "/Type") == "/EmbeddedFile" else []
    with suppress(Exception):
        attached += [one.get_object() for one in files.get_object().values()] if files is not None else []
    return any(_begins_as_program(one) for one in attached)


def _value(part: dict[str, Any], name: str) -> Any:
    """Returns the value of a name, also if another object holds it; None if there is none."""
    found: Any = part.get(name)
    try:
        return found.get_object() if hasattr(found, "get_object") else found
    except Exception:  # noqa: BLE001
        return None


def _begins_as_program(stream: Any) -> bool:
    try:
        return bool(stream.get_data().startswith(BEGINNINGS))
    except Exception:  # noqa: BLE001
        return False


def _docx(file: IO[bytes]) -> Iterator[str]:
    with ZipFile(file) as package:
        for name in package.namelist():
            if PARTS_OF_WORD.fullmatch(name):
                with package.open(name) as part:
                    yield from _texts(part, f"{WORD}t", f"{WORD}p", (f"{WORD}tab", f"{WORD}br", f"{WORD}cr"))


def _docx_pages(file: IO[bytes]) -> Iterator[str]:
    """Yields the pages of a Word file, as Word divided them when it was saved: blocks with blank lines between them."""
    from lxml import etree  # type: ignore[import-untyped]

    with ZipFile(file) as package, package.open("word/document.xml") as part:
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
        body = etree.parse(part, parser).getroot().find(f"{WORD}body")
        signs = _beside("word_signs").Signs(package, parser)
    blocks = list(_word_blocks(body if body is not None else (), signs))
    empty = sum(not text for _break, text in blocks)
    # Where empty paragraphs divide the blocks, the others are lines
    joint = "\n" if empty * 6 >= len(blocks) else "\n\n"
    page: list[str] = []
    for breaks, text in blocks:
        if breaks and any(page):
            yield joint.join(page)
            page = []
        page.append(text)
    yield joint.join(page)


def _word_blocks(body: Any, signs: Any) -> Iterator[tuple[bool, str]]:
    """Yields the paragraphs and the rows of tables, each with whether a page begins with it."""
    breaks = False
    for element in body:
        if element.tag == f"{WORD}p":
            text, begins, ends = _word_paragraph(element)
            yield breaks or begins, signs.before(element) + text if text else text
            breaks = ends
        elif element.tag == f"{WORD}tbl":
            for row in _word_table(element):
                yield breaks, row
                breaks = False
        elif element.tag == f"{WORD}sdt":
            yield from _word_blocks(element.iterfind(f"{WORD}sdtContent/*"), signs)


def _word_paragraph(element: Any) -> tuple[str, bool, bool]:
    """Returns the text of a paragraph, and whether a page begins with it and after it."""
    words_of = _beside("word_signs").words_of
    text, begins, ends = "", element.find(f"{WORD}pPr/{WORD}pageBreakBefore") is not None, False
    for part in element.iter(f"{WORD}t", f"{WORD}tab", f"{WORD}br", f"{WORD}cr", f"{WORD}lastRenderedPageBreak"):
        page = part.tag.endswith("PageBreak") or part.get(f"{WORD}type") == "page"
        if page and text.strip():
            ends = True
        elif page:
            begins = True
        elif part.tag == f"{WORD}t":
            text += words_of(part)
        else:
            text += "\t" if part.tag == f"{WORD}tab" else "\n"
    return text.strip(), begins, ends


def _word_table(table: Any) -> Iterator[str]:
    """Yields a table: "label: value" of two columns, or of more columns a line with bars for each row."""
    rows = _beside("word_signs").cells_of(table)
    if not rows or max(map(len, rows)) < 3:
        yield "\n".join("\t".join(row) for row in rows)
        return
    yield "\n".join("| " + " | ".join(cell.replace("|", "/") for cell in row) + " |" for row in rows)


def _odt(file: IO[bytes]) -> Iterator[str]:
    with ZipFile(file) as package, package.open("content.xml") as part:
        ends = {f"{TEXT}p", f"{TEXT}h"}
        spaces = {f"{TEXT}tab", f"{TEXT}s", f"{TEXT}line-break"}
        for element in _ended(part):
            if element.tag in ends:
                yield "".join(_with_spaces(element, spaces)) + "\n"


def _with_spaces(element: Any, spaces: set[str]) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        yield " " if child.tag in spaces else "".join(_with_spaces(child, spaces))
        yield child.tail or ""


def _texts(part: IO[bytes], text: str, end: str, spaces: tuple[str, ...]) -> Iterator[str]:
    for element in _ended(part):
        if element.tag == text:
            yield element.text or ""
        elif element.tag in spaces:
            yield " "
        elif element.tag == end:
            yield "\n"


def _ended(part: IO[bytes]) -> Iterator[Any]:
    """Yields the elements of XML as they end, and forgets those before. No entity is followed, no address is read."""
    from lxml import etree

    options: dict[str, Any] = {"resolve_entities": False, "no_network": True, "load_dtd": False, "huge_tree": False}
    for _event, element in etree.iterparse(part, events=("end",), **options):
        yield element
        if element.getparent() is not None and element.getparent().getparent() is not None:
            while element.getprevious() is not None and element.tag.endswith("}p"):
                del element.getparent()[0]


if __name__ == "__main__":
    main(sys.argv[1], "laid-out" in sys.argv[2:])
