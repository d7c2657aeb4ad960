"""Where one item of an annex ends and the next begins."""

import re
from bisect import bisect_left
from itertools import pairwise

from readings.rules.money.amounts import amounts
from readings.rules.paper.drafts import CLOSING, Draft, split
from readings.rules.paper.numbered import are_long, numbered_lines
from readings.rules.paper.opening import names_of
from readings.rules.paper.pages import Block
from readings.rules.paper.repeated import NUMBER_ROW
from readings.rules.paper.signs import LEVEL, NUMBER
from readings.rules.passage import Line
from readings.rules.sections import OPENED, Heading, Section, is_bulleted, level_of
from readings.rules.titled import LONGEST_TITLE, MOST_TITLE_LINES, PROSE, by_titles, is_title_block, may_be_heading
from readings.words import any_of
from readings.words.labels import LABEL, alone, field_of
from readings.words.money import TOTALS
from readings.words.states import KIND_WORD
from readings.words.verbs import VERB

ENDED = re.compile(r"[.!?:…][\"”“»’')*\]]*$|\)\**\.?\**$|\*\*$")
LONGEST_OVERLAP = 400
"""Letters printed on two pages that are looked for."""
LEAST_BEFORE = 2
"""Paragraphs that name projects before a list, from which its points are none."""
LEAST_CARDS = 3
"""Titles with a bullet from which the text before them is no item."""
BEGINS_SUM = re.compile(rf"(?:{any_of(TOTALS)})(?!\w)", re.IGNORECASE)
"""The first words of a sentence that sums up the list: "Tilsammen har Ministerrådet givet …"."""
_GIVEN = any_of(
    "bevilling\\w*|bevilgning\\w*|tilskud\\w*|bidrag\\w*|grants|contributions|amounts|beløb\\w*|beløp\\w*|belopp\\w*|"
    "summ\\w*|anslag\\w*|avustuks\\w*|rahoituks\\w*|styrkir\\w*|framlög\\w*|midler\\w*|medel\\w*|medlen"
)
SUMS_UP = re.compile(
    rf"^(?:de|den|det|the|alle|alla|all|disse|dessa|these|samlede|nordiske|nordiska|nordic|norrænir)?\W*(?:\w+\W+){{0,2}}"
    rf"{_GIVEN}(?!\w).{{0,100}}?(?<!\w)(?:{any_of(TOTALS)}|til sammen|tilsammen|tillsammans|sammanlagt|sammenlagt|"
    r"altogether|in all|amount to|add up to|come to|yhteensä|alls|samtals|beløper seg|beløber sig|uppgår|utgør|utgjør)"
    r"(?!\w)",
    re.IGNORECASE | re.DOTALL,
)
"""A sentence that sums up the grants of the list: "De bevilgningene som er nevnt over, beløper seg til …"."""
LONGEST_TOTAL = 200


def drafts_of(section: Section) -> list[Draft]:
    """Returns the items of a section, in their order."""
    blocks = _whole(section.blocks)
    for way in (_by_mark, _by_title_label, _by_number, by_bullet, by_titles):
        drafts = way(section.heading, blocks)
        if drafts:
            return drafts
    return by_paragraph(section.heading, blocks)


def _whole(blocks: list[Block]) -> list[Block]:
    """Joins paragraphs that a page break or a running header cut in two."""
    found: list[Block] = []
    for block in blocks:
        first = block.lines[0].text
        begins = bool(NUMBER.match(first) or LABEL.match(first))
        goes_on = (first[:1].islower() or (found and block.after_break and _is_cut(found[-1]))) and not begins
        if found and goes_on and not ENDED.search(found[-1].lines[-1].text):
            repeated = _overlap(found[-1].lines[-1].text, first)
            if repeated:
                last = found[-1].lines.pop()
                found[-1].lines.append(Line(last.page, last.start, last.text[:-repeated].rstrip()))
            found[-1].lines.extend(block.lines)
        else:
            found.append(Block([*block.lines], block.after_break))
    return found


def _is_cut(block: Block) -> bool:
    """Returns whether a paragraph stops in the middle of a sentence: its last line is long, and a sentence ended in it
    before. The rest may begin with a capital letter on the next page."""
    last = block.lines[-1].text
    stops = re.search(r"\w,?$", last)
    return len(last) >= PROSE and bool(stops) and bool(re.search(r"[.!?]\s+[A-ZÅÄÖÆØÞ]", block.text))


