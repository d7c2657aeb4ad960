"""Headings: which of them say the status of the projects below."""

import re
from dataclasses import dataclass

from readings.rules.names import Register
from readings.rules.paper.councils import council_lines
from readings.rules.paper.numbered import outer_lines
from readings.rules.paper.opening import UNENDED, names_of
from readings.rules.paper.pages import Block
from readings.rules.paper.signs import LEVEL, MARKS, NUMBER
from readings.rules.passage import Line
from readings.words import any_of
from readings.words.labels import LABEL
from readings.words.money import TOTALS
from readings.words.states import (
    CLOSED,
    HEADING_NOUN,
    KIND_WORD,
    NOW,
    ONGOING,
    PLANNED,
    PRONOUN,
    SINCE,
    STATUS_ALONE,
    STOPPED,
)

LONGEST = 90
FIRST = re.compile(r"\(?(?:1|I|a|A)[.):]\s+\S")
"""The first item of a list."""
MOST_HEADING_LINES = 3
OPENED = '"“”„«»*'
YEARS = re.compile(r"(?:19|20)\d\d(?:\s?[-–—/]\s?(?:(?:19|20)?\d\d))?")
LONGEST_TOTAL = 160
LEAST_AFTER_TOTAL = 3
"""Paragraphs at the end of a section among which its sum is looked for."""
LEAST_PARTS = 2
"""Headings of a level that begin parts, after which every heading of that level does."""
MOST_PART_WORDS = 5
"""Words of the heading of a part: "Norske prosjekter"."""
LEAST_BULLETED = 2
"""Titles with a bullet from which they are titles, and not a point of a list."""
LEAST_NAMED = 2
"""Paragraphs that name their projects, above which a line is the heading of a part."""
LEAST_OF_ITEM = 50
"""Letters from which a point of a list may be a whole item, and not a detail of one."""
_OF_ALL = any_of(
    "alle|alla|all|kaikki|öll|allra|ministerråd\\w*|councils?|ministerineuvost\\w*|ráðherranefnd\\w*|projekt\\w*|"
    "prosjekt\\w*|"
    "projects?|hank\\w*|verkefn\\w*|indsats\\w*|innsats\\w*|insats\\w*|tiltak\\w*|bevilget|bevilliget|beviljat|"
    "bevillinger\\w*"
)
_RANGE = r"(?<!\d)\d{1,3}\s*[–-]\s*\d{1,3}(?!\d)"
"""The numbers of the items that are added up: "1–9"."""
TOTAL_LINE = re.compile(
    rf"[\s*•|–-]*(?:(?:[^\d.;:()]{{0,40}}\s)?{_OF_ALL}(?:\s[^\d.;:()]{{0,40}})?\s)?(?:{any_of(TOTALS)})(?!\w)(?:\s*/\s*(?:{any_of(TOTALS)}))*(?:[^\d.;:()]|(?:19|20)\d\d|{_RANGE}){{0,60}}[\s:.|]*"
    r"(?:[A-Z]{3}|kr\.?)?\s*\d[\d.,'  \u00a0]*\s*(?:[^\W\d]+\.?\s*){0,3}",
    re.IGNORECASE,
)
"""A line that is the sum of a list: "I alt 3.450.000 kr."."""
_NEXT_SENTENCE = re.compile(r"(?<=[^\W\d]{2})\.\s+(?=[A-ZÅÄÖÆØÞ])")


def is_total(text: str) -> bool:
    """Returns whether a text is the sum of a list. Sentences after it say what is in the sum."""
    first = _NEXT_SENTENCE.split(text.strip(), maxsplit=1)[0]
    return len(first) <= LONGEST_TOTAL and bool(TOTAL_LINE.fullmatch(first))


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
    if (
        len(bare) > LONGEST
        or bare.endswith((".", ",", ";"))
        or UNENDED.search(bare)
        or LABEL.match(bare)
        or bare[:1] in OPENED
    ):
        return None
    if re.search(r"\d{2}", YEARS.sub("", bare)) or len(bare.split()) > 9:
        return None
    if alone := STATUS_ALONE.get(" ".join(NOW.sub("", bare).split()).strip(" :").casefold()):
        return Heading(bare.strip(" :"), alone, level_of(line))
    ongoing, closed = ONGOING.search(bare), CLOSED.search(bare)
    found = ongoing or closed or PLANNED.search(bare)
    if not found:
        return None
    rest = YEARS.sub("", bare[: found.start()] + bare[found.end() :]).strip(" :")
    if PRONOUN.fullmatch(rest) or _is_only_status(bare, ongoing is not None):
        rest = ""
    if re.search(r"\s[–—(-]\s?$", bare[: found.start()]) and not bare[found.end() :].strip(" ):"):
        # "Norge – afsluttede": the status stands alone after the sign
        rest = ""
    if rest and not HEADING_NOUN.search(bare) and not (found.start() == 0 and SINCE.match(rest)):
        return None
    clear = bool(ongoing) != bool(closed) and not PLANNED.search(bare) and not STOPPED.search(bare)
    return Heading(bare.strip(" :"), ("ongoing" if ongoing else "closed") if clear else "", level_of(line))


