"""The text of an annex, from a file or from what a person pasted."""

from typing import IO

from django.utils.translation import gettext as _

from projects.choices import Reading
from projects.files.kinds import DOCX, ODT, PDF, TXT, Kind, kind_of
from projects.files.refused import OldOffice, RefusedFile, UnknownType
from projects.files.text import read_text
from readings.rules.facts import MOST_LETTERS

READABLE: tuple[Kind, ...] = (DOCX, PDF, ODT, TXT)
MOST_BYTES = 25 * 1024 * 1024
MOST_PAGES = 500


def pages_of_file(file: IO[bytes], name: str) -> list[str]:
    """Returns the text of each page of a file. Raises RefusedFile, with the reason, if there is none to read."""
    file.seek(0, 2)
    if file.tell() > MOST_BYTES:
        raise RefusedFile(_("The file is larger than %(number)d MB.") % {"number": MOST_BYTES // 1024 // 1024})
    kind = _kind_of(file, name)
    if kind == TXT:
        return pages_of_text(_whole(file))
    text = read_text(file, kind, laid_out=True)
    if text.locked:
        raise RefusedFile(_("The file opens with a password only."))
    if text.reading == Reading.EMPTY:
        raise RefusedFile(
            _("The file contains pictures of pages, and no text. Recognise its text first, then send it again.")
        )
    if text.reading != Reading.READ:
        raise RefusedFile(_("The text of the file could not be read."))
    # The words of the rules take 8 MB, and most workers never read an annex
    from readings.lists import leveled
    from readings.tables import listed, rows_joined

    pages = rows_joined(list(text.texts)) if kind == PDF else list(text.texts)
    return _bounded([listed(page, tables=kind == DOCX) for page in leveled(pages)])


def _kind_of(file: IO[bytes], name: str) -> Kind:
    """Returns the type of a file. Raises RefusedFile with the types that annexes have."""
    types = ", ".join(one.label for one in READABLE)
    sentence = _("An annex is read from these types of file: %(types)s.") % {"types": types}
    try:
        kind = kind_of(file, name)
    except UnknownType as unknown:
        raise RefusedFile(sentence) from unknown
    except OldOffice as old:
        raise RefusedFile(f"{old} {sentence}") from old
    if kind not in READABLE:
        raise RefusedFile(sentence)
    return kind


def _whole(file: IO[bytes]) -> str:
    """Returns the text of a text file, with its page breaks."""
    from projects.files.kinds import texts_of

    return "".join(texts_of(file))


def pages_of_text(text: str) -> list[str]:
    """Returns the pages of a text: it is divided at form feeds. Raises RefusedFile if it has no letter."""
    if not text.strip():
        raise RefusedFile(_("The text is empty."))
    from readings.lists import leveled
    from readings.tables import listed

    plain = text.replace("\x00", " ").replace("\r\n", "\n").replace("\r", "\n")
    return _bounded([listed(page) for page in leveled(_bounded(plain.split("\f")))])


def _bounded(pages: list[str]) -> list[str]:
    if len(pages) > MOST_PAGES or sum(map(len, pages)) > MOST_LETTERS:
        limits = {"pages": MOST_PAGES, "letters": MOST_LETTERS}
        raise RefusedFile(
            _("The annex is longer than %(pages)d pages or %(letters)d letters. Send it in parts.") % limits
        )
    return pages
