"""Folds letters and signs for search, in the same way for every database: å/aa, ø/o, ä/a, case, accents, dashes,
quotes."""

import unicodedata

# Longer spellings come first: "aa" and "å" both become "a", so that Aarhus, Århus and Arhus are one word.
SPELLINGS = (
    ("aa", "a"),
    ("ae", "a"),
    ("oe", "o"),
    ("æ", "a"),
    ("ø", "o"),
    ("œ", "o"),
    ("þ", "th"),
    ("ð", "d"),
    ("đ", "d"),
    ("ł", "l"),
)

# Word processors write these signs where keyboards have one key. They are replaced before accents are folded, because ´
# would become a space with an accent
SIGNS = str.maketrans(
    {
        **dict.fromkeys("\u2018\u2019\u201a\u201b\u02bc\u02b9\u2032\u00b4`\uff07", "'"),
        **dict.fromkeys("\u201c\u201d\u201e\u201f\u00ab\u00bb\u2033\uff02", '"'),
        # Breaking and non-breaking hyphens, the dashes of numbers and of sentences, the minus sign
        **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d", "-"),
    }
)
INVISIBLE = "Cf"
"""The Unicode category of invisible characters: soft hyphens, joiners, marks of direction."""


class _Shown(dict[int, int | None]):
    """Leaves out accents and invisible characters; each character is looked up when it first occurs."""

    def __missing__(self, code: int) -> int | None:
        letter = chr(code)
        left_out = unicodedata.combining(letter) or unicodedata.category(letter) == INVISIBLE
        self[code] = found = None if left_out else code
        return found


SHOWN = _Shown()


def fold(text: str) -> str:
    """Returns the text for comparison in searches: lower case; Nordic letters, accents, quotes and dashes folded;
    single spaces."""
    text = text.translate(SIGNS).casefold()
    if not text.isascii():
        text = unicodedata.normalize("NFKD", text).translate(SHOWN)
    for spelling, plain in SPELLINGS:
        text = text.replace(spelling, plain)
    return " ".join(text.split())
