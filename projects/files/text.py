"""The text of a file for the search, page by page, read in a process that cannot take the site down."""

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Any

from projects.choices import Reading
from projects.files.kinds import CSV, DOCX, ODT, PDF, TXT, Kind, texts_of

PROGRAM = Path(__file__).with_name("extract.py")
SECONDS = 15
"""Until the process is ended. Its own limit of processor time is shorter."""
MOST_LETTERS = 1_000_000
_READERS = {PDF: "pdf", DOCX: "docx", ODT: "odt"}


@dataclass(frozen=True)
class Text:
    """What was read of a file."""

    reading: Reading
    pages: int | None = None
    texts: tuple[str, ...] = ()
    """One for each page that was read; one for the whole file where its type has no pages."""
    programs: bool = False
    """Whether the file runs a script or starts a program, or has one attached."""
    locked: bool = False
    """Whether the file opens with a password only."""
    unchecked: bool = False
    """Whether some part of a PDF was not checked for programs: it is damaged, or too large."""

    @property
    def pages_read(self) -> int | None:
        """Returns how many pages were read; None where the type of file has no pages."""
        return None if self.pages is None else len(self.texts)


def read_text(file: IO[bytes], kind: Kind, laid_out: bool = False) -> Text:
    """Returns the text of an open file. Takes at most ``SECONDS``, and never raises an error because of the content.

    If ``laid_out``, blank lines divide the paragraphs (see ``extract.py``).
    """
    if kind in (CSV, TXT):
        return _found(None, [_first_letters(file)])
    if kind not in _READERS:
        return Text(Reading.NONE)
    with TemporaryFile() as answer:
        complete = _run(file, answer, _READERS[kind], laid_out)
        answer.seek(0)
        lines = [line for line in map(_read_line, answer) if line is not None]
    if not lines:
        return Text(Reading.FAILED, unchecked=kind == PDF)
    head, *pages = lines
    if head.get("locked"):
        return Text(Reading.FAILED, locked=True)
    texts = [str(page.get("text", "")) for page in pages]
    if not complete and not any(texts):
        return Text(Reading.FAILED, head.get("pages"), (), **_checked(head))
    if head.get("pages") is None:
        texts = ["".join(texts)]
    return _found(head.get("pages"), texts, **_checked(head))


def _checked(head: dict[str, Any]) -> dict[str, bool]:
    return {name: bool(head.get(name)) for name in ("programs", "unchecked")}


def _run(file: IO[bytes], answer: IO[bytes], reader: str, laid_out: bool) -> bool:
    """Runs the program. Returns whether it came to its end."""
    # Isolated: neither the folder that it runs in nor the environment adds code to it
    command = [sys.executable, "-I", str(PROGRAM), reader, *(["laid-out"] if laid_out else [])]
    with TemporaryFile() as copy:
        file.seek(0)
        while piece := file.read(64 * 1024):
            copy.write(piece)
        copy.seek(0)
        try:
            done = subprocess.run(
                command, stdin=copy, stdout=answer, stderr=subprocess.DEVNULL, timeout=SECONDS, env={}, check=False
            )
        except subprocess.TimeoutExpired:
            return False
    return done.returncode == 0


def _read_line(line: bytes) -> dict[str, Any] | None:
    """Returns one line of the program; None if it was cut off."""
    try:
        found = json.loads(line)
    except ValueError:
        return None
    return found if isinstance(found, dict) else None


def _found(pages: int | None, texts: list[str], **checked: bool) -> Text:
    # PostgreSQL keeps no NUL; the page break is ours
    plain = tuple(text.replace("\x00", " ").replace("\f", " ") for text in texts)
    encodable = tuple(text.encode("utf-8", "replace").decode() for text in plain)
    reading = Reading.READ if any(text.strip() for text in encodable) else Reading.EMPTY
    return Text(reading, pages, encodable, **checked)


def _first_letters(file: IO[bytes]) -> str:
    found, left = [], MOST_LETTERS
    for text in texts_of(file):
        found.append(text[:left])
        left -= len(text)
        if left <= 0:
            break
    return "".join(found)
