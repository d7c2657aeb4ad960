"""Amounts of an item that cannot all be grants: a whole and its parts, or two wholes."""

import re
from itertools import pairwise

from readings.rules.money.amounts import amounts
from readings.rules.money.candidates import Candidate, around
from readings.rules.money.others import GIVER_AFTER, OURS
from readings.rules.names import Mention
from readings.rules.shape import Shape
from readings.words.money import FRACTION, GRANT, PART, SHARE, TOTAL
from readings.words.subjects import COUNCIL_WORD

BUDGET_OF = re.compile(
    r"\b(?:af|av|of|út af)\s+(?:(?:et|ett|en|a|den|the|det|sin|"
    r"its|dets|projektets|prosjektets|a total)\s+)?(?:(?:total\w*|samle\w*|samla\w*|full)\s+)?"
    r"(?:\w*budget\w*|\w*budsjett\w*|kostnad\w*|udgift\w*|utgift\w*|omkostning\w*|costs?|rammen?)\s+(?:på|of|om)\s+"
    r"(?:(?:totalt|i alt|samlet|sammanlagt|altogether)\s+)?(?:DKK\s*)?$",
    re.IGNORECASE,
)
BARE_SUM = re.compile(
    r"(?<![\w.,/-])(?:\d{1,3}(?:[., \u00a0]\d{3})+|\d{4,}00|\d+(?:[.,]\d+)?\s*(?:mio|mill|milj|tus|tkr|þús|tuh)\w*)"
    r"(?![\w/-])",
    re.IGNORECASE,
)
"""A number that is large enough for a sum of money."""
COST = re.compile(
    r"(?<!\w)(?:kostede|koster|kostet|kosta|kostade|kostar|costs?|kostaði|maksoi|maksaa|\w*kostnad\w*|\w*kostnaður\w*|"
    r"\w*omkostning\w*|\w*udgift\w*|\w*utgift\w*|\w*kustannu\w*|\w*budget\w*|\w*budsjett\w*|\w*budjet\w*|"
    r"\w*kostnaðaráætlun\w*)(?!\w)",
    re.IGNORECASE,
)
"""Words for what the whole item costs."""
OF_YEAR = re.compile(
    r"\s*\(?(?:i|in|í|for|för|vuonna|år|árið|i år|in the year|vuodelle|fyrir)?\s*(?P<year>(?:19|20)\d\d)\)?",
    re.IGNORECASE,
)
LIST = re.compile(r"\s*(?:,|;|\+|,?\s*(?:og|och|ja|and|sekä|samt))\s*", re.IGNORECASE)
_FRACTION = FRACTION.pattern.removeprefix(r"(?<!\w)")
HALF_OF_OTHERS = re.compile(
    rf"[;,.]\s+(?:(?:en|et|ett|den|the|one|a)\s+)?{_FRACTION}(?!\s+(?:af|av|of))[^.;]{{0,12}}?\s+"
    r"(?:betal\w+|finansier\w+|blev|ble|was|is|paid|kom|came|maks\w+|greid\w*|stod)",
    re.IGNORECASE,
)
"""Words after an amount that say that others paid a part of it: "…; half was paid by the city"."""
JOINT = re.compile(r"[\s,;(:]*")


def doubt_rivals(
    shape: Shape, sure: list[Candidate], payers: dict[int, tuple[Mention | None, str]], found: list[Mention]
) -> None:
    """Leaves amounts to a person that cannot all be grants: a whole and its parts, or two wholes."""
    if len(sure) < 2 or _are_added(shape, sure) or _of_budget(shape, sure) or _of_cost(shape, sure, found):
        return
    shares = [one for one in sure if one.share or one.part]
    if shares and len(shares) < len(sure):
        _doubt_whole_or_parts(shape, shares, [one for one in sure if one not in shares], found)
    elif _is_repeated(sure):
        for one in sure[1:]:
            one.reason, one.no_grant = "repeated", True
    elif not _pay_each(shape, sure, payers):
        for one in sure:
            one.reason = "rivals"