def _is_only_status(text: str, ongoing: bool) -> bool:
    """Returns whether a line is nothing but a status: "I gang lige nu", "Käynnissä olevat / Ongoing"."""
    rest = NOW.sub("", (ONGOING if ongoing else CLOSED).sub("", text))
    return not re.sub(r"[\s/|:()–—-]+", "", rest)


def is_bulleted(text: str) -> bool:
    """Returns whether a line begins with a bullet."""
    found = NUMBER.match(text)
    return bool(found and found.group("bullet"))


def level_of(line: Line) -> int:
    """Returns the level of a heading that is marked as one, from 1; 0 for any other line."""
    found = LEVEL.match(line.text)
    return len(found.group().strip()) if found else 0


@dataclass
class Section:
    """Paragraphs below one heading."""

    heading: Heading
    blocks: list[Block]
    lead: bool = False
    """Whether it is the text before the first known heading: an introduction, or items below an unknown heading."""
    stated: bool = False
    """Whether its heading has words for a status and for projects."""
    of_councils: bool = False
    """Whether its heading is nothing but councils."""


def sections_of(blocks: list[Block], register: Register | None = None) -> list[Section]:
    """Returns the parts of the text that list projects. The part before the first known heading is marked: it may be
    an introduction."""
    sections = [Section(Heading("", ""), [])]
    blocks = with_bulleted_titles(blocks)
    items = outer_lines(blocks)
    for place, block in enumerate(blocks):
        lines: list[Line] = []
        theme = None if block.lines[0] in items else _theme(sections, blocks, place)
        if theme is not None:
            sections.append(Section(theme, []))
            continue
        councils = council_lines(blocks, place, register)
        sections += [_of_councils(councils, sections[-1].heading)] if councils else []
        for line in block.lines[len(councils) :]:
            heading = heading_of(line)
            level = level_of(line)
            if heading is None and level and len(sections) > 1 and level <= sections[-1].heading.level:
                # It is beside the heading of a section: an item or another section, so the status is not known
                _keep(sections[-1], lines, block)
                below = blocks[place + 1] if line is block.lines[-1] and place + 1 < len(blocks) else None
                is_part = _is_part_beside(level, sections, below)
                lines = [] if is_part else [line]
                text = _without_number(MARKS.sub("", line.text).strip()).strip(" :")
                sections.append(Section(Heading(text, "", level) if is_part else Heading("", "", level - 1), []))
                continue
            if heading is None:
                lines.append(line)
                continue
            _keep(sections[-1], lines, block)
            lines = []
            sections.append(Section(heading, [], stated=True))
        _keep(sections[-1], lines, block)
    _mark_lead(sections)
    if not any(section.blocks for section in sections[1:]):
        return [_without_total(Section(sections[0].heading, sections[0].blocks))]
    return [_without_total(section) for section in sections if section.blocks]


def _is_part_beside(level: int, sections: list[Section], below: Block | None) -> bool:
    """Returns whether a heading of Word begins a part: headings of its level began parts twice before, or once, and
    then a list follows."""
    beside = sum(section.heading.level == level for section in sections)
    return beside >= LEAST_PARTS or bool(beside and below and is_bulleted(below.lines[0].text))


def with_bulleted_titles(blocks: list[Block]) -> list[Block]:
    """Joins each title that has a bullet and a paragraph of its own with the paragraph below it. The lines right before
    the bullet are the heading of a section, and get a paragraph of their own."""
    titles = {place for place in range(len(blocks)) if _is_bulleted_title(blocks, place)}
    if len(titles) < LEAST_BULLETED:
        return blocks
    found: list[Block] = []
    for place, block in enumerate(blocks):
        if place - 1 in titles:
            found[-1].lines.extend(block.lines)
            continue
        if place in titles and len(block.lines) > 1:
            found.append(Block(block.lines[:-1], block.after_break))
        found.append(Block(block.lines[-1:] if place in titles else block.lines, block.after_break))
    return found