def _overlap(before: str, after: str) -> int:
    """Returns how many letters at the end of one page are printed again at the beginning of the next."""
    for length in range(min(len(before), len(after), LONGEST_OVERLAP), 19, -1):
        if before.endswith(after[:length]):
            return length
    return 0


def _by_mark(heading: Heading, blocks: list[Block]) -> list[Draft]:
    """Items that begin with a heading of Word: those of the level that is used most."""
    marked = [line for block in blocks for line in block.lines if level_of(line)]
    if not marked:
        return []
    levels = [level_of(line) for line in marked]
    chosen = max(set(levels), key=lambda level: (levels.count(level), level))
    labelled = [line for block in blocks for line in block.lines if _labelled_title(line)]
    if levels.count(chosen) < len(labelled) or (labelled and _are_right_above(marked, blocks)):
        # A table of Word, each row with its title, and the heading of the notes below it
        return []
    if levels.count(chosen) == 1 and _is_beside_list(next(line for line in marked if level_of(line) == chosen), blocks):
        return []
    begins = {(line.page, line.start) for line in marked if level_of(line) == chosen}
    drafts = split(heading, blocks, begins, titled=True)
    for draft in drafts:
        draft.title_lines = 1
    _end_at_headings(drafts, [line for line in marked if level_of(line) < chosen], chosen)
    return drafts


def _are_right_above(marked: list[Line], blocks: list[Block]) -> bool:
    """Returns whether each heading of Word has a labelled title right below: it is the heading of a part of a table."""
    lines = [line for block in blocks for line in block.lines]
    below = [after for line, after in pairwise(lines) if level_of(line)]
    return len(below) == len(marked) and all(_labelled_title(line) for line in below)


def _is_beside_list(heading: Line, blocks: list[Block]) -> bool:
    """Returns whether the only heading of Word is no title: it is below a numbered list, or above one of projects."""
    points = numbered_lines(blocks)
    before = sum((line.page, line.start) < (heading.page, heading.start) for line in points)
    return before > 1 or (len(points) > 1 and before == 0 and are_long(points, blocks))


def _end_at_headings(drafts: list[Draft], above: list[Line], level: int) -> None:
    """Ends each item at a heading of Word that is above its own, and gives that heading to the items below it."""
    starts = [(line.page, line.start) for line in above]
    known = set(starts)
    for draft in drafts:
        first = draft.lines[0]
        before = bisect_left(starts, (first.page, first.start))
        if before:
            text = LEVEL.sub("", above[before - 1].text, count=1).strip(" :")
            draft.heading = Heading(text, draft.heading.status if draft.heading.level else "", level - 1)
        ends = next((at for at, line in enumerate(draft.lines) if (line.page, line.start) in known), len(draft.lines))
        draft.lines = draft.lines[:ends]


def _by_title_label(heading: Heading, blocks: list[Block]) -> list[Draft]:
    """Items that begin with a line "Title: …"."""
    begins = [line for block in blocks for line in block.lines if _labelled_title(line)]
    if len(begins) < 2 and not (begins and begins[0] is blocks[0].lines[0]):
        return []
    if len(begins) == 1 and numbered_lines(blocks):
        return []
    drafts = split(heading, blocks, {(line.page, line.start) for line in begins})
    for draft in drafts:
        numbers = [found for line in draft.lines[:MOST_TITLE_LINES] if (found := NUMBER_ROW.fullmatch(line.text))]
        draft.printed = draft.printed or (numbers[0]["number"] if numbers else "")
    # What is below a heading of Word belongs to no item above it
    titles = {(line.page, line.start) for line in begins}
    lines = [line for block in blocks for line in block.lines]
    marked = [line for line in lines if level_of(line) and (line.page, line.start) not in titles]
    _end_at_headings(drafts, marked, max(map(level_of, marked), default=0))
    return drafts


def _labelled_title(line: Line) -> bool:
    bare = NUMBER.sub("", line.text, count=1) if NUMBER.match(line.text) else line.text
    found = LABEL.match(bare) or alone(bare)
    return bool(found) and field_of(found.group("label")) == "title"  # type: ignore[union-attr]


