"""The amounts of an item, each with the words that speak of it, and how far it can be trusted."""

import re
from dataclasses import dataclass

from readings.rules.clauses.subject import About, is_for_part, is_paid, names_item, owns
from readings.rules.money.amounts import Amount, amount_of_cell, amounts, amounts_of_cell, number_of
from readings.rules.money.others import OURS, given_by_others, of_others
from readings.rules.names import Mention
from readings.rules.shape import Row, Shape
from readings.words.money import EACH, EARLIER, ELSEWHERE, FRACTION, GRANT, NOT_GRANTED, OF_PART, PART, SHARE, TOTAL
from readings.words.shares import IS_PART_OF_COST, PART_OF_COST, PAYS_PART
from readings.words.states import EVENTS, KIND_WORD
from readings.words.subjects import COUNCIL_WORD

MOST_AMOUNTS = 40
"""Amounts of an item that are looked at."""
CLAUSE = re.compile(
    r";\s|,\s+(?=(?:som|der|which|mens|medan|kun taas|joka|of which|heraf|herav|varav|josta|þar af|while|"
    r"hvoraf|hvorav|joista|of this|of these)\b)"
)
NEXT_SENTENCE = re.compile(rf"[^.\d]{{0,60}}\.\s+{IS_PART_OF_COST.pattern}", re.IGNORECASE)
"""The rest of a labelled row that calls the amount a part of the cost: "350 tkr. fra MR-S. Det er 40 procent …"."""
OUR_PART = re.compile(r"(?:MR-\S+|(?:minister)?rådets|NMR:?s)\s+del(?:en)?(?!\w)", re.IGNORECASE)
"""The Council's part, in Swedish and Norwegian: "MR-S del är 2 000 000 DKK"."""
COMES = re.compile(r"(?:fra|från|from|frá)\s+(?:MR-|NMR|[^\d]{0,60}\(MR-)", re.IGNORECASE)
"""A clause that begins with the giver: "Från MR-S kommer 2,1 miljoner DKK"."""
GIVEN = re.compile(
    r"(?:bidrar|bidrager|bidrog|bidro|betaler|betalar|betalte|betalade|giver|gir|ger|gav|gives|gave|pays|paid|"
    r"contributes|"
    r"contributed|maksaa|maksoi|antaa|antoi|greiddi|greiðir|veitti|veitir|dækker|dekker|täcker|covers|står for|"
    r"står för|er|"
    r"är|is|on|og|och|and|ja|med|with)\s+(?:[^\d.;,]{0,60}?\s)?(?P<number>\d{1,3}(?:[ .,\u00a0]\d{3})+|"
    r"\d{1,3}(?:[.,]\d+)?)"
    r"(?:\s*(?P<unit>mio|mill|milj|mio\.|millioner|miljoner|million|miljoonaa|milljónir|þúsund|þús|tusind|tusen|"
    r"thousand|"
    r"tuhatta|tkr))?\.?(?=\s*(?:[.;,)]|$|\s(?:og|och|and|ja|mens|medan|while)\b))",
    re.IGNORECASE,
)
"""A number that somebody gives, without a currency."""
LEAST_GIVEN = 1000
MOST_AFTER = 40
"""Letters after an amount that may say what it is for: "100.000 DKK til trykning af rapporten"."""
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


def candidates_of(shape: Shape, found: list[Mention], about: About) -> list[Candidate]:
    """Returns the amounts of an item, each judged."""
    candidates: list[Candidate] = []
    for row in shape.rows:
        if row.field in MONEY_ROWS or row.field == "other":
            for amount in _of_row(shape, row)[: MOST_AMOUNTS - len(candidates)]:
                start, end = _clause(shape.text, row.start, row.end, amount)
                candidates.append(Candidate(amount, start, end, row.field in MONEY_ROWS[:4]))
                _judge(shape, candidates[-1], found, row.field, about)
    for start, end in shape.sentences:
        for amount in _amounts(shape, start, end)[: MOST_AMOUNTS - len(candidates)]:
            begin, stop = _clause(shape.text, start, end, amount)
            candidates.append(Candidate(amount, begin, stop, False))
            _judge(shape, candidates[-1], found, "", about, (start, end))
            if not candidates[-1].reason and not _pays_item(shape, candidates[-1], found, end, about):
                candidates[-1].reason = "beside"
    return sorted(candidates, key=lambda one: one.amount.start)


