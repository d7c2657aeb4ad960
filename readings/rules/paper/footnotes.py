"""Footnotes: the notes at the bottom of a page, and the small numbers in its text that lead to them."""

import re

from readings.rules.passage import Line

MOST = 14
"""Lines at the bottom of a page among which notes are looked for."""
NOTE = re.compile(r"[\[(]?(?P<number>\d{1,2}|[¹²³⁴⁵⁶⁷⁸⁹])[\])]?\s+(?=\S)")
RAISED = re.compile(r"[¹²³⁴⁵⁶⁷⁸⁹⁰]+")
SMALL = str.maketrans("¹²³⁴⁵⁶⁷⁸⁹⁰", "1234567890")


def without_footnotes(lines: list[Line]) -> list[Line]:
    """Returns the lines of a page without its notes, and with blanks in place of the numbers that lead to them.

    A line is a note only if the text above has its number right after a word or a sign, such as "Lithuania.1".
    """
    written = [place for place, line in enumerate(lines) if line.text]
    first = next((place for place in written[-MOST:] if _is_first(lines, place)), None)
    kept = lines if first is None else lines[:first]
    numbers = [] if first is None else _numbers(lines[first:])
    return [Line(line.page, line.start, _unmarked(line.text, numbers), line.indent) for line in kept]


def _is_first(lines: list[Line], place: int) -> bool:
    """Returns whether the first note of the page begins here: a note, after which all that begins with a number is."""
    numbers = _numbers(lines[place:])
    found = NOTE.match(lines[place].text)
    if not found or not numbers or numbers != list(range(numbers[0], numbers[0] + len(numbers))):
        return False
    above = "\n".join(line.text for line in lines[:place])
    return all(_mark(number).search(above) for number in numbers)


def _numbers(lines: list[Line]) -> list[int]:
    found = (NOTE.match(line.text) for line in lines)
    return [int(match["number"].translate(SMALL)) for match in found if match]


def _mark(number: int) -> re.Pattern[str]:
    raised = "".join("⁰¹²³⁴⁵⁶⁷⁸⁹"[int(digit)] for digit in str(number))
    return re.compile(
        rf"(?:(?<=[^\W\d_])|(?<=[^\W\d_][.,;:)”\"»])|(?<=[.,]\d\d\d[.,;)]))(?:{number}|\[{number}\])(?![\w.,]*\d)|{raised}"
    )


def _unmarked(text: str, numbers: list[int]) -> str:
    for number in numbers:
        text = _mark(number).sub(lambda match: " " * len(match.group()), text)
    return RAISED.sub(lambda match: " " * len(match.group()), text).rstrip()
