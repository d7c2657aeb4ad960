"""Numbers below a thousand in words, in six languages: "sex hundruð", "femogtyve", "seitsemänsataaviisikymmentä"."""

import re

from readings.words import any_of

_UNITS = (
    "en|et|én|ét|ett|ei|one|yksi|yhden|eitt|ein|einn",
    "to|två|two|kaksi|kahden|tvö|tvær|tvenn",
    "tre|three|kolme|kolmen|þrjú|þrjár|þrír",
    "fire|fyra|four|neljä|neljän|fjögur|fjórar|fjórir",
    "fem|five|viisi|viiden|fimm",
    "seks|sex|six|kuusi|kuuden",
    "syv|sju|seven|seitsemän|sjö",
    "otte|åtte|åtta|eight|kahdeksan|átta",
    "ni|nio|nine|yhdeksän|níu",
)
_TEENS = (
    "ti|tio|ten|kymmenen|tíu",
    "elleve|elva|eleven|ellefu",
    "tolv|twelve|tólf",
    "tretten|tretton|thirteen|þrettán",
    "fjorten|fjorton|fourteen|fjórtán",
    "femten|femton|fifteen|fimmtán",
    "seksten|sexton|sixteen|sextán",
    "sytten|sjutton|seventeen|sautján",
    "atten|arton|eighteen|átján",
    "nitten|nitton|nineteen|nítján",
)
_TENS = (
    "tyve|tjue|tjugo|twenty|tuttugu",
    "tredive|tretti|trettio|thirty|þrjátíu",
    "fyrre|fyrretyve|førti|fyrtio|forty|fjörutíu",
    "halvtreds|femti|femtio|fifty|fimmtíu",
    "tres|seksti|sextio|sixty|sextíu",
    "halvfjerds|sytti|sjuttio|seventy|sjötíu",
    "firs|åtti|åttio|eighty|áttatíu",
    "halvfems|nitti|nittio|ninety|níutíu",
)
_ARTICLE = {"a": 1}
_HUNDRED = "hundrede|hundred|hundre|hundra|sata|sataa|hundrað|hundruð"
_FINNISH_TENS, _FINNISH_TEEN = "kymmentä", "toista"
_VALUES = {
    word: value
    for begin, step, words in ((1, 1, _UNITS), (10, 1, _TEENS), (20, 10, _TENS))
    for place, several in enumerate(words)
    for word in several.split("|")
    for value in (begin + step * place,)
}
_KNOWN = any_of([*_VALUES, r"a(?!\w)", *_HUNDRED.split("|"), _FINNISH_TENS, _FINNISH_TEEN])
_JOINT = r"(?:[ -]?(?:og|och|and|ja)[ -]?|[ -])?"
NUMERAL = rf"(?:{_KNOWN}{_JOINT}){{0,7}}{_KNOWN}"
"""A pattern for a number in words. ``numeral`` says which one it is, and whether it is one."""
_WORD = re.compile(rf"{_JOINT}(?P<word>{_KNOWN})", re.IGNORECASE)


def numeral(words: str) -> int | None:
    """Returns the number that the words say, below a thousand; None if they are no number, such as "two three"."""
    hundreds = tens = units = end = 0
    while match := _WORD.match(words, end):
        word, end = match["word"].casefold(), match.end()
        value = (_VALUES | _ARTICLE).get(word, 0)
        if word in _HUNDRED.split("|"):
            if hundreds or tens:
                return None
            hundreds, units = 100 * (units or 1), 0
        elif word in (_FINNISH_TENS, _FINNISH_TEEN):
            if tens or not units:
                return None
            tens, units = (units * 10, 0) if word == _FINNISH_TENS else (10, units)
        elif value >= 10 and not tens and not (value < 20 and units):
            tens = value
        elif 0 < value < 10 and not units and not 10 <= tens < 20:
            units = value
        else:
            return None
    return hundreds + tens + units if end == len(words) and end else None