def doubt_divided(shape: Shape, likely: list[Candidate], found: list[Mention]) -> None:
    """Leaves an amount to a person if a part of it is named right after it: "1 600 000 DKK, of which MR-LAG pays half,
    that is 800 000". It may be the cost of the whole project."""
    for place, one in enumerate(likely):
        if not one.reason and _is_cost_of_more(shape, one, likely, found):
            one.reason = "whole-cost"
        rest = JOINT.match(shape.text, one.amount.end)
        begin = shape.text.rfind("\n", 0, one.amount.start) + 1
        divided = rest and PART.match(shape.text, rest.end())
        end = likely[place + 1].amount.start if place + 1 < len(likely) else len(shape.text)
        if not one.reason and HALF_OF_OTHERS.match(shape.text, one.amount.end):
            one.reason = "whole-cost"
        half = divided and FRACTION.search(shape.text, divided.end(), end)
        unsure = half or TOTAL.search(shape.text, begin, one.amount.start)
        if not one.reason and ((divided and unsure) or _is_split(shape, one)):
            one.reason = "whole-cost"


def _is_cost_of_more(shape: Shape, one: Candidate, likely: list[Candidate], found: list[Mention]) -> bool:
    """Returns whether an amount is what the item costs, and the text names a smaller one that the Council pays."""
    if not COST.search(shape.text, one.start, one.amount.start) or _names_ours(shape, one, found):
        return False
    smaller = [other for other in likely if (other.amount.value or 0) < (one.amount.value or 0)]
    unsure = ("no-grant-word", "part", "each", "currency", "number", "approximate", "range")
    return any(other.reason in unsure and _names_ours(shape, other, found) for other in smaller)


def _is_split(shape: Shape, one: Candidate) -> bool:
    """Returns whether the sentence of an amount goes on with who gives how much of it, in numbers without a currency:
    "The budget is 1.4 million DKK; MR-LAG gives 600 000 and Fafo 800 000"."""
    rest = next((shape.text[one.amount.end : stop] for _begin, stop in around(shape, one)), "")
    bare = list(rest)
    for other in amounts(rest):
        bare[other.start : other.end] = " " * (other.end - other.start)
    return not one.labelled and bool(BARE_SUM.search("".join(bare))) and bool(GRANT.search(rest))


def _are_added(shape: Shape, sure: list[Candidate]) -> bool:
    """Returns whether a labelled row adds amounts in several currencies, "400 000 NOK + 300 000 DKK", or a text adds
    those of several years: "300 000 DKK in 2010 and 450 000 DKK in 2011"."""
    if are_of_years(shape, sure):
        return True
    joints = [shape.text[one.amount.end : other.amount.start] for one, other in pairwise(sure)]
    return (
        all(one.labelled for one in sure)
        and len({one.amount.currency for one in sure}) == len(sure)
        and all(re.fullmatch(r"\s*(?:\+|plus|og|och|and|ja|sekä)\s*", joint) for joint in joints)
    )


def are_of_years(shape: Shape, sure: list[Candidate]) -> bool:
    """Returns whether each amount is that of a year of its own, in a list."""
    years = [OF_YEAR.match(shape.text, one.amount.end) for one in sure]
    if len(sure) < 2 or not all(years):
        return False
    ends = [year.end() for year in years if year]
    joints = [shape.text[end : other.amount.start] for end, other in zip(ends, sure[1:], strict=False)]
    distinct = len({year["year"] for year in years if year}) == len(sure)
    return distinct and all(LIST.fullmatch(joint) for joint in joints)


def _of_budget(shape: Shape, sure: list[Candidate]) -> bool:
    """Returns whether the text names a budget and what we pay of it: "480.000 of a budget of 1.600.000". The budget
    is left to a person then."""
    wholes = [one for one in sure if BUDGET_OF.search(shape.text[one.start : one.amount.start])]
    shares = [one for one in sure if one not in wholes]
    if len(wholes) != 1 or len(shares) != 1 or wholes[0].start != shares[0].start:
        return False
    wholes[0].reason, shares[0].share = "whole-cost", True
    return True


