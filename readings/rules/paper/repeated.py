"""A table that repeats the items of the text: its rows say more of these items, and are none of their own."""

import re
from itertools import pairwise

from projects.language.folding import fold
from readings.rules.paper.drafts import Draft
from readings.rules.paper.pages import Block
from readings.rules.paper.signs import NUMBER
from readings.rules.passage import Line
from readings.words.labels import ANY_LABEL, LABEL, field_of

NUMBER_ROW = re.compile(r"(?:nr|no|nro|númer|number|nummer|numero)\.?:\s*(?P<number>\d{1,3})[.)]?", re.IGNORECASE)
"""The number of an item in a column of its own."""
LEAST = 2
"""Rows that repeat items, from which the others may too."""
NEAR = 400
"""Letters at the beginning of an item in which its title is."""
LONGEST = 120
"""Letters of the line above a table."""
SHORTEST = 4
"""Letters of a title by which an item is found."""


def rows_apart(blocks: list[Block]) -> tuple[list[Block], list[Block]]:
    """Returns the paragraphs that are no part of a table, and the rows: labelled lines, of which the first one is the
    title or the number. The line above a table is a part of it."""
    rows = [block for block in blocks if _is_row(block)]
    known = {id(row) for row in rows}
    heads = {id(block) for block, after in pairwise(blocks) if id(after) in known and _is_caption(block)}
    return [block for block in blocks if id(block) not in known | heads], rows


def _is_caption(block: Block) -> bool:
    """Returns whether a paragraph is a short line that is no sentence and no item."""
    text = block.lines[0].text
    short = len(block.lines) == 1 and len(text) <= LONGEST
    return short and not _is_row(block) and not re.search(r"[.;]\W*$", text) and not NUMBER.match(text)


def _is_row(block: Block) -> bool:
    first = block.lines[0].text
    if len(block.lines) < 2 or not all(ANY_LABEL.match(line.text) or LABEL.match(line.text) for line in block.lines):
        return False
    return bool(NUMBER_ROW.fullmatch(first)) or _is_title(first)


def _is_title(text: str) -> bool:
    found = LABEL.match(text)
    return bool(found) and field_of(found["label"]) == "title"  # type: ignore[index]


def join_rows(drafts: list[Draft], rows: list[Block]) -> list[Block] | None:
    """Adds the rows to the items whose title or number they have, and returns the other rows.

    None, and nothing is added, if the rows do not repeat the items: less than two of them, or not most of them do, or
    two of them the same item."""
    pairs = [(row, draft) for row in rows if (draft := _repeated(row, drafts)) is not None]
    apart = len({id(draft) for _row, draft in pairs}) == len(pairs)
    if not apart or len(pairs) < LEAST or len(pairs) * 3 < len(rows) * 2:
        return None
    for row, draft in pairs:
        said = [line for line in row.lines if not (_is_title(line.text) or NUMBER_ROW.fullmatch(line.text))]
        draft.lines += [Line(row.lines[0].page, row.lines[0].start, ""), *said]
    known = {id(row) for row, _draft in pairs}
    return [row for row in rows if id(row) not in known]


def _repeated(row: Block, drafts: list[Draft]) -> Draft | None:
    """Returns the only item with the title of a row, or, if the row has no title, with its number."""
    titles = [fold(line.text[LABEL.match(line.text).end() :]) for line in row.lines if _is_title(line.text)]  # type: ignore[union-attr]
    if titles:
        found = [draft for draft in drafts if len(titles[0]) >= SHORTEST and titles[0] in _beginning(draft)]
    else:
        number = next((match["number"] for line in row.lines if (match := NUMBER_ROW.fullmatch(line.text))), "")
        found = [draft for draft in drafts if number and draft.printed == number]
    return found[0] if len(found) == 1 else None


def _beginning(draft: Draft) -> str:
    return fold(" ".join(line.text for line in draft.lines if line.text)[:NEAR])
