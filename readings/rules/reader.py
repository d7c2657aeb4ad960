"""Reads an annex: from the text of its pages to items with facts. Rules only: the same text gives the same reading."""

from dataclasses import dataclass, field, replace
from time import thread_time
from typing import Any

from django.utils.translation import gettext as _

from projects.files.refused import RefusedFile
from projects.language.folding import fold
from readings.rules.clauses.subject import about_of
from readings.rules.doubts import doubt
from readings.rules.facts import CERTAIN, DECIDE, MOST_LETTERS, Fact, Item
from readings.rules.headings import add_from_heading, agree, pay_the_only_grant
from readings.rules.kinds import kind_of
from readings.rules.money.grants import grants
from readings.rules.money.stated import Stated, stated
from readings.rules.names import Mention, Register, mentions
from readings.rules.nested import are_projects, doubt_bare_title, doubt_crowded, items_of
from readings.rules.paper.drafts import Draft
from readings.rules.paper.letters import without_frame
from readings.rules.paper.marks import marked_notes
from readings.rules.paper.notes import Note, notes_apart
from readings.rules.paper.opening import FIRST, quoted_name, tells_of_named
from readings.rules.paper.pages import Block, blocks_of, lines_of
from readings.rules.paper.repeated import join_rows, rows_apart
from readings.rules.paper.splits import doubt_splits
from readings.rules.parties import parties
from readings.rules.passage import Line
from readings.rules.periods import periods
from readings.rules.places import places
from readings.rules.sections import Heading, Section, is_total, sections_of
from readings.rules.shape import Shape, shape_of
from readings.rules.statuses import status_of
from readings.rules.titles import FROM_PROSE, title_of
from readings.rules.unknown import unknown
from readings.words.languages import language_of

MOST_ITEMS = 2000
MOST_OF_ITEM = 8000
"""Letters of an item that are read."""
MOST_NAMES = 80
"""Names of an item that are looked at."""
LONGEST_MARK = 4
"""Letters of the raised number that leads to a note, with the blank before it."""
SECONDS = 30
"""Of the processor, after which the reading stops: a text that was made to be slow is refused, whatever else the server
does."""


@dataclass
class Annex:
    """What was read of an annex."""

    items: list[Item] = field(default_factory=list)

    def as_data(self) -> dict[str, Any]:
        """Returns the reading as JSON keeps it."""
        return {"items": [item.as_data() for item in self.items]}


def read_annex(pages: list[str], register: Register) -> Annex:
    """Returns the items of an annex, given the text of its pages. Reads ``MOST_LETTERS`` letters at most.

    Raises RefusedFile if it takes longer than ``SECONDS``.
    """
    ends = thread_time() + SECONDS
    left, read = MOST_LETTERS, []
    for page in pages:
        read.append(page[:left])
        left -= len(page)
        if left <= 0:
            break
    annex = Annex()
    _add_items(annex, read, register, ends)
    if not are_projects(annex.items):
        # The minutes of a meeting, or a letter: what it says is listed as text that is part of no item
        annex.items = []
    doubt_splits(annex.items)
    agree(annex.items, register)
    _give_languages(annex)
    return annex


def _add_items(annex: Annex, pages: list[str], register: Register, ends: float) -> None:
    """Adds the items of the pages, ``MOST_ITEMS`` at most. ``ends``: when the reading is refused."""
    money = stated(pages)
    marked, apart = marked_notes(lines_of(pages))
    blocks, notes = notes_apart(without_frame(blocks_of(pages, apart)))
    sections = _divided(blocks, register)
    drafts = [draft for _section, drafts in sections for draft in drafts]
    _add_notes(drafts, notes)
    _add_marked(drafts, marked)
    for section, drafts in sections:
        place = 0
        for draft in drafts:
            if len(annex.items) >= MOST_ITEMS:
                return
            if thread_time() > ends:
                raise RefusedFile(_("Reading this text takes too long. Send it in parts."))
            item = _item(draft, len(annex.items) + 1, place + 1, register, money)
            if item is not None and (not section.lead or _of_lead(item, draft)):
                place += 1
                annex.items.append(item)


def _divided(blocks: list[Block], register: Register) -> list[tuple[Section, list[Draft]]]:
    """Returns the parts of the text with their items. The rows of a table that repeats the items are none."""
    prose, rows = rows_apart(blocks)
    if prose and rows:
        sections = [(section, items_of(section)) for section in sections_of(prose, register)]
        others = join_rows([draft for _section, drafts in sections for draft in drafts], rows)
        if others is not None:
            more = Section(Heading("", ""), others)
            return [*sections, (more, items_of(more))] if others else sections
    return [(section, items_of(section)) for section in sections_of(blocks, register)]