def _of_cost(shape: Shape, sure: list[Candidate], found: list[Mention]) -> bool:
    """Returns whether the text says what it costs, and what the Council pays of that: "It cost 2.4 million; MR-S paid
    600,000". The cost is left to a person then."""
    ours = [one for one in sure if _gives(shape, one, sure, found)]
    wholes = [one for one in sure if one not in ours and COST.search(shape.text, one.start, one.amount.start)]
    if len(ours) != 1 or len(wholes) != 1:
        return False
    share, whole = ours[0].amount, wholes[0].amount
    rest = [one for one in sure if one not in (*ours, *wholes)]
    if rest and sum(one.amount.value or 0 for one in (*rest, *ours)) != whole.value:
        return False
    for one in rest:
        # What others give is the rest of the cost
        one.reason, one.no_grant = "elsewhere", True
    if share.currency != whole.currency or not share.value or not whole.value or share.value >= whole.value:
        return False
    ours[0].share, wholes[0].reason = True, "whole-cost"
    return True


def _gives(shape: Shape, one: Candidate, sure: list[Candidate], found: list[Mention]) -> bool:
    """Returns whether the words between the amount before and this one name the Council or one of its councils."""
    low = max((other.amount.end for other in sure if other.amount.end <= one.amount.start), default=one.start)
    low = max(low, one.start)
    after = next((other.amount.start for other in sure if other.amount.start > one.amount.start), one.end)
    named = any(m.kind == "council" or m.key == OURS for m in found if low <= m.start < one.amount.start)
    behind = GIVER_AFTER.match(shape.text, one.amount.end, min(after, one.end))
    named = named or bool(behind and any(m.kind == "council" for m in found if m.start == behind.end()))
    return named or bool(COUNCIL_WORD.search(shape.text, low, one.amount.start))


def join_repeated(likely: list[Candidate]) -> None:
    """Takes an amount of the prose for the same as the one at a label: what the prose says of it counts for both."""
    for one in likely:
        for other in likely:
            same = (one.amount.value, one.amount.currency) == (other.amount.value, other.amount.currency)
            if (
                one.labelled
                and not other.labelled
                and same
                and not one.reason
                and other.reason in ("", "no-grant-word")
            ):
                one.share = one.share or other.share
                other.reason, other.no_grant = "repeated", True


def _doubt_whole_or_parts(shape: Shape, shares: list[Candidate], wholes: list[Candidate], found: list[Mention]) -> None:
    ours = len(shares) == 1 and shares[0].share and (shares[0].ours or SHARE.search(shape.text) is not None)
    pays = shares[0].part and _names_ours(shape, shares[0], found)
    ours = ours or (pays and not any(_names_ours(shape, one, found) for one in wholes))
    if ours and any(one.amount.value == shares[0].amount.value for one in wholes):
        # The Council pays all of it
        shares[0].share = shares[0].part = False
    for one in wholes if ours else shares:
        one.reason = "whole-cost" if ours else "part"
    if not ours and len(wholes) > 1:
        for one in wholes:
            one.reason = "rivals"


def _is_repeated(sure: list[Candidate]) -> bool:
    return len({(one.amount.value, one.amount.currency) for one in sure}) == 1


def _pay_each(shape: Shape, sure: list[Candidate], payers: dict[int, tuple[Mention | None, str]]) -> bool:
    """Returns whether a council of its own pays each amount, and none of them is a total."""
    councils = [payers[id(one)][0] for one in sure]
    keys = {council.key for council in councils if council}
    near = [shape.text[max(one.start, one.amount.start - 40) : one.amount.end + 12] for one in sure]
    return len(keys) == len(sure) and not any(TOTAL.search(words) for words in near)


def _names_ours(shape: Shape, one: Candidate, found: list[Mention]) -> bool:
    """Returns whether the words around an amount name the Council or one of its councils."""
    named = any(m.kind == "council" or m.key == OURS for m in found if one.start <= m.start < one.end)
    return named or bool(COUNCIL_WORD.search(shape.text[one.start : one.end]))
