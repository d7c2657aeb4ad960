"""Headings: which of them say the status of the projects below."""

import re
from dataclasses import dataclass

from readings.rules.pages import Block
from readings.rules.passage import Line
from readings.words.labels import LABEL
from readings.words.states import CLOSED, HEADING_NOUN, ONGOING

LONGEST = 90
NUMBER = re.compile(
    r"(?:#+\s*)?(?:(?:nr|no|punkt|item|kohta|liður|projekt|prosjekt|project|hanke|verkefni)\.?\s*|"
    r"[^\W\d]{3,20}\s+(?=\d{1,3}\s?[:–—]))?"
    r"(?P<number>\(?(?:\d{1,3}(?:\.\d{1,3}){0,3}|[IVX]{1,5}|[A-Za-zÅÄÖÆØ])(?:\.\d{1,3})*[.):]{1,2}|\d{1,3}\s?[:–—](?=\s)|\d{1,3}(?:\.\d{1,3}){0,3})"
    r"[\s\t]+(?=\S)|(?P<bullet>[•▪●◦■►*–-])\s+(?=\S)",
    re.IGNORECASE,
)
MARKS = re.compile(r"^(?:#+\s*|\*\*)|\*\*$")


@dataclass(frozen=True)
class Heading:
    """A heading that begins a section."""

    text: str
    status: str
    """ongoing or closed; "" if the heading does not say it."""


def heading_of(line: Line) -> Heading | None:
    """Returns the section that a line begins; None if it is no heading of a section."""
    text = MARKS.sub("", line.text).strip()
    bare = NUMBER.sub("", text, count=1) if NUMBER.match(text) else text
    if len(bare) > LONGEST or bare.endswith((".", ",", ";")) or LABEL.match(bare) or re.search(r"\d{2}", bare):
        return None
    ongoing, closed = ONGOING.search(bare), CLOSED.search(bare)
    if bool(ongoing) == bool(closed) or len(bare.split()) > 9:
        return None
    alone = (ongoing or closed).group().casefold() == bare.strip(" :").casefold()  # type: ignore[union-attr]
    if not alone and not HEADING_NOUN.search(bare):
        return None
    return Heading(bare.strip(" :"), "ongoing" if ongoing else "closed")


@dataclass
class Section:
    """Paragraphs below one heading."""

    heading: Heading
    blocks: list[Block]


def sections_of(blocks: list[Block]) -> list[Section]:
    """Returns the parts of the text that list projects: those below headings that say a status, or else all of it."""
    sections = [Section(Heading("", ""), [])]
    for block in blocks:
        lines: list[Line] = []
        for line in block.lines:
            heading = heading_of(line)
            if heading is None:
                lines.append(line)
                continue
            _keep(sections[-1], lines, block)
            lines = []
            sections.append(Section(heading, []))
        _keep(sections[-1], lines, block)
    return [section for section in sections[1:] if section.blocks] or sections[:1]


def _keep(section: Section, lines: list[Line], block: Block) -> None:
    if lines:
        section.blocks.append(Block(lines, block.after_break and lines[0] is block.lines[0]))
