"""Councils that each pay an amount: "MR-JÄM and MR-S paid DKK 90,000 each" are two grants."""

import re
from dataclasses import replace

from readings.rules.money.candidates import Candidate
from readings.rules.names import Mention, between
from readings.rules.shape import Shape
from readings.words import any_of
from readings.words.roles import LIST_JOINT, PAID_AFTER

LEAST = 2
_EACH = any_of(
    "hver|hver især|hvert|hver sin|vardera|varje|var|each|apiece|kukin|kumpikin|molemmat|hvor|hvort|hvor um sig|"
    "hvor for sig"
)
AFTER = re.compile(
    rf"\s*{_EACH}(?!\w)(?!\s+(?:år|ár|year|vuosi|måned|månad|month|land|country|deltag\w*|participant))", re.IGNORECASE
)
BEFORE = re.compile(rf"(?<!\w){_EACH}\s+(?:med\s+|with\s+|DKK\s+|kr\.?\s+)?$", re.IGNORECASE)


def of_each(shape: Shape, likely: list[Candidate], found: list[Mention]) -> list[tuple[Candidate, Mention]]:
    """Returns the amounts that several councils pay each, once for each council that pays it."""
    pairs: list[tuple[Candidate, Mention]] = []
    for one in likely:
        councils = _payers(shape, one, found) if one.reason == "each" and _is_of_each(shape, one) else []
        if len({council.key for council in councils}) == len(councils) >= LEAST:
            pairs += [(replace(one, reason=""), council) for council in councils]
    return pairs


def _is_of_each(shape: Shape, one: Candidate) -> bool:
    low = max(0, one.amount.start - 30)
    return bool(AFTER.match(shape.text, one.amount.end) or BEFORE.search(shape.text[low : one.amount.start]))


def _payers(shape: Shape, one: Candidate, found: list[Mention]) -> list[Mention]:
    """Returns the list of councils that pays an amount: before a verb for paying, or at the label of the payer."""
    row = shape.row("payer")
    if one.labelled and row:
        return list(between(found, row.start, row.end, "council"))
    before = list(between(found, one.start, one.amount.start, "council"))
    listed = before[-1:]
    for council in reversed(before[:-1]):
        if not LIST_JOINT.fullmatch(shape.text[council.end : listed[0].start]):
            break
        listed.insert(0, council)
    pays = bool(listed) and PAID_AFTER.match(shape.text, listed[-1].end, one.amount.start)
    return listed if pays else []
