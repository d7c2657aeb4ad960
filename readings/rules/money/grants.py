"""Which amounts of an item are grants, which of them are a share, who pays, and from which fund."""

import re
from itertools import pairwise
from typing import Any

from readings.rules.clauses.subject import About
from readings.rules.facts import CERTAIN, DECIDE, Fact
from readings.rules.money.amounts import amounts
from readings.rules.money.candidates import Candidate, around, candidates_of
from readings.rules.money.each import of_each
from readings.rules.money.rivals import BARE_SUM, are_of_years, doubt_divided, doubt_rivals, join_repeated
from readings.rules.names import Mention, between
from readings.rules.shape import Row, Shape
from readings.words.money import COFINANCED, FRACTION, GRANT, OF_PART, PAYS, SHARE, SHARED_COST, TOTAL
from readings.words.shares import IS_PART_OF_COST

FROM = re.compile(r"\s*\(?(?:fra|från|from|frá|af|av|by)\s+(?:(?:den|det|the)\s+)?", re.IGNORECASE)
OF_EUROPE = re.compile(
    r"\bEU[- :]?(?:s|n|:s|:n|-)?\s?(?:projekt|prosjekt|project|hanke|verkefni|medel|midler|funding|funds|"
    r"support|støtte|stöd|rahoit|tuki|styrk)\w*|kommission|\bcommission|horizon|interreg",
    re.IGNORECASE,
)
_OF_IT = (
    r"(?:(?:Av|Af)\s+(?:dette|det|denne|detta|denna)|Heraf|Herav|Hvoraf|Härav|Of this|Of that|Tästä|Siitä|Þar af|"
    r"Af því)"
)
_FRACTIONS = (
    "halv|tredjedel|tredje|fjerdedel|fjärdedel|kvart|half|third|quarter|puolet|puoli|kolmannes|kolmasosa|neljännes|"
    "helming|þriðjung|fjórðung|rest"
)
IS_PART = re.compile(
    r"(?:(?:Det|Dette|Detta|This|That|It|Se|Tämä|Það|Þetta)\s+(?:var|er|är|was|is|oli|on|udgør|utgjør|utgör|covers|"
    rf"covered|dekker|dekket|dækker|dækkede|täcker|täckte)|{_OF_IT})(?!\w)(?=[^.]*?(?:{_FRACTIONS}|\d))",
    re.IGNORECASE,
)
"""A sentence that says that the amount before it is a part of the cost, or names a part of it."""
HAS_PART = re.compile(rf"{_OF_IT}(?!\w)(?=[^.]*?\d)", re.IGNORECASE)
"""A sentence that names a part of the amount before it: "Av dette betaler MR-S 600 000 kroner"."""
_PART_OF = rf"(?:{FRACTION.pattern}|(?<!\w)(?:halva|halve|halv|puoli)(?!\w))"
A_PART = re.compile(
    rf"[:\t|][ ]*{_PART_OF}[ ]*$|{_PART_OF}\W+(?:[^\W\d]+\W+){{0,2}}"
    r"\w*(?:kostnad|omkostning|udgift|utgift|budget|budsjett|costs?|expense|kustannu|menoi)",
    re.IGNORECASE | re.MULTILINE,
)
"""A cell or words by which the grant is a part of the cost: "Dekker: 50 prosent", "betalade halva kostnaden"."""


def grants(shape: Shape, found: list[Mention], about: About) -> list[Fact]:
    """Returns the facts on the money of an item. The value of each is that of an allocation: amount, currency, scope,
    payer (a council) and fund, each of which is None if it is not stated."""
    candidates = candidates_of(shape, found, about)
    likely = [one for one in candidates if not one.no_grant]
    join_repeated(likely)
    likely = [one for one in likely if not one.no_grant]
    sure = [one for one in likely if not one.reason]
    _share_by_next(shape, sure)
    payers = {id(one): _payer(shape, one, found, candidates) for one in likely}
    doubt_rivals(shape, sure, payers, found)
    doubt_divided(shape, likely, found)
    _doubt_costs(shape, likely)
    _doubt_sums(likely)
    likely = [one for one in likely if not one.no_grant]
    payers |= {id(one): _payer(shape, one, found, sure_of(likely)) for one in likely if not payers[id(one)][0]}
    payers |= {id(one): _payer(shape, one, found, sure_of(likely)) for one in sure_of(likely)}
    if are_of_years(shape, sure):
        payers |= {id(one): payers[id(sure[0])] for one in sure[1:] if not payers[id(one)][0]}
    each = of_each(shape, likely, found)
    divided = [one.amount for one, _council in each]
    for one in likely if each else ():
        # Beside what each council pays, another amount is a cost or a part
        one.reason = one.reason or "rivals"
    likely = [one for one in likely if one.amount not in divided]
    cofinanced = bool(SHARE.search(shape.text)) or _has_other_money(shape, found)
    facts = [_fact(shape, one, found, payers[id(one)], cofinanced, len(sure)) for one in likely]
    facts += [_fact(shape, one, found, (council, ""), cofinanced or len(each) > 1, len(sure)) for one, council in each]
    facts += [_other(shape, one) for one in candidates if one.no_grant]
    return facts