def _is_bulleted_title(blocks: list[Block], place: int) -> bool:
    """Returns whether the last line of a paragraph is a title with a bullet: no detail of a list, and prose follows."""
    *above, last = [line.text for line in blocks[place].lines]
    found = NUMBER.match(last)
    if not found or not found.group("bullet") or place + 1 >= len(blocks) or len(above) > MOST_HEADING_LINES:
        return False
    before = above or (blocks[place - 1].lines[-1].text.splitlines() if place else [])
    title, after = last[found.end() :], blocks[place + 1]
    first = after.lines[0].text
    return (
        title[:1].isupper()
        and len(title) <= LONGEST
        and not re.search(r"[.,;:]\W*$", title)
        and not LABEL.match(title)
        and not any(is_bulleted(line) for line in before)
        and len(after.text) >= LEAST_OF_ITEM
        and not (NUMBER.match(first) or LABEL.match(first) or level_of(after.lines[0]))
    )


def _mark_lead(sections: list[Section]) -> None:
    """Marks what may be an introduction: the text before the first heading, and below councils before a heading that
    says a status."""
    listed = any(_is_whole_item(block.lines[0].text, block) for block in sections[0].blocks)
    sections[0].lead = len(sections) > 1 and not listed
    first = next((place for place, section in enumerate(sections) if section.stated), 0)
    for section in sections[1:first]:
        section.lead = section.lead or section.of_councils


def _of_councils(lines: list[Line], above: Heading) -> Section:
    """Returns the section below a line of councils. The status above holds only if the styles of Word say so."""
    level = level_of(lines[0])
    text = " ".join(MARKS.sub("", line.text).strip(" :") for line in lines)
    inside = 0 < above.level < level
    return Section(Heading(text, above.status if inside else "", level), [], of_councils=True)


def _without_total(section: Section) -> Section:
    """Returns the section without the line that sums it up: no grant of its last item."""
    last = section.blocks[-1] if section.blocks else None
    sums = [block for block in section.blocks if is_total(block.text)]
    # Only what closes the annex may follow: whom to ask, and when the list was made
    closes = last is not None and len(sums) == 1 and sums[0] in section.blocks[-LEAST_AFTER_TOTAL:]
    if last is not None and len(last.lines) > 1 and is_total(last.lines[-1].text):
        return Section(section.heading, [*section.blocks[:-1], Block(last.lines[:-1], last.after_break)], section.lead)
    points = sum(bool(NUMBER.match(line.text)) for block in section.blocks for line in block.lines)
    if closes and (len(section.blocks) > 2 or points > 1):
        return Section(section.heading, [block for block in section.blocks if block is not sums[0]], section.lead)
    return section


def _is_whole_item(text: str, block: Block) -> bool:
    """Returns whether a point of a list is a whole item: it is long, and names a kind of project and a year."""
    found = NUMBER.match(text)
    if not found:
        return False
    whole = " ".join(line.text for line in block.lines)[found.end() :]
    begins = whole[:1].isupper() or whole[:1] in OPENED
    return (
        begins
        and len(whole) >= LEAST_OF_ITEM
        and not LABEL.match(whole)
        and bool(KIND_WORD.search(whole))
        and bool(YEARS.search(whole))
    )


def _theme(sections: list[Section], blocks: list[Block], place: int) -> Heading | None:
    """Returns the heading of a paragraph that may be one of a section, but says no status: a short line that is
    followed by an item with a title of its own, or by a title on a line of its own."""
    lines = blocks[place].lines
    if place + 1 >= len(blocks) or any(level_of(line) or heading_of(line) for line in lines):
        return None
    text, after = " ".join(line.text for line in lines), blocks[place + 1].lines
    if len(lines) > 1:
        # A long heading is wrapped in a PDF
        led = len(lines) <= MOST_HEADING_LINES and is_bulleted(after[0].text) and _leads_part(text, blocks[place + 1])
        return Heading(text.strip(" :"), "") if led else None
    if _leads_part(text, blocks[place + 1]) or (FIRST.match(after[0].text) and _is_part(text)):
        return Heading(_without_number(text).strip(" :"), "")
    if place and _is_above_titles(blocks, place):
        return Heading(text.strip(" :"), "")
    if _is_above_projects(text, blocks[place + 1 : place + 1 + LEAST_NAMED]):
        return Heading(text.strip(" :"), "")
    named = len(sections) > 1 and (_names_theme(text, after[0].text) or _names_list(text, blocks, place))
    named = named or (len(sections) > 1 and _names_titles(text, blocks, place))
    return Heading(text.strip(" :"), "") if named else None