def _of_row(shape: Shape, row: Row) -> list[Amount]:
    """Returns the amounts of a labelled row, also of a number whose label says the currency."""
    found = _amounts(shape, row.start, row.end)
    if row.field not in ("money", "share"):
        return found
    label = shape.text[shape.text.rfind("\n", 0, row.start) + 1 : row.start]
    money, text = shape.money, shape.text[row.start : row.end]
    if not found and (cell := amount_of_cell(text, label, row.start, money.currency, money.thousand)):
        return [cell]
    more = amounts_of_cell(text, label, row.start, found) if money.thousand is False else []
    return sorted([*found, *more], key=lambda one: one.start)


def _amounts(shape: Shape, start: int, end: int) -> list[Amount]:
    found = [shape.money.of(amount) for amount in amounts(shape.text[start:end], start)]
    return sorted([*found, *_without_currency(shape.text, found, end)], key=lambda one: one.start)


def _without_currency(text: str, known: list[Amount], end: int) -> list[Amount]:
    """Returns the numbers after a verb for giving that have the currency of the amount before them in the sentence:
    "The budget is 1.4 million DKK; MR-LAG gives 600 000"."""
    found: list[Amount] = []
    first = next((one for one in known if one.currency and one.value), None)
    if first is None:
        return found
    for match in GIVEN.finditer(text, first.end, end):
        value = number_of(match["number"], match["unit"] or "")
        taken = any(one.start < match.end("number") and match.start("number") < one.end for one in known)
        if value and value >= LEAST_GIVEN and not taken:
            stop = match.end("unit") if match["unit"] else match.end("number")
            found.append(Amount(value, first.currency, match.start("number"), stop, False, False))
    return found


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
    shape: Shape, one: Candidate, found: list[Mention], row: str, about: About, sentence: tuple[int, int] | None = None
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
    bound = bound and not _goes_on(text, one, stop)
    labelled = one.labelled and given_by_others(text, found, one.start, (one.amount.start, one.amount.end), one.end)
    labelled = labelled or (row in ("money", "share") and not ours and _after_another(shape, one))
    if (
        labelled
        or row in ("other", "co-funding")
        or (not bound and of_others(text, found, (begin, stop), one.start, (one.amount.start, one.amount.end)))
    ):
        one.no_grant, one.reason = True, "elsewhere"
        return
    one.reason = _doubt_of_number(one.amount) or _doubt_of_words(text, one, (begin, stop), bound, about)
    if not one.reason and one.part and not ours:
        one.reason = "part"


def _pays_item(shape: Shape, one: Candidate, found: list[Mention], stop: int, about: About) -> bool:
    """Returns whether an amount of the prose was given for the item, or is its cost: not for its report, and not
    the price of something else."""
    text, first = shape.text, stop <= about.first
    if text[one.start : one.start + 1] == "(" or first:
        return True
    verb = GRANT.search(text, one.start, one.amount.start)
    after = text[one.amount.end : min(one.end, one.amount.end + MOST_AFTER)]
    if is_for_part(after, about):
        return False
    if verb is None:
        return True
    ours = any(m.key == OURS or m.kind == "council" for m in found if one.start <= m.start < one.end)
    if ours or COUNCIL_WORD.search(text[one.start : one.end]):
        return is_paid(text[verb.end() : one.amount.start], about)
    subject = text[one.start : verb.start()]
    return owns(subject, about) or names_item(subject, about, first) is not False


