"""The type of an uploaded file, found from its content. A name proves nothing."""

import codecs
import os
import string
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, Any

from django.utils.translation import gettext as _

from projects.files.packages import kind_of_package
from projects.files.refused import OldOffice, RefusedFile, UnknownType

CHUNK = 64 * 1024
TABS_AND_BREAKS = frozenset("\t\n\r\f")
MOST_BEGIN = 200
"""Letters of the beginning of a text that are looked at, after the blanks."""
BLANK = string.whitespace + "\xa0\u200b\u200c\u200d\u2028\u2029\u2060\ufeff"
OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""How old files of Office begin, and new ones with a password."""
MARKUP = ("<", "#!", "%!", "{\\rtf", "MZ")
"""How texts begin that a program would run, or show as a page."""


@dataclass(frozen=True)
class Kind:
    """A type of file that documents may have."""

    media_type: str
    extensions: tuple[str, ...]
    """The usual one first."""
    label: str


PDF = Kind("application/pdf", ("pdf",), "PDF")
DOCX = Kind("application/vnd.openxmlformats-officedocument.wordprocessingml.document", ("docx",), "Word")
XLSX = Kind("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", ("xlsx",), "Excel")
ODT = Kind("application/vnd.oasis.opendocument.text", ("odt",), "ODT")
ODS = Kind("application/vnd.oasis.opendocument.spreadsheet", ("ods",), "ODS")
CSV = Kind("text/csv", ("csv",), "CSV")
TXT = Kind("text/plain", ("txt", "text", "md"), "TXT")
JPG = Kind("image/jpeg", ("jpg", "jpeg"), "JPG")
PNG = Kind("image/png", ("png",), "PNG")
KINDS = (PDF, DOCX, ODT, XLSX, ODS, CSV, TXT, JPG, PNG)
BY_MEDIA_TYPE = {kind.media_type: kind for kind in KINDS}
_PACKAGES = {kind.media_type: kind for kind in (DOCX, XLSX, ODT, ODS)}


def kind_of(file: IO[bytes], name: str) -> Kind:
    """Returns the type of an open file. The name only tells CSV from other texts. Raises RefusedFile, and
    UnknownType for a type that no document may have."""
    file.seek(0)
    begin = file.read(16)
    if not begin:
        raise RefusedFile(_("The file is empty."))
    if begin.startswith(b"%PDF-"):
        return _pdf(file)
    if begin.startswith(b"PK\x03\x04"):
        return _PACKAGES[kind_of_package(file, set(_PACKAGES))]
    if begin.startswith(b"\xff\xd8\xff"):
        return JPG
    if begin.startswith(b"\x89PNG\r\n\x1a\n") and begin[12:16] == b"IHDR":
        return PNG
    if begin.startswith(OLD_OFFICE):
        raise OldOffice(old_office())
    if is_text(file):
        return CSV if name.lower().endswith(".csv") else TXT
    raise UnknownType(not_allowed())


def old_office() -> str:
    """Returns the sentence for a file of Office in its old form: "Word" is among the types, but not this one."""
    return _(
        "This is an old Word, Excel or PowerPoint file (.doc, .xls, .ppt), or it has a password. Save it as DOCX, XLSX "
        "or PDF without a password, and send that."
    )


def not_allowed() -> str:
    """Returns the sentence for a file of a type that documents may not have."""
    return _("This type of file is not taken. Send one of these: %(types)s.") % {
        "types": ", ".join(kind.label for kind in KINDS)
    }


def _pdf(file: IO[bytes]) -> Kind:
    size = file.seek(0, os.SEEK_END)
    file.seek(max(0, size - 2048))
    if b"%%EOF" not in file.read():
        raise RefusedFile(_("The PDF is cut off: its end is missing."))
    return PDF


def is_text(file: IO[bytes]) -> bool:
    """Returns whether a file is plain text in UTF-8, UTF-16 with its mark, or Windows-1252, and no program or page."""
    begin = ""
    try:
        for text in texts_of(file):
            if any(letter < " " and letter not in TABS_AND_BREAKS for letter in set(text)):
                return False
            begin = (begin + text[:MOST_BEGIN] if begin else text.lstrip(BLANK))[:MOST_BEGIN]
    except UnicodeError:
        return False
    return not begin.startswith(MARKUP)


def texts_of(file: IO[bytes]) -> Iterator[str]:
    """Yields the text of a text file in pieces. Raises UnicodeError if it is no text."""
    file.seek(0)
    if file.read(2) in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        return _decoded(file, "utf-16")
    try:
        for _text in _decoded(file, "utf-8-sig"):
            pass
    except UnicodeError:
        return _decoded(file, "cp1252")
    return _decoded(file, "utf-8-sig")


def _decoded(file: IO[bytes], encoding: str) -> Iterator[str]:
    decoder: Any = codecs.getincrementaldecoder(encoding)()
    file.seek(0)
    while piece := file.read(CHUNK):
        yield decoder.decode(piece)
    yield decoder.decode(b"", final=True)