def _is_above_projects(text: str, below: list[Block]) -> bool:
    """Returns whether a line is the heading of a part: each of the next paragraphs names a project of its own."""
    named = names_of([block.text for block in below], text)
    return _is_plain(text) and len(text) <= LONGEST and len(named) >= LEAST_NAMED


def _is_above_titles(blocks: list[Block], place: int) -> bool:
    """Returns whether a line is the heading of a part: right below it is the title of an item, and the next title
    follows the text of that item."""
    below = blocks[place : place + 2 * LEAST_NAMED + 1]
    if len(below) <= 2 * LEAST_NAMED or len(below[0].text) > LONGEST or not _is_plain(below[0].text):
        return False
    titles, texts = below[1::2], below[2::2]
    short = all(_is_plain(block.text) and len(block.lines) == 1 and len(block.text) <= LONGEST for block in titles)
    return short and all(len(block.text) >= LEAST_OF_ITEM and block.text.endswith(".") for block in texts)


def _names_titles(text: str, blocks: list[Block], place: int) -> bool:
    """Returns whether a line before the title of an item is the heading of a part: it has a word for projects, and no
    text of its own."""
    if not _is_plain(text) or not HEADING_NOUN.search(text) or len(text.split()) > MOST_PART_WORDS:
        return False
    title, *rest = blocks[place + 1].lines
    prose = rest or (blocks[place + 2].lines if place + 2 < len(blocks) else [])
    named = _is_plain(title.text) and len(title.text) <= LONGEST and bool(prose)
    return named and len(" ".join(line.text for line in prose)) >= LEAST_OF_ITEM


def _is_plain(text: str) -> bool:
    """Returns whether a line may be a heading or a title: it has a capital, no label, and no sign at its end."""
    return (
        text[:1].isupper() and not re.search(r"[.,;:]\W*$", text) and not LABEL.match(text) and not NUMBER.match(text)
    )


def _names_list(text: str, blocks: list[Block], place: int) -> bool:
    """Returns whether a line between two lists is the heading of the second one: it has a word for projects."""
    before, after = blocks[place - 1], blocks[place + 1]
    plain = len(text) <= LONGEST and text[:1].isupper() and not re.search(r"[.,;:]\W*$", text) and not LABEL.match(text)
    listed = is_bulleted(after.lines[0].text) and len(after.text) >= LEAST_OF_ITEM and not NUMBER.match(text)
    return plain and listed and is_bulleted(before.lines[0].text) and bool(HEADING_NOUN.search(text))


def _without_number(text: str) -> str:
    """Returns a line without the number that it begins with: "M) " inside "(MR-JÄM) – …" is none."""
    found = NUMBER.match(text)
    return text[found.end() :] if found else text


def _names_theme(text: str, after: str) -> bool:
    """Returns whether a line before an item with a title in quotation marks may be the heading of a section."""
    if len(text) > LONGEST or re.search(r"[.,;]\W*$", text) or text[:1] in OPENED or not text[:1].isupper():
        return False
    if LABEL.match(text) or NUMBER.match(text) or re.search(r"\d{3}\s*\w{3}|\(", text):
        return False
    return after[:1] in OPENED and len(text.split()) < 8


def _leads_part(text: str, after: Block) -> bool:
    """Returns whether a line alone is the heading of a part: a year, or a country or a council before a list."""
    first = after.lines[0].text
    if YEARS.fullmatch(text.strip(" :")) and (first[:1].isupper() or first[:1] in OPENED):
        return True
    ended = re.search(r"[.,;]\W*$", text) or LABEL.match(text) or text[:1] in OPENED or NUMBER.match(text)
    if len(text) > LONGEST + 30 or ended or not text[:1].isupper() or re.search(r"\d{3}\s*\w{3}", YEARS.sub("", text)):
        return False
    return _is_whole_item(after.lines[0].text, after)


def _is_part(text: str) -> bool:
    """Returns whether a line before a list that begins with 1 may be the heading of a part: "III. Conferences"."""
    found = NUMBER.match(text)
    bare = text[found.end() :] if found else text
    ended = re.search(r"[.,;]\W*$", text) or LABEL.match(bare) or bare[:1] in OPENED or len(text) > LONGEST
    return bare[:1].isupper() and not ended and not YEARS.search(bare) and len(bare.split()) < 8


def _keep(section: Section, lines: list[Line], block: Block) -> None:
    if lines:
        section.blocks.append(Block(lines, block.after_break and lines[0] is block.lines[0]))
