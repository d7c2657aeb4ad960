"""Lines of a calendar file (RFC 5545): escapes, folds, days and times.

They are the lines that the library icalendar writes. The library makes several objects for each line: for ten thousand
events it takes seconds.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime

LONGEST = 74
"""The bytes of a piece of a line. With the blank before it, a piece that continues a line has 75."""
CONTINUED = "\r\n "
ESCAPING = b"\\^"
"""With these begins an escape, of a text or of a parameter (RFC 6868). Some calendar programs misread one that is
split."""


def escaped(text: str) -> str:
    """Returns a text as the value of a property of type TEXT (RFC 5545, 3.3.11)."""
    kept = text.replace("\\N", "\n").replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return kept.replace("\r\n", "\\n").replace("\n", "\\n").replace("\r", "\\n")


def folded(line: str) -> str:
    """Returns the line, folded after every 74 bytes at most (RFC 5545, 3.1). Never splits a character or an escape."""
    if len(line) <= LONGEST and line.isascii():
        return line
    whole = line.encode()
    return line if len(whole) <= LONGEST else CONTINUED.join(_pieces(whole))


def _pieces(line: bytes) -> Iterator[str]:
    start = 0
    while len(line) - start > LONGEST:
        end = start + LONGEST
        # Bytes that begin with 10 continue a character of UTF-8
        while line[end] & 0xC0 == 0x80:
            end -= 1
        if line[end - 1] in ESCAPING:
            end -= 1
        yield line[start:end].decode()
        start = end
    yield line[start:].decode()


def of_day(day: date) -> str:
    """Returns a day as a value: "20301231"."""
    return f"{day.year:04}{day.month:02}{day.day:02}"


def of_time(moment: datetime) -> str:
    """Returns a time on a clock as a value: "20301231T090000"."""
    return f"{of_day(moment)}T{moment.hour:02}{moment.minute:02}{moment.second:02}"


def of_moment(moment: datetime) -> str:
    """Returns a moment in UTC as a value: "20301231T080000Z"."""
    return f"{of_time(moment.astimezone(UTC))}Z"