def _add_notes(drafts: list[Draft], notes: list[Note]) -> None:
    """Adds each note to the last item above it that has its number. A note without such an item is left out."""
    for note in notes:
        for number in sorted(note.numbers()):
            above = [one for one in drafts if one.printed == number and _place(one) < note.place]
            if above:
                above[-1].lines += [Line(note.lines[0].page, note.lines[0].start, ""), *note.lines]


def _add_marked(drafts: list[Draft], notes: list[tuple[tuple[int, int], Note]]) -> None:
    """Adds each note to the item in which its mark stands."""
    for (page, letter), note in notes:
        for draft in drafts:
            # The mark was taken out of the end of its line
            if any(line.page == page and line.start <= letter <= line.end + LONGEST_MARK for line in draft.lines):
                draft.lines += [Line(note.lines[0].page, note.lines[0].start, ""), *note.lines]
                break


def _place(draft: Draft) -> tuple[int, int]:
    return draft.lines[0].page, draft.lines[0].start


def _give_languages(annex: Annex) -> None:
    """Gives an item whose words do not say its language that of most items around it."""
    for item in annex.items:
        near = [one.language for one in annex.items if one.section == item.section and one.language]
        all_known = near or [one.language for one in annex.items if one.language]
        if not item.language and all_known:
            item.language = max(sorted(set(all_known)), key=all_known.count)


def _shortened(draft: Draft) -> Draft:
    """Returns the item without the lines that are too far from its beginning."""
    left, lines = MOST_OF_ITEM, []
    for line in draft.lines:
        lines.append(Line(line.page, line.start, line.text[: max(0, left)]))
        left -= len(line.text)
        if left <= 0:
            break
    return replace(draft, lines=lines)


def _item(draft: Draft, number: int, place: int, register: Register, money: Stated) -> Item | None:
    shape = shape_of(_shortened(draft), money)
    if not shape.text.strip() or is_total(shape.text):
        return None
    found = mentions(shape.text, register)[:MOST_NAMES]
    facts = _facts(draft, shape, found)
    add_from_heading(draft.heading.text, mentions(draft.heading.text, register), shape.text, facts, money.by_council)
    pay_the_only_grant(facts)
    if not draft.sure and not any(fact.field in ("grant", "starts") for fact in facts):
        return None
    if draft.rival or _is_told(facts, shape.text):
        _doubt_title(facts)
    several = doubt_crowded(draft, shape.text, facts)
    doubt_bare_title(facts)
    title = next((fact.value for fact in facts if fact.field == "title"), "")
    _doubt_known(facts, register, title)
    return Item(
        number,
        draft.heading.text,
        place,
        draft.printed,
        shape.passage.spans(),
        shape.text,
        language_of(title, 2) or language_of(shape.text),
        facts,
        several,
    )


def _of_lead(item: Item, draft: Draft) -> bool:
    """Returns whether text before the first known heading is an item, and no introduction: it has a title or
    a number, and says for certain what was granted or when it was. Its title may still be a heading."""
    _doubt_title(item.facts)
    marked = draft.titled or bool(draft.title_lines) or bool(draft.printed)
    return marked and any(fact.field in ("grant", "starts", "ends") and fact.state == CERTAIN for fact in item.facts)


def _is_told(facts: list[Fact], text: str) -> bool:
    """Returns whether what was taken for a title is a sentence: it names the project inside it or asks, or the text
    names the project in quotation marks a little later."""
    title = next((fact for fact in facts if fact.field == "title"), None)
    if title is None or title.reason not in FROM_PROSE:
        return False
    return tells_of_named(title.words) or title.words.rstrip().endswith("?") or bool(quoted_name(text[:FIRST]))


def _doubt_title(facts: list[Fact]) -> None:
    for fact in facts:
        if fact.field == "title" and fact.state == CERTAIN:
            fact.state, fact.reason = DECIDE, "maybe-heading"


def _facts(draft: Draft, shape: Shape, found: list[Mention]) -> list[Fact]:
    facts: list[Fact] = []
    title = title_of(shape, found)
    begin = shape.text.find(title.words) if title else -1
    inside = (begin, begin + len(title.words)) if title and begin >= 0 else (0, 0)
    if title:
        facts.append(title)
    kind = kind_of(shape, title)
    if kind:
        facts.append(kind)
    certain_kind = kind.value if kind else None
    about = about_of(shape, found, certain_kind, inside)
    dates = periods(shape, about, inside)
    facts += [status_of(draft, shape, dates, inside, about), *dates]
    money = grants(shape, found, about)
    facts += money
    facts += parties(shape, found, money, inside, about)
    facts += places(shape, found, inside, about)
    doubt(shape, facts, inside)
    facts += unknown(shape, found)
    return [fact for fact in facts if fact.value is not None]


def _doubt_known(facts: list[Fact], register: Register, title: str) -> None:
    """Marks an item that the register may have already."""
    reference = register.titles.get(fold(str(title)))
    if reference:
        facts.append(Fact("same_as", reference, DECIDE, "same-title"))
