"""Word, Excel and OpenDocument files: ZIP packages, looked at without unpacking more than they may hold."""

import re
import zlib
from collections.abc import Collection
from copy import copy
from typing import IO
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from django.utils.translation import gettext as _

from projects.files.refused import RefusedFile, UnknownType

PIECE = 64 * 1024
MOST_ENTRIES = 10_000
MOST_UNPACKED = 300 * 1024 * 1024
"""Bytes of all entries together."""
MOST_TIMES = 200
"""An entry above ``SMALL`` bytes may be this many times its packed size. Texts of offices reach 30."""
SMALL = 1024 * 1024
LONGEST_TYPES = 1024 * 1024
"""Bytes of the list of content types."""
MAIN_TYPES = {
    b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml": (
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    ),
    b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml": (
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    ),
}
MACROS = re.compile(r"(^|/)(vbaproject\.bin|vbadata\.xml)$|(^|/)(activex|macrosheets|dialogsheets)/|^(basic|scripts)/")
"""Names of entries that hold programs, in small letters."""
BEGINNINGS = (b"MZ", b"\x7fELF", b"#!", b"\xcf\xfa\xed\xfe", b"\xca\xfe\xba\xbe")
"""How the content of a program begins, whatever its name (as in ``extract.py``)."""
PROGRAMS = re.compile(r"\.(exe|dll|com|scr|bat|cmd|ps1|vbs|vbe|js|jse|wsf|hta|msi|lnk|jar|sh)$")


def kind_of_package(file: IO[bytes], known: Collection[str]) -> str:
    """Returns the media type of a package. Raises RefusedFile for one of another type, with macros, or too large."""
    try:
        with ZipFile(file) as package:
            entries = package.infolist()
            _check_size(entries)
            _check_names(entries)
            for entry in entries:
                _check_content(package, entry)
            found = _media_type(package, {entry.filename: entry for entry in entries})
    except (BadZipFile, EOFError, NotImplementedError, RuntimeError, UnicodeError, ValueError, zlib.error) as error:
        raise RefusedFile(_("The file is damaged.")) from error
    if found not in known:
        from projects.files.kinds import not_allowed

        raise UnknownType(not_allowed())
    return found


def _check_size(entries: list[ZipInfo]) -> None:
    bomb = len(entries) > MOST_ENTRIES or sum(entry.file_size for entry in entries) > MOST_UNPACKED
    if bomb or any(_swells(entry) for entry in entries):
        raise RefusedFile(_("The file unpacks to far more than its own size. It is not taken."))


def _swells(entry: ZipInfo) -> bool:
    return entry.file_size > max(SMALL, entry.compress_size * MOST_TIMES)


def _check_names(entries: list[ZipInfo]) -> None:
    for entry in entries:
        name = entry.filename.replace("\\", "/").lower()
        if entry.flag_bits & 0x1:
            raise RefusedFile(_("The file is protected by a password. Send it without one."))
        if MACROS.search(name) or PROGRAMS.search(name):
            raise RefusedFile(_("The file contains macros or a program. Send it without them."))
        if name.startswith("/") or ".." in name.split("/"):
            raise RefusedFile(_("The file is damaged."))


def _check_content(package: ZipFile, entry: ZipInfo) -> None:
    """Unpacks an entry piece by piece. The size that the package states for it may be false."""
    if entry.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
        # No office writes another one
        raise RefusedFile(_("The file is damaged."))
    unbounded, size = copy(entry), 0
    # The library stops at the stated size. The next reader of the file may not
    unbounded.file_size = MOST_UNPACKED + PIECE
    with package.open(unbounded) as content:
        while piece := content.read(PIECE):
            if size == 0 and piece.startswith(BEGINNINGS):
                raise RefusedFile(_("The file contains macros or a program. Send it without them."))
            size += len(piece)
            if size > entry.file_size:
                raise RefusedFile(_("The file unpacks to far more than its own size. It is not taken."))
    if size != entry.file_size:
        raise RefusedFile(_("The file is damaged."))


def _media_type(package: ZipFile, entries: dict[str, ZipInfo]) -> str:
    if "mimetype" in entries and entries["mimetype"].file_size < 200:
        return package.read("mimetype").decode("ascii").strip()
    if "[Content_Types].xml" not in entries:
        return ""
    with package.open("[Content_Types].xml") as file:
        types = file.read(LONGEST_TYPES)
    if b"macroEnabled" in types:
        raise RefusedFile(_("The file contains macros or a program. Send it without them."))
    return next((kind for main, kind in MAIN_TYPES.items() if main in types), "")
