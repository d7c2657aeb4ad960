"""Whether an amount is money of somebody else: a country, the European Union, or another party of the project."""

import re

from readings.rules.money.amounts import amounts
from readings.rules.names import Mention, between
from readings.words.money import ELSEWHERE, OTHER_GIVER
from readings.words.roles import PAID_AFTER

OURS = "nordic-council-of-ministers"
GIVER_AFTER = re.compile(
    r"\s*(?:\([^)]{1,30}\)\s*)?,?\s*(?:fra|från|from|frá|by|av|af)\s+(?:den\s+|det\s+|de\s+|the\s+)?", re.I
)
"""The words after an amount that lead to who gives it: "200 000 NOK fra norske myndigheter"."""
GIVES = re.compile(
    r"(?:bidrar|bidrager|bidrog|bidro|betaler|betalar|betalte|ger|gir|giver|gav|finansierer|finansierar)\s+(?:også\s+|"
    r"även\s+)?$",
    re.IGNORECASE,
)
"""A verb before its subject: "I tillegg bidrar EU med …"."""
LED_IN = re.compile(r"(?:\bi|\bin|\bí|\bför|\bfor|\btil|\btill|\bto)\s+$")


def of_others(text: str, found: list[Mention], sentence: tuple[int, int], start: int, span: tuple[int, int]) -> bool:
    """Returns whether a sentence says that an amount is money of others. ``start``: of the clause that speaks of the
    amount; ``span``: its letters."""
    begin, stop = sentence
    if ELSEWHERE.search(text[begin:stop]) and not re.search(r"\b(?:NMR|MR-)", text[start:stop]):
        return True
    subject = text[max(begin, start) : span[0]]
    if re.match(r"\s*(?:resten|the rest|loput|afgangurinn|återstoden|the remainder)\b", subject, re.IGNORECASE):
        return True
    if given_by_others(text, found, max(begin, start), span, stop):
        return True
    countries = list(between(found, begin, span[0], "place"))
    if any(_is_ours(one) for one in found if begin <= one.start < stop):
        return False
    leading = [one for one in countries if not LED_IN.search(text[begin : one.start])]
    return bool(leading) and leading[0].start - begin < 25


def _is_ours(mention: Mention) -> bool:
    return mention.kind == "council" or mention.key == OURS


def given_by_others(text: str, found: list[Mention], start: int, span: tuple[int, int], stop: int) -> bool:
    """Returns whether the words right beside an amount name a giver, and it is none of ours."""
    earlier = amounts(text[start : span[0]], start)
    begin = earlier[-1].end if earlier else start
    after = GIVER_AFTER.match(text, span[1], stop)
    if after:
        named = next((one for one in found if after.end() <= one.start <= after.end() + 1), None)
        if named:
            return named.kind == "organisation" and named.key != OURS
        return bool(OTHER_GIVER.match(text, after.end()))
    before = [one for one in found if begin <= one.start < span[0]]
    ours = max((one.end for one in before if _is_ours(one) or one.kind == "fund"), default=begin)
    if any(
        one.kind == "organisation" and one.start > ours and PAID_AFTER.match(text[one.end : span[0]]) for one in before
    ):
        return True
    giver = OTHER_GIVER.search(text, ours, span[0])
    if giver is None:
        return False
    return bool(PAID_AFTER.match(text[giver.end() : span[0]]) or GIVES.search(text[begin : giver.start()]))
