"""A packed file (Excel, OpenDocument) of a stranger: its bounds are checked before anything is unpacked, and its XML is
read piece by piece. No part may declare entities, which can grow without bound.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import Any
from xml.parsers import expat
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

from django.utils.translation import gettext as _

from tables.reading.cells import UnreadableTable
from tables.reading.limits import LONGEST_CELL, MOST_NAMES, MOST_PARTS, MOST_SECONDS, MOST_UNPACKED

PIECE = 256 * 1024
ENCRYPTED = 0x1
OF_A_PART = b"PK\x01\x02"
"""How the line of each part in the list of a packed file begins."""
DEEPEST = 100
"""Elements within each other. Tables of programs have about ten."""
LONGEST_MARK = 4 * 1024 * 1024
"""Bytes of the beginning of an element with its attributes. It is kept whole until it ends."""
MACROS = ("vbaproject", "basic/", "scripts/", "macrosheets/")
"""Beginnings or parts of the names of files inside that hold programs."""


@contextmanager
def refusing_broken_files() -> Iterator[None]:
    """Turns any failure to read a damaged file into UnreadableTable."""
    try:
        yield
    except (UnreadableTable, MemoryError):
        raise
    except Exception as error:
        # A damaged file fails in many ways: in its ZIP, its XML, its references, its numbers
        raise UnreadableTable(_("The file is damaged or protected. Open it, save it again and send it.")) from error


class Archive(ZipFile):
    """A packed file, with the moment at which its reading ends at the latest."""

    ends = 0.0

    def check_time(self) -> None:
        """Raises UnreadableTable once the reading takes too long."""
        if time.monotonic() > self.ends:
            raise UnreadableTable(_("The file takes too long to read. Send it in several files."))


def opened(data: bytes) -> Archive:
    """Returns the packed file, if it stays within the bounds. Raises UnreadableTable."""
    # The list of the parts itself may be long, so they are counted before it is read
    if data.count(OF_A_PART) > MOST_PARTS:
        raise _too_large()
    archive = Archive(BytesIO(data))
    archive.ends = time.monotonic() + MOST_SECONDS
    parts = archive.infolist()
    # No more than the stated size of a part is ever unpacked, so the sum holds even if a size is a lie
    if sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise _too_large()
    if any(part.compress_type not in (ZIP_STORED, ZIP_DEFLATED) for part in parts):
        # Python unpacks a piece of any other kind at once, however large it becomes
        raise ValueError("Neither Excel nor OpenDocument packs parts this way.")
    if any(part.flag_bits & ENCRYPTED for part in parts):
        raise UnreadableTable(_("The file has a password. Save it without a password."))
    for part in parts:
        name = part.filename.lower()
        if any(name.startswith(sign) or f"/{sign}" in name for sign in MACROS):
            raise UnreadableTable(_("The file holds macros, which are not allowed. Save it as .xlsx, .ods or CSV."))
    return archive


def _too_large() -> UnreadableTable:
    words = {"size": MOST_UNPACKED // 1024 // 1024}
    return UnreadableTable(_("Unpacked, the file is larger than %(size)d MB. Send it in several files.") % words)


def refuse_links() -> None:
    """Raises UnreadableTable: the file takes values from other files."""
    raise UnreadableTable(
        _("The file takes values from other files, which are not read. Break its links, save it again and send it.")
    )


class Xml:
    """Reads the XML of one part. A reader has ``begin(name, attributes)`` and ``end(name)``, and gets texts in ``text``
    while ``taking`` is true. Names come without their namespace.
    """

    def __init__(self) -> None:
        self.taking = False
        self.text = ""
        self._plain: dict[str, str] = {}
        self._attributes: set[str] = set()
        self._depth = 0

    def begin(self, name: str, attributes: dict[str, str]) -> None:
        """Takes the beginning of an element."""

    def end(self, name: str) -> None:
        """Takes the end of an element."""

    def read(self, archive: Archive, part: str) -> None:
        """Reads the part. Raises UnreadableTable if it declares a document type, ValueError if it is made to take
        memory.
        """
        self._depth = 0
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = _refuse_entities
        parser.StartElementHandler = self._calling(self.begin, 1)
        parser.EndElementHandler = self._calling(self.end, -1)
        parser.CharacterDataHandler = self._take
        with archive.open(part) as stream:
            given = 0
            while piece := stream.read(PIECE):
                parser.Parse(piece)
                given += len(piece)
                if given - max(parser.CurrentByteIndex, 0) > LONGEST_MARK:
                    raise ValueError("A mark of the XML does not end.")
                archive.check_time()
        parser.Parse(b"", True)

    def _calling(self, function: Callable[..., None], deeper: int) -> Callable[..., None]:
        plain, known = self._plain, self._attributes

        def call(name: str, *rest: Any) -> None:
            self._depth += deeper
            if self._depth > DEEPEST:
                raise ValueError("The XML is too deep: each open element takes memory.")
            short = plain.get(name)
            if short is None:
                short = plain[name] = name.rpartition(":")[2]
            for attributes in rest:
                known.update(attributes)
            if len(plain) + len(known) > MOST_NAMES:
                raise ValueError("The XML has too many names: each takes memory.")
            function(short, *rest)

        return call

    def _take(self, text: str) -> None:
        # The rest of a text that is too long anyhow would only take time: it comes in many small pieces
        if self.taking and len(self.text) <= LONGEST_CELL:
            self.text += text


def _refuse_entities(*_args: Any) -> None:
    raise UnreadableTable(_("The file declares entities, which is not allowed. Save it again in your program."))
