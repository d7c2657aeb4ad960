"""Where one item of an annex ends and the next begins."""

import re
from bisect import bisect_left
from dataclasses import dataclass, field

from readings.rules.money.amounts import amounts
from readings.rules.paper.pages import Block
from readings.rules.passage import Line
from readings.rules.sections import LEVEL, NUMBER, OPENED, Heading, Section, level_of
from readings.words import any_of
from readings.words.labels import ANY_LABEL, LABEL, alone, field_of
from readings.words.money import TOTALS
from readings.words.states import CLOSED, KIND_WORD, ONGOING, PLANNED
from readings.words.verbs import VERB

ENDED = re.compile(r"[.!?:…][\"”“»’')*\]]*$|\)\**\.?\**$|\*\*$")
LONGEST_OVERLAP = 400
"""Letters printed on two pages that are looked for."""
LONGEST_TITLE = 160
MOST_TITLE_LINES = 6
PROSE = 60
"""Letters from which a paragraph is taken for prose."""
CLOSING = re.compile(
    r"(?:tiedustelut|luettelo on päivitetty|oversikten er|oversigten er|översikten|listan|yfirlitið|fyrirspurnir|"
    r"spørsmål rettes|spørgsmål rettes|frågor|enquiries|questions|this list|the list|the overview|kilde|källa|source|"
    r"lähde|heimild|note:|notes:|bemærk|merk:|obs|huom|ath\.|contact|kontakt|bilaga|bilag|vedlegg|liite|appendix|"
    r"annex|viðauki|\*{3}|—{3}|-{3}|summ?a?\b|delsumm?a?\b|i alt\b|totalt\b|yhteensä|samtals|total\b)",
    re.IGNORECASE,
)


BEGINS_SUM = re.compile(rf"(?:{any_of(TOTALS)})(?!\w)", re.IGNORECASE)
"""The first words of a sentence that sums up the list: "Tilsammen har Ministerrådet givet …"."""


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
    begins = {(line.page, line.start) for line in marked if level_of(line) == chosen}
    drafts = _split(heading, blocks, begins, titled=True)
    for draft in drafts:
        draft.title_lines = 1
    _end_at_headings(drafts, [line for line in marked if level_of(line) < chosen], chosen)
    return drafts


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
    if len(begins) == 1 and _numbered(blocks):
        return []
    return _split(heading, blocks, {(line.page, line.start) for line in begins})


def _labelled_title(line: Line) -> bool:
    bare = NUMBER.sub("", line.text, count=1) if NUMBER.match(line.text) else line.text
    found = LABEL.match(bare) or alone(bare)
    return bool(found) and field_of(found.group("label")) == "title"  # type: ignore[union-attr]


def _by_number(heading: Heading, blocks: list[Block]) -> list[Draft]:
    """Items whose first lines are numbered in order."""
    begins = _numbered(blocks)
    if len(begins) < 2 and not (begins and begins[0] is blocks[0].lines[0]):
        return []
    return _split(heading, blocks, {(line.page, line.start) for line in begins})


def by_bullet(heading: Heading, blocks: list[Block]) -> list[Draft]:
    """Items that each begin with the same bullet."""
    lines = [line for block in blocks for line in block.lines]
    first = NUMBER.match(lines[0].text) if lines else None
    if not first or not first.group("bullet"):
        return []
    begins = [line for line in lines if _bulleted(line, first.group("bullet"))]
    return _split(heading, blocks, {(line.page, line.start) for line in begins}) if len(begins) > 1 else []


def _bulleted(line: Line, bullet: str) -> bool:
    found = NUMBER.match(line.text)
    return bool(found and found.group("bullet") == bullet and not LABEL.match(line.text[found.end() :]))


def _numbered(blocks: list[Block]) -> list[Line]:
    """Returns the numbered lines of the longest row that counts up."""
    rows: dict[str, list[tuple[int, Line]]] = {}
    for block in blocks:
        for place, line in enumerate(block.lines):
            found = NUMBER.match(line.text)
            if not found or not found.group("number"):
                continue
            style, number = _style(found.group("number"))
            if number is None or (style == "#" and place and not _title_like(line, found.end())):
                continue
            if not line.text[found.end() : found.end() + 1].strip("\"“”«»*‘'("):
                after = line.text[found.end() + 1 : found.end() + 2]
            else:
                after = line.text[found.end() : found.end() + 1]
            if not (after.isupper() or after.isdigit()):
                continue
            row = rows.setdefault(style, [])
            if not row or number == row[-1][0] + 1 or (number == 1 and row[-1][0] != 1):
                row.append((number, line))
    best = max(rows.values(), key=len, default=[])
    return [line for _number, line in best]


def _style(printed: str) -> tuple[str, int | None]:
    """Returns the shape of a printed number ("#.#)") and the number that counts up."""
    digits = re.findall(r"\d+", printed)
    if not digits:
        letter = re.sub(r"\W", "", printed)
        single = len(letter) == 1 and letter.upper() in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
        return re.sub(r"\w+", "a", printed), (ord(letter.upper()) - 64 if single else None)
    style = re.sub(r"\d+", "#", printed)
    return style, int(digits[-1])


def _title_like(line: Line, start: int) -> bool:
    rest = line.text[start:]
    return len(rest) <= LONGEST_TITLE and not rest.endswith((".", ",")) and rest[:1].isupper()


