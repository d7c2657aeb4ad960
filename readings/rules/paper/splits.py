"""Doubts about where items begin: if the text was divided wrongly, every fact of an item may belong to another one.

So nothing in the items of a doubtful division is certain.
"""

import re
from collections import Counter

from projects.language.folding import fold
from readings.rules.facts import CERTAIN, DECIDE, Item
from readings.words.labels import LABEL, field_of

REASON = "maybe-split"
LEAST = 4
"""Items from which it counts how many of them say little."""
LEAST_DETAILS = 2
"""Items that are one labelled line, from which the lines belong to the items above them."""
LEAST_HALVES = 3
"""Items with dates, and items with money, from which it counts how many have both."""
TIMES = 3
COLUMNS = re.compile(r"[^\t|\n]\s*[\t|][^\t|\n]*[\t|]")
"""A line with two tabs or bars: a row of a table that was not understood."""
LEAST_ROWS = 2
OF_PROJECT = ("grant", "other_amount", "starts", "ends", "kind")
"""Fields of which an item says at least one, if it is a project."""


def doubt_splits(items: list[Item]) -> None:
    """Leaves all facts to a person of items that may be no items, or parts of another one."""
    doubtful = {id(item) for item in [*_doubles(items), *_of_rows(items)]}
    if _is_doubtful(items):
        doubtful |= {id(item) for item in items}
    for item in items:
        if id(item) in doubtful:
            leave(item)


def leave(item: Item) -> None:
    """Leaves all facts of an item to a person."""
    for fact in item.facts:
        if fact.state == CERTAIN:
            fact.state, fact.reason = DECIDE, REASON


def _is_doubtful(items: list[Item]) -> bool:
    """Returns whether the whole text may be divided wrongly: several items are a single labelled line, or most of them
    say nothing of a project."""
    details = sum(_is_detail(item) for item in items)
    if details >= LEAST_DETAILS:
        return True
    if len(items) >= LEAST and sum(map(_says_little, items)) * 2 > len(items):
        return True
    return _are_halves(items)


def _are_halves(items: list[Item]) -> bool:
    """Returns whether some items have the dates and others the money: they are parts of the same projects."""
    fields = [{fact.field for fact in item.facts if fact.value} for item in items]
    dated = [known for known in fields if known & {"starts", "ends"}]
    paid = [known for known in fields if known & {"grant", "other_amount"}]
    both = sum(bool(known & {"grant", "other_amount"}) for known in dated)
    return min(len(dated), len(paid)) >= LEAST_HALVES and both * TIMES < min(len(dated), len(paid))


def _is_detail(item: Item) -> bool:
    """Returns whether an item is one line with a label, such as "Period: 2010–2012"."""
    text = item.text.strip()
    found = LABEL.match(text)
    return bool(found) and "\n" not in text and field_of(found["label"]) != "title"  # type: ignore[index]


def _says_little(item: Item) -> bool:
    """Returns whether an item has neither money nor a date nor a kind."""
    return not any(fact.field in OF_PROJECT and fact.value for fact in item.facts)


def _doubles(items: list[Item]) -> list[Item]:
    """Returns the items whose title another item has too."""
    titled = [(item, _title(item)) for item in items]
    often = Counter(title for _item, title in titled if title)
    return [item for item, title in titled if often[title] > 1]


def _title(item: Item) -> str:
    return next((fold(str(fact.value)) for fact in item.facts if fact.field == "title"), "")


def _of_rows(items: list[Item]) -> list[Item]:
    """Returns the items inside which are rows of a table whose columns were not understood."""
    return [item for item in items if len(COLUMNS.findall(item.text)) >= LEAST_ROWS]
