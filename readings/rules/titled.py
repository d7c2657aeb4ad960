"""Items that each have a title on a line of its own."""

import re

from readings.rules.money.amounts import amounts
from readings.rules.paper.drafts import CLOSING, Draft, split
from readings.rules.paper.opening import names_of
from readings.rules.paper.pages import Block
from readings.rules.paper.signs import LONGEST_TITLE, NUMBER
from readings.rules.passage import Line
from readings.rules.sections import Heading, is_bulleted
from readings.words.labels import ANY_LABEL, LABEL
from readings.words.states import CLOSED, KIND_WORD, ONGOING, PLANNED
from readings.words.verbs import VERB

MOST_TITLE_LINES = 6
DESCRIBES = re.compile(r"(?:En|Et|Ett|Ei|Eit|An?)\s+(?:[a-zåäöæøþð]\S*\s+)?[a-zåäöæøþð]")
"""A paragraph that begins with an article tells what the item is, whose title stands before it: "En studie av …"."""
PROSE = 60
"""Letters from which a paragraph is taken for prose."""


def by_titles(heading: Heading, blocks: list[Block]) -> list[Draft]:
    """Items that each have a title on a line of its own."""
    blocks = with_lists(blocks)
    heads = [place for place in range(len(blocks)) if is_title_block(blocks, place)]
    known = set(heads)
    heads += [place for place in range(len(blocks)) if place not in known and _first_line_is_title(blocks[place])]
    if len(heads) < 2 or len(heads) * 3 < len(blocks):
        return []
    known |= set(heads)
    anew = {place for place in range(len(blocks)) if place not in known and _begins_anew(blocks[place])}
    anew -= {place for place in anew if _describes(blocks, place, known)}
    # Right after a title it is the text of that title. But it may be the title, and the line before it a heading
    others = {place for place in anew if place - 1 not in known or not is_title_block(blocks, place - 1)}
    begins = {(blocks[p].lines[0].page, blocks[p].lines[0].start) for p in others.union(heads)}
    drafts = split(heading, blocks, begins, titled=True)
    for draft, place in zip(drafts, sorted(others.union(heads)), strict=True):
        if place in others:
            # It may be more of the item before, or an introduction
            draft.titled, draft.sure, draft.rival = False, False, True
            continue
        draft.rival = place + 1 in anew - others
        draft.title_lines = len(blocks[place].lines) if is_title_block(blocks, place) else _title_lines(blocks[place])
        draft.heading_like = may_be_heading(draft.lines[: draft.title_lines]) and not _labels_follow(draft)
        draft.heading_like = draft.heading_like or _names_another(draft)
    return drafts


def _names_another(draft: Draft) -> bool:
    """Returns whether the text below a title names a project that is not the one of the title."""
    title = " ".join(line.text for line in draft.lines[: draft.title_lines])
    below = [line.text for line in draft.lines[draft.title_lines :]]
    first = next((at for at, text in enumerate(below) if text), 0)
    ends = next((at for at in range(first, len(below)) if not below[at]), len(below))
    return bool(names_of([" ".join(below[first:ends])], title))


def with_lists(blocks: list[Block]) -> list[Block]:
    """Returns the paragraphs with each list as one of them: Word has a paragraph for each of its points."""
    found: list[Block] = []
    for block in blocks:
        if found and is_bulleted(block.lines[0].text) and is_bulleted(found[-1].lines[0].text):
            found[-1] = Block([*found[-1].lines, *block.lines], found[-1].after_break)
        else:
            found.append(block)
    return found


def _describes(blocks: list[Block], place: int, known: set[int]) -> bool:
    """Returns whether a paragraph right below a title tells what it is, and is the only one there that may: below the
    heading of a section there would be several."""
    if place - 1 not in known or not DESCRIBES.match(blocks[place].text):
        return False
    end = min((head for head in known if head > place), default=len(blocks))
    return not any(DESCRIBES.match(block.text) for block in blocks[place + 1 : end])


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


def may_be_heading(lines: list[Line]) -> bool:
    """Returns whether a title may be the heading of a section: it begins with a word for a status."""
    text = " ".join(line.text for line in lines)
    return any(
        found and found.start() == 0 for found in (ONGOING.search(text), CLOSED.search(text), PLANNED.search(text))
    )


def is_title_block(blocks: list[Block], place: int) -> bool:
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
        and (len(after.text) >= PROSE or _is_row(after.lines[0]) or _is_short_prose(after.text))
    )


def _is_short_prose(text: str) -> bool:
    """Returns whether a short paragraph is sentences with an amount: "En kampanj 2010. MR-S gav 90 000 DKK."."""
    return text.endswith(".") and bool(amounts(text)) and bool(VERB.search(text) or KIND_WORD.search(text))


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
