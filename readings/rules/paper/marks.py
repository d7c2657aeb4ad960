"""Notes below a table that belong to the rows in which their raised numbers stand: "400 000 DKK ¹"."""

import re
from collections.abc import Iterable, Sequence

from readings.rules.paper.footnotes import RAISED, SMALL
from readings.rules.paper.notes import HEADING, Note
from readings.rules.passage import Line
from readings.words.labels import ANY_LABEL, LABEL, field_of

NOTE = re.compile(
    rf"(?P<mark>{RAISED.pattern})[).:]?\s*(?=\S)|(?P<stars>\*{{1,3}})\)?\s*(?=\w)|(?P<number>\d{{1,2}})\)\s+(?=\S)"
)
MARK = re.compile(
    rf"(?P<mark>{RAISED.pattern})|(?<=[\w.)])\s?(?P<stars>\*{{1,3}})(?=\s*$|[\s,;])|(?<=\S)\s(?P<number>\d{{1,2}})\)(?=\s*$)"
)
"""What leads to a note: "¹", "*", or "1)" at the end of a cell."""
AREA = re.compile(r"(?<!\w)[kcd]?m$")
"""What comes before a raised number that is none: "20 m²"."""
MOST_AFTER = 4
"""Paragraphs after the notes that close the annex."""
Place = tuple[int, int]
"""A page, and a letter on it."""
Mark = tuple[str, Place, bool]


def marked_notes(pages: Iterable[Sequence[Line]]) -> tuple[list[tuple[Place, Note]], set[Place]]:
    """Returns the notes with the places of their marks in the rows above, and the lines that belong to no item for that
    reason: the notes, the line above them, and what closes the annex below them.

    A note whose mark stands in a sentence is a footnote, and none of these.
    """
    lines = [line for page in pages for line in page]
    notes = _notes(lines)
    marks = _marks(lines, {line.text for note in notes for line in note.lines})
    found = [(place, note) for note in notes for place in _of_note(note, notes, marks)]
    led = {id(note) for _place, note in found}
    if not all(id(note) in led for note in notes if note.number.endswith(")")):
        # "1)" may be the number of a row
        found = [(place, note) for place, note in found if not note.number.endswith(")")]
    used = [note for note in notes if any(note is one for _place, one in found)]
    return found, _apart(lines, used)


def _notes(lines: Sequence[Line]) -> list[Note]:
    """Returns the lines that begin with a raised number, each with the lines that go on with it."""
    widest = max((len(line.text) for line in lines if not ANY_LABEL.match(line.text)), default=0)
    notes: list[Note] = []
    inside = False
    for line in lines:
        begin = NOTE.match(line.text)
        if begin:
            bare = Line(line.page, line.start + begin.end(), line.text[begin.end() :])
            notes.append(Note(_key(begin), [bare]))
        elif inside and line.text and _goes_on(notes[-1].lines[-1].text, line.text, widest):
            notes[-1].lines.append(line)
        inside = bool(line.text) and bool(notes) and (bool(begin) or notes[-1].lines[-1] is line)
    return notes


def _goes_on(before: str, text: str, widest: int) -> bool:
    """Returns whether a line is the rest of the line above, which had no room for its first word."""
    full = len(before) + 1 + len(text.split(maxsplit=1)[0]) > widest
    return full or text[:1].islower() or not before.endswith((".", ")", "!", "?"))


def _marks(lines: Sequence[Line], notes: set[str]) -> list[Mark]:
    """Returns the raised numbers that lead to notes: the number, its place, and whether its line is labelled."""
    return [
        (_key(mark), (line.page, line.start + mark.start()), _is_row(line.text))
        for line in lines
        for mark in MARK.finditer(line.text)
        if line.text not in notes and _may_lead(line.text[: mark.start()], mark)
    ]


def _key(mark: re.Match[str]) -> str:
    """Returns the sign of a note, the same at the note and where it is led to: "1", "**" or "1)"."""
    return (mark["mark"] or "").translate(SMALL) or mark["stars"] or f"{mark['number']})"


def _may_lead(before: str, mark: re.Match[str]) -> bool:
    opened = before.count("(") > before.count(")")
    return bool(before.strip()) and not AREA.search(before) and not (mark["number"] and opened)


def _is_row(text: str) -> bool:
    return bool(ANY_LABEL.match(text) or LABEL.match(text))


def _of_note(note: Note, notes: Sequence[Note], marks: Sequence[Mark]) -> list[Place]:
    """Returns the places of the marks that lead to a note: those above it and below the note before of its number."""
    before = max((one.place for one in notes if one.number == note.number and one.place < note.place), default=(0, 0))
    leading = [(place, row) for number, place, row in marks if number == note.number and before < place < note.place]
    return [place for place, _row in leading] if all(row for _place, row in leading) else []


def _apart(lines: Sequence[Line], notes: Sequence[Note]) -> set[Place]:
    """Returns the lines of the notes, the heading above them, and the few paragraphs that close the annex."""
    ends = {(line.page, line.end) for note in notes for line in note.lines}
    places = [at for at, line in enumerate(lines) if (line.page, line.end) in ends and line.text]
    if not places:
        return set()
    chosen = {*places}
    written = [at for at, line in enumerate(lines) if line.text and at < places[0]]
    chosen.update(at for at in written[-1:] if HEADING.fullmatch(lines[at].text))
    rest = [at for at in range(places[-1] + 1, len(lines)) if lines[at].text]
    paragraphs = sum(not lines[at - 1].text for at in rest)
    if paragraphs <= MOST_AFTER and not any(_is_title(lines[at]) for at in rest):
        chosen.update(rest)
    return {(lines[at].page, lines[at].start) for at in chosen}


def _is_title(line: Line) -> bool:
    found = LABEL.match(line.text)
    return bool(found) and field_of(found["label"]) == "title"  # type: ignore[index]
