"""Headings: which of them say the status of the projects below."""

import re
from dataclasses import dataclass

from readings.rules.pages import Block
from readings.rules.passage import Line
from readings.words.labels import LABEL
from readings.words.states import CLOSED, HEADING_NOUN, ONGOING, PLANNED, SINCE, STOPPED

LONGEST = 90
NUMBER = re.compile(
    r"(?:#+\s*)?(?:(?:nr|no|punkt|item|kohta|liður|projekt|prosjekt|project|hanke|verkefni)\.?\s*|"
    r"[^\W\d]{3,20}\s+(?=\d{1,3}\s?[:–—]))?"
    r"(?P<number>\(?(?:\d{1,3}(?:\.\d{1,3}){0,3}|[IVX]{1,5}|[A-Za-zÅÄÖÆØ])(?:\.\d{1,3})*[.):]{1,2}|\d{1,3}\s?[:–—](?=\s)|\d{1,3}(?:\.\d{1,3}){0,3})"
    r"[\s\t]+(?=\S)|(?P<bullet>[•▪●◦■►‣⁃·\uf0b7\uf0a7\uf0d8*–-])\s+(?=\S)",
    re.IGNORECASE,
)
MARKS = re.compile(r"^(?:#+\s*|\*\*)|\*\*$")
LEVEL = re.compile(r"#{1,6}\s+(?=\S)")
"""The signs before a heading of Word: as many as its level."""
FIRST = re.compile(r"\(?(?:1|I|a|A)[.):]\s+\S")
"""The first item of a list."""
OPENED = '"“”„«»*'
YEARS = re.compile(r"(?:19|20)\d\d(?:\s?[-–—/]\s?(?:(?:19|20)?\d\d))?")


@dataclass(frozen=True)
class Heading:
    """A heading that begins a section."""

    text: str
    status: str
    """ongoing or closed; "" if the heading does not say it."""
    level: int = 0
    """The level of its style in Word, from 1; 0 without one."""


def heading_of(line: Line) -> Heading | None:
    """Returns the section that a line begins; None if it is no heading of a section."""
    text = MARKS.sub("", line.text).strip()
    bare = NUMBER.sub("", text, count=1) if NUMBER.match(text) else text
    if len(bare) > LONGEST or bare.endswith((".", ",", ";")) or LABEL.match(bare) or bare[:1] in OPENED:
        return None
    if re.search(r"\d{2}", YEARS.sub("", bare)) or len(bare.split()) > 9:
        return None
    ongoing, closed = ONGOING.search(bare), CLOSED.search(bare)
    found = ongoing or closed or PLANNED.search(bare)
    if not found:
        return None
    rest = YEARS.sub("", bare[: found.start()] + bare[found.end() :]).strip(" :")
    if rest and not HEADING_NOUN.search(bare) and not (found.start() == 0 and SINCE.match(rest)):
        return None
    clear = bool(ongoing) != bool(closed) and not PLANNED.search(bare) and not STOPPED.search(bare)
    return Heading(bare.strip(" :"), ("ongoing" if ongoing else "closed") if clear else "", level_of(line))


def level_of(line: Line) -> int:
    """Returns the level of a heading that is marked as one, from 1; 0 for any other line."""
    found = LEVEL.match(line.text)
    return len(found.group().strip()) if found else 0


@dataclass
class Section:
    """Paragraphs below one heading."""

    heading: Heading
    blocks: list[Block]


def sections_of(blocks: list[Block]) -> list[Section]:
    """Returns the parts of the text that list projects: those below headings that say a status, or else all of it."""
    sections = [Section(Heading("", ""), [])]
    for place, block in enumerate(blocks):
        lines: list[Line] = []
        theme = _theme(sections, blocks, place)
        if theme is not None:
            sections.append(Section(theme, []))
            continue
        for line in block.lines:
            heading = heading_of(line)
            level = level_of(line)
            if heading is None and level and len(sections) > 1 and level <= sections[-1].heading.level:
                # It is beside the heading of a section: an item or another section, so the status is not known
                _keep(sections[-1], lines, block)
                lines = [line]
                sections.append(Section(Heading("", "", level - 1), []))
                continue
            if heading is None:
                lines.append(line)
                continue
            _keep(sections[-1], lines, block)
            lines = []
            sections.append(Section(heading, []))
        _keep(sections[-1], lines, block)
    return [section for section in sections[1:] if section.blocks] or sections[:1]


def _theme(sections: list[Section], blocks: list[Block], place: int) -> Heading | None:
    """Returns the heading of a paragraph that may be one of a section, but says no status: a short line that is
    followed by an item with a title of its own, or by a title on a line of its own."""
    lines = blocks[place].lines
    if len(lines) > 1 or place + 1 >= len(blocks) or level_of(lines[0]):
        return None
    text, after = lines[0].text, blocks[place + 1].lines
    if len(text) <= LONGEST and FIRST.match(after[0].text) and not heading_of(lines[0]) and _is_part(text):
        return Heading(NUMBER.sub("", text, count=1).strip(" :"), "")
    if len(sections) < 2:
        return None
    if len(text) > LONGEST or re.search(r"[.,;]\W*$", text) or text[:1] in OPENED or not text[:1].isupper():
        return None
    if LABEL.match(text) or NUMBER.match(text) or heading_of(lines[0]) or re.search(r"\d{3}\s*\w{3}|\(", text):
        return None
    if after[0].text[:1] in OPENED and len(text.split()) < 8:
        return Heading(text.strip(" :"), "")
    return None


def _is_part(text: str) -> bool:
    """Returns whether a line before a list that begins with 1 may be the heading of a part: "III. Conferences"."""
    found = NUMBER.match(text)
    bare = text[found.end() :] if found else text
    ended = re.search(r"[.,;]\W*$", text) or LABEL.match(bare) or bare[:1] in OPENED
    return bare[:1].isupper() and not ended and not YEARS.search(bare) and len(bare.split()) < 8


def _keep(section: Section, lines: list[Line], block: Block) -> None:
    if lines:
        section.blocks.append(Block(lines, block.after_break and lines[0] is block.lines[0]))
