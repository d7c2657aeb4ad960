"""Which amounts of an item are grants, which of them are a share, who pays, and from which fund."""

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from readings.rules.facts import CERTAIN, DECIDE, Fact
from readings.rules.money.amounts import Amount, amount_of_cell, amounts
from readings.rules.money.others import OURS, given_by_others, of_others
from readings.rules.names import Mention, between
from readings.rules.shape import Row, Shape
from readings.words.money import (
    COFINANCED,
    EACH,
    EARLIER,
    FRACTION,
    GRANT,
    NOT_GRANTED,
    PART,
    PAYS,
    SHARE,
    TOTAL,
)

MOST_AMOUNTS = 40
"""Amounts of an item that are looked at."""
CLAUSE = re.compile(
    r";\s|,\s+(?=(?:som|der|which|mens|medan|kun taas|joka|of which|heraf|herav|varav|josta|þar af|while|"
    r"hvoraf|hvorav|joista|of this|of these)\b)"
)
OF_EUROPE = re.compile(
    r"\bEU[- :]?(?:s|n|:s|:n|-)?\s?(?:projekt|prosjekt|project|hanke|verkefni|medel|midler|funding|funds|"
    r"support|støtte|stöd|rahoit|tuki|styrk)\w*|kommission|\bcommission|horizon|interreg",
    re.IGNORECASE,
)
BUDGET_OF = re.compile(
    r"\b(?:af|av|of|út af)\s+(?:(?:et|ett|en|a|den|the|det|sin|"
    r"its|dets|projektets|prosjektets|a total)\s+)?(?:(?:total\w*|samle\w*|samla\w*|full)\s+)?"
    r"(?:\w*budget\w*|\w*budsjett\w*|kostnad\w*|udgift\w*|utgift\w*|omkostning\w*|costs?|rammen?)\s+(?:på|of|om)\s+"
    r"(?:(?:totalt|i alt|samlet|sammanlagt|altogether)\s+)?(?:DKK\s*)?$",
    re.IGNORECASE,
)
COMES = re.compile(r"(?:fra|från|from|frá)\s+(?:MR-|NMR|[^\d]{0,60}\(MR-)", re.IGNORECASE)
"""A clause that begins with the giver: "Från MR-S kommer 2,1 miljoner DKK"."""
COUNCIL_WORD = re.compile(
    r"(?<!\w)(?:minister(?:rådet|rådets|råd)|(?:the )?council(?: of ministers|'s|’s)?(?! of)|NMR(?:s|'s)?|NCM|"
    r"ministerineuvosto\w*|ráðherranefnd\w*)(?!\w)",
    re.IGNORECASE,
)
"""What annexes call the Council after its first full name."""
BARE_SUM = re.compile(
    r"(?<![\w.,/-])(?:\d{1,3}(?:[., \u00a0]\d{3})+|\d{4,}00|\d+(?:[.,]\d+)?\s*(?:mio|mill|milj|tus|tkr|þús|tuh)\w*)"
    r"(?![\w/-])",
    re.IGNORECASE,
)
"""A number that is large enough for a sum of money."""
JOINT = re.compile(r"[\s,;(:]*")
BRACKETS = re.compile(r"\([^()]*$")
MONEY_ROWS = ("money", "share", "payer", "fund", "co-funding")


@dataclass
class Candidate:
    """An amount, the letters around it that speak of it, and how far it can be trusted."""

    amount: Amount
    start: int
    end: int
    labelled: bool
    reason: str = ""
    """Why it has to be decided; "" if it is a grant for certain."""
    no_grant: bool = False
    """Whether the text says that it is money of somebody else."""
    part: bool = False
    share: bool = False
    ours: bool = False
    """Whether its label says that it is what the Council pays."""


def grants(shape: Shape, found: list[Mention]) -> list[Fact]:
    """Returns the facts on the money of an item. The value of each is that of an allocation: amount, currency, scope,
    payer (a council) and fund, each of which is None if it is not stated."""
    candidates = _candidates(shape, found)
    likely = [one for one in candidates if not one.no_grant]
    sure = [one for one in likely if not one.reason]
    payers = {id(one): _payer(shape, one, found, candidates) for one in likely}
    _doubt_rivals(shape, sure, payers, found)
    _doubt_divided(shape, likely)
    cofinanced = bool(SHARE.search(shape.text)) or _has_other_money(shape)
    facts = [_fact(shape, one, found, payers[id(one)], cofinanced, len(sure)) for one in likely]
    facts += [_other(shape, one) for one in candidates if one.no_grant]
    return facts


