"""Whether an item is ongoing or closed: by its label, by the heading above it, or by its own words."""

import re

from readings.rules.clauses.subject import CUT, About, names_item, stands_for_other, tells_of_item
from readings.rules.facts import CERTAIN, DECIDE, Fact
from readings.rules.paper.drafts import Draft
from readings.rules.shape import Shape
from readings.words.dates import RUNS_SINCE
from readings.words.doubts import ANOTHER, CHANGED, NEGATED
from readings.words.money import EARLIER
from readings.words.states import CLOSED, ONGOING, STOPPED
from readings.words.status_words import (
    COPULA,
    ENDED_ALONE,
    ENDED_SAID,
    HAS_ENDED,
    NOT_ENDED,
    NOT_KNOWN,
    RUNS_ALONE,
    RUNS_SAID,
)


def status_of(draft: Draft, shape: Shape, dates: list[Fact], title: tuple[int, int], about: About) -> Fact:
    """Returns the status of an item. ``dates``: its start and end, as far as they were read. ``title``: letters of the
    title, whose own words ("Never alone") say nothing of the status."""
    row = shape.row("status")
    if row:
        words = shape.text[row.start : row.end]
        ongoing, closed = bool(ONGOING.search(words)), bool(CLOSED.search(words))
        if ongoing != closed and not STOPPED.search(words):
            span = shape.passage.span(row.start, row.end)
            return Fact("status", "ongoing" if ongoing else "closed", CERTAIN, "labelled", span, words.strip())
    if row or STOPPED.search(_known(shape.without(title))):
        # A label or words of the item contradict the heading
        return Fact("status", draft.heading.status or "closed", DECIDE, "status-weak")
    said = _said(shape, dates, about)
    values = {fact.value for fact in said}
    if draft.heading.status and not draft.heading_like:
        if values - {draft.heading.status}:
            return Fact("status", draft.heading.status, DECIDE, "status-weak")
        return Fact("status", draft.heading.status, CERTAIN, "heading", None, draft.heading.text)
    if len(values) == 1 and not draft.heading_like:
        return said[0]
    closed_in_prose = re.search(r"avslut|afslut|päätty|lauk|ended|closed", shape.text, re.IGNORECASE)
    return Fact("status", "closed" if closed_in_prose else "ongoing", DECIDE, "status-weak")


def _said(shape: Shape, dates: list[Fact], about: About) -> list[Fact]:
    """Returns what the item says of itself: "Avsluttet.", "Kampanjen är avslutad", "avslutades i december 2010"."""
    found = []
    for begin, end in shape.sentences:
        sentence = shape.text[begin:end]
        found += _fact(shape, "ongoing", NOT_ENDED.search(sentence), begin)
        plain = RUNS_SINCE.sub("", _known(sentence))
        if stands_for_other(shape, begin, about) or any(
            words.search(plain) for words in (ANOTHER, NEGATED, CHANGED, EARLIER)
        ):
            continue
        sentence = NOT_ENDED.sub(lambda match: " " * len(match.group()), sentence)
        for value, words in (("closed", ENDED_ALONE), ("closed", ENDED_SAID), ("ongoing", RUNS_ALONE)):
            found += _fact(shape, value, _of_item(words.search(sentence), about), begin)
        found += _fact(shape, "ongoing", _of_item(RUNS_SAID.search(sentence), about), begin)
        ended = HAS_ENDED.search(sentence)
        if ended and _has_end(shape, dates, begin, end):
            found += _fact(shape, "closed", ended, begin)
    return found


def _of_item(match: re.Match[str] | None, about: About) -> re.Match[str] | None:
    """Returns the words that say a status, unless their subject is a part of the item: "the first seminar is over"."""
    if match is None:
        return None
    copula = COPULA.search(match.group())
    if copula is None:
        return match
    before = match.string[: match.start() + copula.start()]
    begin = max((cut.end() for cut in CUT.finditer(before)), default=0)
    said = names_item(before[begin:], about, first=False)
    return match if said or (said is None and tells_of_item(before, about, first=False)) else None


def _known(text: str) -> str:
    """Returns a text without what it says is not known or not ended yet: neither stops a project."""
    return NOT_KNOWN.sub(" ", NOT_ENDED.sub(" ", text))


def _fact(shape: Shape, value: str, match: re.Match[str] | None, offset: int) -> list[Fact]:
    if match is None:
        return []
    start, end = offset + match.start(), offset + match.end()
    return [
        Fact("status", value, CERTAIN, "status-words", shape.passage.span(start, end), shape.text[start:end].strip())
    ]


def _has_end(shape: Shape, dates: list[Fact], begin: int, end: int) -> bool:
    """Returns whether the end of the item was read from this sentence, for certain."""
    return any(
        fact.field == "ends"
        and fact.state == CERTAIN
        and fact.reason == "ended"
        and fact.span is not None
        and begin <= shape.passage.letter(fact.span) < end
        for fact in dates
    )