def _share_by_next(shape: Shape, sure: list[Candidate]) -> None:
    """Takes the only amount for a share if the next sentence calls it a part of the cost."""
    for (begin, end), (start, stop) in pairwise(shape.sentences):
        said = IS_PART_OF_COST.match(shape.text, start, stop)
        if len(sure) == 1 and begin <= sure[0].amount.start < end and said and not OF_PART.search(said.group()):
            sure[0].share = True


def _doubt_sums(likely: list[Candidate]) -> None:
    """Leaves an amount to a person that is the sum of the other ones: "550 000" beside "300.000" and "250.000"."""
    values = [one.amount.value or 0 for one in likely]
    for one, value in zip(likely, values, strict=True):
        if len(likely) > 2 and value and value * 2 == sum(values):
            one.reason = one.reason or "rivals"


def _doubt_costs(shape: Shape, likely: list[Candidate]) -> None:
    """Leaves an amount to a person of which the next sentence names a part: it is a cost, and the part may be ours."""
    for (begin, end), (start, stop) in pairwise(shape.sentences):
        for one in likely:
            if begin <= one.amount.start < end and not one.reason and HAS_PART.match(shape.text, start, stop):
                one.reason = "whole-cost"


def sure_of(likely: list[Candidate]) -> list[Candidate]:
    """Returns the amounts that are grants for certain; all of them if none is."""
    return [one for one in likely if not one.reason] or likely


def _has_other_money(shape: Shape, found: list[Mention]) -> bool:
    """Returns whether a sentence or a cell speaks of money beside the grant: "and as much from the two ministries"."""
    if A_PART.search(shape.text):
        return True
    row = shape.row("co-funding")
    if row and re.search(r"\d", shape.text[row.start : row.end]):
        return True
    for begin, end in shape.sentences:
        if IS_PART.match(shape.text, begin, end) or _gives_more(shape.text[begin:end]):
            return True
        if SHARED_COST.search(shape.text, begin, end) and not any(between(found, begin, end, "council")):
            # Of two councils that shared the cost, each paid a grant
            return True
        words = COFINANCED.search(shape.text, begin, end)
        if words and (amounts(shape.text[begin:end]) or GRANT.search(shape.text, begin, end)):
            return True
    return False


def _gives_more(sentence: str) -> bool:
    """Returns whether a sentence with an amount has another sum without a currency, which somebody gave."""
    found = amounts(sentence)
    bare = list(sentence)
    for one in found:
        bare[one.start : one.end] = " " * (one.end - one.start)
    return bool(found) and bool(BARE_SUM.search("".join(bare)))


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
        # "500 000 fra MR-S og 350 000 fra MR-LAG": who is right behind "from" pays
        led = FROM.fullmatch(shape.text[one.amount.end : after[0].start])
        before, after = ([], after) if led else (before, [])
    near = before + after
    if not near:
        return _labelled_payer(shape, found, candidates)
    keys = {mention.key for mention in near}
    if len(keys) > 1:
        return near[0], "several-payers"
    if one.part and not PAYS.search(shape.text[low : one.amount.start]):
        return near[0], "part"
    bound = one.labelled or shape.text[one.start : one.start + 1] == "("
    shared = one.share and bool(SHARE.search(shape.text, low, one.amount.start))
    paying = bound or shared or bool(PAYS.search(shape.text[one.start : high]))
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
    for begin, stop in ((one.start, one.end), *rows, *around(shape, one)):
        for mention in between(found, begin, stop, "fund"):
            return mention.key, "fund" if number == 1 else "several-grants"
    return None


def _other(shape: Shape, one: Candidate) -> Fact:
    """Returns an amount that is no grant of the item: it is shown, and never taken over by itself."""
    value = {
        "amount": f"{one.amount.value:.2f}" if one.amount.value is not None else None,
        "currency": one.amount.currency or None,
    }
    span = shape.passage.span(one.amount.start, one.amount.end)
    return Fact("other_amount", value, DECIDE, one.reason, span, shape.text[one.amount.start : one.amount.end])