def _has_other_money(shape: Shape) -> bool:
    """Returns whether a sentence speaks of money beside the grant: "and as much from the two ministries"."""
    for begin, end in shape.sentences:
        words = COFINANCED.search(shape.text, begin, end)
        if words and (amounts(shape.text[begin:end]) or GRANT.search(shape.text, begin, end)):
            return True
    return False


def _candidates(shape: Shape, found: list[Mention]) -> list[Candidate]:
    candidates: list[Candidate] = []
    for row in shape.rows:
        if row.field in MONEY_ROWS or row.field == "other":
            for amount in _of_row(shape, row)[: MOST_AMOUNTS - len(candidates)]:
                start, end = _clause(shape.text, row.start, row.end, amount)
                candidates.append(Candidate(amount, start, end, row.field in MONEY_ROWS[:4]))
                _judge(shape, candidates[-1], found, row.field)
    for start, end in shape.sentences:
        for amount in _amounts(shape, start, end)[: MOST_AMOUNTS - len(candidates)]:
            begin, stop = _clause(shape.text, start, end, amount)
            candidates.append(Candidate(amount, begin, stop, False))
            _judge(shape, candidates[-1], found, "", (start, end))
    return sorted(candidates, key=lambda one: one.amount.start)


def _of_row(shape: Shape, row: Row) -> list[Amount]:
    """Returns the amounts of a labelled row, also of a number whose label says the currency."""
    found = _amounts(shape, row.start, row.end)
    if found or row.field not in ("money", "share"):
        return found
    label = shape.text[shape.text.rfind("\n", 0, row.start) + 1 : row.start]
    money = shape.money
    cell = amount_of_cell(shape.text[row.start : row.end], label, row.start, money.currency, money.thousand)
    return [cell] if cell else []


def _amounts(shape: Shape, start: int, end: int) -> list[Amount]:
    return [shape.money.of(amount) for amount in amounts(shape.text[start:end], start)]


def _clause(text: str, start: int, end: int, amount: Amount) -> tuple[int, int]:
    """Returns the part of a sentence that speaks of an amount: the bracket around it, or up to the amount before."""
    opened = BRACKETS.search(text[start : amount.start])
    closed = text.find(")", amount.end, end)
    if opened and closed >= 0:
        return start + opened.start(), closed + 1
    for cut in CLAUSE.finditer(text, start, amount.start):
        start = cut.end()
    after = CLAUSE.search(text, amount.end, end)
    return start, after.start() if after else end


def _judge(
    shape: Shape, one: Candidate, found: list[Mention], row: str, sentence: tuple[int, int] | None = None
) -> None:
    """Says of an amount why it is no certain grant."""
    text, (begin, stop) = shape.text, sentence or (one.start, one.end)
    ours = any(m.key == OURS or m.kind == "council" for m in found if one.start <= m.start < one.end)
    ours = ours or bool(COUNCIL_WORD.search(text[one.start : one.end]))
    low = max(begin, min(one.start, one.amount.start - 60))
    one.part = bool(PART.search(text[low : one.amount.start]))
    one.share = row == "share" or bool(SHARE.search(text[one.start : one.end])) or (one.part and ours)
    one.ours = row == "share"
    bound = one.labelled or text[one.start : one.start + 1] == "("
    labelled = one.labelled and given_by_others(text, found, one.start, (one.amount.start, one.amount.end), one.end)
    if (
        labelled
        or row in ("other", "co-funding")
        or (not bound and of_others(text, found, (begin, stop), one.start, (one.amount.start, one.amount.end)))
    ):
        one.no_grant, one.reason = True, "elsewhere"
        return
    one.reason = _doubt_of_number(one.amount) or _doubt_of_words(text, one, (begin, stop), bound)
    if not one.reason and one.part and not ours:
        one.reason = "part"


def _doubt_of_number(amount: Amount) -> str:
    if amount.value is None:
        return "number"
    if amount.approximate:
        return "approximate"
    if amount.ranged:
        return "range"
    return "" if amount.currency else "currency"


