"""Items whose title is the heading of a section: what is below it is several projects."""

import re

from readings.rules.facts import CERTAIN, DECIDE, Fact, Item
from readings.rules.items import by_bullet, by_paragraph, drafts_of
from readings.rules.money.amounts import amounts
from readings.rules.money.stated import STATED
from readings.rules.paper.drafts import Draft
from readings.rules.paper.numbered import YEAR, may_be_project
from readings.rules.paper.opening import KEY, begins_project, is_another, name_in, names_of, quoted_name
from readings.rules.paper.pages import Block
from readings.rules.passage import Line
from readings.rules.sections import LONGEST, Heading, Section, is_bulleted
from readings.rules.titled import by_titles
from readings.rules.titles import FROM_PROSE
from readings.words.labels import ANY_LABEL, LABEL, is_label
from readings.words.verbs import HELD, RAN, VERB

LEAST = 2
WHOLE = 3
"""Paragraphs with a year and an amount each, from which they may be projects."""
LONG = 1200
"""Letters from which an item with several amounts may hold several projects."""
MOST_AMOUNTS = 3
LONGEST_TITLE = 120
RUN_IN = re.compile(r"[^\d\W]{3}[.!?]\s+[A-ZÅÄÖÆØÞ]\w+\s+\w")
"""A title that runs into the text on the same line: "Rajan yli. Hanke alkoi …"."""


def items_of(section: Section) -> list[Draft]:
    """Returns the items of a section. Where the title of one is a heading, the items below it count.

    Paragraphs without titles of their own count only if the text below most of the other titles reads as several
    projects too: else it is one project in two paragraphs.
    """
    drafts = drafts_of(section)
    found = [_opened(draft) for draft in drafts]
    several = [len(inner) > 1 for inner in found]
    usual = sum(several) * 2 > len(several)
    return [
        one
        for draft, inner in zip(drafts, found, strict=True)
        for one in (inner if usual or len(inner) == 1 or any(map(_is_named, inner)) else [draft])
    ]


def _is_named(draft: Draft) -> bool:
    return draft.titled or begins_project(_text(draft))


def _opened(draft: Draft) -> list[Draft]:
    lines = [line for line in draft.lines if line.text]
    if len(lines) <= LEAST or not _is_heading(draft, lines[0].text) or _is_list_of_labels(lines[1:]):
        return [draft]
    blocks = _blocks(draft.lines[max(1, draft.title_lines) :])
    title = " ".join(line.text for line in draft.lines[: max(1, draft.title_lines)]).strip(" :")
    heading = Heading(title, "" if draft.heading_like else draft.heading.status, draft.heading.level + 1)
    for way in (by_bullet, by_titles, by_paragraph):
        found = way(heading, blocks)
        if len(found) >= LEAST and all(_is_project(one) for one in found):
            return found
        if len(found) >= LEAST and len(names_of([_text(one) for one in found], title)) == len(found):
            return found
    return [draft]


def _is_heading(draft: Draft, first: str) -> bool:
    """Returns whether the first line may be a heading: short, and neither labelled nor a sentence."""
    known = draft.titled or bool(draft.printed)
    prose = re.search(r"[.,;]\W*$", first) or RUN_IN.search(first)
    return known and len(first) <= LONGEST + 30 and not LABEL.match(first) and not prose


def _is_list_of_labels(lines: list[Line]) -> bool:
    """Returns whether nearly all lines look labelled: they tell of one project, and none is a title."""
    labelled = sum(bool(LABEL.match(line.text) or ANY_LABEL.match(line.text)) for line in lines)
    return labelled > LEAST and labelled * 4 >= len(lines) * 3


def _blocks(lines: list[Line]) -> list[Block]:
    found: list[Block] = []
    fresh = True
    for line in lines:
        if not line.text:
            fresh = True
        elif fresh:
            found.append(Block([line]))
            fresh = False
        else:
            found[-1].lines.append(line)
    return found


def _text(draft: Draft) -> str:
    return " ".join(line.text for line in draft.lines if line.text)


def _is_project(draft: Draft) -> bool:
    """Returns whether a part of an item reads as a project of its own: a title on its own line, or a first sentence
    without a verb, and then a text with a year or an amount."""
    lines = [line.text for line in draft.lines if line.text]
    text = " ".join(lines)
    if not may_be_project(text):
        return False
    title = _title(lines, text)
    bare = title.strip(" .:*")
    own_line = len(lines) > 1 and title == lines[0]
    return bool(bare) and len(title) <= LONGEST_TITLE and not is_label(bare) and (own_line or not VERB.search(title))


