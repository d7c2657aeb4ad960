"""The lines of one item, before they are read."""

import re
from dataclasses import dataclass, field

from readings.rules.paper.pages import Block
from readings.rules.paper.signs import LEVEL, NUMBER
from readings.rules.passage import Line
from readings.rules.sections import Heading

CLOSING = re.compile(
    r"(?:tiedustelut|luettelo on päivitetty|oversikten er|oversigten er|översikten|listan|yfirlitið|fyrirspurnir|"
    r"spørsmål rettes|spørgsmål rettes|frågor|enquiries|questions|this list|the list|the overview|kilde|källa|source|"
    r"lähde|heimild|note:|notes:|bemærk|merk:|obs|huom|ath\.|contact|kontakt|bilaga|bilag|vedlegg|liite|appendix|"
    r"annex|viðauki|\*{3}|—{3}|-{3}|summ?a?\b|delsumm?a?\b|i alt\b|totalt\b|yhteensä|samtals|total\b)",
    re.IGNORECASE,
)


@dataclass
class Draft:
    """The lines of one item, before they are read."""

    heading: Heading
    lines: list[Line] = field(default_factory=list)
    printed: str = ""
    titled: bool = False
    """Whether its first line is a title on its own."""
    title_lines: int = 0
    """The lines of the title, if they are known."""
    heading_like: bool = False
    """Whether the title may be the heading of a section."""
    rival: bool = False
    """Whether the item may begin at another line too."""
    sure: bool = True
    """Whether it is an item for certain; else it may be an introduction."""


def split(heading: Heading, blocks: list[Block], begins: set[tuple[int, int]], titled: bool = False) -> list[Draft]:
    """Returns the items that begin at these lines. What is before the first is an introduction."""
    drafts: list[Draft] = []
    for block in blocks:
        if drafts and block.after_break and CLOSING.match(block.lines[0].text):
            break
        for line in block.lines:
            if (line.page, line.start) in begins:
                drafts.append(_draft(heading, line, titled))
            elif drafts:
                drafts[-1].lines.append(line)
        if drafts:
            drafts[-1].lines.append(Line(block.lines[-1].page, block.lines[-1].end, ""))
    return drafts


def _draft(heading: Heading, line: Line, titled: bool) -> Draft:
    mark = LEVEL.match(line.text)
    if mark:
        line = Line(line.page, line.start + mark.end(), line.text[mark.end() :])
    found = NUMBER.match(line.text)
    if not found or (titled and not found.group("number")):
        return Draft(heading, [line], "", titled)
    rest = Line(line.page, line.start + found.end(), line.text[found.end() :])
    return Draft(heading, [rest], (found.group("number") or "").strip("():–— ").rstrip("."), titled)
