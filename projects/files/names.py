"""The name under which a file is kept and sent again. It is never part of a path on the server."""

import re
import unicodedata

from projects.files.kinds import Kind

LONGEST = 150
"""Letters, as the column holds."""
MOST_BYTES = 240
"""Of UTF-8: file systems refuse names with more than 255."""
FORBIDDEN = re.compile(r'[<>:"|?*/\\]')
"""Signs that Windows refuses in names."""
UNSEEN = ("Cc", "Cf", "Co", "Cs", "Cn", "Zl", "Zp")
"""Categories of Unicode: control characters, marks of direction, line breaks …"""
RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)
"""Names of devices on Windows."""


def clean_name(name: str, kind: Kind) -> str:
    """Returns the last part of the name, without signs that a system refuses or nobody sees, ending as its type does.

    A name of which nothing remains becomes "file".
    """
    last = re.split(r"[/\\]", name)[-1]
    letters = unicodedata.normalize("NFC", last)
    seen = "".join(letter for letter in letters if unicodedata.category(letter) not in UNSEEN)
    plain = " ".join(FORBIDDEN.sub("_", seen).split()).strip(" .")
    stem, dot, extension = plain.rpartition(".")
    if not (dot and stem.strip(" .") and extension.lower() in kind.extensions):
        stem, extension = plain, kind.extensions[0]
    stem = _shortened(stem.strip(" ."), LONGEST - len(extension) - 1, MOST_BYTES - len(extension) - 1) or "file"
    return f"{'_' if RESERVED.fullmatch(stem) else ''}{stem}.{extension}"


def _shortened(stem: str, letters: int, most_bytes: int) -> str:
    # One letter less, for the sign before the name of a device
    return stem[: letters - 1].encode()[: most_bytes - 1].decode(errors="ignore").strip(" .")