def _doubt_of_words(text: str, one: Candidate, sentence: tuple[int, int], bound: bool) -> str:
    clause = text[one.start : one.end]
    begin = text.rfind("; ", sentence[0], one.amount.start) + 1 or sentence[0]
    stop = text.find("; ", one.amount.end, sentence[1])
    whole = text[begin : stop if stop >= 0 else sentence[1]]
    if NOT_GRANTED.search(clause if clause.startswith("(") else whole):
        return "not-granted"
    if EACH.match(text[one.amount.end :]) or (bound and EACH.search(clause)):
        return "each"
    if FRACTION.search(text[one.start : one.amount.start] + " " + text[one.amount.end : one.end]):
        return "part"
    if bound:
        return ""
    if EARLIER.search(whole) and not TOTAL.search(text[one.start : one.amount.start][-40:]):
        return "earlier"
    if EACH.search(clause):
        return "each"
    return "" if GRANT.search(clause) or _is_bare(clause) or COMES.match(clause.lstrip()) else "no-grant-word"


def _is_bare(clause: str) -> bool:
    """Returns whether a sentence is nothing but a total, such as "Totalt 420.000 DKK."."""
    return bool(TOTAL.search(clause)) and len(clause.strip(" .()*")) < 40


def _payer(
    shape: Shape, one: Candidate, found: list[Mention], candidates: list[Candidate]
) -> tuple[Mention | None, str]:
    """Returns the council that pays an amount, and why that is not certain ("" if it is)."""
    others = [other.amount for other in candidates if other is not one and one.start <= other.amount.start < one.end]
    low = max((amount.end for amount in others if amount.end <= one.amount.start), default=one.start)
    high = min((amount.start for amount in others if amount.start >= one.amount.end), default=one.end)
    before = list(between(found, low, one.amount.start, "council"))
    after = list(between(found, one.amount.end, high, "council"))
    if others and before and after:
        after = []
    near = before + after
    if not near:
        return _labelled_payer(shape, found, candidates)
    keys = {mention.key for mention in near}
    if len(keys) > 1:
        return near[0], "several-payers"
    if one.part and not PAYS.search(shape.text[low : one.amount.start]):
        return near[0], "part"
    paying = one.labelled or shape.text[one.start : one.start + 1] == "(" or PAYS.search(shape.text[one.start : high])
    return near[0], "" if paying else "role"


def _labelled_payer(shape: Shape, found: list[Mention], candidates: list[Candidate]) -> tuple[Mention | None, str]:
    rows = [row for row in shape.rows if row.field == "payer"] or _without_amount(shape)
    named = [mention for row in rows for mention in between(found, row.start, row.end, "council")]
    if not named:
        return None, ""
    several = len({mention.key for mention in named}) > 1 or len([one for one in candidates if not one.no_grant]) > 1
    return named[0], "several-payers" if several else ""


def _without_amount(shape: Shape) -> list[Row]:
    """Returns the rows that name the money and no amount: "Finansiering: MR-LAG", "Bevilling: 68 000 DKK"."""
    return [
        row
        for row in shape.rows
        if row.field in ("money", "fund") and not re.search(r"\d", shape.text[row.start : row.end])
    ]


def _doubt_rivals(
    shape: Shape, sure: list[Candidate], payers: dict[int, tuple[Mention | None, str]], found: list[Mention]
) -> None:
    """Leaves amounts to a person that cannot all be grants: a whole and its parts, or two wholes."""
    if len(sure) < 2 or _are_added(shape, sure) or _of_budget(shape, sure):
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


def _doubt_divided(shape: Shape, likely: list[Candidate]) -> None:
    """Leaves an amount to a person if a part of it is named right after it: "1 600 000 DKK, of which MR-LAG pays half,
    that is 800 000". It may be the cost of the whole project."""
    for place, one in enumerate(likely):
        rest = JOINT.match(shape.text, one.amount.end)
        begin = shape.text.rfind("\n", 0, one.amount.start) + 1
        divided = rest and PART.match(shape.text, rest.end())
        end = likely[place + 1].amount.start if place + 1 < len(likely) else len(shape.text)
        half = divided and FRACTION.search(shape.text, divided.end(), end)
        unsure = half or TOTAL.search(shape.text, begin, one.amount.start)
        if not one.reason and ((divided and unsure) or _is_split(shape, one)):
            one.reason = "whole-cost"


def _is_split(shape: Shape, one: Candidate) -> bool:
    """Returns whether the sentence of an amount goes on with who gives how much of it, in numbers without a currency:
    "The budget is 1.4 million DKK; MR-LAG gives 600 000 and Fafo 800 000"."""
    rest = next((shape.text[one.amount.end : stop] for _begin, stop in _around(shape, one)), "")
    bare = list(rest)
    for other in amounts(rest):
        bare[other.start : other.end] = " " * (other.end - other.start)
    return not one.labelled and bool(BARE_SUM.search("".join(bare))) and bool(GRANT.search(rest))


