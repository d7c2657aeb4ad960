"""Organisations and places that an item names and the register does not know: a person decides about each."""

import re
from collections.abc import Iterator

from readings.rules.facts import DECIDE, Fact
from readings.rules.names import Mention
from readings.rules.shape import Row, Shape
from readings.words.places import VENUE
from readings.words.roles import BEFORE, BEFORE_NAME, GENERIC

ROLES = ("implementing", "co-operating", "coordinating", "hosting", "initiating", "co-funding")
MOST = 12
"""Names of an item that are kept."""
LONGEST = 90
_CAPITAL = r"(?-i:[A-ZÅÄÖÆØÞÐÁÉÍÓÚÝ])"
_PART = rf"{_CAPITAL}[\w’'&./-]*"
_SMALL = r"(?:for|för|fyrir|af|av|of|mot|mod|om|um|og|och|and|ja|the|i|in|í|til|till|de|den|det)"
NAME = re.compile(rf"{_PART}(?:\s+(?:{_PART}|(?:{_SMALL}\s+){{1,2}}{_PART}))*(?:\s+r[fy]\b)?")
"""A name as annexes write it: words with capitals, and small words between them."""
CUT = re.compile(r"\s*(?:[;,/\n]|(?<!\w)(?:og|och|ja|and|samt|sekä)(?!\w))\s*")
NO_NAME = re.compile(
    r"[\W\d_]*$|.*\d{3}|(?:ikke|inte|ei|not|ekki|ingen|none|–|-|tba|tbc)\b|.*minist(?:r|eri)", re.IGNORECASE
)


def unknown(shape: Shape, found: list[Mention]) -> list[Fact]:
    """Returns the names that the register does not know, each to be decided: the value is the name as printed."""
    facts: list[Fact] = []
    for row in shape.rows:
        field = "unknown_partner" if row.field in (*ROLES, "organiser") else "unknown_place"
        if row.field in (*ROLES, "organiser", "place"):
            facts += [_fact(shape, field, *part) for part in _parts(shape.text, row, found)]
    for begin, end in shape.sentences:
        facts += [_fact(shape, "unknown_partner", *part) for part in _beside_roles(shape.text, begin, end, found)]
        if any(mention.kind == "place" and begin <= mention.start < end for mention in found):
            facts += [_fact(shape, "unknown_place", *part) for part in _beside_places(shape.text, begin, end, found)]
    kept = {(fact.field, fact.value): fact for fact in reversed(facts)}
    return sorted(kept.values(), key=lambda fact: shape.passage.letter(fact.span) if fact.span else 0)[:MOST]


def _fact(shape: Shape, field: str, start: int, end: int) -> Fact:
    words = shape.text[start:end]
    reason = "unknown-organisation" if field == "unknown_partner" else "unknown-place"
    return Fact(field, " ".join(words.split()), DECIDE, reason, shape.passage.span(start, end), words)


def _parts(text: str, row: Row, found: list[Mention]) -> Iterator[tuple[int, int]]:
    """Yields the parts of a labelled list that hold no known name: "Fafo, Foreningen Nye Veje"."""
    start = row.start
    cuts = [*CUT.finditer(text, row.start, row.end), None]
    for cut in cuts:
        end = cut.start() if cut else row.end
        part = text[start:end].rstrip(" .;*)\t\n")
        lead = len(part) - len(part.lstrip(" (*\t\n"))
        begin, stop = start + lead, start + len(part)
        named = any(mention.start < stop and begin < mention.end for mention in found)
        name = text[begin:stop]
        if not named and 2 < len(name) <= LONGEST and name[:1].isupper() and not NO_NAME.match(name):
            yield begin, stop
        start = cut.end() if cut else row.end


def _beside_roles(text: str, begin: int, end: int, found: list[Mention]) -> Iterator[tuple[int, int]]:
    """Yields names right after the words of a role: "i samarbejde med foreningen Nye Veje", also behind known ones."""
    for words in BEFORE.values():
        for match in words.finditer(text, begin, end):
            yield from _list_at(text, match.end(), end, found)


def _beside_places(text: str, begin: int, end: int, found: list[Mention]) -> Iterator[tuple[int, int]]:
    """Yields names in a list of places of which the register knows one: "in Riga, Tartu and Narva"."""
    for match in re.finditer(r"\b(?:i|in|í|på|á)\s+(?=[A-ZÅÄÖÆØ])", text[begin:end]):
        named = list(_list_at(text, begin + match.end(), end, found))
        if VENUE.search(text[begin : begin + match.end()]) and _knows_one(text, begin + match.end(), found, named):
            yield from named


def _knows_one(text: str, start: int, found: list[Mention], named: list[tuple[int, int]]) -> bool:
    last = max((stop for _start, stop in named), default=start)
    return any(mention.kind == "place" and start <= mention.start <= last + 12 for mention in found)


def _list_at(text: str, start: int, end: int, found: list[Mention]) -> Iterator[tuple[int, int]]:
    """Yields the unknown names of a list that begins at a letter."""
    while start < end:
        lead = BEFORE_NAME.match(text, start, end)
        start = lead.end() if lead else start
        kind = GENERIC.match(text, start, end)
        known = next((m for m in found if m.start <= start < m.end), None)
        name = None if known else NAME.match(text, kind.end() if kind else start, end)
        stop = known.end if known else (name.end() if name else 0)
        if not stop:
            return
        inside = None if known else next((m for m in found if m.start < stop and start < m.end), None)
        if inside is not None:
            stop = inside.end
        elif not known and stop - start <= LONGEST and not NO_NAME.match(text[start:stop]):
            yield start, start + len(text[start:stop].rstrip(".,"))
        joint = CUT.match(text, stop, end)
        if joint is None:
            return
        start = joint.end()
