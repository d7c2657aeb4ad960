"""Amounts of money as annexes write them: "1.200.000 DKK", "1,4 mio. kr.", "EUR 300 000", "320 t.kr."."""

import re
from dataclasses import dataclass
from decimal import Decimal

from readings.words import any_of
from readings.words.money import (
    APPROXIMATE,
    CODES,
    CROWNS,
    EUROS,
    HALVES,
    MILLION,
    MILLIONS,
    NATIONS,
    THOUSAND,
    THOUSANDS,
)
from readings.words.numerals import NUMERAL, numeral

_NUMBER = r"\d{1,3}(?:[.,'’ \u00a0\u202f]\d{3})+(?:[.,]\d{1,2})?(?!\d)|\d+(?:[.,]\d{1,3})?(?!\d)"
_NATION = any_of("|".join(NATIONS.values()))
_CURRENCY = (
    rf"(?:{CODES}|€|(?:{_NATION}\s+)?{any_of(CROWNS)}(?:\s*(?:{CODES}|{_NATION}|\((?:{CODES})\)))?|{any_of(EUROS)})"
)
_UNIT = rf"(?:{any_of(MILLION)}|{any_of(THOUSAND)})"
AMOUNT = re.compile(
    rf"(?<![\w.,/-])(?:(?P<before>{CODES}|€|kr\.?)\s?(?P<unit0>M|m|mio\.?|k|"
    rf"t)?\s*(?P<n1>{_NUMBER})\s*(?:(?P<u1>{_UNIT})\.?(?!\w))?"
    rf"|(?P<n2>{_NUMBER})(?:[,:][-–])?\s*(?:(?P<u2>{_UNIT})\.?\s*)?(?P<after>(?:(?:mn?|k|t)(?=DKK|SEK|NOK|EUR|kr)|"
    rf"[mt]\.(?=kr))?{_CURRENCY}|\((?:{CODES})\)|(?<=[,:]-)))(?![\w])",
    re.IGNORECASE,
)
_WORDED = any_of("|".join(HALVES.values()))
WORDED = re.compile(
    rf"(?<![\w.,/-])(?:(?P<before>{CODES})\s+)?(?P<words>{_WORDED})[ -]?(?:{any_of(MILLIONS)})\.?"
    rf"(?P<half>\s+(?:and a half|og en halv|och en halv))?(?:\s+(?P<after>{_CURRENCY}))?(?!\w)",
    re.IGNORECASE,
)
"""A number in words: "en halv miljon DKK", "halvanden million kroner"."""
THOUSANDS_WORDED = re.compile(
    rf"(?<![\w.,/-])(?:(?P<before>{CODES})\s+)?(?P<words>{NUMERAL})[ -]?{any_of(THOUSANDS)}"
    rf"(?:\s+(?P<after>{_CURRENCY}))?(?!\w)",
    re.IGNORECASE,
)
"""Thousands in words: "nitti tusen kroner"."""
_VALUES = {re.compile(any_of(words), re.IGNORECASE): Decimal(value) for value, words in HALVES.items()}
BARE = re.compile(rf"\s*(?P<number>{_NUMBER})\s*(?:(?P<unit>{_UNIT})\.?)?\s*", re.IGNORECASE)
"""A number that is all that a cell says."""
HEADING = re.compile(
    rf"\(?\b(?:(?:i|in|í)\s+)?(?P<unit>1[., ]?000|{_UNIT})?\.?\s*"
    rf"(?:(?P<code>{CODES}|{any_of(EUROS)})|(?P<nation>{_NATION}\s+{any_of(CROWNS)})(?:\s*\([^()]*\))?)\)?\W*$",
    re.IGNORECASE,
)
"""The currency of a column: "Bevilling (DKK)", "Beløb i 1.000 DKK", "Belopp i tusen danska kronor"."""
UNIT_HEADING = re.compile(
    rf"[(,]\s*(?:(?:i|in|í)\s+)?(?P<unit>1[., ]?000|{_UNIT})\.?\s*{any_of(CROWNS)}?\s*\)?\W*$|"
    rf"\b(?:i|in|í)\s+(?P<unit2>1[., ]?000|{_UNIT})\.?\s*{any_of(CROWNS)}?\s*\)?\W*$",
    re.IGNORECASE,
)
"""What the numbers of a column count, without a currency: "Ministerrådets bidrag, tkr"."""
RANGE_JOINT = re.compile(
    r"\s*[-–—−]\s*$|(?:mellom|mellem|mellan|between|välillä|milli)\s+\S[^;\n]{0,30}?(?:og|och|ja|and|-)\s*$",
    re.IGNORECASE,
)
NUMBER_BEFORE = re.compile(r"[\d.,\s]*\d[\d.\u00a0 ]*\s*(?:[-–—−]|og|och|ja|and|til|till|to)\s*$", re.IGNORECASE)
MOST = Decimal(10_000_000_000)
"""The register keeps smaller amounts only."""