def _by_number(heading: Heading, blocks: list[Block]) -> list[Draft]:
    """Items whose first lines are numbered in order."""
    begins = numbered_lines(blocks)
    if len(begins) < 2 and not (begins and begins[0] is blocks[0].lines[0]):
        return []
    before = [block.text for block in blocks if (block.lines[-1].page, block.lines[-1].start) < _first(begins)]
    if len(names_of(before)) >= LEAST_BEFORE:
        # The list after the projects of a letter: what is attached, or what comes next
        return []
    return split(heading, blocks, {(line.page, line.start) for line in begins})


def _first(lines: list[Line]) -> tuple[int, int]:
    return min((line.page, line.start) for line in lines)


def by_bullet(heading: Heading, blocks: list[Block]) -> list[Draft]:
    """Items that each begin with the same bullet."""
    lines = [line for block in blocks for line in block.lines]
    first = NUMBER.match(lines[0].text) if lines else None
    if not first or not first.group("bullet"):
        lines = _after_lead(blocks)
        first = NUMBER.match(lines[0].text) if lines else None
    if not first or not first.group("bullet"):
        return []
    begins = [line for line in lines if _bulleted(line, first.group("bullet"))]
    return split(heading, blocks, {(line.page, line.start) for line in begins}) if len(begins) > 1 else []


def _after_lead(blocks: list[Block]) -> list[Line]:
    """Returns the lines from the first of at least three paragraphs that are a title with a bullet, below which labels
    are: what is before them is an introduction."""
    titles = [
        place
        for place, block in enumerate(blocks)
        if len(block.lines) == 1 and is_bulleted(block.lines[0].text) and not LABEL.match(block.lines[0].text)
    ]
    carded = [
        place for place in titles if any(LABEL.match(after.lines[0].text) for after in blocks[place + 1 : place + 4])
    ]
    if len(carded) < LEAST_CARDS or carded != titles:
        return []
    return [line for block in blocks[titles[0] :] for line in block.lines]


def _bulleted(line: Line, bullet: str) -> bool:
    found = NUMBER.match(line.text)
    return bool(found and found.group("bullet") == bullet and not LABEL.match(line.text[found.end() :]))


def by_paragraph(heading: Heading, blocks: list[Block]) -> list[Draft]:
    """Items that are a paragraph each, with a title on its own line before some of them."""
    drafts: list[Draft] = []
    title: Block | None = None
    for place, block in enumerate(blocks):
        if title is None and is_title_block(blocks, place):
            title = block
            continue
        lines = block.lines
        bullet = NUMBER.match(lines[0].text)
        if bullet and (bullet.group("bullet")):
            lines = [Line(lines[0].page, lines[0].start + bullet.end(), lines[0].text[bullet.end() :]), *lines[1:]]
        if title is not None:
            drafts.append(
                Draft(heading, [*title.lines, Line(lines[0].page, title.lines[-1].end, ""), *lines], "", True)
            )
            drafts[-1].title_lines = len(title.lines)
            named = names_of([block.text], title.text)
            drafts[-1].heading_like = may_be_heading(title.lines) or bool(named)
            title = None
        elif drafts and _goes_on(drafts[-1], block):
            drafts[-1].lines += [Line(lines[0].page, lines[0].start, ""), *lines]
        elif not _is_no_item(block):
            drafts.append(Draft(heading, lines, sure=_looks_like_item(block)))
    return drafts


def _goes_on(draft: Draft, block: Block) -> bool:
    """Returns whether a paragraph is more of the item before it."""
    first = block.lines[0].text
    if LABEL.match(first):
        return True
    # A short sentence with a subject of its own may be an item
    own = first[:1] in OPENED or (bool(VERB.search(first[:50])) and bool(re.search(r"\d{4}|\d{3}\s", first)))
    return len(block.text) < PROSE and not own


def _is_no_item(block: Block) -> bool:
    text = block.text
    summed = bool(len(text) <= LONGEST_TITLE and BEGINS_SUM.match(text) and amounts(text))
    summed = summed or bool(len(text) <= LONGEST_TOTAL and SUMS_UP.search(text) and len(amounts(text)) == 1)
    return text.rstrip().endswith(":") or bool(CLOSING.match(text) or summed)


def _looks_like_item(block: Block) -> bool:
    return bool(KIND_WORD.search(block.text) or re.search(r"[\"“”«»*]", block.text[:200]))
