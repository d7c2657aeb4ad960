"""Notes below a list or a table that belong to the items by their numbers: "Anmärkningar till A: 1) Projektet …"."""

import re
from dataclasses import dataclass

from readings.rules.paper.pages import Block
from readings.rules.passage import Line
from readings.words import any_of

_NOTES = any_of(
    "anmärkning|anmärkningar|anmärkningarna|anm|bemærkning|bemærkninger|bemærkningerne|merknad|merknader|merknadene|"
    "kommentar|kommentarer|kommentarerne|noter|note|not|notes|remarks|comments|huomautus|huomautukset|huomautuksia|"
    "huom|lisätietoja|lisätiedot|athugasemd|athugasemdir|skýringar|skýring|supplerende oplysninger|"
    "tilleggsopplysninger|kompletterande uppgifter|kompletterande upplysningar|additional information|further details|"
    "uddybende noter|yderligere oplysninger|viðbótarupplýsingar"
)
_NUMBERS = r"\d{1,3}(?:\s*(?:,|&|–|-|og|och|ja|and|to|till|til|samt|sekä)\s*\d{1,3})*"
"""The numbers of the items that a note is about: "3 och 5", "1–3"."""
RANGE = re.compile(r"(\d+)\s*(?:–|-|to|till|til)\s*(\d+)")
MOST_OF_RANGE = 50
HEADING = re.compile(rf"(?:#+\s*)?\**{_NOTES}(?!\w)[^.:\n]{{0,60}}:?\**\s*", re.IGNORECASE)
NUMBERED = re.compile(rf"\(?(?:(?:nr|no|till|til|to|ad)\.?\s*)?(?P<number>{_NUMBERS})\s?[.):]\s+(?=\S)", re.IGNORECASE)
ALONE = re.compile(
    rf"(?:{_NOTES}[.:]?|ad|til|till|to)\s+(?:(?:til|till|to|on|om|for|för|við|um|nr|no)\.?\s+)*"
    r"(?:(?:projekt|prosjekt|project|hanke|hankkeeseen|verkefni|item|punkt|post|rad|række|rivi)\s+)?(?:nr\.?\s*|no\.?\s*)?"
    rf"(?P<number>{_NUMBERS})\s?[.):–-]+\s+(?=\S)",
    re.IGNORECASE,
)
"""A note with its number and no heading: "Not till 10: …"."""


@dataclass
class Note:
    """A note: the number of its item, its lines, and where it is."""

    number: str
    lines: list[Line]

    def numbers(self) -> set[str]:
        """Returns the number of each item that it is about."""
        found = set(re.findall(r"\d+", self.number))
        for first, last in RANGE.findall(self.number):
            if int(last) - int(first) <= MOST_OF_RANGE:
                found |= {str(number) for number in range(int(first), int(last) + 1)}
        return found

    @property
    def place(self) -> tuple[int, int]:
        """Returns the page and the letter at which it begins."""
        return self.lines[0].page, self.lines[0].start


def notes_apart(blocks: list[Block]) -> tuple[list[Block], list[Note]]:
    """Returns the paragraphs without the notes of items, and these notes."""
    kept: list[Block] = []
    notes: list[Note] = []
    inside = False
    for place, block in enumerate(blocks):
        following = blocks[place + 1] if place + 1 < len(blocks) else None
        lines = block.lines
        begins = HEADING.fullmatch(lines[0].text)
        if begins and (NUMBERED.match(lines[1].text) if len(lines) > 1 else following and _is_numbered(following)):
            inside, lines = True, lines[1:]
        if inside and notes and lines and _goes_on(notes[-1], lines[0]):
            notes[-1].lines += lines
            continue
        found, rest = _of_lines(lines, inside)
        inside = inside and not rest
        notes += found
        if rest:
            kept.append(Block(rest, block.after_break))
    return kept, notes


def _goes_on(note: Note, line: Line) -> bool:
    """Returns whether a line is the rest of a note that the page divided."""
    return not NUMBERED.match(line.text) and (line.text[:1].islower() or not note.lines[-1].text.endswith((".", ")")))


def _is_numbered(block: Block) -> bool:
    return bool(NUMBERED.match(block.lines[0].text))


def _of_lines(lines: list[Line], inside: bool) -> tuple[list[Note], list[Line]]:
    """Returns the notes of a paragraph, and the lines that are none. A line after a note goes on with it."""
    notes: list[Note] = []
    rest: list[Line] = []
    for line in lines:
        mark = (NUMBERED.match(line.text) if inside else None) or ALONE.match(line.text)
        if mark:
            bare = Line(line.page, line.start + mark.end(), line.text[mark.end() :])
            notes.append(Note(mark["number"], [bare]))
        elif notes:
            notes[-1].lines.append(line)
        else:
            rest.append(line)
    return notes, rest