@dataclass(frozen=True)
class Amount:
    """An amount in a text."""

    value: Decimal | None
    """In whole units of the currency; None if the number can be read in two ways, or is no amount of a grant."""
    currency: str
    """ISO 4217; "" if the text does not say which crowns."""
    start: int
    end: int
    approximate: bool
    ranged: bool


def amounts(text: str, offset: int = 0) -> list[Amount]:
    """Returns the amounts of a text in their order; positions count from ``offset``."""
    found = []
    found += [_worded(text, match, offset) for match in WORDED.finditer(text) if match["before"] or match["after"]]
    worded = [match for match in THOUSANDS_WORDED.finditer(text) if match["before"] or match["after"]]
    found += [_in_thousands(text, match, offset) for match in worded]
    for match in AMOUNT.finditer(text):
        number = match["n1"] or match["n2"]
        unit = match["u1"] or match["u2"] or match["unit0"] or ""
        sign = match["before"] or match["after"] or ""
        value = _within_bounds(number_of(number, unit, sign), text[: match.start()])
        before = text[max(0, match.start() - 60) : match.start()]
        found.append(
            Amount(
                value,
                currency_of(sign) or _in_brackets(text[match.end() :]),
                match.start() + offset,
                match.end() + offset,
                _is_approximate(before, text[match.end() : match.end() + 25]),
                bool(RANGE_JOINT.search(before) and NUMBER_BEFORE.search(before))
                or bool(re.match(r"\s*(?:[-–—−]|til|till|to)\s*(?:DKK|EUR|SEK|NOK)?\s*\d", text[match.end() :])),
            )
        )
    return sorted(found, key=lambda one: one.start)


BRACKETS = re.compile(rf"\s*\((?P<sign>{CODES}|(?:{_NATION})\s+{any_of(CROWNS)})\)", re.IGNORECASE)


def _in_brackets(after: str) -> str:
    """Returns the currency that brackets after an amount name: "Kr 1 450 000 (danske kroner)"."""
    found = BRACKETS.match(after)
    return currency_of(found["sign"]) if found else ""


def _worded(text: str, match: re.Match[str], offset: int) -> Amount:
    """Returns an amount whose number is written in words."""
    value = next(value for words, value in _VALUES.items() if words.fullmatch(match["words"]))
    value += Decimal("0.5") if match["half"] else 0
    sign = match["before"] or match["after"] or ""
    before = text[max(0, match.start() - 60) : match.start()]
    approximate = _is_approximate(before, text[match.end() : match.end() + 25])
    ranged = bool(re.search(r"(?:\d|million\w*|miljo\w+|og|to|til|till|eller|or|tai)\s*[-–]?\s*$", before))
    return Amount(
        value * 1_000_000, currency_of(sign), match.start() + offset, match.end() + offset, approximate, ranged
    )


def _in_thousands(text: str, match: re.Match[str], offset: int) -> Amount:
    """Returns an amount whose thousands are written in words."""
    number = numeral(match["words"])
    value = Decimal(number * 1000) if number else None
    before = text[max(0, match.start() - 60) : match.start()]
    approximate = _is_approximate(before, text[match.end() : match.end() + 25])
    ranged = bool(NOT_WHOLE.search(before))
    start, end = match.start() + offset, match.end() + offset
    return Amount(value, currency_of(match["before"] or match["after"]), start, end, approximate, ranged)


NOT_WHOLE = re.compile(
    rf"(?:\d|tus\w+|(?:{any_of(MILLIONS)})(?:\s+(?:og|och|and|ja))?|og|to|til|till|eller|or|tai)\s*[-–]?\s*$",
    re.IGNORECASE,
)
"""What stands before thousands in words that are no amount of their own: a range, or "one million and"."""


def amount_of_cell(
    cell: str, heading: str, offset: int, currency: str = "", thousand: bool | None = False
) -> Amount | None:
    """Returns the amount of a cell that holds a number only, in the currency of its heading: "Bevilling (DKK)", or in
    that of the whole annex. ``thousand``: whether numbers of the annex count thousands; None if it says both."""
    bare = heading.rstrip(" :\t|")
    number, column, counts = BARE.fullmatch(cell.rstrip(" .\n")), HEADING.search(bare), UNIT_HEADING.search(bare)
    own = column["unit"] or "" if column else (counts["unit"] or counts["unit2"] if counts else None)
    if not number or not (column or counts or currency) or (number["unit"] and (thousand if own is None else own)):
        return None
    counted = own if own is not None else ("1000" if thousand else "")
    unit = number["unit"] or ("t" if counted[:1] == "1" else counted)
    known = own is not None or thousand is not None
    value = _within_bounds(number_of(number["number"], unit), "") if known else None
    start, end = offset + number.start("number"), offset + len(cell.rstrip())
    sign = (column["code"] or column["nation"]) if column else ""
    return Amount(value, currency_of(sign) or currency, start, end, False, False)