def _are_added(shape: Shape, sure: list[Candidate]) -> bool:
    """Returns whether a labelled row adds amounts in several currencies: "400 000 NOK + 300 000 DKK"."""
    joints = [shape.text[one.amount.end : other.amount.start] for one, other in pairwise(sure)]
    return (
        all(one.labelled for one in sure)
        and len({one.amount.currency for one in sure}) == len(sure)
        and all(re.fullmatch(r"\s*(?:\+|plus|og|och|and|ja|sekä)\s*", joint) for joint in joints)
    )


def _of_budget(shape: Shape, sure: list[Candidate]) -> bool:
    """Returns whether the text names a budget and what we pay of it: "480.000 of a budget of 1.600.000". The budget
    is left to a person then."""
    wholes = [one for one in sure if BUDGET_OF.search(shape.text[one.start : one.amount.start])]
    shares = [one for one in sure if one not in wholes]
    if len(wholes) != 1 or len(shares) != 1 or wholes[0].start != shares[0].start:
        return False
    wholes[0].reason, shares[0].share = "whole-cost", True
    return True


def _doubt_whole_or_parts(shape: Shape, shares: list[Candidate], wholes: list[Candidate], found: list[Mention]) -> None:
    ours = len(shares) == 1 and shares[0].share and (shares[0].ours or SHARE.search(shape.text) is not None)
    pays = shares[0].part and _names_ours(shape, shares[0], found)
    ours = ours or (pays and not any(_names_ours(shape, one, found) for one in wholes))
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


def _fact(
    shape: Shape, one: Candidate, found: list[Mention], payer: tuple[Mention | None, str], cofinanced: bool, number: int
) -> Fact:
    council, doubt = payer
    value: dict[str, Any] = {
        "amount": f"{one.amount.value:.2f}" if one.amount.value is not None else None,
        "currency": one.amount.currency or None,
        "scope": None,
        "payer": council.key if council else None,
        "fund": None,
        "states": {},
    }
    value["scope"], value["states"]["scope"] = _scope(shape, one, cofinanced, number, council)
    if council:
        value["states"]["payer"] = doubt or "payer"
    fund = _fund(shape, one, found, number)
    if fund:
        value["fund"], value["states"]["fund"] = fund
    state = DECIDE if one.reason else CERTAIN
    span = shape.passage.span(one.amount.start, one.amount.end)
    words = shape.text[one.amount.start : one.amount.end]
    return Fact("grant", value, state, one.reason or ("labelled" if one.labelled else "grant"), span, words)


def _scope(shape: Shape, one: Candidate, cofinanced: bool, number: int, council: Mention | None) -> tuple[str, str]:
    """Returns whether an amount is the whole budget or a share, and the reason; a reason that is a doubt otherwise."""
    if one.share and not one.reason:
        return "share", "share"
    if one.share or one.part:
        return "share", "maybe-share"
    doubtful = cofinanced or number > 1 or OF_EUROPE.search(shape.text)
    if doubtful and not (
        number > 1
        and TOTAL.search(shape.text[max(one.start, one.amount.start - 30) : one.amount.start])
        and not cofinanced
    ):
        return "whole", "maybe-whole"
    return "whole", "whole"


def _fund(shape: Shape, one: Candidate, found: list[Mention], number: int) -> tuple[str, str] | None:
    rows = [(row.start, row.end) for row in _without_amount(shape)]
    for begin, stop in ((one.start, one.end), *rows, *_around(shape, one)):
        for mention in between(found, begin, stop, "fund"):
            return mention.key, "fund" if number == 1 else "several-grants"
    return None


def _around(shape: Shape, one: Candidate) -> list[tuple[int, int]]:
    return [(begin, stop) for begin, stop in shape.sentences if begin <= one.amount.start < stop]


def _other(shape: Shape, one: Candidate) -> Fact:
    """Returns an amount that is no grant of the item: it is shown, and never taken over by itself."""
    value = {
        "amount": f"{one.amount.value:.2f}" if one.amount.value is not None else None,
        "currency": one.amount.currency or None,
    }
    span = shape.passage.span(one.amount.start, one.amount.end)
    return Fact("other_amount", value, DECIDE, one.reason, span, shape.text[one.amount.start : one.amount.end])