def by_titles(heading: Heading, blocks: list[Block]) -> list[Draft]:
    """Items that each have a title on a line of its own."""
    heads = [place for place in range(len(blocks)) if _is_title_block(blocks, place)]
    known = set(heads)
    heads += [place for place in range(len(blocks)) if place not in known and _first_line_is_title(blocks[place])]
    if len(heads) < 2 or len(heads) * 3 < len(blocks):
        return []
    known |= set(heads)
    anew = {place for place in range(len(blocks)) if place not in known and _begins_anew(blocks[place])}
    # Right after a title it is the text of that title. But it may be the title, and the line before it a heading
    others = {place for place in anew if place - 1 not in known or not _is_title_block(blocks, place - 1)}
    begins = {(blocks[p].lines[0].page, blocks[p].lines[0].start) for p in others.union(heads)}
    drafts = _split(heading, blocks, begins, titled=True)
    for draft, place in zip(drafts, sorted(others.union(heads)), strict=True):
        if place in others:
            # It may be more of the item before, or an introduction
            draft.titled, draft.sure, draft.rival = False, False, True
            continue
        draft.rival = place + 1 in anew - others
        draft.title_lines = len(blocks[place].lines) if _is_title_block(blocks, place) else _title_lines(blocks[place])
        draft.heading_like = _may_be_heading(draft.lines[: draft.title_lines]) and not _labels_follow(draft)
    return drafts


def _labels_follow(draft: Draft) -> bool:
    """Returns whether a label is right below the title, with no blank line: then it is no heading of a section."""
    after = draft.lines[draft.title_lines : draft.title_lines + 1]
    return bool(after and LABEL.match(after[0].text))


def _begins_anew(block: Block) -> bool:
    """Returns whether a paragraph between titled items may be an item itself: it begins with a quoted title, or with
    a short sentence that has no verb."""
    text = " ".join(line.text for line in block.lines)
    if len(text) < PROSE or _is_row(block.lines[0]):
        return False
    quoted = re.match(r"[\"“”„«»*]+[^\"“”„«»*]{1,120}[\"“”„«»*]", text)
    sentence = re.match(r"[^.:?!\n]{8,120}[.?:]\s+(?=\S)", text)
    return bool(quoted) or bool(
        sentence and not VERB.search(sentence.group()) and not re.search(r"\d", sentence.group())
    )


def _title_lines(block: Block) -> int:
    """Returns how many lines of a paragraph are its title: those before the first label or bullet, or one."""
    for place, line in enumerate(block.lines[1 : MOST_TITLE_LINES + 1], 1):
        if _begins_row(line):
            return place
    return 1


def _begins_row(line: Line) -> bool:
    """Returns whether a line below a title begins with a label, also with one that is not known."""
    return _is_row(line) or bool(ANY_LABEL.match(line.text))


def _is_row(line: Line) -> bool:
    found = NUMBER.match(line.text)
    return bool(LABEL.match(line.text) or (found and found.group("bullet")))


def _may_be_heading(lines: list[Line]) -> bool:
    """Returns whether a title may be the heading of a section: it begins with a word for a status."""
    text = " ".join(line.text for line in lines)
    return any(
        found and found.start() == 0 for found in (ONGOING.search(text), CLOSED.search(text), PLANNED.search(text))
    )


def _is_title_block(blocks: list[Block], place: int) -> bool:
    """Returns whether a paragraph is a title on its own line, with the text of the item after it."""
    text = " ".join(line.text for line in blocks[place].lines)
    if (
        len(blocks[place].lines) > MOST_TITLE_LINES
        or len(text) > LONGEST_TITLE
        or place + 1 >= len(blocks)
        or LABEL.match(text)
    ):
        return False
    if any(_is_row(line) for line in blocks[place].lines) or _is_sentence(text):
        return False
    after = blocks[place + 1]
    return (
        not re.search(r"[.,;:]\W*$", text)
        and not CLOSING.match(text)
        and (len(after.text) >= PROSE or _is_row(after.lines[0]))
    )


def _is_sentence(text: str) -> bool:
    """Returns whether a short paragraph tells something and is no title: "“Havn” startede i 2011 (totalt …)"."""
    named = re.match(r"[\"“”„«»*]+[^\"“”„«»*]+[\"“”„«»*]+[\s.]*(?=\S)", text)
    return bool(VERB.search(text, named.end() if named else 0)) and bool(named or re.search(r"\d{3}", text))


def _first_line_is_title(block: Block) -> bool:
    if len(block.lines) < 2:
        return False
    first, second = block.lines[0].text, block.lines[1].text
    lines = _title_lines(block)
    labelled = [place for place, line in enumerate(block.lines) if _is_row(line)]
    if labelled and labelled[0] and lines < len(block.lines) and _begins_row(block.lines[lines]):
        title = " ".join(line.text for line in block.lines[:lines])
        return len(title) <= LONGEST_TITLE and not re.search(r"[.,;:]\W*$", title)
    if _is_row(block.lines[0]):
        return False
    short = len(first) <= 80 and len(first) + 12 < max(len(line.text) for line in block.lines)
    return short and not re.search(r"[.,;:]\W*$", first) and not LABEL.match(first) and second[:1].isupper()


def _split(heading: Heading, blocks: list[Block], begins: set[tuple[int, int]], titled: bool = False) -> list[Draft]:
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


def by_paragraph(heading: Heading, blocks: list[Block]) -> list[Draft]:
    """Items that are a paragraph each, with a title on its own line before some of them."""
    drafts: list[Draft] = []
    title: Block | None = None
    for place, block in enumerate(blocks):
        if title is None and _is_title_block(blocks, place):
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
            drafts[-1].heading_like = _may_be_heading(title.lines)
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
    summed = len(text) <= LONGEST_TITLE and BEGINS_SUM.match(text) and amounts(text)
    return text.rstrip().endswith(":") or bool(CLOSING.match(text) or summed)


def _looks_like_item(block: Block) -> bool:
    return bool(KIND_WORD.search(block.text) or re.search(r"[\"“”«»*]", block.text[:200]))