def _after_another(shape: Shape, one: Candidate) -> bool:
    """Returns whether a clause of a cell tells what others give, beside the grant or instead of one: "310,000; the
    Ministry of Justice paid 190,000", "None; a foundation pays EUR 90,000"."""
    row = next(row for row in shape.rows if row.start <= one.amount.start < row.end)
    before = shape.text[row.start : one.amount.start]
    return ";" in before and bool(re.search(r"[^\W\d]", before[before.rindex(";") :]))


def _goes_on(text: str, one: Candidate, stop: int) -> bool:
    """Returns whether the sentence of a bracket is about a plan of somebody else, and goes on after the bracket."""
    if text[one.start : one.start + 1] != "(":
        return False
    before = text[max(0, text.rfind(".", 0, one.start) + 1) : one.start]
    return bool(ELSEWHERE.search(before)) and bool(re.match(r"\s+[a-zåäöæøþð]", text[one.end : stop + 1]))


def _doubt_of_number(amount: Amount) -> str:
    if amount.value is None:
        return "number"
    if amount.approximate:
        return "approximate"
    if amount.ranged:
        return "range"
    return "" if amount.currency else "currency"


def _names_part(words: str, about: About) -> bool:
    """Returns whether words name a thing that costs a part of the money. The conference is none, if the item is one."""
    named = OF_PART.search(words)
    return named is not None and not (about.kind in EVENTS and KIND_WORD.fullmatch(named.group()))


def _doubt_of_words(text: str, one: Candidate, sentence: tuple[int, int], bound: bool, about: About) -> str:
    clause = text[one.start : one.end]
    begin = text.rfind("; ", sentence[0], one.amount.start) + 1 or sentence[0]
    stop = text.find("; ", one.amount.end, sentence[1])
    whole = text[begin : stop if stop >= 0 else sentence[1]]
    if NOT_GRANTED.search(clause if clause.startswith("(") else whole):
        return "not-granted"
    if EACH.match(text[one.amount.end :]) or (bound and EACH.search(clause)):
        return "each"
    if _is_fraction(text, one) or (not bound and _names_part(text[one.start : one.amount.start], about)):
        return "part"
    if bound:
        return "earlier" if EARLIER.search(text[max(begin, one.start - 30) : one.start]) and clause[:1] == "(" else ""
    if EARLIER.search(whole) and not TOTAL.search(text[one.start : one.amount.start][-40:]):
        return "earlier"
    if EACH.search(clause):
        return "each"
    return (
        ""
        if GRANT.search(clause) or OUR_PART.search(clause) or _is_bare(clause) or COMES.match(clause.lstrip())
        else "no-grant-word"
    )


def _is_fraction(text: str, one: Candidate) -> bool:
    """Returns whether only a part of an amount counts. "DKK 125,000, one half of the cost" is a share itself."""
    part = PART_OF_COST.match(text, one.amount.end)
    if part and not OF_PART.search(part.group()):
        one.share = True
        return False
    paid = PAYS_PART.search(text[one.start : one.amount.start])
    if paid and not OF_PART.search(paid.group()):
        one.share = True
        return False
    next_one = NEXT_SENTENCE.match(text, one.amount.end, one.end)
    if next_one and not OF_PART.search(next_one.group()):
        one.share = True
        return False
    return bool(FRACTION.search(text[one.start : one.amount.start] + " " + text[one.amount.end : one.end]))


def _is_bare(clause: str) -> bool:
    """Returns whether a sentence is nothing but a total, such as "Totalt 420.000 DKK."."""
    return bool(TOTAL.search(clause)) and len(clause.strip(" .()*")) < 40


def around(shape: Shape, one: Candidate) -> list[tuple[int, int]]:
    """Returns the sentence of an amount, if it is in one."""
    return [(begin, stop) for begin, stop in shape.sentences if begin <= one.amount.start < stop]