IN_CELL = re.compile(
    rf"(?<![\w.,/-])(?P<number>\d{{1,3}}(?:[.,'’ \u00a0\u202f]\d{{3}})+(?![\d.,]*\d)|"
    rf"\d+(?:[.,]\d{{1,2}})?(?=\s*{_UNIT}(?!\w)))(?:\s*(?P<unit>{_UNIT})\.?(?!\w))?(?![\w%])",
    re.IGNORECASE,
)
"""A number in a cell that says more: "350,000, a share of a total cost of 700,000"."""


def amounts_of_cell(cell: str, heading: str, offset: int, known: list[Amount]) -> list[Amount]:
    """Returns the numbers of a cell that have no currency of their own, in that of its heading: "Grant (DKK)".
    ``known``: the amounts of the cell that have one."""
    column = HEADING.search(heading.rstrip(" :\t|"))
    if not column or column["unit"]:
        return []
    currency, found = currency_of(column["code"] or column["nation"]), []
    for match in IN_CELL.finditer(cell):
        start, end = offset + match.start(), offset + match.end()
        if any(one.start < end and start < one.end for one in known):
            continue
        before, after = cell[max(0, match.start() - 60) : match.start()], cell[match.end() : match.end() + 25]
        value = _within_bounds(number_of(match["number"], match["unit"] or ""), before)
        ranged = bool(RANGE_JOINT.search(before) or re.match(r"\s*[-–—−]\s*\d", after))
        found.append(Amount(value, currency, start, end, _is_approximate(before, after), ranged))
    return found


def _within_bounds(value: Decimal | None, before: str) -> Decimal | None:
    """Returns the value if it may be a grant: more than nothing, below ten billion, and without a minus."""
    if value is None or not 0 < value < MOST or re.search(r"(?:^|[\s(:])[-−–]\s?$", before[-3:]):
        return None
    return value


TIMES = re.compile(r"\d\s*[x×*]\s*(?:DKK|EUR|SEK|NOK|kr\.?)?\s*$", re.IGNORECASE)
"""A number before an amount that counts more than once: "2 x 150 000 DKK"."""
BY = re.compile(r"(?:styrk|veitt|hækk)\w*\b[^.]{0,60}\bum\s*$", re.IGNORECASE)
"""Icelandic "um" before an amount is "by" after a verb for granting, and not "about"."""


def _is_approximate(before: str, after: str) -> bool:
    if TIMES.search(before):
        return True
    if BY.search(before):
        return False
    for found in APPROXIMATE.finditer(before):
        if re.fullmatch(r"[\s.:(]*(?:DKK|EUR|SEK|NOK|kr\.?)?\s*", before[found.end() :]):
            return True
    return bool(re.match(r"\s*(?:approx|ca\b|anslået|anslått|arvio|\(ca|\(approx|\(anslået)", after, re.IGNORECASE))


def number_of(written: str, unit: str, sign: str = "") -> Decimal | None:
    """Returns the value of a number with its unit; None if its signs can be read in two ways."""
    bare = re.sub(r"['’\s\u00a0\u202f]", "", written)
    factor = _factor(unit, sign)
    whole = re.fullmatch(r"(\d{1,3}(?:[.,]\d{3})+)(?:([.,])(\d{1,2}))?", bare)
    if whole and len({mark for mark in whole[1] if mark in ".,"}) == 1:
        mark = next(mark for mark in whole[1] if mark in ".,")
        if whole[2] == mark:
            return None
        if factor > 1000 and not whole[3] and whole[1].count(mark) == 1:
            return None
        if whole[3] and len(whole[3]) == 1:
            # No amount has one decimal: it may be the mark of a footnote
            return None
        plain = whole[1].replace(mark, "") + (f".{whole[3]}" if whole[3] else "")
        return Decimal(plain) * factor
    if re.fullmatch(r"\d+[.,]\d{1,2}", bare) or re.fullmatch(r"\d+", bare):
        return Decimal(bare.replace(",", ".")) * factor
    return None


def _factor(unit: str, sign: str) -> int:
    small = unit.casefold().rstrip(".")
    if small and re.fullmatch(any_of(MILLION), small):
        return 1_000_000
    if small:
        return 1000
    begin = re.match(r"(m|k|t)n?\.?(?=DKK|SEK|NOK|EUR|kr)", sign, re.IGNORECASE)
    if begin:
        return 1_000_000 if begin[1].casefold() == "m" else 1000
    return 1


def currency_of(sign: str) -> str:
    """Returns the code of a currency as it is written; "" for crowns of a country that the text does not name."""
    code = re.search(CODES, sign)
    if code:
        return code.group()
    if sign == "€" or re.fullmatch(any_of(EUROS), sign, re.IGNORECASE):
        return "EUR"
    for currency, words in NATIONS.items():
        if re.search(any_of(words), sign, re.IGNORECASE):
            return currency
    if re.fullmatch(CODES, sign, re.IGNORECASE):
        return sign.upper()
    return ""