def _title(lines: list[str], text: str) -> str:
    """Returns the first line of a part, or its first sentence if its title runs into the text."""
    if len(lines) > 1 and not re.search(r"[.,;]\W*$", lines[0]) and len(lines[0]) < LONGEST and lines[1][:1].isupper():
        return lines[0]
    sentence = re.match(r".{3,}?[^\d\W]{3}[.?:]\s|.{3,}?(?:\d{4}|\))\.\s", text)
    return sentence.group() if sentence else text


def doubt_bare_title(facts: list[Fact]) -> None:
    """Leaves a title to a person if nothing else of the item is certain: it may be a point of the minutes of a
    meeting, or a heading. So is one without a letter."""
    said = [fact for fact in facts if fact.state == CERTAIN and fact.field != "title"]
    told = not any(fact.field == "title" and fact.reason not in FROM_PROSE for fact in facts)
    others = [fact for fact in said if fact.reason != "heading-payer" and not (told and fact.reason == "heading")]
    if not others:
        # What a heading says of the items below it makes no item of a line
        for fact in facts:
            if fact.reason == "heading-payer" or (fact.reason == "heading" and told):
                fact.state = DECIDE
    for fact in facts:
        if fact.field == "title" and fact.state == CERTAIN and not any(sign.isalpha() for sign in str(fact.value)):
            # The number of a page beside the word for it may look like a row of a table
            fact.state, fact.reason = DECIDE, "no-title"
        if fact.field == "title" and fact.state == CERTAIN and not others and fact.reason not in ("labelled", "quoted"):
            fact.state, fact.reason = DECIDE, "maybe-heading"


def are_projects(items: list[Item]) -> bool:
    """Returns whether one of the items is a project for all that is known: it has a kind or money, a certain date, a
    label or quotation marks around its title, or a heading that says its status."""
    return any(_speaks_of_project(fact) for item in items for fact in item.facts)


def _speaks_of_project(fact: Fact) -> bool:
    if fact.field in ("kind", "grant"):
        return True
    if fact.field == "title":
        return fact.reason in ("labelled", "quoted")
    return fact.state == CERTAIN and fact.field in ("starts", "ends", "status", "partners")


def doubt_crowded(draft: Draft, text: str, facts: list[Fact]) -> bool:
    """Leaves everything to a person if an item may hold several projects; returns whether it may."""
    if not _is_crowded(draft, text):
        return False
    for fact in facts:
        if fact.state == CERTAIN:
            fact.state, fact.reason = DECIDE, "maybe-heading" if fact.field == "title" else "another"
    return True


def _is_crowded(draft: Draft, text: str) -> bool:
    if STATED.match(text):
        # What the amounts of a table are: its columns were lost
        return True
    if len(text) >= LONG and len({one.value for one in amounts(text)}) > MOST_AMOUNTS:
        return True
    blocks = _blocks(draft.lines[max(1, draft.title_lines) :])
    titles = [place for place in range(len(blocks) - 1) if _is_inner_title(blocks[place], blocks[place + 1])]
    return len(titles) >= LEAST or _names_others(draft) or _tells_of_two(text)


def _tells_of_two(text: str) -> bool:
    """Returns whether two sentences each name a project in quotation marks and say what it did: "Konferansen «A» ble
    holdt i 2008 … Samme år holdt politiet seminaret «B» …"."""
    sentences = re.split(r"(?<=[^\W\d]{3}[.!?])\s|\n\n", text)
    told = [name for one in sentences if (name := quoted_name(one)) and (HELD.search(one) or RAN.search(one))]
    return len({name[:KEY] for name in told}) >= LEAST


def _names_others(draft: Draft) -> bool:
    """Returns whether paragraphs inside an item name two projects or more that are none of its title."""
    paragraphs = [block.text for block in _blocks(draft.lines)]
    title = "".join(paragraphs[:1]) if draft.titled or draft.title_lines else "".join(map(name_in, paragraphs[:1]))
    if len(names_of(paragraphs[1:], title)) >= LEAST or any(map(is_another, paragraphs[1:])):
        return True
    return sum(bool(YEAR.search(text) and amounts(text)) for text in paragraphs) >= WHOLE


def _is_inner_title(block: Block, after: Block) -> bool:
    """Returns whether a line inside an item may be the title of another one: it is short, and a text with a year or an
    amount is below it."""
    text = block.text
    if len(block.lines) > 1 or len(text) > LONGEST or re.search(r"[.,;:]\W*$", text) or LABEL.match(text):
        return False
    named = is_label(text.strip(" *")) or is_bulleted(after.lines[0].text) or bool(LABEL.match(after.text))
    return not named and text[:1].isupper() and may_be_project(after.text)
