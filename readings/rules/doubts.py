"""Leaves a fact to a person if its sentence is about another project, or about something that did not happen."""

import re

from readings.rules.facts import CERTAIN, DECIDE, Fact
from readings.rules.shape import Shape
from readings.words.doubts import ANOTHER, CHANGED, NEGATED, NO_END, WITHOUT

FROM_HEADING = ("title", "status", "kind")
"""Facts that are about the item whatever its sentences say."""
DOUBTS = ((ANOTHER, "another"), (NEGATED, "negated"), (CHANGED, "negated"))
PARTS = re.compile(r";\s")


def doubt(shape: Shape, facts: list[Fact], title: tuple[int, int]) -> None:
    """Marks the certain facts of doubtful sentences and rows to be decided. ``title``: letters of the title, whose own
    words ("Police without borders") are no doubt."""
    text = NO_END.sub(lambda found: " " * len(found.group()), shape.without(title))
    parts = [*_parts(text, shape.sentences), *((row.start, row.end) for row in shape.rows)]
    reasons = [(part, reason) for part in parts if (reason := _reason(text[slice(*part)]))]
    reasons += [((found.start(), part[1]), "negated") for part in parts if (found := WITHOUT.search(text, *part))]
    for fact in facts:
        if fact.state != CERTAIN or fact.field in FROM_HEADING or not fact.span:
            continue
        letter = shape.passage.letter(fact.span)
        for (begin, end), reason in reasons:
            if begin <= letter < end:
                fact.state, fact.reason = DECIDE, reason


def _parts(text: str, sentences: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Returns the sentences, divided at semicolons."""
    found = []
    for begin, end in sentences:
        for cut in PARTS.finditer(text, begin, end):
            found.append((begin, cut.end()))
            begin = cut.end()
        found.append((begin, end))
    return found


def _reason(part: str) -> str:
    return next((reason for words, reason in DOUBTS if words.search(part)), "")
